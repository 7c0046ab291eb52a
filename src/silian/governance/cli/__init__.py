"""`silian governance …`; `documents.py` beside it has `silian documents issue`."""

from __future__ import annotations

from .counting import app

__all__ = ["app"]
