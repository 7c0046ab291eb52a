"""A sentence in both languages: what the engine says without knowing who reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A sentence in Chinese and English."""

    zh: str
    en: str

    def text(self, language: str | None) -> str:
        """The sentence in a language: English for `en…`, Chinese for all others."""
        return self.en if (language or "").startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh
