"""Punctuation between parts that are put together: full width in Chinese, half width elsewhere.

Whole sentences are translated as they are; this is for “label：value” and for lists of names.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

_ELSEWHERE = {
    "：": ": ", "，": ", ", "、": ", ", "；": "; ", "。": ". ", "（": " (", "）": ")",
}  # fmt: skip


def sign(mark: str) -> str:
    """The mark as the active language writes it; KeyError for one that has no other form."""
    elsewhere = _ELSEWHERE[mark]
    return mark if (get_language() or "").startswith("zh") else elsewhere


def listed(items: Iterable[object], mark: str = "、") -> str:
    """Words one after the other."""
    return sign(mark).join(str(item) for item in items)


def bracketed(text: object) -> str:
    """A remark behind a word, with its brackets."""
    return f"{sign('（')}{text}{sign('）')}"
