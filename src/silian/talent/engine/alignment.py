"""The alignment of demand with supply: one call from two lists and the crosswalk to figures.

`align` aggregates (plain Python for small lists, DuckDB beyond), then computes the figures.
Nothing is dropped on the way: demand without a program is in `unmapped`, rows without a
region are in region 0, heads counted above the level stated are in `raised_heads`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from silian.talent.engine import formulas as f
from silian.talent.engine.aggregate import Aggregate, CellCounts, RegionCounts, UnmappedCounts
from silian.talent.engine.aggregate_duckdb import Source, aggregate_duckdb
from silian.talent.engine.aggregate_plain import aggregate_plain
from silian.talent.engine.allocation import MICRO
from silian.talent.engine.columns import DemandColumns, LinkColumns, SupplyColumns
from silian.talent.engine.figures import (
    CellFigures,
    Evidence,
    Floats,
    RegionFigures,
    Thresholds,
    cell_figures,
    region_figures,
)
from silian.talent.engine.levels import Level
from silian.talent.engine.regions import RegionGrain

PLAIN_UP_TO = 2_000
"""Rows up to which the plain engine starts faster than a database."""
METHOD_VERSION = 1
"""Changes whenever the same lists could give other cells: store it with every result."""


class Engine(StrEnum):
    """Which implementation counts; both give the same bits."""

    AUTO = "auto"
    PLAIN = "plain"
    DUCKDB = "duckdb"


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an alignment, for its head line and its checks.

    `mapped_heads` is exactly what the cells sum to, in each of the three allocations.
    """

    demand_rows: int
    demand_heads: int
    mapped_heads: int
    unmapped_heads: int
    raised_heads: int
    employers: int
    supply_rows: int
    supply_heads: int
    schools: int
    unknown_stated: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell for a page: every figure with its value or its reason, and every n."""

    region: int
    program: str
    level: Level
    demand: float
    demand_low: float
    demand_high: float
    demand_equal: float
    demand_by_supply: float
    supply: int
    demand_rows: int
    employers: int
    supply_rows: int
    schools: int
    gap: f.Figure
    tsi: f.Figure
    deviation: f.Figure
    agrees: bool
    lq_demand: f.Figure
    lq_supply: f.Figure
    shortage: f.Figure
    band: f.ShortageBand
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Alignment:
    """The answer: counts (whole numbers) and figures, as arrays in one order.

    `counts.cells[i]` and `cells[i]` are one region × program × level; `counts.regions[j]` and
    `regions[j]` one region; `unmapped` lists demand that reaches no program.
    """

    grain: RegionGrain
    thresholds: Thresholds
    counts: Aggregate
    cells: CellFigures
    regions: RegionFigures
    engine: Engine
    method_version: int = METHOD_VERSION

    def __len__(self) -> int:
        return len(self.counts.cells.region)

    @property
    def keys(self) -> CellCounts:
        """Keys and counts of the cells."""
        return self.counts.cells

    @property
    def region_keys(self) -> RegionCounts:
        """Keys and counts of the regions."""
        return self.counts.regions

    @property
    def unmapped(self) -> UnmappedCounts:
        return self.counts.unmapped

    @property
    def totals(self) -> Totals:
        regions = self.counts.regions
        heads, mapped = int(regions.heads.sum()), int(regions.mapped_heads.sum())
        return Totals(
            demand_rows=int(regions.posts.sum()),
            demand_heads=heads,
            mapped_heads=mapped,
            unmapped_heads=heads - mapped,
            raised_heads=int(regions.raised_heads.sum()),
            employers=self.counts.employers,
            supply_rows=int(regions.supply_rows.sum()),
            supply_heads=int(regions.supply.sum()),
            schools=self.counts.schools,
            unknown_stated=self.counts.unknown_stated,
        )

    def find(self, region: int, program: str, level: int) -> int | None:
        """Place of a cell in the arrays, or None where there is neither demand nor supply."""
        keys = self.counts.cells
        found = (keys.region == region) & (keys.level == level) & (keys.program == program)
        places = found.nonzero()[0]
        return int(places[0]) if len(places) else None

    def cell(self, i: int) -> Cell:
        """The cell at place `i`; IndexError beyond the end."""
        keys, figures = self.counts.cells, self.cells
        return Cell(
            region=int(keys.region[i]),
            program=str(keys.program[i]),
            level=Level(int(keys.level[i])),
            demand=float(figures.demand[i]),
            demand_low=float(figures.demand_low[i]),
            demand_high=float(figures.demand_high[i]),
            demand_equal=int(keys.equal[i]) / MICRO,
            demand_by_supply=int(keys.by_supply[i]) / MICRO,
            supply=int(keys.supply[i]),
            demand_rows=int(keys.demand_rows[i]),
            employers=int(keys.employers[i]),
            supply_rows=int(keys.supply_rows[i]),
            schools=int(keys.schools[i]),
            gap=f.gap(float(figures.demand[i]), int(keys.supply[i])),
            tsi=f.talent_shortage(float(figures.demand[i]), int(keys.supply[i])),
            deviation=self._deviation(i),
            agrees=bool(figures.agrees[i]),
            lq_demand=self._quotient(i, figures.lq_demand, self.counts.regions.mapped_heads),
            lq_supply=self._quotient(i, figures.lq_supply, self.counts.regions.supply),
            shortage=f.Figure(f.FORMULAS["shortage_index"], float(figures.shortage[i])),
            band=figures.band[i],
            evidence=Evidence(int(figures.evidence[i])),
        )

    def _deviation(self, i: int) -> f.Figure:
        formula, value = f.FORMULAS["structural_deviation"], float(self.cells.deviation[i])
        if value == value:
            return f.Figure(formula, value, sign=self.cells.sign[i])
        missing = self.counts.cells.stated[i] == 0
        reason = f.NoValue.NO_DEMAND if missing else f.NoValue.NO_SUPPLY
        return f.Figure(formula, None, reason)

    def _quotient(self, i: int, quotients: Floats, in_region: NDArray[Any]) -> f.Figure:
        formula, value = f.FORMULAS["location_quotient"], float(quotients[i])
        if value == value:
            return f.Figure(formula, value)
        j = np.searchsorted(self.counts.regions.region, self.counts.cells.region[i])
        empty = f.NoValue.EMPTY_TOTAL if in_region[j] > 0 else f.NoValue.EMPTY_REGION
        return f.Figure(formula, None, empty)


def align(
    demand: DemandColumns | Source,
    supply: SupplyColumns | Source,
    links: LinkColumns | Source,
    *,
    grain: RegionGrain = RegionGrain.PREFECTURE,
    thresholds: Thresholds | None = None,
    engine: Engine = Engine.AUTO,
    threads: int = 2,
    memory: str = "1GB",
) -> Alignment:
    """Demand × supply → figures by region × program × level.

    Lists are column dataclasses, or (DuckDB only) `ParquetColumns` or Arrow tables with the
    same column names. `threads` and `memory` bound DuckDB; beyond `memory` it spills to disk.
    Raises ValueError for lists that cannot be counted, and for PLAIN with other sources.
    """
    limits = thresholds or Thresholds()
    lists = (demand, supply, links)
    kinds = (DemandColumns, SupplyColumns, LinkColumns)
    in_memory = all(isinstance(one, kind) for one, kind in zip(lists, kinds, strict=True))
    if engine is Engine.AUTO:
        small = in_memory and len(demand) + len(supply) <= PLAIN_UP_TO
        engine = Engine.PLAIN if small else Engine.DUCKDB
    if engine is Engine.PLAIN:
        if not in_memory:
            raise ValueError("the plain engine reads column dataclasses only")
        counts = aggregate_plain(demand, supply, links, grain)
    else:
        counts = aggregate_duckdb(demand, supply, links, grain, threads=threads, memory=memory)
    cells = cell_figures(counts.cells, counts.regions, limits)
    regions = region_figures(counts.cells, counts.regions, cells)
    return Alignment(grain, limits, counts, cells, regions, engine)
