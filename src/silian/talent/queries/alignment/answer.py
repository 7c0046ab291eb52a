"""The answer to a question, remembered until one of its lists changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from silian.codes import public as codes
from silian.consortia.public import today

from ...engine.alignment import METHOD_VERSION, Alignment, align
from ...engine.columns import DemandColumns, LinkColumns, SupplyColumns
from ...enums import ListKind, RecordState
from ...models import RECORDS, Snapshot
from .intake import Coding, demand_columns, link_columns, supply_columns
from .question import Question
from .remembered import Memory

MOST_ROWS = 3_000_000
MOST_CELLS = 2_000_000


@dataclass(frozen=True)
class Lists:
    """Both lists and the crosswalk as columns, on one day."""

    day: date
    demand: DemandColumns
    coding: Coding
    supply: SupplyColumns
    links: LinkColumns

    @property
    def weight(self) -> int:
        return len(self.demand) + len(self.supply) + len(self.links)


@dataclass(frozen=True)
class Answer:
    """An alignment with what it was counted from, and the names of its codes.

    `program_names`: code → Chinese, English; `region_names`: code → full with those above, short.
    """

    question: Question
    lists: Lists
    alignment: Alignment
    program_names: dict[str, tuple[str, str]]
    region_names: dict[int, tuple[str, str]]
    occupation_names: dict[str, str]

    @cached_property
    def is_empty(self) -> bool:
        """Neither list has a row."""
        return not (len(self.lists.demand) or len(self.lists.supply))

    @cached_property
    def short_is_enough(self) -> bool:
        """Whether the short names of the regions tell them apart."""
        short = [brief for _full, brief in self.region_names.values()]
        return len(set(short)) == len(short)

    @cached_property
    def programs(self) -> list[tuple[str, int]]:
        """Every program with its level, in the order of codes."""
        keys = self.alignment.keys
        return sorted(set(zip(keys.program.tolist(), keys.level.tolist(), strict=True)))

    @cached_property
    def program_at(self) -> NDArray[np.int64]:
        """For each cell the place of its program in `programs`."""
        keys, places = self.alignment.keys, {pair: j for j, pair in enumerate(self.programs)}
        pairs = zip(keys.program.tolist(), keys.level.tolist(), strict=True)
        return np.array([places[pair] for pair in pairs], dtype=np.int64)

    @cached_property
    def region_at(self) -> NDArray[np.int64]:
        """For each cell the place of its region in the regions of the alignment."""
        return np.searchsorted(self.alignment.region_keys.region, self.alignment.keys.region)

    @property
    def weight(self) -> int:
        return len(self.alignment) + 1


_lists: Memory[Lists] = Memory(MOST_ROWS)
_answers: Memory[Answer] = Memory(MOST_CELLS)


def forget() -> None:
    """Drops what is held in memory: between tests."""
    _lists.forget()
    _answers.forget()


def answer(question: Question) -> Answer:
    """The alignment asked for; a handful of small queries when it was made before."""
    day = today()
    stamp = (*_stamp(question, day), question.codes)
    key = (*stamp, question.grain)

    def lists() -> Lists:
        return _lists.get(stamp, lambda: _read(question, day), lambda made: made.weight)

    return _answers.get(key, lambda: _made(question, lists()), lambda made: made.weight)


def _stamp(question: Question, day: date) -> tuple[Any, ...]:
    """What changes whenever the answer could: editions, method, and the lists themselves."""
    sides = [_side_stamp(question, kind, day) for kind in ListKind]
    return (question.consortium_id, METHOD_VERSION, codes.stamp(), *sides)


def _side_stamp(question: Question, kind: str, day: date) -> tuple[Any, ...]:
    snapshot = question.list_of(kind)
    if snapshot is not None:
        return ("published", snapshot.ref)
    rows: QuerySet[Any] = RECORDS[kind].objects.order_by("-updated_at")
    newest = rows.values_list("updated_at", "id").first()
    approved = rows.order_by().filter(state=RecordState.APPROVED).count()
    return ("live", question.period, day, newest, approved)


def _read(question: Question, day: date) -> Lists:
    demand, coding = demand_columns(question.demand, question.period, day, question.codes)
    supply = supply_columns(question.supply, question.period, day)
    return Lists(day, demand, coding, supply, link_columns())


def _made(question: Question, lists: Lists) -> Answer:
    made = align(lists.demand, lists.supply, lists.links, grain=question.grain)
    programs = codes.Program.objects.values_list("code", "name", "name_en")
    return Answer(
        question,
        lists,
        made,
        {code: (name, english) for code, name, english in programs},
        _region_names(made),
        _occupation_names(made),
    )


def _region_names(made: Alignment) -> dict[int, tuple[str, str]]:
    """Names of the regions of an alignment."""
    wanted = [f"{code:06d}" for code in made.region_keys.region.tolist()]
    rows = codes.Region.objects.filter(code__in=wanted).select_related("parent__parent")
    return {int(row.code): (_full_name(row), row.short_name or row.name) for row in rows}


def _occupation_names(made: Alignment) -> dict[str, str]:
    """Names of the occupations whose demand reaches no program."""
    wanted = set(made.unmapped.occupation.tolist()) - {""}
    return dict(codes.Occupation.objects.filter(code__in=wanted).values_list("code", "name"))


def _full_name(region: Any) -> str:
    above = [region.parent.parent, region.parent] if region.parent else []
    return "".join(one.name for one in (*above, region) if one is not None)


def snapshots_here() -> dict[str, list[Snapshot]]:
    """The publications that can be chosen, the newest first; one query."""
    found: dict[str, list[Snapshot]] = {kind: [] for kind in ListKind}
    for snapshot in Snapshot.objects.order_by("-number"):
        found[snapshot.kind].append(snapshot)
    return found
