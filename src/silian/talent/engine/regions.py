"""Rolling region codes up: county → prefecture → province → the whole scope."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

UNKNOWN_REGION = 0
"""Region of rows that state none: shown as its own cell, never dropped."""
WHOLE_SCOPE = 100000
"""Region code of everything together (GB/T 2260: 中国)."""
_MUNICIPALITIES = (11, 12, 31, 50)
_COUNTIES_UNDER_A_PROVINCE = 90


class RegionGrain(StrEnum):
    """How far regions are rolled up before counting."""

    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    WHOLE = "whole"


def roll_up(region: NDArray[np.int32], grain: RegionGrain) -> NDArray[np.int32]:
    """Six-digit codes at the grain asked; a code coarser than the grain stays as it is.

    `region`: shape (n,), GB/T 2260, 0 = not stated. At PREFECTURE the districts of the four
    municipalities go to the municipality (110101 → 110000), and counties directly under a
    province (429004) stay themselves, for neither has a prefecture.
    """
    if grain is RegionGrain.COUNTY:
        return region.astype(np.int32)
    if grain is RegionGrain.WHOLE:
        return np.full(region.shape, WHOLE_SCOPE, dtype=np.int32)
    province = region // 10000 * 10000
    if grain is RegionGrain.PROVINCE:
        return province.astype(np.int32)
    direct = region // 100 % 100 == _COUNTIES_UNDER_A_PROVINCE
    municipal = np.isin(region // 10000, _MUNICIPALITIES)
    rolled = np.where(direct, region, region // 100 * 100)
    return np.where(municipal, province, rolled).astype(np.int32)


def roll_up_sql(column: str, grain: RegionGrain) -> str:
    """The same rule as a DuckDB expression over an integer column."""
    if grain is RegionGrain.COUNTY:
        return f"{column}::INTEGER"
    if grain is RegionGrain.WHOLE:
        return f"{WHOLE_SCOPE}::INTEGER"
    province = f"({column} // 10000 * 10000)"
    if grain is RegionGrain.PROVINCE:
        return f"{province}::INTEGER"
    municipalities = ", ".join(map(str, _MUNICIPALITIES))
    return (
        f"(CASE WHEN {column} // 10000 IN ({municipalities}) THEN {province} "
        f"WHEN {column} // 100 % 100 = {_COUNTIES_UNDER_A_PROVINCE} THEN {column} "
        f"ELSE {column} // 100 * 100 END)::INTEGER"
    )
