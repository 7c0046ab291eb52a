"""How a decision is counted: pure Python, exact fractions, no Django."""
