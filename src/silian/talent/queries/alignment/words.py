"""Figures in words: a leaning is always said, never left to a plus or a minus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.templatetags.tiles import TILES

from ...engine.formulas import FORMULAS, NoValue, Sign, Text
from ...engine.formulas.structure import lean
from ...engine.regions import UNKNOWN_REGION, WHOLE_SCOPE
from ...enums import Education
from .answer import Answer
from .intake import EDUCATION_OF


@dataclass(frozen=True)
class Words:
    """What figures are called in one language; made once, for a list asks a million times."""

    english: bool
    missing: str
    surplus: str
    everywhere: str
    nowhere: str
    levels: dict[int, str]

    def said(self, text: Text) -> str:
        """One text in this language."""
        return text.en if self.english else text.zh

    def gap(self, gap: float) -> str:
        """缺 120, 余 35, 持平."""
        leaning = lean(-gap, within=0.005)
        if leaning is Sign.BALANCED:
            return self.said(FORMULAS["gap"].sign_words(Sign.BALANCED))
        word = self.missing if leaning is Sign.TOO_FEW else self.surplus
        return word % {"n": amount(abs(gap))}

    def deviation(self, deviation: float, sign: Sign) -> str:
        """偏少 38%, 偏多 120%, 均衡."""
        word = self.said(FORMULAS["structural_deviation"].sign_words(sign))
        if sign is Sign.BALANCED:
            return word
        return f"{percent(deviation)} {word}" if self.english else f"{word} {percent(deviation)}"

    def listed(self, parts: Iterable[str]) -> str:
        """Several findings in one line."""
        return ("; " if self.english else "；").join(parts)

    def region(self, answer: Answer, code: int, short: bool = False) -> str:
        """A region as it is called; provinces in English where that is the language."""
        if code == UNKNOWN_REGION:
            return self.nowhere
        if code == WHOLE_SCOPE:
            return self.everywhere
        tile = TILES.get(f"{code:06d}"[:2]) if code % 10000 == 0 else None
        if self.english and tile is not None:
            return tile.name_en
        unknown = tile.name if tile is not None else f"{code:06d}"
        full, brief = answer.region_names.get(code, (unknown, unknown))
        return brief if short else full

    def program(self, answer: Answer, code: str) -> str:
        """A program as it is called; its code where no catalogue has it."""
        name, english = answer.program_names.get(code, (code, ""))
        return english if english and self.english else name


@lru_cache(maxsize=8)
def _words(language: str) -> Words:
    """The words of the language that is active now."""
    return Words(
        english=language.startswith("en"),
        missing=_("缺 %(n)s"),
        surplus=_("余 %(n)s"),
        everywhere=_("全部地区"),
        nowhere=_("未写明地区"),
        levels={level: str(Education(name).label) for level, name in EDUCATION_OF.items()},
    )


def words() -> Words:
    """The words of the reader's language."""
    return _words(get_language() or "")


def said(text: Text) -> str:
    """One text in the reader's language."""
    return words().said(text)


def titled(text: Text) -> str:
    """One text as a heading."""
    found = said(text)
    return found[:1].upper() + found[1:]


def amount(value: float) -> str:
    """Heads as read by people: commas, one place where there is a part of a head."""
    return f"{value:,.1f}".removesuffix(".0")


def percent(value: float) -> str:
    """A share or a deviation without its sign: 0.385 → 39%, below ten with one place."""
    size = abs(value) * 100
    return f"{size:,.1f}%" if 0 < size < 9.95 else f"{size:,.0f}%"


def gap_words(gap: float) -> str:
    """A gap in the reader's language."""
    return words().gap(gap)


def tile_words(gap: float) -> str:
    """The same where there is room for a few characters only."""
    if not words().english or abs(gap) < 0.5:
        return gap_words(round(gap))
    size = f"{abs(gap) / 1000:.1f}k" if abs(gap) >= 1000 else f"{abs(gap):.0f}"
    return f"short {size}" if gap > 0 else f"over {size}"


def deviation_words(deviation: float, sign: Sign) -> str:
    """A deviation in the reader's language."""
    return words().deviation(deviation, sign)


def reason_words(reason: NoValue) -> str:
    """Why a figure has no value."""
    return said(reason.words)


def level_words(level: int) -> str:
    """中职, 高职专科 …"""
    return words().levels[level]


def region_name(answer: Answer, code: int, short: bool = False) -> str:
    """A region in the reader's language."""
    return words().region(answer, code, short)
