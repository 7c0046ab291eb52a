"""Many papers at once: all are checked first, then a job issues them a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import audit, scoping
from ..access import Actor, require, system_actor
from ..commands import command, lock
from ..files import safe_name
from ..jobs import enqueue, job
from ..models import DocumentBatch, IssuedDocument
from ..models.documents import PaperBatchState
from ..refusals import Conflict, Invalid, Refusal
from .flow import BATCHES, move
from .issuing import FOLDER, Press, consortium_of
from .kinds import kind_of
from .papers import Paper, check_papers, paper_from

# A chunk is one transaction: half a second of work, which is all that a kill can undo.
CHUNK = 25
MOST = 5_000


@command("documents.batch.issue", None)
def issue_batch(*, actor: Actor, papers: Sequence[Paper]) -> DocumentBatch:
    """Takes papers of one kind to be issued by a job; their order is that of their numbers.

    Everything is checked now: `Invalid` with a sentence for each missing fact and each character
    without a glyph, naming the holder, and then nothing is issued.
    """
    if not papers:
        raise Invalid(_("没有要签发的文书。请先选择对象。"))
    kind = kind_of(papers[0].kind)
    require(actor, kind.permission)
    if len(papers) > MOST:
        raise Invalid(_("一次最多签发 %(n)d 份。请分几批。") % {"n": MOST})
    check_papers(kind, papers)
    # Finds a missing template, image or issuer before anything is promised.
    press = Press(kind, consortium_of(actor))
    batch = DocumentBatch.objects.create(
        consortium_id=press.consortium_id, kind=kind.key, total=len(papers),
        papers=[paper.plain() for paper in papers], requested_by_id=actor.user_id,
        requested_by=actor.label[:200], is_demo=press.issuer.demo,
    )  # fmt: skip
    audit.record(actor, batch, {"kind": kind.key, "total": batch.total})
    enqueue("documents.batch", batch=batch.ref, consortium_id=press.consortium_id)
    return batch


@command("documents.batch.typeset", None)
def issue_chunk(*, actor: Actor, batch: str, press: Press | None = None) -> DocumentBatch:
    """Issues the next papers of a batch, for the installation: who asked had the right.

    Each paper is issued once however often this is called; a batch that is done stays as it is.
    """
    row = lock(DocumentBatch, batch)
    require(actor, kind_of(row.kind).permission)
    if row.state != PaperBatchState.DONE:
        _chunk(row, press or Press(kind_of(row.kind), row.consortium_id))
    audit.record(actor, row, {"done": row.done, "total": row.total})
    return row


def _chunk(row: DocumentBatch, press: Press) -> None:
    move(BATCHES, row, "run")
    row.started_at = row.started_at or timezone.now()
    made = []
    for at in range(row.done, min(row.done + CHUNK, row.total)):
        path = f"{FOLDER}/{row.consortium_id}/{row.ref}-{at + 1:05d}.pdf"
        made.append(press.make(paper_from(row.papers[at]), path=path, batch=row))
    IssuedDocument.objects.bulk_create(made)
    row.done += len(made)
    row.failed, row.problems, row.moved_at = 0, [], timezone.now()
    if row.done == row.total:
        move(BATCHES, row, "finish")
        row.finished_at, row.papers = row.moved_at, []
    row.save()


@command("documents.batch.stop", None)
def stop_batch(*, actor: Actor, batch: str, reason: str) -> DocumentBatch:
    """Notes that the rest of a batch could not be issued, and why; it can be gone on with."""
    row = lock(DocumentBatch, batch)
    require(actor, kind_of(row.kind).permission)
    changes = move(BATCHES, row, "fail")
    row.failed, row.problems = row.total - row.done, [reason]
    row.save()
    audit.record(actor, row, {**changes, "reason": reason, "done": row.done})
    return row


@command("documents.batch.resume", None)
def resume_batch(*, actor: Actor, batch: str) -> DocumentBatch:
    """Goes on with a batch that stopped; what was issued stays, nothing is issued twice."""
    row = lock(DocumentBatch, batch)
    require(actor, kind_of(row.kind).permission)
    if row.state == PaperBatchState.DONE:
        raise Conflict(_("这一批已经全部签发。"))
    row.moved_at = timezone.now()
    row.save(update_fields=["moved_at"])
    audit.record(actor, row, {"done": row.done, "total": row.total})
    enqueue("documents.batch", batch=row.ref, consortium_id=row.consortium_id)
    return row


@job("documents.batch")
def run_batch(batch: str, consortium_id: int) -> None:
    """Issues what is left of a batch of papers; a refusal stops it with its sentence."""
    with scoping.inside(consortium_id):
        row = DocumentBatch.objects.get(ref=batch)
    actor = replace(
        system_actor("job", consortium_id),
        user_id=row.requested_by_id,
        label=row.requested_by or "job",
    )
    try:
        with scoping.inside(consortium_id):
            press = Press(kind_of(row.kind), consortium_id)
        while row.state != PaperBatchState.DONE:
            row = issue_chunk(actor=actor, batch=batch, press=press)
    except Refusal as refusal:
        stop_batch(actor=actor, batch=batch, reason=str(refusal))


def write_zip(batch: DocumentBatch, stream: IO[bytes]) -> int:
    """Writes the papers of a batch as a ZIP, named by number and holder; returns how many."""
    count = 0
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for paper in batch.documents.order_by("pk").iterator(chunk_size=200):
            count += 1
            with default_storage.open(paper.path, "rb") as file:
                archive.writestr(f"{count:04d}_{file_name(paper)}", file.read())
    return count


def file_name(paper: IssuedDocument) -> str:
    """A name to save a paper under, e.g. 京津冀车联聘字〔2026〕001号_示例单位.pdf."""
    return safe_name(f"{paper.number}_{paper.holder}"[:120].replace("/", "_") + ".pdf")
