"""The two pictures of a project's page: the bar of hours and the band of the alternation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from silian.consortia.public import today

from ...engine.projects.reckoning import Hours, Span, band_of, total_of
from ...enums import Place
from ...models import Alternation, CurriculumItem

PARTS = ("school", "joint", "enterprise", "site")


def hour_labels() -> tuple[str, str, str, str]:
    """The four kinds of hours in words."""
    return _("校内"), _("校企合授"), _("企业"), _("现场教学")


@dataclass(frozen=True)
class Segment:
    """A part of a bar: x and width in per cent, hours."""

    key: str
    label: str
    hours: int
    share: int
    x: int


@dataclass(frozen=True)
class HoursBar:
    """All hours of a curriculum; outside the school are joint, enterprise and site."""

    total: int
    segments: tuple[Segment, ...]

    @property
    def outside(self) -> int:
        """The share of hours with or at an enterprise, in per cent."""
        return sum(part.share for part in self.segments if part.key != "school")


def hours_of(row: CurriculumItem) -> Hours:
    """The hours of one course."""
    return Hours(row.school_hours, row.joint_hours, row.enterprise_hours, row.site_hours)


def hours_bar(rows: Iterable[CurriculumItem]) -> HoursBar | None:
    """The bar; None without any hours."""
    total = total_of(hours_of(row) for row in rows)
    if not total.total:
        return None
    segments, x = [], 0
    for key, label, hours, share in zip(
        PARTS, hour_labels(), total.parts(), total.shares(), strict=True
    ):
        segments.append(Segment(key, label, hours, share, x))
        x += share
    return HoursBar(total.total, tuple(segments))


@dataclass(frozen=True)
class BandPiece:
    """A period of the band in days from its beginning, and its row."""

    row: Alternation
    x: int
    width: int
    now: bool


@dataclass(frozen=True)
class BandView:
    """The band, 1 unit a day: pieces, months as (x, words), today, days of each place."""

    width: int
    pieces: tuple[BandPiece, ...]
    months: tuple[tuple[int, str], ...]
    today: int | None
    totals: tuple[tuple[str, Any, int], ...]


MOST_MONTHS = 12


def band(rows: Sequence[Alternation]) -> BandView | None:
    """The band of the alternation; None without any period."""
    by_span = {
        Span(row.starts_on, row.ends_on, row.place): row
        for row in rows
    }  # fmt: skip
    found = band_of(list(by_span))
    if found is None:
        return None
    now = found.at(today())
    pieces = tuple(
        BandPiece(
            by_span[piece.span], piece.at, piece.days,
            now is not None and piece.at <= now < piece.at + piece.days,
        )
        for piece in found.pieces
    )  # fmt: skip
    every = len(found.months) // MOST_MONTHS + 1
    months = tuple((at, f"{year}-{month:02d}") for at, year, month in found.months[::every])
    totals = tuple(
        (place.value, place.label, sum(p.days for p in found.pieces if p.span.key == place))
        for place in Place
    )
    return BandView(found.days, pieces, months, now, tuple(t for t in totals if t[2]))
