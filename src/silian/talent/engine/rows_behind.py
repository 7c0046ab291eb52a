"""The rows behind a cell: every figure leads back to what it was counted from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from silian.talent.engine.aggregate_plain import Crosswalk
from silian.talent.engine.columns import DemandColumns, LinkColumns, SupplyColumns
from silian.talent.engine.regions import RegionGrain, roll_up


def demand_behind(
    demand: DemandColumns,
    supply: SupplyColumns,
    links: LinkColumns,
    *,
    grain: RegionGrain,
    region: int,
    program: str,
    level: int,
) -> NDArray[np.int64]:
    """`row_id` of the demand rows of which heads may come to the cell, in list order.

    As many as the cell's `demand_rows`. The supply is needed only to know its programs.
    """
    crosswalk = Crosswalk(supply, links)
    here = np.flatnonzero(roll_up(demand.region, grain) == region)
    kept = [
        i
        for i in here.tolist()
        if any(
            candidate.program == (program, level)
            for candidate in crosswalk.candidates(
                (demand.occupation[i], int(demand.level[i]), demand.stated[i])
            ).programs
        )
    ]
    return demand.row_id[np.array(kept, dtype=np.int64)]


def supply_behind(
    supply: SupplyColumns, *, grain: RegionGrain, region: int, program: str, level: int
) -> NDArray[np.int64]:
    """`row_id` of the supply rows of a cell, in list order; as many as its `supply_rows`."""
    here = (roll_up(supply.region, grain) == region) & (supply.level == level)
    return supply.row_id[here & (supply.program == program)]
