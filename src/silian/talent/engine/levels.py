"""Levels of schooling (学历层次): what a program gives, what a post asks, and which counts."""

from __future__ import annotations

import re
from enum import IntEnum

from silian.talent.engine.formulas.model import Text


class Level(IntEnum):
    """A level of schooling. As a demand, ANY means 不限; a program never has ANY."""

    ANY = 0
    SECONDARY = 1
    COLLEGE = 2
    VOCATIONAL_BACHELOR = 3
    BACHELOR = 4
    POSTGRADUATE = 5

    @property
    def words(self) -> Text:
        return _WORDS[self]

    @property
    def rank(self) -> int:
        """Height for comparison: the two kinds of bachelor stand equally high, as in the
        Vocational Education Act (职业教育法 2022)."""
        return RANKS[self]


_WORDS = {
    Level.ANY: Text("不限", "any"),
    Level.SECONDARY: Text("中职", "secondary vocational"),
    Level.COLLEGE: Text("高职专科", "higher vocational college"),
    Level.VOCATIONAL_BACHELOR: Text("职业本科", "vocational bachelor"),
    Level.BACHELOR: Text("普通本科", "bachelor"),
    Level.POSTGRADUATE: Text("研究生", "postgraduate"),
}
RANKS = {
    Level.ANY: 0,
    Level.SECONDARY: 1,
    Level.COLLEGE: 2,
    Level.VOCATIONAL_BACHELOR: 3,
    Level.BACHELOR: 3,
    Level.POSTGRADUATE: 4,
}
PROGRAM_CODE = re.compile(r"(?:[01]\d{5,6}|[2-7]\d{5})[A-Z]{0,2}")
_BY_FIRST_DIGIT = {
    "0": Level.BACHELOR,
    "1": Level.BACHELOR,
    "2": Level.VOCATIONAL_BACHELOR,
    "3": Level.VOCATIONAL_BACHELOR,
    "4": Level.COLLEGE,
    "5": Level.COLLEGE,
    "6": Level.SECONDARY,
    "7": Level.SECONDARY,
}


def level_of_program_code(code: str) -> Level | None:
    """The level that a national program code tells by its first digit; None for other codes.

    中职 61–75, 高职专科 41–59, 职业本科 21–39 (职业教育专业目录 2021), 本科 01–14.
    """
    return _BY_FIRST_DIGIT[code[0]] if PROGRAM_CODE.fullmatch(code) else None


_SPOKEN = {
    **{level.words.zh: level for level in Level},
    "": Level.ANY,
    "初中及以下": Level.ANY,
    "中专": Level.SECONDARY,
    "职高": Level.SECONDARY,
    "高中": Level.SECONDARY,
    "大专": Level.COLLEGE,
    "专科": Level.COLLEGE,
    "高职": Level.COLLEGE,
    "本科": Level.BACHELOR,
    "硕士": Level.POSTGRADUATE,
    "博士": Level.POSTGRADUATE,
}


def level_named(words: str) -> Level | None:
    """The level that a list or an advertisement means: 大专, 大专及以上, 本科…; None if unknown."""
    plain = words.strip().removesuffix("学历")
    for ending in ("及以上", "以上"):
        plain = plain.removesuffix(ending)
    return _SPOKEN.get(plain.removesuffix("学历"))
