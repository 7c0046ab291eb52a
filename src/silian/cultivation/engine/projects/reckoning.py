"""Days of duties, hours of a curriculum, and the band of an alternation."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise


def after_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of a month that is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Hours:
    """Class hours of one course or of a whole curriculum, by where and with whom."""

    school: int = 0
    joint: int = 0
    enterprise: int = 0
    site: int = 0

    def __add__(self, other: Hours) -> Hours:
        return Hours(
            self.school + other.school,
            self.joint + other.joint,
            self.enterprise + other.enterprise,
            self.site + other.site,
        )

    @property
    def total(self) -> int:
        return self.school + self.joint + self.enterprise + self.site

    def parts(self) -> tuple[int, int, int, int]:
        """School, joint, enterprise, site."""
        return self.school, self.joint, self.enterprise, self.site

    def shares(self) -> tuple[int, int, int, int]:
        """Of each part in whole per cent; they add up to 100, or are all 0 without hours.

        Rounded by the largest remainder; of equal remainders the earlier part takes the point.
        """
        if not self.total:
            return 0, 0, 0, 0
        exact = [Fraction(100 * part, self.total) for part in self.parts()]
        found = [int(share) for share in exact]
        order = sorted(range(4), key=lambda at: (found[at] - exact[at], at))
        for at in order[: 100 - sum(found)]:
            found[at] += 1
        return found[0], found[1], found[2], found[3]


def total_of(rows: Iterable[Hours]) -> Hours:
    """The hours of all courses together."""
    return sum(rows, Hours())


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included; `key` says what it is."""

    first: dt.date
    last: dt.date
    key: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def overlapping(spans: Iterable[Span]) -> tuple[Span, Span] | None:
    """Two spans that share a day, the earliest such pair by their first days; None without one."""
    ordered = sorted(spans, key=lambda span: (span.first, span.last))
    for before, after in pairwise(ordered):
        if after.first <= before.last:
            return before, after
    return None


@dataclass(frozen=True)
class Piece:
    """A part of the band: `at` days after its first day, `days` long."""

    span: Span
    at: int

    @property
    def days(self) -> int:
        return self.span.days


@dataclass(frozen=True)
class Band:
    """The alternation over its whole time: pieces in order, months as (day, year, month)."""

    first: dt.date
    last: dt.date
    pieces: tuple[Piece, ...]
    months: tuple[tuple[int, int, int], ...]

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def at(self, day: dt.date) -> int | None:
        """How many days after the first a day lies; None outside of the band."""
        return (day - self.first).days if self.first <= day <= self.last else None


def band_of(spans: Sequence[Span]) -> Band | None:
    """The band of spans that do not overlap; None where there are none."""
    if not spans:
        return None
    ordered = sorted(spans, key=lambda span: span.first)
    first, last = ordered[0].first, max(span.last for span in ordered)
    pieces = tuple(Piece(span, (span.first - first).days) for span in ordered)
    months = []
    month = dt.date(first.year, first.month, 1)
    while month <= last:
        months.append((max(0, (month - first).days), month.year, month.month))
        month = after_months(month, 1)
    return Band(first, last, pieces, tuple(months))
