"""Reading the lists."""
