"""The figures at the head of an alignment, and sums by province and by region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from ...engine.allocation import MICRO, Unmapped
from ...enums import CodeState
from .answer import Answer
from .words import level_words, region_name, said


@dataclass(frozen=True)
class Head:
    """Sums over both lists. Ratios are None where there is nothing to divide by.

    `coverage` counts posts of which at least one program is supplied in the same region,
    `coverage_heads` the heads of these posts. `suggested_heads` have an occupation that no
    person confirmed.
    """

    demand_rows: int
    demand_heads: int
    employers: int
    supply_rows: int
    supply_heads: int
    schools: int
    mapped_heads: int
    unmapped_heads: int
    raised_heads: int
    covered_posts: int
    covered_heads: int
    tsi: float | None
    coverage: float | None
    coverage_heads: float | None
    confirmed_heads: int
    suggested_heads: int
    uncoded_heads: int
    suggested_share: float | None


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def head(answer: Answer) -> Head:
    """The sums of one alignment."""
    totals, regions = answer.alignment.totals, answer.alignment.region_keys
    posts, heads = int(regions.covered_posts.sum()), int(regions.covered_heads.sum())
    coding = answer.lists.coding
    return Head(
        demand_rows=totals.demand_rows,
        demand_heads=totals.demand_heads,
        employers=totals.employers,
        supply_rows=totals.supply_rows,
        supply_heads=totals.supply_heads,
        schools=totals.schools,
        mapped_heads=totals.mapped_heads,
        unmapped_heads=totals.unmapped_heads,
        raised_heads=totals.raised_heads,
        covered_posts=posts,
        covered_heads=heads,
        tsi=_ratio(totals.demand_heads, totals.supply_heads),
        coverage=_ratio(posts, totals.demand_rows),
        coverage_heads=_ratio(heads, totals.demand_heads),
        confirmed_heads=coding.heads[CodeState.CONFIRMED],
        suggested_heads=coding.heads[CodeState.SUGGESTED],
        uncoded_heads=coding.heads[CodeState.NONE],
        suggested_share=_rounded(coding.suggested_share),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


@dataclass(frozen=True)
class RegionRow:
    """One region, or one province: allocated demand and supply in heads, of the level asked.

    `distance` (of all levels) is the part of the supply that would have to move for the
    structures to be equal; None where a side is empty, and for provinces.
    """

    region: int
    name: str
    demand: float
    supply: int
    gap: float
    distance: float | None = None


def by_region(answer: Answer, level: int | None) -> list[RegionRow]:
    """Every region at the grain of the answer, largest gap first."""
    keys = answer.alignment.keys
    figures = dict(
        zip(
            answer.alignment.region_keys.region.tolist(),
            answer.alignment.regions.distance.tolist(),
            strict=True,
        )
    )
    rows = [
        RegionRow(
            region, region_name(answer, region), demand, supply, round(demand - supply, 2),
            None if figures[region] != figures[region] else round(figures[region], 4),
        )
        for region, demand, supply in _sums(answer, keys.region, level)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.gap, row.region))


def by_province(answer: Answer, level: int | None) -> list[RegionRow]:
    """Sums by province, whatever the grain; regions that are not stated are left out."""
    province = answer.alignment.keys.region // 10000 * 10000
    return [
        RegionRow(region, region_name(answer, region), demand, supply, round(demand - supply, 2))
        for region, demand, supply in _sums(answer, province, level)
        if 110000 <= region < 830000
    ]


def _sums(
    answer: Answer, region: np.ndarray, level: int | None
) -> Iterator[tuple[int, float, int]]:
    """Region, demand, supply; sums of millionths, so that parts of heads add up exactly."""
    keys = answer.alignment.keys
    here = keys.level == level if level is not None else np.ones(len(region), dtype=bool)
    codes, at = np.unique(region[here], return_inverse=True)
    demand, supply = np.zeros(len(codes), np.int64), np.zeros(len(codes), np.int64)
    np.add.at(demand, at, keys.stated[here])
    np.add.at(supply, at, keys.supply[here])
    for code, d, s in zip(codes.tolist(), demand.tolist(), supply.tolist(), strict=True):
        yield code, round(d / MICRO, 2), s


@dataclass(frozen=True)
class RegionFacts:
    """All figures of one region, over all levels, with what they are counted from.

    `demand` counts every head, mapped or not. A figure is None where it has no value.
    `deviation_n`: parts of the mean deviation; `programs`: supplied ones, `idle` of them no
    post leads to.
    """

    region: int
    name: str
    demand: int
    supply: int
    gap: int
    tsi: float | None
    coverage: float | None
    distance: float | None
    mean_deviation: float | None
    deviation_n: int
    similarity: float | None
    programs: int
    idle: int
    idle_rate: float | None


def region_facts(answer: Answer, most: int) -> list[RegionFacts]:
    """The regions with most demand, then most supply."""
    counts, f = answer.alignment.region_keys, answer.alignment.regions
    order = np.lexsort((counts.region, -counts.supply, -counts.heads))[:most]

    def number(values: np.ndarray, i: int) -> float | None:
        return None if np.isnan(values[i]) else round(float(values[i]), 4)

    return [
        RegionFacts(
            region=int(counts.region[i]),
            name=region_name(answer, int(counts.region[i])),
            demand=int(counts.heads[i]),
            supply=int(counts.supply[i]),
            gap=int(counts.heads[i] - counts.supply[i]),
            tsi=number(f.tsi, i),
            coverage=number(f.coverage, i),
            distance=number(f.distance, i),
            mean_deviation=number(f.mean_deviation, i),
            deviation_n=int(f.deviation_n[i]),
            similarity=number(f.similarity, i),
            programs=int(f.programs[i]),
            idle=int(f.idle[i]),
            idle_rate=number(f.idle_rate, i),
        )
        for i in order.tolist()
    ]


@dataclass(frozen=True)
class UnmappedRow:
    """Demand that reaches no program: where, what, how much, and why."""

    region: int
    region_name: str
    occupation: str
    occupation_name: str
    level: int
    level_name: str
    reason: str
    reason_words: str
    posts: int
    heads: int


class UnmappedRows(Sequence[UnmappedRow]):
    """Every group of unmapped demand, most heads first; a row is made when it is looked at."""

    def __init__(self, answer: Answer) -> None:
        found = answer.alignment.unmapped
        self.answer, self.found = answer, found
        self.order = np.lexsort((found.level, found.region, -found.heads))

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, at: int) -> UnmappedRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[UnmappedRow]: ...
    def __getitem__(self, at: int | slice) -> UnmappedRow | list[UnmappedRow]:
        if isinstance(at, slice):
            return [self._row(place) for place in self.order[at].tolist()]
        return self._row(int(self.order[at]))

    def _row(self, i: int) -> UnmappedRow:
        found, level = self.found, int(self.found.level[i])
        return UnmappedRow(
            region=int(found.region[i]),
            region_name=region_name(self.answer, int(found.region[i])),
            occupation=str(found.occupation[i]),
            occupation_name=self.answer.occupation_names.get(str(found.occupation[i]), ""),
            level=level,
            level_name=level_words(level),
            reason=str(found.reason[i]),
            reason_words=said(Unmapped(found.reason[i]).words),
            posts=int(found.posts[i]),
            heads=int(found.heads[i]),
        )


def unmapped_reasons(answer: Answer) -> list[tuple[str, int, int]]:
    """Reason in words, posts and heads, most heads first."""
    found = answer.alignment.unmapped
    totals = [
        (said(reason.words), int(found.posts[here].sum()), int(found.heads[here].sum()))
        for reason in Unmapped
        if (here := found.reason == reason.value).any()
    ]
    return sorted(totals, key=lambda total: -total[2])
