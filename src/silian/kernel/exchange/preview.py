"""Checking rows: every cell, the row as a whole, the rows among each other and in the system.

Nothing here writes. `Examiner` judges one row by itself, and serves the correction of a row as
well; `check_file` puts the rows of a file in relation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from .. import privacy
from ..access import Actor
from ..models.batches import RowState
from ..refusals import Invalid
from .cleaning import CellReader, restored, typed
from .columns import Problem, Row, Sheet
from .headers import LOOK_AT_ROWS, find_header, notes_of

CHUNK = 1_000
NEAR = "near"

Plain = dict[str, Any]


@dataclass(slots=True)
class Examined:
    """A row that was judged by itself. `problems` are plain, `raw` in the order of columns."""

    number: int
    raw: list[Any]
    row: Row
    problems: list[Plain]
    near_key: str
    state: str

    @property
    def row_key(self) -> str:
        """ "" for a row with an error: it is like no other yet."""
        return self.row.key


class Examiner:
    """Judges the rows of one sheet for one actor."""

    def __init__(self, sheet: Sheet, actor: Actor, options: Mapping[str, Any]) -> None:
        self.sheet, self.actor, self.options = sheet, actor, options
        self._readers = [(column.key, CellReader(column)) for column in sheet.columns]

    def examine(self, number: int, raw: Sequence[Any]) -> Examined:
        """The row with its cleaned values, its problems, its keys and its state."""
        values: dict[str, Any] = {}
        found: list[Problem] = []
        for (key, read), cell in zip(self._readers, raw, strict=True):
            values[key], problem = read(cell)
            if problem is not None:
                found.append(problem)
        bad = frozenset(p.column for p in found if p.severity == "error") if found else frozenset()
        row = Row(number, values, self.actor, self.options, bad)
        found += self.sheet.check(row)
        problems = [self._plain(problem, raw) for problem in found]
        near_key = ""
        if any(problem.severity == "error" for problem in found):
            state = RowState.ERROR.value
        else:
            state = (RowState.WARNING if found else RowState.OK).value
            row.key = self.sheet.row_key(values)
            near_key = self.sheet.near_key(values)
        return Examined(number, list(raw), row, problems, near_key, state)

    def _plain(self, problem: Problem, raw: Sequence[Any]) -> Plain:
        plain = problem.plain()
        if problem.column and not plain["value"]:
            plain["value"] = typed(raw[self.sheet.keys.index(problem.column)])[:200]
        if problem.column and self.sheet.column(problem.column).private:
            plain["value"] = ""
        return plain


def near_problem(other: str) -> Plain:
    """The warning of a row that is like another: `other` says which."""
    sentence = _("与%(other)s相近。") % {"other": other}
    mend = _("如果是同一件事，请删去其中一行；不是则不必改。")
    return {"kind": NEAR, **Problem("", sentence, mend, severity="warning").plain()}


def row_name(number: int) -> str:
    """A row of the file in a sentence."""
    return _("第 %(n)d 行") % {"n": number}


class Relations:
    """Rows among each other and in the system: duplicates, unchanged ones, likenesses."""

    def __init__(self, sheet: Sheet, consortium_id: int | None) -> None:
        self.sheet, self.consortium_id = sheet, consortium_id
        self._first: dict[str, int] = {}
        self._near: dict[str, int] = {}

    def settle(self, chunk: list[Examined]) -> None:
        """Sets the final state of some rows, in the order of the file."""
        keys = [row.row_key for row in chunk if row.row_key]
        there = self.sheet.existing(self.consortium_id, keys) if keys else set()
        fresh = [r for r in chunk if r.row_key and r.row_key not in there and r.near_key]
        like = (
            self.sheet.near_existing(self.consortium_id, [row.near_key for row in fresh])
            if fresh else {}
        )  # fmt: skip
        for row in chunk:
            if row.row_key:
                self._settle(row, there, like)

    def _settle(self, row: Examined, there: set[str], like: Mapping[str, str]) -> None:
        first = self._first.setdefault(row.row_key, row.number)
        if first != row.number:
            row.state = RowState.DUPLICATE.value
            row.problems.append(duplicate_problem(first))
        elif row.row_key in there:
            row.state = RowState.UNCHANGED.value
        elif row.near_key:
            near = self._near.setdefault(row.near_key, row.number)
            if near != row.number:
                row.problems.append(near_problem(row_name(near)))
            elif row.near_key in like:
                row.problems.append(
                    near_problem(_("系统中的“%(name)s”") % {"name": like[row.near_key]})
                )
            else:
                return
            row.state = RowState.WARNING.value


def duplicate_problem(first: int) -> Plain:
    """Why a row is not saved: an earlier one is the same."""
    sentence = _("与%(other)s相同，不会重复导入。") % {"other": row_name(first)}
    return {"kind": "duplicate", **Problem("", sentence, severity="warning").plain()}


# The columns of `ImportRow` that `Packer` fills, in its order.
PACKED = (
    "number", "values", "cleaned", "private", "state", "problems", "row_key", "near_key",
)  # fmt: skip


@dataclass
class Checked:
    """A whole file, checked. `packed` are rows ready to be stored, in the order of `PACKED`."""

    notes: list[dict[str, str]]
    packed: list[tuple[Any, ...]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Packer:
    """Turns examined rows of a sheet into JSON texts, private cells sealed by themselves."""

    def __init__(self, sheet: Sheet) -> None:
        self.keys = sheet.keys
        kinds = {"decimal", "date", "month"}
        self._as_text = [at for at, c in enumerate(sheet.columns) if c.kind in kinds]
        self._private = [at for at, c in enumerate(sheet.columns) if c.private]

    def pack(self, row: Examined) -> tuple[Any, ...]:
        """The row in the order of `PACKED`."""
        values = row.row.values
        raw, cleaned = row.raw, [values[key] for key in self.keys]
        for at in self._as_text:
            if cleaned[at] is not None:
                cleaned[at] = str(cleaned[at])
        sealed = {at: [raw[at], cleaned[at]] for at in self._private if raw[at] is not None}
        if sealed:
            raw = [None if at in sealed else cell for at, cell in enumerate(raw)]
            cleaned = [None if at in sealed else cell for at, cell in enumerate(cleaned)]
        return (
            row.number, _json(raw), _json(cleaned),
            privacy.encrypt(_json(sealed)) if sealed else "",
            row.state, _json(row.problems) if row.problems else "[]", row.row_key, row.near_key,
        )  # fmt: skip


def unpack(sheet: Sheet, values: str, cleaned: str, private: str) -> tuple[list[Any], Plain]:
    """What was packed: the raw cells, and the cleaned values by key."""
    raw, clean = json.loads(values), json.loads(cleaned)
    if private:
        for at, (typed_cell, value) in json.loads(privacy.decrypt(private)).items():
            raw[int(at)], clean[int(at)] = typed_cell, value
    pairs = zip(sheet.columns, clean, strict=True)
    return raw, {column.key: restored(column, value) for column, value in pairs}


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def check_file(
    sheet: Sheet,
    actor: Actor,
    options: Mapping[str, Any],
    rows: Iterator[tuple[int, Sequence[Any]]],
    *,
    where: Callable[[], AbstractContextManager[Any]] = nullcontext,
    on_progress: Callable[[int], None] | None = None,
) -> Checked:
    """Checks the rows of a file. `where` opens the scope for each thousand rows.

    Raises `Invalid` when there is no header, a required column is missing, or no row follows.
    """
    head = list(islice(rows, LOOK_AT_ROWS))
    header = find_header(sheet, head)
    body = (found for part in (head, rows) for found in part if found[0] > header.row)
    checked = Checked(notes_of(header))
    examiner, packer = Examiner(sheet, actor, options), Packer(sheet)
    relations = Relations(sheet, actor.consortium_id)
    for chunk in _chunks(body):
        with where():
            picked = ((number, header.pick(cells)) for number, cells in chunk)
            judged = [
                examiner.examine(n, raw) for n, raw in picked if any(c is not None for c in raw)
            ]
            relations.settle(judged)
        for row in judged:
            checked.packed.append(packer.pack(row))
            checked.counts[row.state] = checked.counts.get(row.state, 0) + 1
        if on_progress:
            on_progress(len(checked.packed))
    if not checked.packed:
        raise Invalid(_("表头下面没有数据。请填写后再上传。"))
    return checked


def _chunks(rows: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[list[tuple[int, Sequence[Any]]]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
