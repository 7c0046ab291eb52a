"""What the pages show of a batch: its counts, its steps, and a page of its rows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ...models import ImportBatch, ImportRow
from ...models.batches import BatchState, RowState
from ..cleaning import typed
from ..columns import ESSENTIAL, Column, Remark, Row, Sheet
from ..preview import unpack
from ..remarks import readings
from .desk import Desk

ROWS_SHOWN = 50
COLUMNS_SHOWN = 4
HIDDEN = "••••"
TONES = {
    RowState.OK: "success", RowState.WARNING: "warning", RowState.ERROR: "danger",
    RowState.DUPLICATE: "muted", RowState.UNCHANGED: "neutral",
}  # fmt: skip
# What a commit would write: of these a sheet may say what becomes of them.
SAVED = frozenset({RowState.OK.value, RowState.WARNING.value})
NEAR_MARK = '"kind":"near"'


@dataclass(frozen=True)
class ProblemShown:
    """One problem of a row; `editable` where a cell can be typed anew."""

    column: str
    title: str
    value: str
    sentence: str
    mend: str
    suggestions: list[tuple[str, str]]
    error: bool
    editable: bool

    @property
    def is_named(self) -> bool:
        """Whether the sentence says the value already."""
        return bool(self.value) and self.value in self.sentence


@dataclass(frozen=True)
class RemarkShown:
    """One remark of a row."""

    title: str
    value: str
    sentence: str


@dataclass(frozen=True)
class RowShown:
    """One row of the preview."""

    number: int
    state: str
    label: str
    tone: str
    cells: list[tuple[str, str]]
    problems: list[ProblemShown]
    remarks: list[RemarkShown]
    url: str


@dataclass(frozen=True)
class Tab:
    """A state to filter by: its number of rows, None where that is not counted."""

    key: str
    label: str
    count: int | None
    url: str
    active: bool


@dataclass
class BatchShown:
    """Everything the page of a batch reads."""

    request: HttpRequest
    desk: Desk
    batch: ImportBatch
    columns: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = shown_columns(self.desk.sheet)

    @property
    def tone(self) -> str:
        from ..flow import BATCHES

        return BATCHES.tones[self.batch.state]

    @property
    def is_waiting(self) -> bool:
        """Whether a job is at work on it."""
        return self.batch.state in {BatchState.READING, BatchState.COMMITTING}

    @property
    def is_open(self) -> bool:
        return bool(self.batch.state == BatchState.PREVIEWED)

    @property
    def to_save(self) -> int:
        """The rows that a commit would save."""
        return int(self.batch.ok + self.batch.warnings)

    @property
    def may_commit(self) -> bool:
        return self.is_open and not self.batch.errors and self.to_save > 0

    @property
    def steps(self) -> list[dict[str, str]]:
        """Upload, check, commit: where this batch stands."""
        at = {"reading": 0, "failed": 0, "previewed": 1, "discarded": 1, "committing": 2}
        reached = at.get(self.batch.state, 3)
        stopped = self.batch.state in {BatchState.FAILED, BatchState.DISCARDED}
        names = [_("上传并读取"), _("预览与更正"), _("提交")]
        return [
            {
                "label": name,
                "state": "done" if n < reached
                else ("stopped" if stopped else "now") if n == reached else "todo",
            }
            for n, name in enumerate(names)
        ]  # fmt: skip

    @property
    def urls(self) -> dict[str, str]:
        """Where the buttons of the page lead."""
        pages = ("batch", "progress", "commit", "discard", "errors")
        found = {page: self.desk.url(self.request, page, ref=self.batch.ref) for page in pages}
        done = self.desk.done_url(self.request) if self.desk.done_url else ""
        return {**found, "upload": self.desk.url(self.request), "done": done}

    @property
    def chosen(self) -> str:
        """The state filtered by: errors first, where there are any and nothing was chosen."""
        wanted = self.request.GET.get("state", "")
        if wanted in {*RowState.values, "near", "all"}:
            return wanted
        return RowState.ERROR.value if self.batch.errors and self.is_open else "all"

    @property
    def tabs(self) -> list[Tab]:
        batch = self.batch
        counted = [
            ("all", _("全部"), batch.rows),
            (RowState.ERROR, RowState.ERROR.label, batch.errors),
            (RowState.WARNING, RowState.WARNING.label, batch.warnings),
            ("near", _("其中相近的行"), None),
            (RowState.OK, RowState.OK.label, batch.ok),
            (RowState.DUPLICATE, RowState.DUPLICATE.label, batch.duplicates),
            (RowState.UNCHANGED, RowState.UNCHANGED.label, batch.unchanged),
        ]
        chosen = self.chosen
        return [
            Tab(str(key), str(label), count, f"?state={key!s}", chosen == key)
            for key, label, count in counted
            if count or key in {"all", chosen} or (key == "near" and batch.warnings)
        ]

    @cached_property
    def page(self) -> Page[Any]:
        """The lines of the page asked for; the count is known from the batch."""
        lines = self.batch.lines.order_by("number")
        chosen = self.chosen
        count: int | None = self.batch.rows
        if chosen == "near":
            lines = lines.filter(state=RowState.WARNING, problems__contains=NEAR_MARK)
            count = lines.count()
        elif chosen != "all":
            lines = lines.filter(state=chosen)
            count = next((tab.count for tab in self.tabs if tab.key == chosen), 0)
        paginator = Counted(lines, ROWS_SHOWN, count or 0)
        return paginator.get_page(self.request.GET.get("page"))

    @property
    def rows(self) -> list[RowShown]:
        return self._shown(list(self.page.object_list))

    def row(self, line: ImportRow) -> RowShown:
        """One line as shown."""
        return self._shown([line])[0]

    def _shown(self, lines: list[ImportRow]) -> list[RowShown]:
        sheet, actor = self.desk.sheet, self.request.actor  # type: ignore[attr-defined]
        opened = [unpack(sheet, line.values, line.cleaned, line.private) for line in lines]
        remarks = [readings(sheet, raw, values) for raw, values in opened]
        saved = [n for n, line in enumerate(lines) if self.is_open and line.state in SAVED]
        rows = [Row(lines[n].number, opened[n][1], actor, self.batch.options) for n in saved]
        for n, more in zip(saved, sheet.remarks(rows) if rows else (), strict=True):
            remarks[n] += more
        return [
            self._row(line, raw, found)
            for line, (raw, _values), found in zip(lines, opened, remarks, strict=True)
        ]

    def _row(self, line: ImportRow, raw: list[Any], remarks: list[Remark]) -> RowShown:
        keys = self.desk.sheet.keys
        state = RowState(line.state)
        return RowShown(
            line.number, state.value, str(state.label), TONES[state],
            [(column.title(), typed(raw[keys.index(column.key)])) for column in self.columns],
            [self._problem(found) for found in json.loads(line.problems)],
            [self._remark(found) for found in remarks],
            self.desk.url(self.request, "row", ref=self.batch.ref, number=line.number),
        )  # fmt: skip

    def _remark(self, found: Remark) -> RemarkShown:
        title = self.desk.sheet.column(found.column).title()
        return RemarkShown(title, found.value, str(found.sentence))

    def _problem(self, found: dict[str, Any]) -> ProblemShown:
        key = found["column"]
        column = self.desk.sheet.column(key) if key in self.desk.sheet.keys else None
        return ProblemShown(
            key, column.title() if column else "", found["value"], found["sentence"],
            found["mend"], [(value, label) for value, label in found["suggestions"]],
            found["severity"] == "error", column is not None and self.is_open,
        )  # fmt: skip


class Counted(Paginator[Any]):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: Any, per_page: int, known: int) -> None:
        super().__init__(rows, per_page)
        self.known = known

    @property
    def count(self) -> int:
        return self.known


def shown_columns(sheet: Sheet) -> list[Column]:
    """The columns by which a person recognises a row: the first essential ones, never private."""
    open_ones = [column for column in sheet.columns if not column.private]
    essential = [column for column in open_ones if column.group == ESSENTIAL]
    return (essential or open_ones)[:COLUMNS_SHOWN]


@dataclass(frozen=True)
class CellShown:
    """One cell of the row that is being edited."""

    column: Column
    title: str
    value: str
    hint: str
    errors: list[dict[str, Any]]


def cells_of(sheet: Sheet, line: ImportRow) -> list[CellShown]:
    """All cells of a row for its form. Contact data is not shown again: an empty cell keeps it."""
    raw, _values = unpack(sheet, line.values, line.cleaned, line.private)
    problems = json.loads(line.problems)
    found = []
    for column, cell in zip(sheet.columns, raw, strict=True):
        hidden = column.private and cell is not None
        hint = HIDDEN if hidden else column.example
        errors = [p for p in problems if p["column"] == column.key]
        found.append(CellShown(column, column.title(), "" if hidden else typed(cell), hint, errors))
    return found
