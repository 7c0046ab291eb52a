"""Duties: the list, the page of one, handing it in, its review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia.public import today
from silian.kernel.access import may, require
from silian.kernel.files import answer
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import DutyState, ProjectState
from ...exchange.projects import DUTY_COLUMNS
from ...permissions import P
from ...queries.project_kinds import kinds
from ...queries.projects import is_late, one_duty, one_evidence, one_project, sees_inside
from ...services import project_duties as commands
from ...services.projects import check_changing
from ...workflows import DUTY
from ..forms import ReasonForm, TextField, attempt, files, sent
from .forms import DutyForm, PresetForm, SubmitForm
from .tables import duty_table, url
from .views import send_rows, show_form

OVER = (DutyState.DONE, DutyState.DROPPED)


class AcceptForm(forms.Form):
    """Words that go with an acceptance."""

    note = TextField(label=gettext_lazy("验收意见"), rows=2, max_length=500)


@page(P.DUTY_REPORT)
def duty_list(request: HttpRequest) -> HttpResponse:
    """The duties of the own unit; for who runs projects those of all."""
    return render(request, "cultivation/projects/duties.html", {"table": duty_table(request)})


@page(P.DUTY_REPORT)
def duty_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as it is narrowed."""
    rows = [
        {
            "project": row.project.name, "title": row.title, "unit": row.party.organisation.name,
            "side": row.party.get_side_display(), "due_on": row.due_on,
            "state": row.get_state_display(),
        }
        for row in duty_table(request).narrowed
    ]  # fmt: skip
    return send_rows(_("项目职责"), format, DUTY_COLUMNS, rows)


@page(P.PROJECT_MANAGE, post=True)
def duty_add(request: HttpRequest, ref: str) -> HttpResponse:
    """A duty of one of the parties."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    project = one_project(ref)
    require(actor, P.PROJECT_MANAGE, project)
    check_changing(project)
    form = DutyForm(sent(request), project=project)
    back = url(request, "project_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: commands.add(actor=actor, project=project, values=values)):
            messages.success(request, _("已加职责。"))
            return redirect(request.get_full_path() if "another" in request.POST else back)
    another = [{"name": "another", "value": "1", "label": _("保存并再加一项")}]
    return show_form(request, form, _("加职责"), back, project.name, extra=another)


@page(P.PROJECT_MANAGE, post=True)
def duty_preset(request: HttpRequest, ref: str) -> HttpResponse:
    """The duties of a preset, for each side its own."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    project = one_project(ref)
    require(actor, P.PROJECT_MANAGE, project)
    check_changing(project)
    kind = kinds().get(project.kind)
    form = PresetForm(sent(request), initial={"preset": kind.duties if kind else ""})
    back = url(request, "project_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        preset = form.cleaned_data["preset"]
        if attempt(
            form,
            lambda: made.extend(commands.add_preset(actor=actor, project=project, preset=preset)),
        ):
            messages.success(request, _("已加 %(n)d 项职责。") % {"n": len(made)})
            return redirect(back)
    return show_form(request, form, _("按预设加职责"), back, project.name)


@page(P.PROJECT_MANAGE, post=True)
def duty_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes a duty."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    duty = one_duty(ref)
    require(actor, P.PROJECT_MANAGE, duty)
    initial = {
        "party": duty.party.ref, "title": duty.title, "due_on": duty.due_on, "text": duty.text,
    }  # fmt: skip
    form = DutyForm(sent(request), project=duty.project, initial=initial)
    back = url(request, "duty_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: commands.update(actor=actor, duty=duty, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return show_form(request, form, _("修改职责"), back, duty.title)


@page(P.VIEW)
def duty_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What is owed, by whom, until when; report and proofs for the parties and who oversees."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    duty = one_duty(ref)
    running = duty.project.state == ProjectState.RUNNING
    inside = sees_inside(actor, duty.project)
    manages = bool(may(actor, P.PROJECT_MANAGE, duty))
    verbs = {step.verb for step in DUTY.open_steps(actor, duty)}
    context = {
        "duty": duty,
        "tone": DUTY.tones[duty.state],
        "late": running and is_late(duty, today()),
        "inside": inside,
        "evidence": list(duty.evidence.select_related("file")) if inside else [],
        "may_submit": running and "submit" in verbs,
        "may_review": "accept" in verbs,
        "may_drop": "drop" in verbs,
        "may_edit": manages and duty.state not in OVER,
    }
    return render(request, "cultivation/projects/duty.html", context)


@page(P.DUTY_REPORT, post=True)
def duty_submit(request: HttpRequest, ref: str) -> HttpResponse:
    """The owner hands the duty in."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    duty = one_duty(ref)
    require(actor, P.DUTY_REPORT, duty)
    form = SubmitForm(sent(request), files(request), initial={"report": duty.report})
    back = url(request, "duty_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data["upload"] = data.get("upload") or None
        if attempt(form, lambda: commands.submit(actor=actor, duty=duty, **data)):
            messages.success(request, _("已提交，等待秘书处验收。"))
            return redirect(back)
    return show_form(request, form, _("提交验收"), back, duty.title)


@page(P.PROJECT_MANAGE, post=True)
def duty_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Accepting, returning and dropping."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    duty = one_duty(ref)
    known: dict[str, Any] = {
        "accept": commands.accept, "return": commands.send_back, "drop": commands.drop,
    }  # fmt: skip
    run = known.get(verb)
    if run is None:
        raise Missing()
    decision = DUTY.check(actor, duty, verb)
    if not decision:
        raise Conflict(decision.reason)
    form: forms.Form = (AcceptForm if verb == "accept" else ReasonForm)(sent(request))
    back = url(request, "duty_detail", ref=ref)
    ready = request.method == "POST" and form.is_valid()
    if ready and attempt(form, lambda: run(actor=actor, duty=duty, **form.cleaned_data)):
        messages.success(request, _("已办理：%(step)s。") % {"step": DUTY.step(verb).label})
        return redirect(back)
    return show_form(request, form, DUTY.step(verb).label, back, duty.title)


@page(P.VIEW)
def duty_evidence(request: HttpRequest, ref: str, evidence: str) -> HttpResponseBase:
    """A proof: for the parties and for who reviews or oversees."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    duty = one_duty(ref)
    if not sees_inside(actor, duty.project):
        raise Missing()
    found = one_evidence(duty, evidence).file
    assert found is not None
    return answer(found)
