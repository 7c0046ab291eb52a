"""A record as text: in a form, in an export, on its page."""

from __future__ import annotations

from typing import Any

from silian.kernel.exchange.columns import Column

from ..enums import CodeState
from ..models import DemandProgram, DemandRecord, SupplyRecord
from .filling import refers
from .lists import TalentList


def coded(found: Any) -> str:
    """A row of a code list as it can be typed again: code and name; a sector by its name."""
    if found is None:
        return ""
    return found.name if found._meta.model_name == "sector" else f"{found.pk} {found.name}"


def cell(column: Column, record: DemandRecord | SupplyRecord, programs: list[DemandProgram]) -> Any:
    """What a column of a record says: text, number, date, or a list of texts."""
    if column.key == "organisation":
        return record.organisation.name
    if column.key == "programs":
        return [coded(p.program) for p in programs if p.code_state == CodeState.CONFIRMED]
    if column.key == "occupation" and isinstance(record, DemandRecord):
        sure = record.occupation_state == CodeState.CONFIRMED
        return coded(record.occupation) if sure else ""
    return coded(getattr(record, column.key)) if refers(column) else getattr(record, column.key)


def cells(
    talent_list: TalentList,
    record: DemandRecord | SupplyRecord,
    programs: list[DemandProgram],
    *,
    contacts: bool = False,
) -> dict[str, Any]:
    """Every column of a record by key; the contact only where it is asked for."""
    return {
        column.key: cell(column, record, programs)
        for column in talent_list.columns
        if contacts or not column.private
    }
