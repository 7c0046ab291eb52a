"""From rows of the database to the columns that the engine counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from django.db.models import Aggregate, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from numpy.typing import NDArray

from silian.codes import public as codes

from ...engine.columns import STATED_SEPARATOR, DemandColumns, LinkColumns, SupplyColumns
from ...engine.levels import Level
from ...enums import CodeState, Education, RecordState
from ...models import DemandProgram, DemandRecord, Snapshot, SnapshotRow, SupplyRecord
from .question import Codes

LEVELS: dict[str, int] = {
    Education.ANY: Level.ANY,
    Education.SECONDARY: Level.SECONDARY,
    Education.ASSOCIATE: Level.COLLEGE,
    Education.VOCATIONAL_BACHELOR: Level.VOCATIONAL_BACHELOR,
    Education.BACHELOR: Level.BACHELOR,
    Education.POSTGRADUATE: Level.POSTGRADUATE,
}
EDUCATION_OF: dict[int, str] = {level: education for education, level in LEVELS.items()}
_STATES: dict[str, int] = {CodeState.NONE: 0, CodeState.SUGGESTED: 1, CodeState.CONFIRMED: 2}
Array: TypeAlias = NDArray[Any]

# Column of the engine → column of the model.
_LIVE_DEMAND = {
    "id": "id", "region": "region_id", "occupation": "occupation_id", "state": "occupation_state",
    "level": "education", "headcount": "headcount", "employer": "organisation_id",
}  # fmt: skip
_LIVE_SUPPLY = {
    "id": "id", "region": "region_id", "program": "program_id", "level": "education",
    "net_available": "net_available", "school": "organisation_id",
}  # fmt: skip
_PUBLISHED_DEMAND = {
    "id": "id", "region": "region_code", "occupation": "occupation_code",
    "state": "occupation_state", "level": "education", "headcount": "heads",
    "employer": "organisation_key", "stated": "programs",
}  # fmt: skip
_PUBLISHED_SUPPLY = {
    "id": "id", "region": "region_code", "program": "programs", "level": "education",
    "net_available": "heads", "school": "organisation_key",
}  # fmt: skip
_TEXTS = frozenset({"occupation", "program", "stated"})
_WORDS: dict[str, Mapping[str, int]] = {"level": LEVELS, "state": _STATES}


class Joined(Aggregate):
    """All values of a column in one text, in the order in which the rows are read.

    Several of one query have the same order. A million rows cost a third of what they cost
    as rows, for each value of a row becomes a Python object, and most of the time goes there.
    """

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class Coding:
    """How the occupations of the demand came about: rows and heads by `CodeState` value."""

    rows: dict[str, int]
    heads: dict[str, int]

    @property
    def suggested_share(self) -> float | None:
        """The part of the heads whose occupation no person confirmed; None without demand."""
        total = sum(self.heads.values())
        return self.heads[CodeState.SUGGESTED] / total if total else None


def valid_on(day: date) -> Q:
    """Lines that are valid on a day; an end that was not given is open."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def live_rows(model: Any, period: str, day: date) -> QuerySet[Any]:
    """The approved lines of a list that are valid on the day, in the order they were entered."""
    rows = model.objects.filter(valid_on(day), state=RecordState.APPROVED)
    return (rows.filter(period=period) if period else rows).order_by("id")


def published_rows(snapshot: Snapshot) -> QuerySet[SnapshotRow]:
    """The rows of a publication in their order."""
    return SnapshotRow.objects.filter(snapshot=snapshot).order_by("number")


def demand_columns(
    snapshot: Snapshot | None, period: str, day: date, counted: Codes
) -> tuple[DemandColumns, Coding]:
    """The demand and how it is coded; `row_id` is the id of the line or of the published row.

    Programs count as named by the employer only where a person gave or confirmed them; what
    the matcher proposes never does.
    """
    if snapshot is None:
        columns = _columns(live_rows(DemandRecord, period, day), _LIVE_DEMAND)
        columns["stated"] = _stated(columns["id"])
    else:
        columns = _columns(published_rows(snapshot), _PUBLISHED_DEMAND)
    state, heads = columns.pop("state"), columns["headcount"]
    coding = Coding(
        {name: int((state == n).sum()) for name, n in _STATES.items()},
        {name: int(heads[state == n].sum()) for name, n in _STATES.items()},
    )
    if counted is Codes.CONFIRMED:
        confirmed = state == _STATES[CodeState.CONFIRMED]
        columns["occupation"] = np.where(confirmed, columns["occupation"], "")
    return DemandColumns(row_id=columns.pop("id"), **columns), coding


def supply_columns(snapshot: Snapshot | None, period: str, day: date) -> SupplyColumns:
    """The supply: net available heads by program, level and region."""
    if snapshot is None:
        columns = _columns(live_rows(SupplyRecord, period, day), _LIVE_SUPPLY)
    else:
        columns = _columns(published_rows(snapshot), _PUBLISHED_SUPPLY)
    return SupplyColumns(row_id=columns.pop("id"), **columns)


def link_columns() -> LinkColumns:
    """The official crosswalk of occupations and programs, with the level of each program."""
    return LinkColumns.from_rows(
        (occupation, program, LEVELS[level])
        for occupation, program, level in codes.links_for_alignment()
    )


def _columns(rows: QuerySet[Any], names: Mapping[str, str]) -> dict[str, Array]:
    """Arrays by the engine's names, in the order of ids; one query."""
    wanted = {f"{name}_": Joined(_filled(name, field)) for name, field in names.items()}
    found = rows.order_by().aggregate(**wanted)
    columns = {name: _array(name, found[f"{name}_"]) for name in names}
    if len({len(column) for column in columns.values()}) != 1:
        raise ValueError("a code holds the sign that separates codes")
    order = np.argsort(columns["id"], kind="stable")
    return {name: column[order] for name, column in columns.items()}


def _filled(name: str, field: str) -> Any:
    """The column without NULL, which a joined text would leave out."""
    if name == "region":
        return Coalesce(NullIf(F(field), Value("")), Value("0"))
    return Coalesce(F(field), Value("")) if name in _TEXTS else F(field)


def _array(name: str, joined: str | None) -> Array:
    if joined is None:
        return np.empty(0, dtype=object if name in _TEXTS else np.int64)
    if name in _TEXTS:
        # One Python string for each code, however many rows have it.
        same: dict[str, str] = {}
        return np.array([same.setdefault(c, c) for c in joined.split(",")], dtype=object)
    if name in _WORDS:
        known = _WORDS[name]
        return np.array([known[word] for word in joined.split(",")], dtype=np.int64)
    return np.fromstring(joined, dtype=np.int64, sep=",")


def _stated(ids: Array) -> Array:
    """The programs that a person named for each line, joined; `ids` ascending."""
    rows = DemandProgram.objects.filter(code_state=CodeState.CONFIRMED)
    named = _columns(rows, {"id": "id", "demand": "demand_id", "program": "program_id"})
    joined: dict[int, str] = {}
    for line, program in zip(named["demand"].tolist(), named["program"].tolist(), strict=True):
        before = joined.get(line)
        joined[line] = program if before is None else before + STATED_SEPARATOR + program
    stated = np.full(len(ids), "", dtype=object)
    if joined and len(ids):
        wanted = np.fromiter(joined, dtype=np.int64, count=len(joined))
        places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
        here = ids[places] == wanted  # the others are not approved, or not valid
        stated[places[here]] = np.array(list(joined.values()), dtype=object)[here]
    return stated
