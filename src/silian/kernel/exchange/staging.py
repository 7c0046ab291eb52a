"""From an uploaded file to a preview: read and checked outside any transaction, stored in one.

A file is either stored with all its rows, or not at all. A large one is first kept as it is
and read by a job, while the person watches its progress or goes elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from django.conf import settings
from django.db import OperationalError, connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import audit
from ..access import Actor, require
from ..commands import command
from ..jobs import enqueue
from ..models import ImportBatch, ImportRow
from ..models.batches import BatchState, RowState
from ..refusals import Conflict, Invalid, Refusal
from .columns import Sheet
from .flow import move, open_batch, reach, sheet_of
from .gate import LIMITS, clean_name, pass_gate
from .preview import PACKED, Checked, check_file
from .reading import CELL_CHARACTERS, READER_LIMITS, open_rows

# About 3,000 rows of 30 columns: beyond that reading takes longer than a person waits for a page.
IN_THE_PAGE_BYTES = {"xlsx": 450_000, "csv": 1_200_000}
INSERT_ROWS = 100

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """A file as uploaded: where it lies, its clean name, its SHA-256, its size in bytes."""

    path: Path
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Staged:
    """The batch of a file; `repeated`: the same file was committed before, nothing was done."""

    batch: ImportBatch
    repeated: bool = False


def source_of(path: Path, file_name: str) -> Source:
    """What is known of a file before it is opened."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(path, clean_name(file_name), digest, path.stat().st_size)


def stage(
    *, actor: Actor, sheet: Sheet, path: Path, file_name: str, options: Options | None = None
) -> Staged:
    """Reads and checks a file now, and stores its preview.

    The same file again, once committed, gives the batch of then and changes nothing. Raises
    `Forbidden`, and `Invalid` or `TooLarge` with a sentence for a file that cannot be read.
    """
    require(actor, sheet.permission)
    _check_place(actor, sheet)
    source, options = source_of(path, file_name), dict(options or {})
    before = _committed_before(actor, sheet, source, options)
    if before is not None:
        return Staged(before, repeated=True)
    checked = read_and_check(actor, sheet, source, options)
    return Staged(
        store_preview(actor=actor, sheet=sheet, source=source, options=options, checked=checked)
    )


def receive(
    *, actor: Actor, sheet: Sheet, upload: BinaryIO, file_name: str, options: Options | None = None
) -> Staged:
    """As `stage`, for an upload: a large file is kept and read by a job, its batch `reading`."""
    require(actor, sheet.permission)
    _check_place(actor, sheet)
    with _spooled(upload, file_name) as path:
        kind = pass_gate(path, file_name).kind
        if path.stat().st_size <= IN_THE_PAGE_BYTES[kind]:
            return stage(
                actor=actor, sheet=sheet, path=path, file_name=file_name, options=options
            )  # fmt: skip
        source = source_of(path, file_name)
        before = _committed_before(actor, sheet, source, dict(options or {}))
        if before is not None:
            return Staged(before, repeated=True)
        return Staged(
            keep_for_later(actor=actor, sheet=sheet, source=source, options=dict(options or {}))
        )


def read_and_check(
    actor: Actor, sheet: Sheet, source: Source, options: Options,
    on_progress: Callable[[int], None] | None = None,
) -> Checked:  # fmt: skip
    """The rows of a file, checked; nothing is written."""
    preferred = (str(sheet.title), sheet.title_en)
    longest = max(CELL_CHARACTERS, *(2 * column.max_length for column in sheet.columns))
    limits = replace(READER_LIMITS, cell_characters=longest)
    with open_rows(source.path, source.name, preferred, reader_limits=limits) as rows:
        return check_file(
            sheet, actor, options, rows,
            where=lambda: reach(actor.consortium_id), on_progress=on_progress,
        )  # fmt: skip


def kept_path(batch: ImportBatch) -> Path:
    """Where a large upload waits for its job; it is deleted when the batch has been read."""
    return Path(settings.DATA) / "imports" / f"{batch.ref}{Path(batch.file_name).suffix.lower()}"


@command("exchange.batch.receive", None)
def keep_for_later(*, actor: Actor, sheet: Sheet, source: Source, options: Options) -> ImportBatch:
    """Keeps a large file and queues its reading."""
    require(actor, sheet.permission)
    with reach(actor.consortium_id):
        batch = _new_batch(actor, sheet, source, options)
        target = kept_path(batch)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(source.path, target)
        audit.record(actor, batch, {"sheet": sheet.key, "sha256": source.sha256})
    enqueue("exchange.read", batch=batch.ref, actor=plain_actor(actor))
    return batch


@command("exchange.batch.stage", None)
def store_preview(
    *, actor: Actor, sheet: Sheet, source: Source, options: Options, checked: Checked,
    batch: ImportBatch | None = None,
) -> ImportBatch:  # fmt: skip
    """Stores a checked file with all its rows; an older preview of the same file is discarded."""
    with reach(actor.consortium_id):
        if batch is None:
            require(actor, sheet.permission)
            batch = _new_batch(actor, sheet, source, options)
        else:
            batch, sheet = open_batch(actor, batch)
        _discard_older(batch)
        _insert_rows(batch, checked)
        changes = move(batch, "preview")
        batch.notes = checked.notes
        batch.rows = batch.progress = len(checked.packed)
        count_rows(batch, checked.counts)
        batch.save()
        audit.record(
            actor, batch,
            {**changes, "sheet": sheet.key, "rows": batch.rows, "errors": batch.errors,
             "sha256": source.sha256},
        )  # fmt: skip
    return batch


@command("exchange.batch.fail", None)
def fail(*, actor: Actor, batch: ImportBatch, reason: str) -> ImportBatch:
    """Ends the reading of a file that cannot be read; the reason stays on the batch."""
    with reach(actor.consortium_id):
        batch, _sheet = open_batch(actor, batch)
        changes = move(batch, "fail")
        batch.message = reason
        batch.save()
        audit.record(actor, batch, {**changes, "reason": reason})
    return batch


def count_rows(batch: ImportBatch, counts: Mapping[str, int]) -> None:
    """Puts the numbers of rows by state onto the batch, unsaved."""
    batch.ok = counts.get(RowState.OK.value, 0)
    batch.warnings = counts.get(RowState.WARNING.value, 0)
    batch.errors = counts.get(RowState.ERROR.value, 0)
    batch.duplicates = counts.get(RowState.DUPLICATE.value, 0)
    batch.unchanged = counts.get(RowState.UNCHANGED.value, 0)


def plain_actor(actor: Actor) -> dict[str, Any]:
    """An actor as JSON, for a job: the rights are those of the moment of asking."""
    return {
        "label": actor.label, "user_id": actor.user_id, "consortium_id": actor.consortium_id,
        "organisation_id": actor.organisation_id, "roles": sorted(actor.roles),
        "permissions": sorted(actor.permissions), "channel": "job",
        "everything": actor.everything,
    }  # fmt: skip


def option_key(options: Options) -> str:
    """16 hex digits of the options of an import, "" for none."""
    if not options:
        return ""
    text = json.dumps(dict(options), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def same_file(batch: ImportBatch) -> Any:
    """All batches of the file of this one: same sheet, place, organisation and options."""
    return ImportBatch.objects.filter(
        sheet=batch.sheet,
        consortium_id=batch.consortium_id,
        organisation_id=batch.organisation_id,
        sha256=batch.sha256,
        option_key=batch.option_key,
    )


def _check_place(actor: Actor, sheet: Sheet) -> None:
    if sheet.of_consortium and actor.consortium_id is None:
        raise Invalid(_("这种表格要在一个联合体里导入。请先选择联合体。"))


def _committed_before(
    actor: Actor, sheet: Sheet, source: Source, options: Options
) -> ImportBatch | None:
    with reach(actor.consortium_id):
        rows = same_file(_draft(actor, sheet, source, options))
        found: ImportBatch | None = rows.filter(state=BatchState.COMMITTED).first()
        return found


def _new_batch(actor: Actor, sheet: Sheet, source: Source, options: Options) -> ImportBatch:
    batch = _draft(actor, sheet, source, options)
    batch.save()
    return batch


def _draft(actor: Actor, sheet: Sheet, source: Source, options: Options) -> ImportBatch:
    return ImportBatch(
        consortium_id=actor.consortium_id,
        organisation_id=actor.organisation_id,
        sheet=sheet.key,
        columns=list(sheet.keys),
        options=dict(options),
        option_key=option_key(options),
        language=get_language() or "zh-hans",
        file_name=source.name,
        sha256=source.sha256,
        size=source.size,
        uploaded_by_id=actor.user_id,
        uploaded_by=actor.label[:200],
    )


def _discard_older(batch: ImportBatch) -> None:
    """A file has one open preview: checking it again replaces what was found before."""
    older = same_file(batch).exclude(pk=batch.pk)
    for other in older.filter(state=BatchState.PREVIEWED):
        other.lines.all().delete()
        move(other, "discard")
        other.save()


def _insert_rows(batch: ImportBatch, checked: Checked) -> None:
    """Writes the rows by statements of a hundred rows: several times quicker than by objects."""
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, ("batch_id", *PACKED)))
    one = f"({', '.join(['%s'] * (len(PACKED) + 1))})"
    into = f"INSERT INTO {quote(ImportRow._meta.db_table)} ({names}) VALUES "  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        for start in range(0, len(checked.packed), INSERT_ROWS):
            part = checked.packed[start : start + INSERT_ROWS]
            values = [value for fields in part for value in (batch.pk, *fields)]
            cursor.execute(into + ", ".join([one] * len(part)), values)


@contextmanager
def _spooled(upload: BinaryIO, file_name: str) -> Iterator[Path]:
    """An upload as a file that another process can open; gone afterwards."""
    limit = LIMITS.file_bytes
    with NamedTemporaryFile(suffix=Path(clean_name(file_name)).suffix) as file:
        while (block := upload.read(1 << 20)) and file.tell() <= limit:
            file.write(block)
        file.flush()
        yield Path(file.name)


def reread(actor: Actor, batch: ImportBatch) -> None:
    """Reads a kept file and stores its preview: what the job does.

    A file that cannot be read leaves the batch `failed` with the reason; one that was read
    meanwhile is left alone.
    """
    if batch.state != BatchState.READING:
        return
    path = kept_path(batch)
    source = Source(path, batch.file_name, batch.sha256, batch.size)

    def on_progress(count: int) -> None:
        # A figure to look at while waiting, of no other meaning: written without a command,
        # and not waited for when another writer is at work.
        with suppress(OperationalError), reach(actor.consortium_id):
            ImportBatch.objects.filter(pk=batch.pk).update(progress=count)

    try:
        if not path.exists():
            raise Conflict(_("读取意外中止。请重新上传。"))
        sheet = sheet_of(batch)
        checked = read_and_check(actor, sheet, source, batch.options, on_progress)
        store_preview(
            actor=actor, sheet=sheet, source=source, options=batch.options,
            checked=checked, batch=batch,
        )  # fmt: skip
    except Refusal as refusal:
        fail(actor=actor, batch=batch, reason=str(refusal))
    path.unlink(missing_ok=True)
