"""The students of a project: the list by number, steps of one and of several."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import require
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import page

from ...exchange.projects import ENROLMENT_COLUMNS, students_of
from ...models import Enrolment
from ...permissions import P
from ...queries.projects import one_project
from ...services import project_enrolments as commands
from ...services.projects import check_changing
from ..forms import ReasonForm, attempt, sent
from .forms import NumberForm, OutcomeForm, TransferForm
from .tables import enrolment_table, stage_words, url
from .views import send_rows, show_form


def one_enrolment(ref: str) -> Enrolment:
    """The enrolment of an address; `Missing` where there is none."""
    rows = Enrolment.objects.select_related("project", "student", "stage")
    found: Enrolment | None = rows.filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


@page(P.STUDENT_VIEW)
def enrolment_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The students of a project by number; a school sees its own."""
    project = one_project(ref)
    context = {"project": project, "table": enrolment_table(request, project)}
    return render(request, "cultivation/projects/students.html", context)


@page(P.STUDENT_VIEW)
def enrolment_export(request: HttpRequest, ref: str, format: str) -> HttpResponseBase:
    """The list as it is narrowed, by number alone."""
    project = one_project(ref)
    rows = [
        {
            "number": row.student.number, "school": row.student.organisation.name,
            "class": row.student.study_class.name, "stage": stage_words(row),
            "state": row.get_state_display(), "outcome": row.get_outcome_display(),
        }
        for row in enrolment_table(request, project).narrowed
    ]  # fmt: skip
    return send_rows(project.name, format, ENROLMENT_COLUMNS, rows)


@page(P.PROJECT_MANAGE, post=True)
def enrolment_add(request: HttpRequest, ref: str) -> HttpResponse:
    """A student by number."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    project = one_project(ref)
    require(actor, P.PROJECT_MANAGE, project)
    check_changing(project)
    form = NumberForm(sent(request))
    back = url(request, "enrolment_list", ref=ref)
    if request.method == "POST" and form.is_valid():
        number, school = form.cleaned_data["number"], form.cleaned_data["school"]
        found = students_of(number, school.ref if school else "")
        if not found:
            form.add_error("number", _("学生名册里没有学号“%(number)s”。") % {"number": number})
        elif len(found) > 1:
            form.add_error("school", _("有几所学校用这个学号，请填写学校。"))
        elif attempt(form, lambda: commands.add(actor=actor, project=project, student=found[0])):
            messages.success(request, _("已加入名单。"))
            return redirect(request.get_full_path() if "another" in request.POST else back)
    another = [{"name": "another", "value": "1", "label": _("保存并再加一项")}]
    return show_form(request, form, _("加学生"), back, project.name, extra=another)


@page(P.PROJECT_MANAGE, post=True, get=False)
def enrolment_batch(request: HttpRequest, ref: str) -> HttpResponse:
    """Selects or enrols the marked students, all or none."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    project = one_project(ref)
    try:
        count = commands.step_many(
            actor=actor, project=project, refs=request.POST.getlist("row"),
            verb=request.POST.get("action", ""),
        )  # fmt: skip
        messages.success(request, _("已办理 %(n)d 名学生。") % {"n": count})
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(url(request, "enrolment_list", ref=ref))


@page(P.PROJECT_MANAGE, post=True)
def enrolment_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Transfer, completion and leaving of one student."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_enrolment(ref)
    known: dict[str, tuple[Any, type[forms.Form], str]] = {
        "transfer": (commands.transfer, TransferForm, _("转段")),
        "complete": (commands.complete, OutcomeForm, _("结业")),
        "leave": (commands.leave, ReasonForm, _("退出项目")),
    }
    if verb not in known:
        raise Missing()
    require(actor, P.PROJECT_MANAGE, row)
    run, form_class, heading = known[verb]
    initial = {"on": today()} if verb == "transfer" else {}
    form = form_class(sent(request), initial=initial)
    back = url(request, "enrolment_list", ref=row.project.ref)
    ready = request.method == "POST" and form.is_valid()
    if ready and attempt(form, lambda: run(actor=actor, enrolment=row, **form.cleaned_data)):
        messages.success(request, _("已办理：%(step)s。") % {"step": heading})
        return redirect(back)
    lead = _("学号 %(number)s") % {"number": row.student.number}
    return show_form(request, form, heading, back, f"{row.project.name} · {lead}")
