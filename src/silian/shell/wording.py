"""Names in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "").startswith("en")


def named(obj: Any) -> str:
    """The name in the language of the page; the Chinese one where there is no English."""
    name_en = getattr(obj, "name_en", "")
    return str(name_en) if name_en and english() else str(obj.name)
