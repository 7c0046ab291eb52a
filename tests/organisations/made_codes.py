"""Right codes that nobody has."""

from __future__ import annotations

from silian.organisations.engine import uscc


def code_of(number: int) -> str:
    """A right 统一社会信用代码 that nobody has: authority 9, region 990000."""
    inner = f"{number:08d}"
    body = "91990000" + inner + uscc.inner_check_character(inner)
    # X stands for ten and is a letter of the alphabet, so every inner check fits.
    return body + uscc.check_character(body)
