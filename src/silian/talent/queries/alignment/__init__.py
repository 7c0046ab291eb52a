"""Reading the two lists for the alignment, and the alignment for a person."""
