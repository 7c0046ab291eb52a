"""Issued papers: the list, one's own, one paper, revoking and correcting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.access import Actor, may, require
from silian.kernel.documents import TONES, grouped, kind_of, standing
from silian.kernel.models import IssuedDocument
from silian.kernel.models.documents import PaperState
from silian.kernel.refusals import Conflict
from silian.kernel.ui.page import page

from ...permissions import P
from ...queries.letters import own_papers, paper_of
from ...services.letters import correct_paper, revoke_paper
from ..forms import ReasonForm, attempt, sent
from .forms import CorrectForm
from .tables import batch_table, kind_name, paper_table


def actor_of(request: Any) -> Actor:
    """Who is asking."""
    found: Actor = request.actor
    return found


def url(request: Any, name: str, **kwargs: str) -> str:
    """The address of a page of governance in this consortium."""
    return reverse(f"governance:{name}", kwargs={"slug": request.consortium.slug, **kwargs})


@page(P.VIEW)
def letter_list(request: HttpRequest) -> HttpResponse:
    """All issued papers."""
    actor = actor_of(request)
    context = {
        "table": paper_table(request),
        "issues": bool(may(actor, P.LETTER_ISSUE)),
        "has_unit": actor.organisation_id is not None,
    }
    return render(request, "governance/letters/list.html", context)


@page(P.VIEW)
def own_list(request: HttpRequest) -> HttpResponse:
    """我的聘书: what the unit of the actor holds, as cards that fit a phone."""
    actor = actor_of(request)
    cards = [
        {"paper": row, "kind": kind_name(row.kind), "standing": standing(row),
         "tone": TONES[standing(row)], "url": url(request, "letter", ref=row.ref)}
        for row in own_papers(actor)
    ]  # fmt: skip
    context = {"cards": cards, "has_unit": actor.organisation_id is not None}
    return render(request, "governance/letters/own.html", context)


@page(P.LETTER_ISSUE)
def batch_list(request: HttpRequest) -> HttpResponse:
    """Batches with their progress."""
    return render(request, "governance/letters/batches.html", {"table": batch_table(request)})


@page(P.VIEW)
def letter_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One paper: what it states, whether it is in effect, how anyone checks it."""
    paper = paper_of(ref)
    now = standing(paper)
    issues = bool(may(actor_of(request), P.LETTER_ISSUE, paper))
    context = {
        "paper": paper, "kind": kind_name(paper.kind), "standing": now, "tone": TONES[now],
        "facts": _facts(paper), "code": grouped(paper.code),
        "supersedes": list(paper.supersedes.all()),
        "may_change": issues and paper.state == PaperState.ISSUED,
    }  # fmt: skip
    return render(request, "governance/letters/detail.html", context)


def _facts(paper: IssuedDocument) -> list[tuple[object, object]]:
    english = (get_language() or "").startswith("en")
    return [
        (fact.name_en if english else fact.name, paper.facts[fact.key])
        for fact in kind_of(paper.kind).facts
        if paper.facts.get(fact.key)
    ]


@page(P.LETTER_ISSUE, post=True)
def revoke(request: HttpRequest, ref: str) -> HttpResponse:
    """Out of effect for good, with the reason."""
    paper = _changeable(request, ref)
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: revoke_paper(actor=actor_of(request), paper=paper, reason=reason)):
            messages.success(request, _("已撤销 %(number)s。查验时会显示已撤销。") % _named(paper))
            return redirect(url(request, "letter", ref=ref))
    return _form_page(request, paper, form, _("撤销"))


@page(P.LETTER_ISSUE, post=True)
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    """A new paper from the same source in the place of this one."""
    paper = _changeable(request, ref)
    initial = {
        "language": paper.language, "issued_on": consortia.today(),
        "named": bool(paper.facts.get("representative")),
    }  # fmt: skip
    form = CorrectForm(sent(request), initial=initial, letter=paper.kind == "letter")
    if request.method == "POST" and form.is_valid():
        made: list[IssuedDocument] = []
        data = form.cleaned_data
        if attempt(
            form,
            lambda: made.append(correct_paper(actor=actor_of(request), paper=paper, **data)),
        ):
            messages.success(request, _("已换发，新文号 %(number)s。") % _named(made[0]))
            return redirect(url(request, "letter", ref=made[0].ref))
    return _form_page(request, paper, form, _("换发"))


def _named(paper: IssuedDocument) -> dict[str, str]:
    return {"number": paper.number}


def _changeable(request: HttpRequest, ref: str) -> IssuedDocument:
    paper = paper_of(ref)
    require(actor_of(request), P.LETTER_ISSUE, paper)
    if paper.state != PaperState.ISSUED:
        raise Conflict(_("这份文书已经撤销或换发过。"))
    return paper


def _form_page(
    request: HttpRequest, paper: IssuedDocument, form: Any, heading: object
) -> HttpResponse:
    context = {
        "form": form, "paper": paper, "heading": heading, "kind": kind_name(paper.kind),
        "back": url(request, "letter", ref=paper.ref),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "governance/letters/form.html", context, status=status)
