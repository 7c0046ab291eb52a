"""Bodies: the list, one body with its term and posts, founding, terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.access import may, require
from silian.kernel.exchange.columns import listed
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import BodyKind
from ...models import GoverningBody, Term
from ...permissions import P
from ...queries.bodies import bodies
from ...queries.body_pages import all_mandates_of, cards, shown_term, state_of, terms_of
from ...queries.charter import body_rules
from ...queries.letters import outdated
from ...queries.rule_words import lines
from ...services import bodies as commands
from ..charter.desk import form_page
from ..forms import attempt, sent
from .forms import BodyForm, DelayForm, DissolveForm, TermForm


def body_url(request: HttpRequest, body: GoverningBody) -> str:
    """The address of a body."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    return reverse("governance:body_detail", kwargs={"slug": slug, "ref": body.ref})


def term_url(request: HttpRequest, term: Term) -> str:
    """The address of a body with that term shown."""
    return f"{body_url(request, term.body)}?term={term.number}"


def term_of(ref: str) -> Term:
    """The term of an address; `Missing` where there is none."""
    row = Term.objects.select_related("body").filter(ref=ref).first()
    if row is None:
        raise Missing()
    return row


def _body(ref: str) -> GoverningBody:
    row = bodies(dissolved=True).filter(ref=ref).first()
    if row is None:
        raise Missing()
    return row


@page(P.VIEW)
def body_list(request: HttpRequest) -> HttpResponse:
    """All bodies with the term that runs."""
    found = cards()
    manages = bool(may(request.actor, P.BODY_MANAGE))  # type: ignore[attr-defined]
    kinds = {card.body.kind for card in found}
    usual = {kind.value for kind, _name in commands.USUAL}
    gone = bodies(dissolved=True).filter(dissolved_on__isnull=False)
    context = {"cards": found, "manages": manages, "offers_usual": manages and bool(usual - kinds),
               "gone": list(gone)}  # fmt: skip
    return render(request, "governance/bodies/list.html", context)


@page(P.BODY_MANAGE, post=True, get=False)
def body_usual(request: HttpRequest) -> HttpResponse:
    """Founds the usual bodies."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    try:
        made = commands.usual(actor=request.actor)  # type: ignore[attr-defined]
    except Conflict as refusal:
        messages.error(request, str(refusal.reason))
    else:
        names = listed(body.name for body in made)
        messages.success(request, _("已建立：%(names)s。") % {"names": names})
    return redirect("governance:body_list", slug=slug)


@page(P.VIEW)
def body_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One body: its term, who holds which post, what is vacant, what comes next."""
    body = _body(ref)
    actor = request.actor  # type: ignore[attr-defined]
    manages = bool(may(actor, P.BODY_MANAGE, body)) and body.dissolved_on is None
    term = shown_term(body, request.GET.get("term", ""))
    state = state_of(term) if term else None
    charter, rules = body_rules(body.kind)
    held, past = all_mandates_of(term) if term else ([], [])
    context = {
        "body": body,
        "term": term,
        "state": state,
        "held": held,
        "past": past,
        "terms": terms_of(body),
        "rules": lines(rules),
        "charter": charter,
        "manages": manages,
        "elects": manages and bool(may(actor, P.BALLOT_MANAGE)),
        "takes_posts": manages and state is not None and state.warning != "over",
        "delays": manages and term is not None and not _has_next(term),
        "outdated": len(outdated(term)) if term else 0,
        "reissues": bool(may(actor, P.LETTER_ISSUE)) and body.dissolved_on is None,
        "is_assembly": body.kind == BodyKind.ASSEMBLY,
        "members": len(consortia.member_ids()),
    }
    return render(request, "governance/bodies/detail.html", context)


def _has_next(term: Term) -> bool:
    return term.body.terms.filter(number__gt=term.number).exists()


@page(P.BODY_MANAGE, post=True)
def body_add(request: HttpRequest) -> HttpResponse:
    """A further body."""
    form = BodyForm(sent(request), initial={"order": 100, "kind": BodyKind.WORKING_GROUP})
    actor = request.actor  # type: ignore[attr-defined]
    made: list[GoverningBody] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: made.append(commands.found(actor=actor, values=values))):
            messages.success(request, _("已建立“%(name)s”。") % {"name": made[0].name})
            return redirect(body_url(request, made[0]))
    slug = request.consortium.slug  # type: ignore[attr-defined]
    back = reverse("governance:body_list", kwargs={"slug": slug})
    return form_page(request, form, _("建立机构"), back)


@page(P.BODY_MANAGE, post=True)
def body_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Name, duties and order of a body."""
    body = _manageable(request, ref)
    form = BodyForm(sent(request), initial={key: getattr(body, key) for key in commands.FIELDS})
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: commands.update(actor=actor, body=body, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(body_url(request, body))
    return form_page(request, form, _("修改机构"), body_url(request, body), lead=body.name)


@page(P.BODY_MANAGE, post=True)
def body_dissolve(request: HttpRequest, ref: str) -> HttpResponse:
    """The end of a body."""
    body = _manageable(request, ref)
    form = DissolveForm(sent(request))
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["on"]
        if attempt(form, lambda: commands.dissolve(actor=actor, body=body, on=day)):
            messages.success(request, _("已登记撤销。"))
            return redirect(body_url(request, body))
    return form_page(request, form, _("撤销机构"), body_url(request, body), lead=body.name)


@page(P.BODY_MANAGE, post=True)
def term_add(request: HttpRequest, ref: str) -> HttpResponse:
    """The next term of a body."""
    body = _manageable(request, ref)
    last = body.terms.first()
    first: dict[str, Any] = {"starts_on": consortia.today(), "seats": last.seats if last else None}
    form = TermForm(sent(request), initial=first)
    actor = request.actor  # type: ignore[attr-defined]
    made: list[Term] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: made.append(commands.open_term(actor=actor, body=body, **data))):
            messages.success(request, _("已设立%(term)s。") % {"term": made[0]})
            return redirect(term_url(request, made[0]))
    number = last.number + 1 if last else 1
    heading = _("设立第 %(number)d 届") % {"number": number}
    return form_page(request, form, heading, body_url(request, body), lead=body.name)


@page(P.BODY_MANAGE, post=True)
def term_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Days and seats of a term."""
    term = _term(request, ref)
    first = {"starts_on": term.starts_on, "ends_on": term.ends_on, "seats": term.seats}
    form = TermForm(sent(request), initial=first)
    form.fields["ends_on"].required = True
    form.fields["ends_on"].help_text = ""
    return _term_form(request, term, form, commands.update_term, _("修改届次"))


@page(P.BODY_MANAGE, post=True)
def term_delay(request: HttpRequest, ref: str) -> HttpResponse:
    """A delayed renewal."""
    term = _term(request, ref)
    form = DelayForm(sent(request))
    return _term_form(request, term, form, commands.delay_term, _("延期换届"))


def _term_form(
    request: HttpRequest, term: Term, form: forms.Form, run: Any, heading: str
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: run(actor=actor, term=term, **data)):
            messages.success(request, _("已保存。"))
            return redirect(term_url(request, term))
    return form_page(request, form, heading, term_url(request, term), lead=str(term))


def _manageable(request: HttpRequest, ref: str) -> GoverningBody:
    body = _body(ref)
    require(request.actor, P.BODY_MANAGE, body)  # type: ignore[attr-defined]
    return body


def _term(request: HttpRequest, ref: str) -> Term:
    term = term_of(ref)
    require(request.actor, P.BODY_MANAGE, term)  # type: ignore[attr-defined]
    return term
