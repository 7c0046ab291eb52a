"""How text is made comparable: one function for stored names and for what people type."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[\s\-—–_/\\|·•,，、;；>＞()（）\[\]【】\"'“”‘’《》]+")


def tidy(text: str) -> str:
    """Width and case folded, runs of spaces to one, ends stripped."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def folded(text: str) -> str:
    """As `tidy`, without spaces, brackets and separators: the key of exact look-up."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def bigrams(text: str) -> frozenset[str]:
    """The two-character pieces of a folded text; the text itself when it is shorter."""
    if len(text) < 2:
        return frozenset((text,)) if text else frozenset()
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
