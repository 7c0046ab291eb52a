"""Cells of an alignment for people and for files: chosen, ordered, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from silian.kernel.refusals import Missing

from ...engine.allocation import MICRO
from ...engine.figures import Evidence
from ...engine.formulas import NoValue, Sign
from .answer import Answer
from .words import Words, words

Places = NDArray[np.int64]
TOO_LITTLE = Evidence.FEW_HEADS | Evidence.FEW_EMPLOYERS
ONE_SIDED = Evidence.NO_DEMAND | Evidence.NO_SUPPLY
HEADS, RATIO = 2, 4
"""Digits after the point, on pages, in files and on the command line alike."""


@dataclass(frozen=True)
class CellRow:
    """One region × program × level as it is shown: rounded once, for every place it is shown at.

    Heads have `HEADS` digits, ratios and indices `RATIO`. A figure without value is None and
    its `…_words` say why. `low` and `high` span the three allocations.
    """

    place: int
    region: int
    region_name: str
    region_short: str
    program: str
    program_name: str
    level: int
    level_name: str
    demand: float
    demand_low: float
    demand_high: float
    demand_equal: float
    demand_by_supply: float
    supply: int
    gap: float
    gap_low: float
    gap_high: float
    gap_words: str
    tsi: float | None
    deviation: float | None
    deviation_words: str
    sign: Sign | None
    agrees: bool
    lq_demand: float | None
    lq_supply: float | None
    shortage: float
    band: str
    band_words: str
    evidence: Evidence
    evidence_words: str
    demand_rows: int
    employers: int
    supply_rows: int
    schools: int

    @property
    def is_weak(self) -> bool:
        """Too few heads or employers to be read as a finding."""
        return bool(self.evidence & TOO_LITTLE)

    @property
    def is_one_sided(self) -> bool:
        """One of the lists says nothing about it."""
        return bool(self.evidence & ONE_SIDED)


def _number(value: float, digits: int) -> float | None:
    return None if value != value else round(float(value), digits)


def _heads(value: Any) -> float:
    # Adding zero turns −0.0 into 0.0.
    return round(float(value), HEADS) + 0.0


def cell_row(answer: Answer, place: int, said: Words | None = None) -> CellRow:
    """The cell at a place of the arrays, in the words given or the reader's."""
    alignment, i, said = answer.alignment, int(place), said or words()
    keys, f = alignment.keys, alignment.cells
    evidence = Evidence(int(f.evidence[i]))
    sign, deviation = f.sign[i], float(f.deviation[i])
    if sign is None:
        reason = alignment.cell(i).deviation.reason or NoValue.NO_DEMAND
        leaning = said.said(reason.words)
    else:
        leaning = said.deviation(deviation, sign)
    region, program, level = int(keys.region[i]), str(keys.program[i]), int(keys.level[i])
    return CellRow(
        place=i,
        region=region,
        region_name=said.region(answer, region),
        region_short=said.region(answer, region, short=answer.short_is_enough),
        program=program,
        program_name=said.program(answer, program),
        level=level,
        level_name=said.levels[level],
        demand=_heads(f.demand[i]),
        demand_low=_heads(f.demand_low[i]),
        demand_high=_heads(f.demand_high[i]),
        demand_equal=_heads(keys.equal[i] / MICRO),
        demand_by_supply=_heads(keys.by_supply[i] / MICRO),
        supply=int(keys.supply[i]),
        gap=_heads(f.gap[i]),
        gap_low=_heads(f.gap_low[i]),
        gap_high=_heads(f.gap_high[i]),
        gap_words=said.gap(float(f.gap[i])),
        tsi=_number(f.tsi[i], RATIO),
        deviation=_number(deviation, RATIO),
        deviation_words=leaning,
        sign=sign,
        agrees=bool(f.agrees[i]),
        lq_demand=_number(f.lq_demand[i], RATIO),
        lq_supply=_number(f.lq_supply[i], RATIO),
        shortage=round(float(f.shortage[i]), RATIO),
        band=f.band[i].value,
        band_words=said.said(f.band[i].words),
        evidence=evidence,
        evidence_words=said.listed(said.said(text) for text in evidence.words),
        demand_rows=int(keys.demand_rows[i]),
        employers=int(keys.employers[i]),
        supply_rows=int(keys.supply_rows[i]),
        schools=int(keys.schools[i]),
    )


def cell_at(answer: Answer, region: int, program: str, level: int) -> CellRow:
    """One cell by its keys; `Missing` where there is neither demand nor supply."""
    place = answer.alignment.find(region, program, level)
    if place is None:
        raise Missing()
    return cell_row(answer, place)


@dataclass(frozen=True)
class Wanted:
    """Which cells, and in which order. "" and None narrow nothing.

    `leaning`: a `Sign` value, or "unknown" for cells without one. `solid`: only cells with
    enough evidence. `query` is looked for in names and codes of programs.
    """

    level: int | None = None
    region: int | None = None
    leaning: str = ""
    band: str = ""
    solid: bool = False
    query: str = ""
    sort: str = ""


class CellRows(Sequence[CellRow]):
    """Chosen cells in order; a row is made only when it is looked at."""

    def __init__(self, answer: Answer, places: Places) -> None:
        self.answer, self.places, self.words = answer, places, words()

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> CellRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[CellRow]: ...
    def __getitem__(self, at: int | slice) -> CellRow | list[CellRow]:
        if isinstance(at, slice):
            return [cell_row(self.answer, place, self.words) for place in self.places[at].tolist()]
        return cell_row(self.answer, int(self.places[at]), self.words)


def chosen(answer: Answer, wanted: Wanted) -> CellRows:
    """The cells that are wanted, in the order that is wanted."""
    keys, f = answer.alignment.keys, answer.alignment.cells
    here = np.ones(len(answer.alignment), dtype=bool)
    if wanted.level is not None:
        here &= keys.level == wanted.level
    if wanted.region is not None:
        here &= keys.region == wanted.region
    if wanted.leaning:
        sign = None if wanted.leaning == "unknown" else Sign(wanted.leaning)
        here &= np.array([one is sign for one in f.sign.tolist()], dtype=bool)
    if wanted.band:
        here &= f.band == wanted.band
    if wanted.solid:
        here &= (f.evidence & int(TOO_LITTLE | ONE_SIDED)) == 0
    if wanted.query:
        here &= _named(answer, wanted.query)
    places = np.flatnonzero(here)
    return CellRows(answer, places[_order(answer, places, wanted.sort)])


def _named(answer: Answer, query: str) -> NDArray[np.bool_]:
    """Cells whose program has every word of the query in its name or code."""
    programs = answer.alignment.keys.program.tolist()
    words = query.lower().split()
    fits = {
        code: all(
            word in f"{code} {' '.join(answer.program_names.get(code, ()))}".lower()
            for word in words
        )
        for code in set(programs)
    }
    return np.array([fits[code] for code in programs], dtype=bool)


SORTS = (
    "shortage", "gap", "demand", "supply", "tsi", "deviation", "lq_demand", "lq_supply",
    "program", "region", "level", "employers",
)  # fmt: skip


def _order(answer: Answer, places: Places, sort: str) -> Places:
    """Places in the order asked; cells without the value come last whichever way it runs.

    Where nothing is asked, by K from the highest, cells with enough evidence before the others:
    what was not reported must not lead the list.
    """
    name, down = sort.removeprefix("-"), sort.startswith("-")
    keys, f = answer.alignment.keys, answer.alignment.cells
    doubtful = np.zeros(len(places), dtype=bool)
    if name not in SORTS:
        name, down = "shortage", True
        doubtful = (f.evidence[places] & int(TOO_LITTLE | ONE_SIDED)) != 0
    values = getattr(keys if hasattr(keys, name) else f, name)[places]
    if name == "program":
        values = np.array(values, dtype=str)
        ranks = np.unique(values, return_inverse=True)[1]
    else:
        ranks = values.astype(float)
    first = np.where(np.isnan(ranks), np.inf, -ranks if down else ranks)
    gap = -f.gap[places]
    return np.lexsort((keys.level[places], gap, first, doubtful))
