"""Internships: the list, one with its findings, its steps, the rules that apply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import may, require
from silian.kernel.privacy import masked
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import EndingState, IncidentState, InternshipState
from ...exchange.internships import INTERNSHIP_LIST
from ...models import Internship
from ...permissions import P
from ...queries.internships import (
    OVER,
    findings,
    is_person,
    one_internship,
    rules_of,
)
from ...queries.internships_rules import evidence_of, name_of, rule_sets, sets_for, text_of
from ...queries.students import has_consent
from ...services import internships as commands
from ...services import students_consents
from ...workflows import INTERNSHIP
from ..forms import ReasonForm, attempt, sent
from ..students.tables import url
from ..students.views import answer_list, show_form
from .forms import AgreeForm, InternshipForm, LaterForm, NewInternshipForm
from .tables import internship_table, number_of, tabs

STEPS: dict[str, tuple[type[forms.Form], Callable[..., Any]]] = {
    "agree": (AgreeForm, commands.agree),
    "begin": (forms.Form, commands.begin),
    "finish": (forms.Form, commands.finish),
    "end": (ReasonForm, commands.end),
    "cancel": (ReasonForm, commands.cancel),
}
SHOWN_LOGS = 30


@page(P.INTERNSHIP_VIEW)
def internship_list(request: HttpRequest) -> HttpResponse:
    """Internships with what the rules say of each."""
    context = {"table": internship_table(request), "tabs": tabs(request)}
    return render(request, "cultivation/internships/list.html", context)


@page(P.INTERNSHIP_VIEW)
def internship_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    found = list(internship_table(request).narrowed)
    lines = findings(found)
    rows = (
        {
            "number": number_of(row),
            "kind": row.get_kind_display(),
            "school": row.school.name,
            "unit": row.organisation.name,
            "post": row.post,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "state": row.get_state_display(),
            "stops": sum(line.stops for line in lines[row.pk]) if row.state not in OVER else 0,
            "warnings": sum(not line.finding.blocks for line in lines[row.pk])
            if row.state not in OVER else 0,
            "rules": row.rule_set,
        }
        for row in found
    )  # fmt: skip
    return answer_list(_("实习"), format, INTERNSHIP_LIST, rows)


@page(P.INTERNSHIP_VIEW)
def internship_rules(request: HttpRequest) -> HttpResponse:
    """The versions of the rules, with text, source and how well it is known."""
    here = {one.key for one in sets_for(today(), request.consortium.home_region_id or "")}  # type: ignore[attr-defined]
    sets = [
        {
            "set": one, "name": name_of(one), "here": one.key in here,
            "rules": [
                {"rule": rule, "text": text_of(rule), "evidence": evidence_of(rule)}
                for rule in one.rules
            ],
        }
        for one in sorted(rule_sets(), key=lambda one: (one.region, one.valid_from))
    ]  # fmt: skip
    context = {"sets": sets, "tabs": tabs(request)}
    return render(request, "cultivation/internships/rules.html", context)


@page(P.INTERNSHIP_MANAGE, post=True)
def internship_create(request: HttpRequest) -> HttpResponse:
    """Drafts an internship; what the rules say stands on its page."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    initial = {"independent": True, "person": request.GET.get("number", "")}
    form = NewInternshipForm(sent(request), actor=actor, initial=initial)
    made: list[Internship] = []
    if request.method == "POST" and form.is_valid():
        who, values = form.person_values(), form.values()
        if attempt(form, lambda: made.append(commands.draft(actor=actor, values=values, **who))):
            messages.success(request, _("已拟订。请看规则检查的结果，再登记三方协议。"))
            return redirect(url(request, "internship_detail", ref=made[0].ref))
    return show_form(request, form, _("拟订实习"), url(request, "internship_list"))


@page(P.INTERNSHIP_MANAGE, post=True)
def internship_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes a draft; once agreed, what the agreement does not say."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    require(actor, P.INTERNSHIP_MANAGE, row)
    kind = InternshipForm if row.state == InternshipState.DRAFT else LaterForm
    # Names of mentors are personal: they are typed again rather than put into the page.
    names = [name for name in kind.base_fields if not name.endswith("_mentor")]
    form = kind(sent(request), initial={name: getattr(row, name) for name in names})
    back = url(request, "internship_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = {
            name: value
            for name, value in form.cleaned_data.items()
            if value or not name.endswith("_mentor")
        }
        if attempt(form, lambda: commands.update(actor=actor, internship=row, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    lead = _("指导人的姓名留空则保留原值。")
    return show_form(request, form, _("修改实习"), back, lead)


@page(P.INTERNSHIP_VIEW)
def internship_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What was agreed, what the rules say, logs, sign-ins, incidents, endings, papers."""
    return _detail(request, one_internship(request.actor, ref))  # type: ignore[attr-defined]


def _detail(request: HttpRequest, row: Internship, name: str = "") -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    own = is_person(actor, row)
    student = row.student
    speaks = bool(may(actor, P.INTERNSHIP_MENTOR, row)) and not own
    side = {row.school_id: "school", row.organisation_id: "unit"}.get(actor.organisation_id, "")
    consented = (
        student is not None and side == "unit" and has_consent(student, actor.organisation_id)
    )
    person: Any = student or row.instructor
    context = {
        "internship": row,
        "number": number_of(row),
        "person": name or masked(person, "full_name"),
        "named": bool(name),
        "may_name": consented and not name and not own,
        "no_consent": student is not None and side == "unit" and not consented,
        "tone": INTERNSHIP.tones[row.state],
        "is_over": row.state in OVER,
        "lines": findings([row])[row.pk] if row.state not in OVER else [],
        "sets": [name_of(one) for one in rules_of(row)],
        "overrides": list(row.overrides.all()),
        "mentors": [masked(row, "school_mentor"), masked(row, "unit_mentor")],
        "steps": [s for s in INTERNSHIP.open_steps(actor, row) if s.verb in STEPS],
        "may_edit": bool(may(actor, P.INTERNSHIP_MANAGE, row))
        and row.state in (InternshipState.DRAFT, InternshipState.AGREED),
        "may_override": bool(may(actor, P.RULE_OVERRIDE, row)),
        "may_archive": bool(may(actor, P.INTERNSHIP_VIEW, row)),
        "running": row.state == InternshipState.RUNNING,
        "own": own,
        "side": side if speaks else "",
        **_course(row),
    }
    return render(request, "cultivation/internships/detail.html", context)


def _course(row: Internship) -> dict[str, Any]:
    """What happened in the course of an internship."""
    incidents, wishes = list(row.incidents.all()), list(row.endings.all())
    return {
        "logs": list(row.logs.all()[:SHOWN_LOGS]),
        "sign_ins": row.sign_ins.count(),
        "last_sign_in": row.sign_ins.first(),
        "signed_today": row.sign_ins.filter(on=today()).exists(),
        "incidents": incidents,
        "open_incidents": sum(one.state == IncidentState.OPEN for one in incidents),
        "endings": wishes,
        "asked": any(one.state == EndingState.ASKED for one in wishes),
        "papers": list(row.papers.select_related("file")),
    }


@page(P.INTERNSHIP_VIEW, post=True, get=False)
def internship_contact(request: HttpRequest, ref: str) -> HttpResponse:
    """The student's name for the unit that the student consented to; each reading is logged."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    if row.student is None:
        raise Missing()
    name = students_consents.read_name(actor=actor, student=row.student)
    return _detail(request, row, name)


@page(P.INTERNSHIP_MANAGE, post=True)
def internship_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """A step of the internship; one that a rule stops says which, and its source."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    if verb not in STEPS:
        raise Missing()
    require(actor, P.INTERNSHIP_MANAGE, row)
    decision = INTERNSHIP.check(actor, row, verb)
    if not decision:
        raise Conflict(decision.reason)
    kind, run = STEPS[verb]
    step = INTERNSHIP.step(verb)
    form = kind(sent(request))
    back = url(request, "internship_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: run(actor=actor, internship=row, **values)):
            messages.success(request, _("已办理：%(step)s。") % {"step": step.label})
            return redirect(back)
    stops = [line for line in findings([row])[row.pk] if line.stops] if verb == "begin" else []
    lead = _("%(number)s · %(unit)s · %(post)s") % {
        "number": number_of(row), "unit": row.organisation.title, "post": row.post,
    }  # fmt: skip
    context = {"form": form, "heading": step.label, "lead": lead, "back": back, "stops": stops}
    status = 422 if form.errors else 200
    return render(request, "cultivation/internships/step.html", context, status=status)


@page(P.RULE_OVERRIDE, post=True)
def internship_override(request: HttpRequest, ref: str, rule: str) -> HttpResponse:
    """Lets one finding pass, with a reason."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    line = next((one for one in findings([row])[row.pk] if one.key == rule), None)
    if line is None:
        raise Missing(_("这条规则现在没有提示，不需要放行。"))
    form = ReasonForm(sent(request))
    back = url(request, "internship_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: commands.override(
            actor=actor, internship=row, rule=rule, reason=reason
        )):  # fmt: skip
            messages.success(request, _("已放行，理由已记录。"))
            return redirect(back)
    lead = _("%(words)s规定：%(text)s（%(source)s）") % {
        "words": line.words, "text": line.text, "source": line.source,
    }  # fmt: skip
    return show_form(request, form, _("放行"), back, lead)
