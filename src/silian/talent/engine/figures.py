"""From whole numbers to figures: gap, ratio, deviation, quotients, shortage, per cell and region.

One vectorised pass over the cells of either engine, so figures cannot differ between engines.
NaN in an array means "no value"; why is told by `Alignment.figure`. Formulas: `formulas/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from silian.talent.engine.aggregate import CellCounts, RegionCounts
from silian.talent.engine.allocation import MICRO
from silian.talent.engine.formulas.model import Sign, Text
from silian.talent.engine.formulas.shortage import BAND_ENDS, ShortageBand
from silian.talent.engine.formulas.structure import NOISE

Floats: TypeAlias = NDArray[np.float64]
Objects: TypeAlias = NDArray[np.object_]


class Evidence(IntFlag):
    """Why a cell is not to be read as a finding; ENOUGH where nothing speaks against it."""

    ENOUGH = 0
    FEW_HEADS = 1
    FEW_EMPLOYERS = 2
    NO_DEMAND = 4
    NO_SUPPLY = 8

    @property
    def words(self) -> tuple[Text, ...]:
        """One text per flag that is set."""
        return tuple(_EVIDENCE_WORDS[flag] for flag in self)


_EVIDENCE_WORDS = {
    Evidence.FEW_HEADS: Text("需求人数过少", "too few heads demanded"),
    Evidence.FEW_EMPLOYERS: Text("用人单位过少", "too few employers"),
    Evidence.NO_DEMAND: Text("没有申报需求", "no demand was reported"),
    Evidence.NO_SUPPLY: Text("没有申报供给", "no supply was reported"),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The choices that words depend on; shown wherever the words are.

    `balanced_within`: a deviation up to this is called 均衡. Below `min_heads` heads demanded
    (central allocation) or `min_employers` employers a cell has too little evidence.
    """

    balanced_within: float = 0.05
    min_heads: int = 5
    min_employers: int = 2

    def __post_init__(self) -> None:
        if self.balanced_within < 0 or self.min_heads < 0 or self.min_employers < 0:
            raise ValueError("thresholds must not be negative")


@dataclass(frozen=True, slots=True)
class CellFigures:
    """Figures per cell, in the order of `CellCounts`; heads, shares and indices as floats.

    `demand` is the central allocation (stated first), `_low` and `_high` the spread of the
    three. Shares and K compare the cells of one region. `agrees`: the three allocations give
    the same leaning.
    """

    demand: Floats
    demand_low: Floats
    demand_high: Floats
    gap: Floats
    gap_low: Floats
    gap_high: Floats
    tsi: Floats
    tsi_low: Floats
    tsi_high: Floats
    deviation: Floats
    deviation_low: Floats
    deviation_high: Floats
    sign: Objects
    agrees: NDArray[np.bool_]
    lq_demand: Floats
    lq_supply: Floats
    shortage: Floats
    shortage_low: Floats
    shortage_high: Floats
    band: Objects
    evidence: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """Figures per region, in the order of `RegionCounts`.

    `deviation_n`: parts over which the mean deviation was taken. `programs`: supplied ones;
    `idle`: those of them that no post may lead to.
    """

    gap: Floats
    tsi: Floats
    distance: Floats
    mean_deviation: Floats
    deviation_n: NDArray[np.int64]
    similarity: Floats
    coverage: Floats
    coverage_weighted: Floats
    programs: NDArray[np.int64]
    idle: NDArray[np.int64]
    idle_rate: Floats


def divide(part: Any, whole: Any) -> Floats:
    """part ÷ whole, NaN where the whole is 0."""
    part, whole = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0)


class _Grouping:
    """Sums and maxima of cells over groups (regions, programs)."""

    def __init__(self, key: NDArray[Any], size: int) -> None:
        self.key, self.size = key, size

    def sums(self, values: NDArray[Any]) -> Floats:
        """Exact for whole numbers below 2⁵³, whatever the order."""
        return np.bincount(self.key, weights=values, minlength=self.size).astype(np.float64)

    def of_each(self, values: NDArray[Any]) -> Floats:
        return self.sums(values)[self.key]

    def largest_of_each(self, values: Floats) -> Floats:
        best = np.full(self.size, -np.inf)
        np.maximum.at(best, self.key, values)
        return best[self.key]


def _deviation(demand: NDArray[Any], supply: NDArray[Any], region: _Grouping) -> Floats:
    demand_share = divide(demand, region.of_each(demand))
    supply_share = divide(supply, region.of_each(supply))
    wanted = np.nan_to_num(demand_share)
    return divide(supply_share, wanted) - 1


def _shortage(demand: Floats, supply: Floats, region: _Grouping) -> Floats:
    """K with the guard: 0 where demand ≤ supply; the set compared is the region."""
    missing = demand - supply
    largest = region.largest_of_each(missing)
    short = missing > 0
    k = np.zeros(demand.shape)
    k[short] = (missing[short] / demand[short] + missing[short] / largest[short]) / 2
    return k


def _signs(deviation: Floats, within: float) -> NDArray[np.int8]:
    """1 too many, −1 too few, 0 balanced, 2 no value."""
    limit = max(within, NOISE)
    with np.errstate(invalid="ignore"):
        codes = np.where(np.abs(deviation) <= limit, 0, np.sign(deviation))
    return np.where(np.isnan(deviation), 2, codes).astype(np.int8)


_SIGN_OF = np.array([Sign.BALANCED, Sign.TOO_MANY, None, Sign.TOO_FEW], dtype=object)
_BANDS = np.array([band for _, band in BAND_ENDS], dtype=object)
_ENDS = np.array([0.0, *(end + NOISE for end, _ in BAND_ENDS[1:-1])])


def bands_of(shortage: Floats) -> Objects:
    """`ShortageBand` per K, right-closed, 0 its own band."""
    bands: Objects = _BANDS[np.searchsorted(_ENDS, shortage, side="left")]
    return bands


def _evidence(counts: CellCounts, demand: Floats, limits: Thresholds) -> NDArray[np.int8]:
    asked = counts.demand_rows > 0
    flags = np.where(asked & (demand < limits.min_heads), Evidence.FEW_HEADS, 0)
    flags |= np.where(asked & (counts.employers < limits.min_employers), Evidence.FEW_EMPLOYERS, 0)
    flags |= np.where(asked, 0, Evidence.NO_DEMAND)
    flags |= np.where(counts.supply_rows > 0, 0, Evidence.NO_SUPPLY)
    return flags.astype(np.int8)


def _program_groups(counts: CellCounts) -> _Grouping:
    pairs = list(zip(counts.program.tolist(), counts.level.tolist(), strict=True))
    places = {pair: j for j, pair in enumerate(dict.fromkeys(pairs))}
    return _Grouping(np.array([places[pair] for pair in pairs], dtype=np.int64), len(places))


def _quotient(amount: NDArray[Any], region: _Grouping, program: _Grouping) -> Floats:
    here = divide(amount, region.of_each(amount))
    overall = divide(program.of_each(amount), amount.sum(dtype=float))
    return divide(here, np.nan_to_num(overall))


def cell_figures(counts: CellCounts, regions: RegionCounts, thresholds: Thresholds) -> CellFigures:
    """All figures of all cells; shapes (n,) as in `counts`."""
    region = _Grouping(np.searchsorted(regions.region, counts.region), len(regions.region))
    ways = [way / MICRO for way in (counts.stated, counts.equal, counts.by_supply)]
    supply = counts.supply.astype(float)
    demand, low, high = ways[0], np.minimum.reduce(ways), np.maximum.reduce(ways)
    deviations = [
        _deviation(way, counts.supply, region)
        for way in (counts.stated, counts.equal, counts.by_supply)
    ]
    signs = [_signs(deviation, thresholds.balanced_within) for deviation in deviations]
    shortages = [_shortage(way, supply, region) for way in ways]
    program = _program_groups(counts)
    return CellFigures(
        demand=demand,
        demand_low=low,
        demand_high=high,
        gap=demand - supply,
        gap_low=low - supply,
        gap_high=high - supply,
        tsi=divide(demand, supply),
        tsi_low=divide(low, supply),
        tsi_high=divide(high, supply),
        deviation=deviations[0],
        deviation_low=np.fmin.reduce(deviations),
        deviation_high=np.fmax.reduce(deviations),
        sign=_SIGN_OF[signs[0]],
        agrees=(signs[0] == signs[1]) & (signs[0] == signs[2]),
        lq_demand=_quotient(counts.stated, region, program),
        lq_supply=_quotient(counts.supply, region, program),
        shortage=shortages[0],
        shortage_low=np.minimum.reduce(shortages),
        shortage_high=np.maximum.reduce(shortages),
        band=bands_of(shortages[0]),
        evidence=_evidence(counts, demand, thresholds),
    )


def region_figures(
    counts: CellCounts, regions: RegionCounts, figures: CellFigures
) -> RegionFigures:
    """All figures of all regions, from central demand; shapes as in `regions`."""
    region = _Grouping(np.searchsorted(regions.region, counts.region), len(regions.region))
    mapped, supply = region.sums(counts.stated), region.sums(counts.supply)
    d = divide(counts.stated, mapped[region.key])
    s = divide(counts.supply, supply[region.key])
    both = (mapped > 0) & (supply > 0)
    distance = np.where(both, region.sums(np.abs(np.nan_to_num(s) - np.nan_to_num(d))) / 2, np.nan)
    has_value = ~np.isnan(figures.deviation)
    n = region.sums(has_value).astype(np.int64)
    total = region.sums(np.abs(np.nan_to_num(figures.deviation)))
    d, s = np.nan_to_num(d), np.nan_to_num(s)
    norm = np.sqrt(region.sums(d * d) * region.sums(s * s))
    supplied = counts.supply_rows > 0
    programs = region.sums(supplied)
    idle = region.sums(supplied & (counts.demand_rows == 0))
    heads = regions.heads.astype(float)
    return RegionFigures(
        gap=heads - supply,
        tsi=divide(heads, supply),
        distance=distance,
        mean_deviation=divide(total, n),
        deviation_n=n,
        similarity=np.clip(divide(region.sums(d * s), norm), 0, 1),
        coverage=divide(regions.covered_posts, regions.posts),
        coverage_weighted=divide(regions.covered_heads, heads),
        programs=programs.astype(np.int64),
        idle=idle.astype(np.int64),
        idle_rate=divide(idle, programs),
    )


assert tuple(_BANDS) == tuple(ShortageBand)
