"""Projects: the list, the page that tells in one screen where one stands, its form, its steps."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import may, require
from silian.kernel.exchange import download, export_csv, export_xlsx, file_name
from silian.kernel.privacy import masked
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import EnrolmentState, ProjectState
from ...exchange.projects import PROJECT_COLUMNS
from ...models import Project
from ...permissions import P
from ...queries.project_kinds import kind_title, kinds
from ...queries.projects import one_project, promised, sees_inside, standing, with_parties
from ...services import projects as commands
from ...workflows import DUTY, PROJECT
from ..forms import ReasonForm, attempt, sent
from .drawing import band, hours_bar
from .forms import ProjectForm, ResultForm
from .tables import enrolments_of, project_table, url

WRITERS = {"xlsx": export_xlsx, "csv": export_csv}


def show_form(
    request: HttpRequest, form: Any, heading: object, back: str, lead: object = "", **more: Any
) -> HttpResponse:
    """The page of a form of this part."""
    context = {"form": form, "heading": heading, "lead": lead, "back": back, **more}
    status = 422 if form.errors else 200
    return render(request, "cultivation/projects/form.html", context, status=status)


def send_rows(title: str, format: str, columns: Any, rows: Any) -> HttpResponseBase:
    """A list as a file; `Missing` for another format."""
    write = WRITERS.get(format)
    if write is None:
        raise Missing()
    return download(file_name(title, suffix=format), lambda to: write(columns, rows, to))


@page(P.VIEW)
def project_list(request: HttpRequest) -> HttpResponse:
    """The projects of the consortium."""
    context = {"table": project_table(request)}
    return render(request, "cultivation/projects/list.html", context)


@page(P.VIEW)
def project_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as it is narrowed."""
    rows = [_cells(row) for row in promised(project_table(request).narrowed)]
    return send_rows(_("共育项目"), format, PROJECT_COLUMNS, rows)


def _cells(row: Any) -> dict[str, Any]:
    parties = row.parties.all()
    return {
        "name": row.name, "kind": kind_title(row.kind), "state": row.get_state_display(),
        "lead": row.lead.name, "starts_on": row.starts_on, "ends_on": row.ends_on,
        "parties": "；".join(f"{p.organisation.name}（{p.get_side_display()}）" for p in parties),
        "duties": row.duties_all or 0, "done": row.duties_done or 0, "late": row.duties_late or 0,
        "planned": row.planned_students, "students": row.students or 0,
    }  # fmt: skip


@page(P.PROJECT_MANAGE, post=True)
def project_create(request: HttpRequest) -> HttpResponse:
    """A new project."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    form = ProjectForm(sent(request), initial={"starts_on": today()})
    made: list[Project] = []
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: made.append(commands.draft(actor=actor, values=values))):
            messages.success(request, _("已建立。现在加参与单位和职责。"))
            return redirect(url(request, "project_detail", ref=made[0].ref))
    return show_form(request, form, _("新建项目"), url(request, "project_list"))


@page(P.PROJECT_MANAGE, post=True)
def project_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes a project."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    project = one_project(ref)
    require(actor, P.PROJECT_MANAGE, project)
    commands.check_changing(project)
    initial = {name: getattr(project, name) for name in commands.FIELDS}
    initial["agreement"] = project.agreement.ref if project.agreement else ""
    form = ProjectForm(sent(request), initial=initial)
    back = url(request, "project_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: commands.update(actor=actor, project=project, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return show_form(request, form, _("修改项目"), back, project.name)


@page(P.VIEW)
def project_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What was promised, what was done, whose turn it is; then everything behind it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    project = one_project(ref)
    parties, found = with_parties(project)
    manages = bool(may(actor, P.PROJECT_MANAGE, project))
    is_open = project.state in {ProjectState.PLANNED, ProjectState.RUNNING}
    courses = list(project.curriculum.select_related("organisation"))
    alternations = list(project.alternations.select_related("organisation"))
    inside = sees_inside(actor, project)
    context = {
        "project": project,
        "kind": kinds().get(project.kind),
        "kind_title": kind_title(project.kind),
        "tone": PROJECT.tones[project.state],
        "duty_tones": DUTY.tones,
        "standing": standing(project, parties, found),
        "parties": parties,
        "stages": list(project.stages.select_related("organisation", "program")),
        "mentors": [
            {"row": row, "name": masked(row, "person"), "phone": masked(row, "phone")}
            for row in project.mentors.select_related("organisation")
        ],
        "courses": courses,
        "bar": hours_bar(courses),
        "band": band(alternations),
        "students": _students(request, project),
        "agreement": project.agreement if inside else None,
        "links_agreement": actor.organisation_id is None,
        "inside": inside,
        "sees_students": bool(may(actor, P.STUDENT_VIEW)),
        "may_manage": manages and is_open,
        "own_unit": actor.organisation_id,
        "steps": PROJECT.open_steps(actor, project),
    }
    return render(request, "cultivation/projects/detail.html", context)


def _students(request: HttpRequest, project: Project) -> dict[str, Any]:
    """The students of a project by state; of a school those of the school."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    rows = enrolments_of(request, project) if actor.has(P.STUDENT_VIEW) else project.enrolments
    states = Counter(rows.order_by().values_list("state", flat=True))
    return {
        "total": sum(states.values()),
        "states": [(state.label, states[state]) for state in EnrolmentState if states[state]],
        "own": actor.has(P.STUDENT_VIEW) and actor.organisation_id is not None,
    }


@page(P.PROJECT_MANAGE, post=True)
def project_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Starting, finishing and stopping."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    project = one_project(ref)
    run: Any = {
        "start": commands.start, "finish": commands.finish, "stop": commands.stop,
    }.get(verb)  # fmt: skip
    if run is None:
        raise Missing()
    decision = PROJECT.check(actor, project, verb)
    if not decision:
        raise Conflict(decision.reason)
    step = PROJECT.step(verb)
    made: dict[str, type[forms.Form]] = {"finish": ResultForm, "stop": ReasonForm}
    form = made.get(verb, forms.Form)(sent(request))
    back = url(request, "project_detail", ref=ref)
    ready = request.method == "POST" and form.is_valid()
    if ready and attempt(form, lambda: run(actor=actor, project=project, **form.cleaned_data)):
        messages.success(request, _("已办理：%(step)s。") % {"step": step.label})
        return redirect(back)
    return show_form(request, form, step.label, back, project.name)
