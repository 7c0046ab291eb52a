"""The rows behind a figure, and how many of them the reader may open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from silian.kernel.access import Actor

from ...engine.aggregate_plain import Crosswalk
from ...engine.columns import DemandColumns, SupplyColumns
from ...engine.regions import roll_up
from ...engine.rows_behind import demand_behind, supply_behind
from ...enums import ListKind
from ...models import RECORDS, SnapshotRow
from ...permissions import P
from .answer import Answer

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """What the rows should belong to. All None: every row; `region` alone: every row there.

    With `program` and `level`: the rows of that cell. With `occupation` and `level`: demand
    that reaches no program, as the list of unmapped demand groups it.
    """

    region: int | None = None
    program: str | None = None
    level: int | None = None
    occupation: str | None = None


@dataclass(frozen=True)
class Behind:
    """Rows behind a figure, those with most heads first: all, and those the reader may open.

    Lines of the live list belong to their units until they are published: who does not see the
    whole list sees the own ones, and is told how many others there are.
    """

    kind: ListKind
    live: bool
    rows: int
    heads: int
    shown: Ids
    shown_heads: int

    @property
    def hidden(self) -> int:
        """Rows that are counted and not shown."""
        return self.rows - len(self.shown)

    @property
    def hidden_heads(self) -> int:
        return self.heads - self.shown_heads


def rows_behind(answer: Answer, kind: str, place: Place, actor: Actor) -> Behind:
    """The rows of one list that a figure was counted from; in list order of equal heads."""
    demand = kind == ListKind.DEMAND
    lists = answer.lists
    columns: Any = lists.demand if demand else lists.supply
    here = _demand_ids(answer, place) if demand else _supply_ids(answer, place)
    at = np.searchsorted(columns.row_id, here)
    heads = (columns.headcount if demand else columns.net_available)[at]
    units = (columns.employer if demand else columns.school)[at]
    live = answer.question.list_of(kind) is None
    open_to = np.ones(len(here), dtype=bool)
    if live and not (actor.everything or actor.has(P.LIST_SEE_ALL)):
        open_to = units == (-1 if actor.organisation_id is None else actor.organisation_id)
    order = np.argsort(-heads[open_to], kind="stable")
    return Behind(
        ListKind(kind),
        live,
        rows=len(here),
        heads=int(heads.sum()),
        shown=here[open_to][order],
        shown_heads=int(heads[open_to].sum()),
    )


def _demand_ids(answer: Answer, place: Place) -> Ids:
    demand, grain = answer.lists.demand, answer.question.grain
    if place.program is not None and place.level is not None and place.region is not None:
        return demand_behind(
            _likely(answer, place.program),
            _offers(answer.lists.supply),
            answer.lists.links,
            grain=grain,
            region=place.region,
            program=place.program,
            level=place.level,
        )
    if place.occupation is not None and place.level is not None:
        return _unmapped_ids(answer, place)
    if place.region is None:
        return demand.row_id
    return demand.row_id[roll_up(demand.region, grain) == place.region]


def _supply_ids(answer: Answer, place: Place) -> Ids:
    supply, grain = answer.lists.supply, answer.question.grain
    if place.program is not None and place.level is not None and place.region is not None:
        return supply_behind(
            supply, grain=grain, region=place.region, program=place.program, level=place.level
        )
    if place.region is None:
        return supply.row_id
    return supply.row_id[roll_up(supply.region, grain) == place.region]


def _likely(answer: Answer, program: str) -> DemandColumns:
    """The demand without rows that cannot lead to a program, so that the exact rule is asked
    for thousands of rows instead of a million."""
    demand, links = answer.lists.demand, answer.lists.links
    linked = set(links.occupation[links.program == program].tolist())
    pairs = zip(demand.occupation.tolist(), demand.stated.tolist(), strict=True)
    kept = np.array([o in linked or program in s for o, s in pairs], dtype=bool)
    return DemandColumns(**{name: array[kept] for name, array in demand.arrays().items()})


def _offers(supply: SupplyColumns) -> SupplyColumns:
    """One row for each program that is supplied: all that the crosswalk needs to know."""
    pairs = zip(supply.program.tolist(), supply.level.tolist(), strict=True)
    return SupplyColumns.from_rows((0, 0, program, level, 0, 0) for program, level in set(pairs))


def _unmapped_ids(answer: Answer, place: Place) -> Ids:
    """Demand of one occupation and level that reaches no program."""
    demand = answer.lists.demand
    here = (demand.occupation == place.occupation) & (demand.level == place.level)
    if place.region is not None:
        here &= roll_up(demand.region, answer.question.grain) == place.region
    crosswalk = Crosswalk(_offers(answer.lists.supply), answer.lists.links)
    kept = [
        i
        for i in np.flatnonzero(here).tolist()
        if crosswalk.candidates(
            (demand.occupation[i], int(demand.level[i]), demand.stated[i])
        ).unmapped
    ]
    return demand.row_id[np.array(kept, dtype=np.int64)]


class BehindRows(Sequence[Any]):
    """The rows that may be opened, read from the database a page at a time."""

    def __init__(self, behind: Behind) -> None:
        self.behind = behind

    def __len__(self) -> int:
        return len(self.behind.shown)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, int):
            return self[at : at + 1][0]
        ids = self.behind.shown[at].tolist()
        found = self._rows().in_bulk(ids)
        return [found[one] for one in ids if one in found]

    def _rows(self) -> Any:
        """What a row needs, and nothing of its contact."""
        if not self.behind.live:
            return SnapshotRow.objects.select_related("snapshot").defer("contact")
        more = "occupation" if self.behind.kind == ListKind.DEMAND else "program"
        rows = RECORDS[self.behind.kind].objects.select_related("organisation", "region", more)
        rows = rows.defer("contact_name", "contact_phone")
        return rows.prefetch_related("programs") if more == "occupation" else rows
