"""Verification codes: nobody guesses one, and a person can type one from paper."""

from __future__ import annotations

import re
import secrets
import unicodedata

# Without 0, 1, i, l and o, which look alike in print.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 28
GROUP = 4
_WHOLE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_code() -> str:
    """28 letters of 31: 138 bits from the system's source of randomness."""
    return "".join(secrets.choice(ALPHABET) for _position in range(LENGTH))


def grouped(code: str) -> str:
    """As printed: seven groups of four, in capitals."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP)).upper()


def plain_code(typed: str) -> str:
    """A code as typed or scanned, also full-width, spaced or in an address; '' if it is none."""
    text = unicodedata.normalize("NFKC", typed).strip().rstrip("/").rpartition("/")[2].lower()
    text = re.sub(r"[\s\-‐‑–—_.]+", "", text)
    return text if _WHOLE.fullmatch(text) else ""
