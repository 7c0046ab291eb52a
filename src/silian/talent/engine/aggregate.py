"""What every aggregate engine returns: whole numbers per cell, per region, and what is unmapped.

Two engines fill it, and must agree in every bit: `aggregate_plain` (dictionaries, the oracle)
and `aggregate_duckdb` (SQL, for large lists).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Texts: TypeAlias = NDArray[np.object_]


def equal_tables(one: Any, other: Any) -> bool:
    """Whether two of the dataclasses below hold the same numbers in the same order."""
    return type(one) is type(other) and all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in fields(one)
    )


@dataclass(frozen=True, slots=True)
class CellCounts:
    """One entry per region × program × level that has demand or supply, in that order.

    `equal`, `by_supply`, `stated`: allocated demand in millionths of a head, one per way.
    `demand_rows`, `employers`: rows and distinct employers of which heads may come here.
    `supply`: net available heads; `supply_rows`, `schools`: where they come from.
    """

    region: NDArray[np.int32]
    program: Texts
    level: NDArray[np.int8]
    equal: Ints
    by_supply: Ints
    stated: Ints
    demand_rows: Ints
    employers: Ints
    supply: Ints
    supply_rows: Ints
    schools: Ints


@dataclass(frozen=True, slots=True)
class RegionCounts:
    """One entry per region, in code order. A post is covered where at least one of its
    candidate programs is supplied in the same region."""

    region: NDArray[np.int32]
    posts: Ints
    covered_posts: Ints
    heads: Ints
    covered_heads: Ints
    mapped_heads: Ints
    raised_heads: Ints
    employers: Ints
    supply: Ints
    supply_rows: Ints
    schools: Ints


@dataclass(frozen=True, slots=True)
class UnmappedCounts:
    """Demand that reaches no program, by region × occupation × level, with the reason."""

    region: NDArray[np.int32]
    occupation: Texts
    level: NDArray[np.int8]
    reason: Texts
    posts: Ints
    heads: Ints


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The whole answer of an engine. `unknown_stated`: rows that name a program code which
    neither the links, nor the supply, nor the rule of national codes knows."""

    cells: CellCounts
    regions: RegionCounts
    unmapped: UnmappedCounts
    employers: int
    schools: int
    unknown_stated: int

    def same_as(self, other: Aggregate) -> bool:
        """Bit-identity, the claim that both engines are held to."""
        mine, theirs = ((one.employers, one.schools, one.unknown_stated) for one in (self, other))
        return mine == theirs and all(
            equal_tables(getattr(self, part), getattr(other, part))
            for part in ("cells", "regions", "unmapped")
        )
