"""制度文件: the checklist, and each document from its draft to its adoption."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.files import answer
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import page

from ...engine import drafting
from ...enums import RegulationState
from ...models import Regulation
from ...permissions import P
from ...queries.regulations import checklist, done, templates
from ...services import regulations as commands
from ...workflows import REGULATION
from ..forms import attempt, files, sent
from .desk import form_page
from .forms import FileForm, NoteForm, OwnRegulationForm, RegulationAdoptForm, RegulationForm

STEP_FORMS: dict[str, type[forms.Form]] = {
    "adopt": RegulationAdoptForm,
    "revise": forms.Form,
    "repeal": NoteForm,
}
RUN: dict[str, Callable[..., Any]] = {
    "adopt": commands.adopt,
    "revise": commands.revise,
    "repeal": commands.repeal,
}


def _regulation(ref: str) -> Regulation:
    row = Regulation.objects.select_related("file").filter(ref=ref).first()
    if row is None:
        raise Missing()
    return row


def _address(request: HttpRequest, row: Regulation) -> str:
    slug = request.consortium.slug  # type: ignore[attr-defined]
    return reverse("governance:regulation_detail", kwargs={"slug": slug, "ref": row.ref})


def _list(request: HttpRequest) -> str:
    slug = request.consortium.slug  # type: ignore[attr-defined]
    return reverse("governance:regulation_list", kwargs={"slug": slug})


@page(P.VIEW)
def regulation_list(request: HttpRequest) -> HttpResponse:
    """Every document that a consortium is asked for, and how far it is."""
    entries = checklist()
    count, whole = done(entries)
    context = {
        "required": [entry for entry in entries if entry.required],
        "besides": [entry for entry in entries if not entry.required],
        "done": count,
        "whole": whole,
        "writes": bool(may(request.actor, P.CHARTER_WRITE)),  # type: ignore[attr-defined]
    }
    return render(request, "governance/charter/regulations.html", context)


@page(P.CHARTER_WRITE, post=True, get=False)
def regulation_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Starts a document of the catalogue from its template."""
    if key not in templates():
        raise Missing()
    try:
        row = commands.draft(actor=request.actor, key=key)  # type: ignore[attr-defined]
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(_list(request))
    messages.success(request, _("已从范本建立草稿，请填写空白。"))
    return redirect(_address(request, row))


@page(P.CHARTER_WRITE, post=True)
def regulation_add(request: HttpRequest) -> HttpResponse:
    """A document that the catalogue does not have."""
    form = OwnRegulationForm(sent(request))
    actor = request.actor  # type: ignore[attr-defined]
    made: list[Regulation] = []
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        if attempt(form, lambda: made.append(commands.draft(actor=actor, title=title))):
            return redirect(_address(request, made[0]))
    return form_page(request, form, _("增加其他文件"), _list(request))


@page(P.VIEW)
def regulation_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One document: its state, its text, its formal file, what to do next."""
    row = _regulation(ref)
    actor, slug = request.actor, request.consortium.slug  # type: ignore[attr-defined]
    writes = bool(may(actor, P.CHARTER_WRITE, row))
    steps = [
        {"label": step.label, "tone": step.tone,
         "url": reverse("governance:regulation_step",
                        kwargs={"slug": slug, "ref": row.ref, "verb": step.verb})}
        for step in REGULATION.open_steps(actor, row)
    ]  # fmt: skip
    takes_file = row.state == RegulationState.DRAFT or (
        row.state == RegulationState.ADOPTED and row.file_id is None
    )
    context = {
        "regulation": row,
        "tone": REGULATION.tones[row.state],
        "template": templates().get(row.key),
        "lines": [drafting.marked(line, {}) for line in row.text.splitlines()],
        "blanks": drafting.blanks(row.text),
        "steps": steps,
        "edits": writes and row.state == RegulationState.DRAFT,
        "uploads": writes and takes_file,
    }
    return render(request, "governance/charter/regulation.html", context)


@page(P.CHARTER_WRITE, post=True)
def regulation_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Title and text of a draft."""
    row = _regulation(ref)
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, P.CHARTER_WRITE, row)
    if row.state != RegulationState.DRAFT:
        raise Conflict(_("只有起草中的文件可以修改。已通过的，请先办理修订。"))
    form = RegulationForm(sent(request), initial={"title": row.title, "text": row.text})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.write(actor=actor, regulation=row, **data)):
            messages.success(request, _("已保存。"))
            return redirect(_address(request, row))
    return form_page(request, form, _("修改正文"), _address(request, row), lead=row.title)


@page(P.CHARTER_WRITE, post=True)
def regulation_upload(request: HttpRequest, ref: str) -> HttpResponse:
    """The formal file."""
    row = _regulation(ref)
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, P.CHARTER_WRITE, row)
    form = FileForm(sent(request), files(request))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        if attempt(form, lambda: commands.attach(actor=actor, regulation=row, upload=upload)):
            messages.success(request, _("已上传正式文件。"))
            return redirect(_address(request, row))
    return form_page(request, form, _("上传正式文件"), _address(request, row), lead=row.title)


@page(P.VIEW)
def regulation_file(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The formal file as a download."""
    row = _regulation(ref)
    if row.file is None:
        raise Missing(_("这份文件还没有上传正式文件。"))
    return answer(row.file)


@page(P.CHARTER_WRITE, post=True)
def regulation_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Adopting, revising, repealing."""
    row = _regulation(ref)
    if verb not in STEP_FORMS:
        raise Missing()
    actor = request.actor  # type: ignore[attr-defined]
    step = REGULATION.step(verb)
    require(actor, step.permission, row)
    decision = REGULATION.check(actor, row, verb)
    if not decision:
        raise Conflict(decision.reason)
    form = STEP_FORMS[verb](sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: RUN[verb](actor=actor, regulation=row, **data)):
            messages.success(request, _("已办理：%(step)s。") % {"step": step.label})
            return redirect(_address(request, row))
    return form_page(request, form, step.label, _address(request, row), lead=row.title,
                     submit=step.label)  # fmt: skip
