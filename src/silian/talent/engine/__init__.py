"""Counting and matching of talent demand and supply: pure Python, no Django, values in and out."""
