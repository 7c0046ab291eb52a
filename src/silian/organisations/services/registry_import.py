"""The registry from a spreadsheet: new organisations are added, known ones stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import Actor
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.refusals import Conflict

from ..engine import uscc
from ..engine.matching import NameIndex
from ..exchange import COLUMNS, GROUPS, check
from ..permissions import OrganisationPermission as P
from ..queries.index import index
from .organisation import register_many

# The keys of all names, kept as long as the index from which they were made.
_keys: tuple[NameIndex | None, dict[str, str], dict[str, str]] = (None, {}, {})


def save(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Registers every row. `Conflict` where two rows of the file share a code."""
    values = [{column.key: row.get(column.key) for column in COLUMNS} for row in rows]
    seen: dict[str, str] = {}
    for value in values:
        for key in ("uscc", "school_code"):
            code = uscc.normal(value[key] or "")
            if code and code in seen:
                sentence = _("表里“%(one)s”和“%(other)s”写了同一个代码 %(code)s。")
                raise Conflict(sentence % {"one": seen[code], "other": value["name"], "code": code})
            seen[code] = value["name"]
    made = register_many(actor=actor, rows=values)
    return SaveResult(created=len(made))


def existing(consortium_id: int | None, keys: Sequence[str]) -> set[str]:
    """The keys of names that the registry has."""
    rows, _near = _known()
    return {key for key in keys if key in rows}


def near_existing(consortium_id: int | None, keys: Sequence[str]) -> Mapping[str, str]:
    """Names of the registry that differ by spacing or punctuation alone."""
    _rows, near = _known()
    return {key: near[key] for key in keys if key in near}


def _known() -> tuple[dict[str, str], dict[str, str]]:
    global _keys
    held = index()
    if _keys[0] is not held:
        rows, near = {}, {}
        for entry in held.entries.values():
            rows[ORGANISATIONS.row_key({"name": entry.name})] = entry.name
            near[ORGANISATIONS.near_key({"name": entry.name})] = entry.name
        _keys = (held, rows, near)
    return _keys[1], _keys[2]


ORGANISATIONS = register_sheet(
    Sheet(
        key="organisations.registry",
        title=gettext_lazy("单位库"),
        title_en="Organisations",
        columns=COLUMNS,
        permission=P.ORGANISATION_REGISTER,
        save=save,
        check=check,
        identity=("name",),
        near=("name",),
        existing=existing,
        near_existing=near_existing,
        of_consortium=False,
        groups=GROUPS,
        about=gettext_lazy("一行一个单位。单位库里已有同名的不再新增，也不改动。"),
        about_en="One line for each organisation. One whose name is known stays as it is.",
    )
)
