"""The published table: its columns, and a row as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from silian.kernel.exchange.columns import Column

from ..enums import CodeState, ListKind, Source
from ..exchange.lists import LISTS
from ..models import SnapshotRow
from ..queries.publishing import CODED, PUBLIC

_OWN = {
    "uscc": Column(key="uscc", name=_("统一社会信用代码"), name_en="USCC", width=22),
    "school_code": Column(key="school_code", name=_("学校代码"), name_en="School code"),
    "occupation_state": Column(
        key="occupation_state",
        name=_("职业编码状态"),
        name_en="Occupation code is",
        kind="choice",
        choices=CodeState,
    ),
    "programs_suggested": Column(
        key="programs_suggested",
        name=_("系统建议专业"),
        name_en="Programs suggested",
        kind="list",
        width=26,
    ),
    "source": Column(
        key="source", name=_("数据来源"), name_en="Source", kind="choice", choices=Source
    ),
}
NUMBER = Column(key="number", name=_("序号"), name_en="No.", kind="integer", width=6)
CONTACT = Column(
    key="contact", name=_("联系方式（脱敏）"), name_en="Contact (masked)", private=True, width=22
)


def columns_for(kind: str, *, contacts: bool = False) -> tuple[Column, ...]:
    """The columns of a publication in order; with `contacts` the masked contact at the end."""
    talent_list = LISTS[ListKind(kind)]
    found = [_OWN[key] if key in _OWN else talent_list.column(key) for key in PUBLIC[kind]]
    return (NUMBER, *found, *((CONTACT,) if contacts else ()))


def readable(row: SnapshotRow) -> dict[str, Any]:
    """The values of a row by column key, codes together with their names."""
    data: Mapping[str, Any] = row.data
    values: dict[str, Any] = {"number": row.number, "contact": row.contact}
    for key, value in data.items():
        if key in CODED and value:
            value = f"{value} {data[f'{key}_name']}" if key != "sector" else data["sector_name"]
        values[key] = value
    return values
