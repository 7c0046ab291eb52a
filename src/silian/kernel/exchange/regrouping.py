"""After one row of a preview changed: which rows are now the same, and which are alike."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from ..models import ImportBatch, ImportRow
from ..models.batches import RowState
from .columns import Sheet
from .preview import NEAR, duplicate_problem, near_problem, row_name

_RELATED = {NEAR, "duplicate"}


def regroup(batch: ImportBatch, sheet: Sheet, row_keys: set[str], near_keys: set[str]) -> None:
    """Judges anew the rows that share one of these keys; "" is none. Writes what changed."""
    for key in sorted(row_keys - {""}):
        _same(batch, sheet, key)
    for key in sorted(near_keys - {""}):
        _alike(batch, sheet, key)


def _same(batch: ImportBatch, sheet: Sheet, key: str) -> None:
    lines = list(batch.lines.filter(row_key=key).order_by("number"))
    there = bool(sheet.existing(batch.consortium_id, [key])) if lines else False
    for line in lines:
        problems = _own_problems(line)
        if line is not lines[0]:
            state = RowState.DUPLICATE
            problems.append(duplicate_problem(lines[0].number))
        elif there:
            state = RowState.UNCHANGED
        else:
            state = RowState.WARNING if problems else RowState.OK
        _write(line, state, problems)


def _alike(batch: ImportBatch, sheet: Sheet, key: str) -> None:
    alone = (RowState.OK, RowState.WARNING)
    lines = list(batch.lines.filter(near_key=key, state__in=alone).order_by("number"))
    like = sheet.near_existing(batch.consortium_id, [key]) if lines else {}
    for line in lines:
        problems = _own_problems(line)
        if line is not lines[0]:
            problems.append(near_problem(row_name(lines[0].number)))
        elif key in like:
            problems.append(near_problem(_("系统中的“%(name)s”") % {"name": like[key]}))
        _write(line, RowState.WARNING if problems else RowState.OK, problems)


def _own_problems(line: ImportRow) -> list[dict[str, Any]]:
    return [p for p in json.loads(line.problems) if p.get("kind") not in _RELATED]


def _write(line: ImportRow, state: RowState, problems: list[dict[str, Any]]) -> None:
    text = json.dumps(problems, ensure_ascii=False, separators=(",", ":"))
    if line.state != state or line.problems != text:
        line.state, line.problems = state, text
        line.save(update_fields=["state", "problems"])
