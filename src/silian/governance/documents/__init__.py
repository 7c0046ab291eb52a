"""The papers of governance: which kinds there are, what they say, and how they look."""

from . import kinds

__all__ = ["kinds"]
