"""Places given by rules: stable, student-optimal, repeatable by anyone, explained to everyone.

Regional caps (Kamada & Kojima) are not implemented: a region's limit is not yet a rule here.
"""
