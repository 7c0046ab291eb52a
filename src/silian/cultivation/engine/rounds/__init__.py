"""What a placement round is made of before it is solved: formula, conditions, frozen tables."""
