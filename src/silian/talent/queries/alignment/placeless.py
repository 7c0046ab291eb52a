"""Lines that state no region: they are counted in the sums, and compare with no region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.regions import UNKNOWN_REGION
from ...enums import ListKind
from .answer import Answer


@dataclass(frozen=True)
class Placeless:
    """Lines of one list without a region: how many, their heads, and the units they are of."""

    kind: ListKind
    live: bool
    rows: int
    heads: int
    units: int


def placeless(answer: Answer) -> list[Placeless]:
    """One entry for each list that has such lines, demand first."""
    demand, supply = answer.lists.demand, answer.lists.supply
    sides: list[tuple[ListKind, Any, Any, Any]] = [
        (ListKind.DEMAND, demand.region, demand.headcount, demand.employer),
        (ListKind.SUPPLY, supply.region, supply.net_available, supply.school),
    ]
    found = []
    for kind, region, heads, units in sides:
        here = region == UNKNOWN_REGION
        if here.any():
            live = answer.question.list_of(kind) is None
            distinct = len(np.unique(units[here]))
            found.append(Placeless(kind, live, int(here.sum()), int(heads[here].sum()), distinct))
    return found
