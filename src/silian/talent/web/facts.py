"""The columns of a line as its page shows them: by group, empty ones left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.exchange.columns import ESSENTIAL, Column
from silian.kernel.exchange.export import shown

from ..exchange.columns import GROUPS
from ..exchange.lists import TalentList
from ..exchange.shown import cells
from ..models import DemandProgram, DemandRecord, SupplyRecord


def facts_of(
    talent_list: TalentList, record: DemandRecord | SupplyRecord, programs: list[DemandProgram]
) -> list[dict[str, Any]]:
    """The groups in order: {title, facts: [(label, text)], missing: [label]}."""
    values = cells(talent_list, record, programs)
    english = get_language() == "en"
    groups: dict[str, list[Column]] = {ESSENTIAL: []}
    for column in talent_list.columns:
        if not column.private:
            groups.setdefault(column.group, []).append(column)
    found = []
    for key, columns in groups.items():
        title, title_en = GROUPS.get(key, (_("要点"), "Essentials"))
        facts = [(column.title(), _text(column, values[column.key])) for column in columns]
        found.append(
            {
                "title": title_en if english else title,
                "facts": [(label, text) for label, text in facts if text],
                "missing": [label for label, text in facts if not text],
            }
        )
    return found


def _text(column: Column, value: Any) -> str:
    found = shown(column, value)
    if isinstance(found, Decimal):
        return format(found.normalize(), "f")
    if isinstance(found, date):
        return found.isoformat()
    return "" if found is None else str(found)
