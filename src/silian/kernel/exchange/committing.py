"""From a preview to the records: rows corrected or left out, then all saved, or none.

Committing again changes nothing and says so, and so does the same file uploaded again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import audit
from ..access import Actor
from ..commands import command
from ..jobs import enqueue
from ..models import ImportBatch, ImportRow
from ..models.batches import BatchState, RowState
from ..refusals import Conflict, Invalid, Missing
from .columns import Row, Sheet, listed
from .flow import move, open_batch, reach
from .preview import CHUNK, PACKED, Examiner, Packer, unpack
from .regrouping import regroup
from .staging import count_rows, kept_path, plain_actor, same_file

# Beyond that saving takes longer than a person waits for a page.
IN_THE_PAGE_ROWS = 3_000
SAVED_STATES = (RowState.OK, RowState.WARNING)


@dataclass(frozen=True)
class Committed:
    """What a commit did. `repeated`: it had been done before, and nothing was changed now."""

    batch: ImportBatch
    created: int
    unchanged: int
    repeated: bool = False


class _DoneBefore(Exception):
    """Ends the command without a trace: `batch` was committed before."""

    def __init__(self, batch: ImportBatch) -> None:
        super().__init__()
        self.batch = batch


@command("exchange.batch.correct", None)
def correct(
    *, actor: Actor, batch: ImportBatch | str, number: int, values: Mapping[str, str]
) -> ImportRow:
    """Changes cells of one row of a preview and checks it again, with the rows it is like.

    `values`: text by column key. `Invalid` for a column that the sheet does not have.
    """
    with reach(actor.consortium_id):
        batch, sheet = open_batch(actor, batch)
        move(batch, "correct")
        line = _line(batch, number)
        _check_columns(batch, sheet)
        unknown = set(values) - set(sheet.keys)
        if unknown:
            raise Invalid(_("没有这一列：%(name)s。") % {"name": listed(sorted(unknown))})
        raw, _cleaned = unpack(sheet, line.values, line.cleaned, line.private)
        for key, text in values.items():
            raw[sheet.keys.index(key)] = text.replace("\x00", "").strip()[:32_767] or None
        before = (line.row_key, line.near_key)
        row = Examiner(sheet, actor, batch.options).examine(number, raw)
        for name, value in zip(PACKED, Packer(sheet).pack(row), strict=True):
            setattr(line, name, value)
        line.save()
        regroup(batch, sheet, {before[0], line.row_key}, {before[1], line.near_key})
        _recount(batch)
        audit.record(actor, batch, {"row": number, "columns": sorted(values)})
        line.refresh_from_db()
    return line


@command("exchange.batch.leave_out", None)
def leave_out(*, actor: Actor, batch: ImportBatch | str, number: int) -> ImportBatch:
    """Takes one row out of a preview: it will not be imported."""
    with reach(actor.consortium_id):
        batch, sheet = open_batch(actor, batch)
        move(batch, "correct")
        line = _line(batch, number)
        line.delete()
        regroup(batch, sheet, {line.row_key}, {line.near_key})
        _recount(batch)
        audit.record(actor, batch, {"row_left_out": number})
    return batch


@command("exchange.batch.queue", None)
def queue(*, actor: Actor, batch: ImportBatch | str) -> ImportBatch:
    """Has a job commit a large batch; refuses at once what the commit would refuse."""
    with reach(actor.consortium_id):
        batch, sheet = open_batch(actor, batch)
        _check_ready(batch, sheet)
        changes = move(batch, "queue")
        batch.save()
        audit.record(actor, batch, changes)
    enqueue("exchange.commit", batch=batch.ref, actor=plain_actor(actor))
    return batch


@command("exchange.batch.release", None)
def release(*, actor: Actor, batch: ImportBatch | str, reason: str) -> ImportBatch:
    """Puts a batch whose commit was refused back to its preview; the reason stays on it."""
    with reach(actor.consortium_id):
        batch, _sheet = open_batch(actor, batch)
        changes = move(batch, "release")
        batch.message = reason
        batch.save()
        audit.record(actor, batch, {**changes, "reason": reason})
    return batch


@command("exchange.batch.discard", None)
def discard(*, actor: Actor, batch: ImportBatch | str) -> ImportBatch:
    """Throws a preview away with its rows; that it was uploaded stays known."""
    with reach(actor.consortium_id):
        batch, _sheet = open_batch(actor, batch)
        changes = move(batch, "discard")
        batch.lines.all().delete()
        batch.save()
        audit.record(actor, batch, changes)
    kept_path(batch).unlink(missing_ok=True)
    return batch


def commit(*, actor: Actor, batch: ImportBatch | str) -> Committed:
    """Saves all rows of a preview in one transaction, or none.

    Raises `Conflict` while a row has an error, or when somebody else changed the same records
    in the same moment; `Forbidden` and `Missing` as every command.
    """
    try:
        return commit_batch(actor=actor, batch=batch)
    except _DoneBefore as done:
        return Committed(done.batch, 0, done.batch.rows, repeated=True)
    except IntegrityError as error:
        raise Conflict(
            _("有人刚刚保存了同样的内容，这次没有写入任何数据。请再提交一次。")
        ) from error


@command("exchange.batch.commit", None)
def commit_batch(*, actor: Actor, batch: ImportBatch | str) -> Committed:
    """Saves all rows of a preview, or none: by the sheet's own `save`, inside this command."""
    with reach(actor.consortium_id):
        batch, sheet = open_batch(actor, batch)
        _stop_if_done(batch)
        _check_ready(batch, sheet)
        changes = move(batch, "commit")
        rows = _Saving(batch, sheet, actor)
        result = sheet.save(actor, batch, iter(rows))
        batch.created = result.created
        batch.unchanged += rows.there + result.unchanged
        batch.committed_at = timezone.now()
        batch.message = ""
        batch.save()
        # The records hold the contact data now, under their own protection.
        batch.lines.exclude(private="").update(private="")
        audit.record(
            actor, batch,
            {**changes, "sheet": sheet.key, "created": batch.created,
             "unchanged": batch.unchanged, "sha256": batch.sha256},
        )  # fmt: skip
    return Committed(batch, batch.created, batch.unchanged)


class _Saving:
    """The rows to save, read in pages; those that came into the system meanwhile are passed over.

    `there` counts the latter.
    """

    def __init__(self, batch: ImportBatch, sheet: Sheet, actor: Actor) -> None:
        self.batch, self.sheet, self.actor = batch, sheet, actor
        self.there = 0

    def __iter__(self) -> Iterator[Row]:
        last = 0
        while page := self._page(last):
            last = page[-1].number
            there = self.sheet.existing(self.batch.consortium_id, [line.row_key for line in page])
            passed = [line.pk for line in page if line.row_key in there]
            if passed:
                self.there += len(passed)
                ImportRow.objects.filter(pk__in=passed).update(state=RowState.UNCHANGED)
            for line in page:
                if line.row_key not in there:
                    yield self._row(line)

    def _page(self, after: int) -> list[ImportRow]:
        rows = ImportRow.objects.filter(
            batch=self.batch, state__in=SAVED_STATES, number__gt=after
        ).order_by("number")
        return list(rows[:CHUNK])

    def _row(self, line: ImportRow) -> Row:
        _raw, values = unpack(self.sheet, line.values, line.cleaned, line.private)
        return Row(line.number, values, self.actor, self.batch.options, key=line.row_key)


def run_commit(actor: Actor, batch: ImportBatch) -> None:
    """What the job does: commits, or leaves the reason on the batch."""
    try:
        commit(actor=actor, batch=batch)
    except (Conflict, Invalid) as refusal:
        release(actor=actor, batch=batch, reason=str(refusal))


def _stop_if_done(batch: ImportBatch) -> None:
    if batch.state == BatchState.COMMITTED:
        raise _DoneBefore(batch)
    twin = same_file(batch).filter(state=BatchState.COMMITTED).first()
    if twin is not None:
        raise _DoneBefore(twin)


def _check_ready(batch: ImportBatch, sheet: Sheet) -> None:
    _check_columns(batch, sheet)
    if batch.errors:
        raise Conflict(
            _("还有 %(n)d 行有错误，一行也没有写入。请先更正或去掉这些行。") % {"n": batch.errors}
        )


def _check_columns(batch: ImportBatch, sheet: Sheet) -> None:
    if tuple(batch.columns) != sheet.keys:
        raise Conflict(_("这种表格的列已随系统升级而改变。请重新上传文件。"))


def _line(batch: ImportBatch, number: int) -> ImportRow:
    line: ImportRow | None = batch.lines.filter(number=number).first()
    if line is None:
        raise Missing(_("预览里没有第 %(n)d 行。") % {"n": number})
    return line


def _recount(batch: ImportBatch) -> None:
    """Counts the rows anew, and saves the batch."""
    states = batch.lines.order_by().values("state").annotate(n=Count("pk"))
    counts: dict[str, Any] = {found["state"]: found["n"] for found in states}
    count_rows(batch, counts)
    batch.rows = sum(counts.values())
    batch.save()
