"""Two versions side by side, for charters and agreements alike."""

from __future__ import annotations

from ..engine.compare import Part, Row, changed, compare_texts

__all__ = ["Part", "Row", "changed", "compare_texts"]
