"""The heat-map: programs down, regions across, the fit in each square."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from ...engine.figures import Evidence, divide
from ...engine.formulas import Sign
from ...engine.formulas.structure import lean
from .answer import Answer
from .cells import ONE_SIDED, TOO_LITTLE
from .words import deviation_words, gap_words, level_words, region_name, words

MOST_REGIONS = 24
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Shown(StrEnum):
    """What a square tells: missing heads, or the structural deviation."""

    GAP = "gap"
    DEVIATION = "deviation"


@dataclass(frozen=True)
class Square:
    """One square. `shade` runs from 1 (far too few) over 4 (even) to 7 (far too many); None
    where there is no value. `weak`: too little evidence. `one_sided`: a list says nothing."""

    words: str
    shade: int | None
    demand: float
    supply: int
    weak: bool = False
    one_sided: bool = False
    place: int | None = None


@dataclass(frozen=True)
class HeatRow:
    """A program with one square (or None: neither demand nor supply) for each region; the rest
    of the programs together has no code."""

    program: str
    level: int | None
    name: str
    level_name: str
    squares: list[Square | None]
    total: Square


@dataclass(frozen=True)
class HeatMap:
    """`regions` are (code, short name, full name); `left_out` counts regions without a column,
    `rest` programs that share the last row. `edges` are the two limits of the classes."""

    shown: Shown
    regions: list[tuple[int, str, str]]
    rows: list[HeatRow]
    left_out: int
    rest: int
    edges: tuple[float, float]


@dataclass(frozen=True)
class _Sums:
    """Demand and supply of programs (down) by region (across), and of each region in all."""

    demand: Floats
    supply: Floats
    of_demand: Floats
    of_supply: Floats


def heat_map(answer: Answer, shown: Shown, level: int | None, top: int) -> HeatMap:
    """The `top` programs with most demand and the regions with most demand, the rest together."""
    keys, f = answer.alignment.keys, answer.alignment.cells
    codes = answer.alignment.region_keys.region.tolist()
    kept = np.flatnonzero((keys.level == level) if level is not None else keys.level >= 0)
    program, region = answer.program_at[kept], answer.region_at[kept]
    demand, supply = f.demand[kept], keys.supply[kept].astype(float)
    across = _largest(region, demand, supply, len(codes))
    down = _largest(program, demand, supply, len(answer.programs))
    left_out, rest = max(0, len(across) - MOST_REGIONS), max(0, len(down) - top)
    across, down = across[:MOST_REGIONS], down[:top]
    column, row = _places(across, region, len(codes)), _places(down, program, len(answer.programs))
    row[row < 0] = len(down)
    seen = column >= 0
    column, row = column[seen], row[seen]
    shape = (len(down) + bool(rest), len(across))
    sums, places = np.zeros((2, *shape)), np.full(shape, -1, dtype=np.int64)
    np.add.at(sums[0], (row, column), demand[seen])
    np.add.at(sums[1], (row, column), supply[seen])
    places[row, column] = np.where(row < len(down), kept[seen], -2)
    table = _Sums(sums[0], sums[1], *_region_totals(answer, across))
    edges = _edges(shown, table)
    named: list[tuple[str, int] | None] = [answer.programs[j] for j in down.tolist()]
    rows = [
        _row(answer, shown, table, places, edges, j, pair)
        for j, pair in enumerate([*named, None] if rest else named)
    ]
    regions = [codes[j] for j in across.tolist()]
    return HeatMap(
        shown,
        [(r, region_name(answer, r, short=True), region_name(answer, r)) for r in regions],
        rows,
        left_out,
        rest,
        edges,
    )


def _largest(group: Ints, demand: Floats, supply: Floats, size: int) -> Ints:
    """The groups that occur, those with most demand first, then most supply, then in order."""
    d = np.bincount(group, weights=demand, minlength=size)
    s = np.bincount(group, weights=supply, minlength=size)
    here = np.unique(group)
    return here[np.lexsort((here, -s[here], -d[here]))]


def _places(wanted: Ints, group: Ints, size: int) -> Ints:
    """For each member of `group` its place among the wanted ones, −1 where it is none."""
    place = np.full(size, -1, dtype=np.int64)
    place[wanted] = np.arange(len(wanted))
    return place[group]


def _region_totals(answer: Answer, regions: Ints) -> tuple[Floats, Floats]:
    """What shares are taken of: allocated demand and supply of a region, all levels."""
    keys, f = answer.alignment.keys, answer.alignment.cells
    size = len(answer.alignment.region_keys.region)
    demand = np.bincount(answer.region_at, weights=f.demand, minlength=size)
    supply = np.bincount(answer.region_at, weights=keys.supply, minlength=size)
    return demand[regions].astype(float), supply[regions].astype(float)


def _edges(shown: Shown, table: _Sums) -> tuple[float, float]:
    """Limits between pale, middle and full colour: round heads that fit the list, or a half."""
    if shown is Shown.DEVIATION:
        return 0.2, 0.5
    sizes = np.abs(table.demand - table.supply)
    sizes = sizes[sizes > 0]
    if not len(sizes):
        return 10.0, 100.0
    large = _round(float(np.quantile(sizes, 0.85)))
    return max(1.0, _round(large / 5)), max(2.0, large)


def _round(value: float) -> float:
    """The nearest of 1, 2, 5, 10, 20, 50 … not above the value."""
    if value < 1:
        return 1.0
    power = 10.0 ** int(np.floor(np.log10(value)))
    return next(step * power for step in (5, 2, 1) if step * power <= value * (1 + 1e-9))


def _row(
    answer: Answer,
    shown: Shown,
    table: _Sums,
    places: NDArray[np.int64],
    edges: tuple[float, float],
    j: int,
    program: tuple[str, int] | None,
) -> HeatRow:
    squares: list[Square | None] = []
    for column, place in enumerate(places[j].tolist()):
        if place == -1:
            squares.append(None)
            continue
        shares = (table.of_demand[column], table.of_supply[column])
        pair = (table.demand[j, column], table.supply[j, column])
        squares.append(_square(answer, shown, pair, shares, edges, place))
    pair = (table.demand[j].sum(), table.supply[j].sum())
    shares = (table.of_demand.sum(), table.of_supply.sum())
    total = _square(answer, shown, pair, shares, edges, -2)
    code, level = program if program else ("", None)
    return HeatRow(
        code,
        level,
        words().program(answer, code) if code else "",
        level_words(level) if level is not None else "",
        squares,
        total,
    )


def _square(
    answer: Answer,
    shown: Shown,
    pair: tuple[float, float],
    shares: tuple[float, float],
    edges: tuple[float, float],
    place: int,
) -> Square:
    demand, supply = float(pair[0]), float(pair[1])
    evidence = int(answer.alignment.cells.evidence[place]) if place >= 0 else 0
    shade: int | None
    if shown is Shown.GAP:
        words, shade = gap_words(demand - supply), _shade_of_gap(demand - supply, edges)
    else:
        words, shade = _deviation(answer, pair, shares, edges)
    one_sided = bool(evidence & int(ONE_SIDED))
    if one_sided and shade is not None:
        # What nobody reported is no finding: never a strong colour, and no −100 %.
        shade = min(max(shade, 3), 5)
        if shown is Shown.DEVIATION:
            words = _("只有供给") if evidence & int(Evidence.NO_DEMAND) else _("只有需求")
    return Square(
        words,
        shade,
        round(demand, 2),
        int(supply),
        weak=bool(evidence & int(TOO_LITTLE)),
        one_sided=one_sided,
        place=place if place >= 0 else None,
    )


def _shade_of_gap(gap: float, edges: tuple[float, float]) -> int:
    if abs(gap) < 0.5:
        return 4
    step = 1 + (abs(gap) >= edges[0]) + (abs(gap) >= edges[1])
    return 4 - step if gap > 0 else 4 + step


def _deviation(
    answer: Answer,
    pair: tuple[float, float],
    shares: tuple[float, float],
    edges: tuple[float, float],
) -> tuple[str, int | None]:
    """Words and shade; too few and too many are even steps of the ratio (a half, the double)."""
    wanted, offered = divide(np.array(pair), np.array(shares)).tolist()
    if not wanted > 0 or offered != offered:
        return "", None
    value = offered / wanted - 1
    sign = lean(value, answer.alignment.thresholds.balanced_within)
    words = deviation_words(value, sign)
    if sign is Sign.BALANCED:
        return words, 4
    # −1/2 is as far from even as +1: half of the share, twice the share.
    far = -value if value < 0 else value / (1 + value)
    step = 1 + (far >= edges[0]) + (far >= edges[1])
    return words, 4 - step if value < 0 else 4 + step
