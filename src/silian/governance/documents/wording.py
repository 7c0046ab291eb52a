"""How papers word a post and a term, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import override

from ..enums import BodyKind, Post
from ..models import Term

_DIGITS = "〇一二三四五六七八九"
_ORDINALS = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
)  # fmt: skip


def numeral(number: int) -> str:
    """1 to 99 as 一 to 九十九; greater ones in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def ordinal(number: int) -> str:
    """1 to 10 as First to Tenth; further ones as 11th."""
    if 0 < number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    special = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if number % 100 in (11, 12, 13) else special.get(number % 10, "th")
    return f"{number}{ending}"


def in_chinese(text: object) -> str:
    """A translatable text in Chinese, whatever the language of the page."""
    with override("zh-hans"):
        return str(text)


def in_english(text: object) -> str:
    """A translatable text in English, whatever the language of the page."""
    with override("en"):
        return str(text)


def body_of(term: Term) -> tuple[str, str]:
    """第一届理事会, First Council."""
    body = term.body
    english = body.name_en or in_english(BodyKind(body.kind).label)
    return f"第{numeral(term.number)}届{body.name}", f"{ordinal(term.number)} {english}"


def post_of(post: str) -> tuple[str, str]:
    """副理事长单位, Vice chair unit."""
    label = Post(post).label
    return in_chinese(label), in_english(label)


def both(display: Callable[[], Any]) -> tuple[str, str]:
    """The display of a choice in Chinese and in English."""
    with override("zh-hans"):
        chinese = str(display())
    with override("en"):
        return chinese, str(display())
