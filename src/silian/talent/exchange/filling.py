"""From cleaned values by column key to the fields of a record, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils import timezone

from silian.kernel.exchange.columns import Column

from ..enums import CodeState, Employment
from ..models import DemandProgram, DemandRecord, SupplyRecord
from .lists import LISTS, TalentList

# Filled by the command itself.
APART = frozenset({"organisation", "programs"})
DEFAULTS = {"employment": Employment.JOB, "committed": 0}


def refers(column: Column) -> bool:
    """Whether a column is a foreign key to a code list: a code that is no choice of ours."""
    return column.kind == "code" and column.choices is None


def attribute(column: Column) -> str:
    """The attribute that holds a column: a code is a foreign key's own value."""
    return f"{column.key}_id" if refers(column) else column.key


def complete(values: MutableMapping[str, Any], period: str = "") -> None:
    """Puts in what an empty cell means, before the line is identified: this year, a job."""
    values["period"] = values.get("period") or period or str(timezone.localdate().year)
    if "employment" in values:
        values["employment"] = values["employment"] or Employment.JOB.value


def fill(
    talent_list: TalentList,
    record: DemandRecord | SupplyRecord,
    values: Mapping[str, Any],
) -> None:
    """Sets every column of the list from the values; one that is missing becomes empty."""
    for key, name, empty in _places(talent_list.kind):
        value = values.get(key)
        setattr(record, name, empty() if value is None else value)


@lru_cache(maxsize=2)
def _places(kind: str) -> list[tuple[str, str, Callable[[], Any]]]:
    """Column key, attribute, and what makes its empty value."""
    columns = [column for column in LISTS[kind].columns if column.key not in APART]
    return [(column.key, attribute(column), _empty(column)) for column in columns]


def _empty(column: Column) -> Callable[[], Any]:
    if column.key in DEFAULTS:
        value = DEFAULTS[column.key]
        return lambda: value
    if column.kind == "list":
        return list
    return str if column.kind == "text" or column.choices is not None else _nothing


def _nothing() -> None:
    return None


def values_of(
    talent_list: TalentList,
    record: DemandRecord | SupplyRecord,
    programs: Sequence[DemandProgram] = (),
) -> dict[str, Any]:
    """The values of a record by column key, as they would have come in.

    `programs` are a demand's links; those only suggested are left out, and so is an occupation
    that nobody confirmed.
    """
    values: dict[str, Any] = {}
    for column in talent_list.columns:
        if column.key == "organisation":
            values[column.key] = record.organisation.ref
        elif column.key == "programs":
            values[column.key] = [
                link.program_id for link in programs if link.code_state == CodeState.CONFIRMED
            ]
        else:
            values[column.key] = getattr(record, attribute(column)) or None
    if isinstance(record, DemandRecord) and record.occupation_state != CodeState.CONFIRMED:
        values["occupation"] = None
    return values
