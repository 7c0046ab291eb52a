"""In a consortium: a paper as a file, and a batch with its progress."""

from __future__ import annotations

from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...access import Actor, require
from ...files import as_download
from ...models import DocumentBatch, IssuedDocument
from ...models.documents import PaperBatchState
from ...refusals import Missing
from ...ui.page import RELATED, page
from ..batches import file_name, resume_batch, write_zip
from ..flow import BATCHES, may_read
from ..kinds import kind_of

# A chunk takes half a second: without one for so long, nobody is at work any more.
STUCK = timedelta(minutes=2)


def _actor(request: Any) -> Actor:
    found: Actor = request.actor
    return found


@page(RELATED)
def download(request: HttpRequest, ref: str) -> FileResponse:
    """The paper as it was issued: for the kind's readers, and for the unit that holds it."""
    paper = IssuedDocument.objects.filter(ref=ref).first()
    if paper is None:
        raise Missing()
    kind = kind_of(paper.kind)
    if not may_read(_actor(request), kind, paper):
        require(_actor(request), kind.view or kind.permission)
    return as_download(default_storage.open(paper.path, "rb"), file_name(paper), "application/pdf")


def _batch(request: HttpRequest, ref: str) -> DocumentBatch:
    found = DocumentBatch.objects.filter(ref=ref).first()
    if found is None:
        raise Missing()
    require(_actor(request), kind_of(found.kind).permission)
    return found


def _context(request: Any, found: DocumentBatch) -> dict[str, Any]:
    kind = kind_of(found.kind)
    english = (get_language() or "").startswith("en")
    waiting = found.state in (PaperBatchState.QUEUED, PaperBatchState.RUNNING)
    return {
        "batch": found,
        "kind": kind.name_en if english else kind.name,
        "tone": BATCHES.tones[PaperBatchState(found.state)],
        "waiting": waiting,
        "stuck": waiting and timezone.now() - found.moved_at > STUCK,
    }


@page(RELATED)
def batch(request: HttpRequest, ref: str) -> HttpResponse:
    """A batch: how far it is, what went wrong, and its papers as a ZIP."""
    return render(request, "documents/batch.html", _context(request, _batch(request, ref)))


@page(RELATED)
def progress(request: HttpRequest, ref: str) -> HttpResponse:
    """The moving part of the page of a batch; the whole page is asked for when it ends."""
    found = _batch(request, ref)
    context = _context(request, found)
    response = render(request, "documents/batch_progress.html", context)
    if not context["waiting"]:
        response["HX-Refresh"] = "true"
    return response


@page(RELATED, post=True, get=False)
def resume(request: Any, ref: str) -> HttpResponse:
    """Goes on with a batch that stopped."""
    _batch(request, ref)
    resume_batch(actor=_actor(request), batch=ref)
    messages.success(request, _("接着签发余下的文书。已签发的不会重复。"))
    return redirect("documents:batch", slug=request.consortium.slug, ref=ref)


@page(RELATED)
def batch_zip(request: HttpRequest, ref: str) -> FileResponse:
    """The papers of a batch in one file."""
    found = _batch(request, ref)
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_zip(found, stream)
    stream.seek(0)
    kind = kind_of(found.kind)
    name = f"{kind.name}_{timezone.localtime(found.created_at):%Y-%m-%d}.zip"
    return as_download(stream, name, "application/zip")
