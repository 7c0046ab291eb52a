"""Names of organisations, reduced to what tells them apart."""

from __future__ import annotations

import re
import unicodedata

# Legal forms that people write, shorten or leave out; the longest come first.
_FORMS = (
    "集团股份有限公司",
    "集团有限责任公司",
    "股份有限责任公司",
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "集团公司",
    "有限公司",
    "总公司",
    "集团",
    "公司",
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_BRACKETED_FORM = re.compile(r"\((集团|股份|有限|有限合伙|普通合伙|特殊普通合伙)\)")


def plain_key(name: str) -> str:
    """The name without width, case, brackets, spaces and punctuation: the same name, retyped."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", name).casefold())


def name_key(name: str) -> str:
    """The plain key without the legal form: `格力电器` for `格力电器（集团）股份有限公司`.

    A name that consists of a legal form alone keeps it. A place in brackets stays, and so does
    分公司: a branch is not its parent.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _NOT_LETTERS.sub("", _BRACKETED_FORM.sub("", text))
    if text.endswith("分公司"):
        return text
    for form in _FORMS:
        if text.endswith(form) and len(text) > len(form):
            return text.removesuffix(form)
    return text
