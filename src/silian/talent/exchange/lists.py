"""The two lists side by side: model, workflow, permissions, columns and checks of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from silian.kernel.exchange.columns import Column
from silian.kernel.workflows import Workflow

from .. import workflows
from ..enums import ListKind
from ..models import DemandRecord, SupplyRecord
from ..permissions import P
from . import demand, supply
from .checks import Fault, demand_faults, supply_faults


@dataclass(frozen=True)
class TalentList:
    """One of the two lists. `label` names the column that names a line on pages."""

    kind: ListKind
    model: type[DemandRecord] | type[SupplyRecord]
    flow: Workflow
    view: StrEnum
    write: StrEnum
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    near: tuple[str, ...]
    faults: Callable[[Mapping[str, Any]], Iterator[Fault]]
    label: str

    def column(self, key: str) -> Column:
        """The column of that key; KeyError where there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


DEMAND = TalentList(
    ListKind.DEMAND,
    DemandRecord,
    workflows.DEMAND,
    P.DEMAND_VIEW,
    P.DEMAND_WRITE,
    demand.COLUMNS,
    demand.IDENTITY,
    demand.NEAR,
    demand_faults,
    "position",
)
SUPPLY = TalentList(
    ListKind.SUPPLY,
    SupplyRecord,
    workflows.SUPPLY,
    P.SUPPLY_VIEW,
    P.SUPPLY_WRITE,
    supply.COLUMNS,
    supply.IDENTITY,
    supply.NEAR,
    supply_faults,
    "program",
)
LISTS: dict[str, TalentList] = {ListKind.DEMAND: DEMAND, ListKind.SUPPLY: SUPPLY}
