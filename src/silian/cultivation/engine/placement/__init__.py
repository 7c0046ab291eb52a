"""Places given by rules: stable, student-optimal, repeatable by anyone, explained to everyone."""
