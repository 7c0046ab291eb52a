"""A share that must be reached, as an exact fraction: “应到单位的三分之二以上”.

Two questions decide a vote and are mixed up again and again: a share *of what* (`BASES`), and
whether the share itself is enough. 民法典 §1259: 以上 includes the number, 超过 does not; so
“三分之二以上” is `count ≥ 2/3 × base` and “过半数” is `count > 1/2 × base` (`strict`).
Nothing here is rounded; everything is a comparison of whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

BASES = ("seats", "present", "cast", "yes_no")
"""Of all seats; of those present; of votes cast (yes + no + abstain); of yes + no."""

BASE_NAMES = {
    "seats": ("应到单位", "the seats"),
    "present": ("实到单位", "those present"),
    "cast": ("有效票（同意、反对与弃权之和）", "the votes cast (for, against and abstaining)"),
    "yes_no": ("同意票与反对票之和", "the votes for and against"),
}
_FRACTION = re.compile(r"([0-9]{1,9})(?:/([0-9]{1,9}))?", re.ASCII)
_KEYS = {"fraction", "of", "strict"}
_DIGITS = "零一二三四五六七八九"
_PARTS_EN = {3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth",
             9: "ninth", 10: "tenth"}  # fmt: skip
_NUMBERS_EN = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Unreadable(ValueError):
    """A threshold, or a file that holds one, that cannot be read: one sentence each language."""

    def __init__(self, problem_zh: str, problem_en: str) -> None:
        super().__init__(f"{problem_zh} / {problem_en}")
        self.problem_zh, self.problem_en = problem_zh, problem_en


def _unit_zh(number: int) -> str:
    """1 to 100 in Chinese numerals, larger numbers in digits."""
    if number == 100:
        return "百"
    if number > 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def fraction_words(share: Fraction) -> tuple[str, str]:
    """A share as it is said: 三分之二, two thirds; with unusual numbers as digits."""
    if share == Fraction(1, 2):
        return "半数", "half"
    if share > 1 or share == 0:
        return str(share), str(share)
    top, bottom = share.numerator, share.denominator
    if share == 1:
        return "全部", "all"
    chinese = f"{_unit_zh(bottom)}分之{_unit_zh(top)}" if bottom <= 100 else str(share)
    if bottom not in _PARTS_EN:
        return chinese, str(share)
    return chinese, f"{_NUMBERS_EN[top]} {_PARTS_EN[bottom]}{'s' if top > 1 else ''}"


@dataclass(frozen=True)
class Threshold:
    """`count ≥ fraction × base`, or `>` where `strict`; `of` names the base (`BASES`)."""

    fraction: Fraction
    of: str
    strict: bool = False

    @classmethod
    def read(cls, data: Any) -> Threshold:
        """From `{"fraction": "2/3", "of": "seats", "strict": false}`; `Unreadable` otherwise.

        The fraction is text, two whole numbers (or one), never a floating-point number.
        """
        if not isinstance(data, Mapping):
            raise Unreadable(
                '请写成 {"fraction": "2/3", "of": "seats", "strict": false} 的样子。',
                'Write it as {"fraction": "2/3", "of": "seats", "strict": false}.',
            )
        unknown = sorted(str(key) for key in data if key not in _KEYS)
        if unknown:
            names = ", ".join(unknown)
            raise Unreadable(f"没有这样的项目：{names}。", f"Unknown: {names}.")
        of, strict = data.get("of"), data.get("strict", False)
        if not isinstance(of, str) or of not in BASES:
            raise Unreadable(
                f"of 应为以下之一：{', '.join(BASES)}。", f"of must be one of {', '.join(BASES)}."
            )
        if not isinstance(strict, bool):
            raise Unreadable("strict 应为 true 或 false。", "strict must be true or false.")
        return cls(_read_fraction(data.get("fraction")), of, strict)

    def plain(self) -> dict[str, Any]:
        """What `read` reads, ready for JSON."""
        top, bottom = self.fraction.numerator, self.fraction.denominator
        return {"fraction": f"{top}/{bottom}", "of": self.of, "strict": self.strict}

    def met(self, count: int, base: int) -> bool:
        """Whether the count reaches the share of the base, exactly; a base of zero never does."""
        if base <= 0:
            return False
        have, want = count * self.fraction.denominator, self.fraction.numerator * base
        return have > want if self.strict else have >= want

    def smallest(self, base: int) -> int | None:
        """The smallest whole number that meets it, even beyond the base; `None` for base zero."""
        if base <= 0:
            return None
        want, parts = self.fraction.numerator * base, self.fraction.denominator
        return want // parts + 1 if self.strict else -(-want // parts)

    def needed(self, base: int) -> int | None:
        """The smallest whole number up to the base that meets it; `None` where none does."""
        number = self.smallest(base)
        return None if number is None or number > base else number

    @property
    def hopeless(self) -> bool:
        """Whether no count up to the base could ever meet it."""
        return self.fraction > 1 or (self.strict and self.fraction == 1)

    def words(self) -> tuple[str, str]:
        """As a charter says it, in Chinese and English."""
        return self.words_of(*BASE_NAMES[self.of])

    def words_of(self, base_zh: str, base_en: str) -> tuple[str, str]:
        """`words` with a name of the base that the caller gives."""
        share_zh, share_en = fraction_words(self.fraction)
        if self.fraction == 1 and not self.strict:
            return f"{base_zh}的全部", f"all of {base_en}"
        if self.fraction == Fraction(1, 2):
            chinese = "过半数" if self.strict else "半数以上（含本数）"
            return f"{base_zh}的{chinese}", f"{self._least_en} half of {base_en}"
        english = f"{self._least_en} {share_en} of {base_en}"
        if self.strict:
            return f"超过{base_zh}的{share_zh}（不含本数）", english
        return f"{base_zh}的{share_zh}以上（含本数）", english

    @property
    def _least_en(self) -> str:
        return "more than" if self.strict else "at least"


def _read_fraction(text: Any) -> Fraction:
    found = _FRACTION.fullmatch(text) if isinstance(text, str) else None
    if not found or (found[2] and int(found[2]) == 0):
        raise Unreadable(
            'fraction 应为写成文字的分数，例如 "2/3"，不能是小数。',
            'fraction must be a fraction written as text, such as "2/3", not a decimal number.',
        )
    return Fraction(int(found[1]), int(found[2] or 1))
