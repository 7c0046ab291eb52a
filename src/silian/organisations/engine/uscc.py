"""统一社会信用代码: form and check characters.

GB 32100-2015: eighteen characters of an alphabet of 31 (digits and letters without I, O, S, V,
Z): registration authority, kind, six digits of the region, the nine characters of the
组织机构代码, and a check character (weights 3^i mod 31). The nine end in a check character of
their own by GB 11714-1997 (weights 3 7 9 10 5 8 4 2, mod 11).
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_VALUES = {letter: n for n, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class Fault(StrEnum):
    """What is wrong with a code, the first that is found."""

    LENGTH = "length"
    LETTER = "letter"
    REGION = "region"
    INNER = "inner"
    CHECK = "check"


def normal(text: str) -> str:
    """The code as it is stored: full-width and small letters, spaces and hyphens mended."""
    text = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in text if not letter.isspace() and letter not in "-—_.")


def check_character(first17: str) -> str:
    """The eighteenth character. KeyError for a letter outside the alphabet."""
    total = sum(_VALUES[letter] * weight for letter, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def inner_check_character(first8: str) -> str:
    """The ninth character of a 组织机构代码: 11 minus the remainder, X for 10, 0 for 11."""
    total = sum(
        _INNER_VALUES[letter] * weight
        for letter, weight in zip(first8, _INNER_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def fault(code: str) -> Fault | None:
    """The first fault of a normalised code; None for a right one.

    The whole code's check comes last, so that a fault names the part to look at.
    """
    if len(code) != 18:
        return Fault.LENGTH
    if any(letter not in _VALUES for letter in code):
        return Fault.LETTER
    if not code[2:8].isdigit():
        return Fault.REGION
    if check_character(code[:17]) != code[17]:
        return Fault.CHECK
    if inner_check_character(code[8:16]) != code[16]:
        return Fault.INNER
    return None


def suggestion(code: str) -> str:
    """The code with the letters that people confuse put right (I→1, O→0, S→5, Z→2); "" if none.

    Only offered where exactly this mending makes the code right.
    """
    mended = code.translate(str.maketrans("IOSZ", "1052"))
    return mended if mended != code and fault(mended) is None else ""


def region_of(code: str) -> str:
    """The six digits of the region in which it was registered."""
    return code[2:8]
