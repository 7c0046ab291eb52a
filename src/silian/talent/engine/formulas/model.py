"""What a figure is: a value or a stated reason for having none, and the 口径 behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Text(NamedTuple):
    """One text for people, in both languages of the product."""

    zh: str
    en: str


class Sign(StrEnum):
    """Which way a figure leans. Always read from the programs' side: too many or too few
    programs (graduates) for the industry, whatever the arithmetic sign of the formula."""

    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    BALANCED = "balanced"

    @property
    def words(self) -> Text:
        return _SIGN_WORDS[self]


_SIGN_WORDS = {
    Sign.TOO_MANY: Text("偏多", "too many"),
    Sign.TOO_FEW: Text("偏少", "too few"),
    Sign.BALANCED: Text("均衡", "balanced"),
}


class NoValue(StrEnum):
    """Why a figure has no value. A missing figure is never shown as 0."""

    NO_DEMAND = "no_demand"
    NO_SUPPLY = "no_supply"
    NO_INDUSTRY_SHARE = "no_industry_share"
    EMPTY_STRUCTURE = "empty_structure"
    EMPTY_REGION = "empty_region"
    EMPTY_TOTAL = "empty_total"
    SINGLE_PART = "single_part"
    NO_POSTS = "no_posts"
    NO_OPENINGS = "no_openings"
    NO_PROGRAMS = "no_programs"
    NO_CATEGORIES = "no_categories"

    @property
    def words(self) -> Text:
        return _REASONS[self]


_REASONS = {
    NoValue.NO_DEMAND: Text("没有申报的需求，不能作分母", "no demand was reported to divide by"),
    NoValue.NO_SUPPLY: Text("没有申报的供给，不能作分母", "no supply was reported to divide by"),
    NoValue.NO_INDUSTRY_SHARE: Text("该产业占比为零", "the industry's share is zero"),
    NoValue.EMPTY_STRUCTURE: Text("结构各部分之和为零", "the parts of the structure sum to zero"),
    NoValue.EMPTY_REGION: Text("该地区合计为零", "the total of the region is zero"),
    NoValue.EMPTY_TOTAL: Text("全部地区合计为零", "the total of all regions is zero"),
    NoValue.SINGLE_PART: Text("只有一个部分，无法标准化", "one part only: nothing to normalise"),
    NoValue.NO_POSTS: Text("没有岗位", "there are no posts"),
    NoValue.NO_OPENINGS: Text("岗位需求人数合计为零", "the openings sum to zero"),
    NoValue.NO_PROGRAMS: Text("没有专业", "there are no programs"),
    NoValue.NO_CATEGORIES: Text("目录中没有专业大类", "the catalogue has no categories"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Formula:
    """The 口径 of a figure, as it is shown beside it.

    `version` changes whenever the same input could give another value or another word.
    `signs` names the leanings that the formula can state, in its own words.
    """

    key: str
    version: int
    name: Text
    numerator: Text
    denominator: Text
    range: str
    reading: Text
    do_not_use: Text
    source: str
    signs: tuple[tuple[Sign, Text], ...] = ()

    def __repr__(self) -> str:
        return f"<{self.key} v{self.version}>"

    def sign_words(self, sign: Sign) -> Text:
        """The formula's own words for a leaning, else the general ones."""
        return dict(self.signs).get(sign, sign.words)


@dataclass(frozen=True, slots=True)
class Figure:
    """One computed figure: exactly one of `value` and `reason` is set.

    `n` is the number of parts the figure was counted over, where that is more than one.
    """

    formula: Formula
    value: float | None
    reason: NoValue | None = None
    sign: Sign | None = None
    n: int | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a figure has either a value or a reason for having none")

    @property
    def words(self) -> Text | None:
        """The leaning in words; None where the formula states none."""
        return None if self.sign is None else self.formula.sign_words(self.sign)
