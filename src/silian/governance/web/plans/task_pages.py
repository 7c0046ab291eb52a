"""Tasks: the lists, the page of one, its form, its reports and their answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import may, require
from silian.kernel.files import answer
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import page

from ...enums import PlanState, TaskState
from ...models import Task, TaskReport
from ...permissions import P
from ...queries.plans import is_late, may_report, one_plan, one_task, parts_of
from ...services import task_reports, tasks
from ...services.plans import check_open
from ...workflows import TASK
from ..forms import ReasonForm, attempt, files, sent
from .forms import AnswerForm, MoveForm, ReportForm, TaskForm
from .tables import source_words, tabs, task_table, url
from .views import show_form

T = TaskState


@page(P.VIEW)
def task_list(request: HttpRequest) -> HttpResponse:
    """All tasks of the consortium."""
    context = {"table": task_table(request, own=False), "tabs": tabs(request)}
    return render(request, "governance/plans/tasks.html", context)


@page(P.VIEW)
def task_mine(request: HttpRequest) -> HttpResponse:
    """The tasks of the own unit."""
    context = {"table": task_table(request, own=True), "tabs": tabs(request)}
    return render(request, "governance/plans/tasks.html", context)


@page(P.TASK_MANAGE, post=True)
def task_create(request: HttpRequest) -> HttpResponse:
    """A task of a plan, or a part of a task."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    parent_ref, plan_ref = request.GET.get("parent", ""), request.GET.get("plan", "")
    parent = one_task(parent_ref) if parent_ref else None
    plan = parent.plan if parent else one_plan(plan_ref) if plan_ref else None
    check_open(plan)
    form = TaskForm(sent(request), initial=_from_parent(parent))
    made: list[Task] = []
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: made.append(
            tasks.add(actor=actor, plan=plan, parent=parent, values=values)
        )):  # fmt: skip
            messages.success(request, _("已加任务。"))
            if "another" in request.POST:
                return redirect(request.get_full_path())
            back = url(request, "plan_detail", ref=plan.ref) if plan else ""
            return redirect(back or url(request, "task_detail", ref=made[0].ref))
    lead = _("“%(task)s”的分项") % {"task": parent} if parent else plan.title if plan else ""
    back = url(request, "plan_detail", ref=plan.ref) if plan else url(request, "task_list")
    another = [{"name": "another", "value": "1", "label": _("保存并再加一项")}]
    return show_form(request, form, _("加任务"), back, lead, extra=another)


def _from_parent(parent: Task | None) -> dict[str, Any]:
    if parent is None:
        return {"weight": 1}
    return {
        "weight": 1, "owner": parent.owner, "centre": parent.centre.ref if parent.centre else "",
        "starts_on": parent.starts_on, "due_on": parent.due_on,
    }  # fmt: skip


@page(P.TASK_MANAGE, post=True)
def task_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes a task."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    task = one_task(ref)
    names = ("title", "text", "owner", "starts_on", "due_on", "target", "target_unit", "weight",
             "code")  # fmt: skip
    initial = {name: getattr(task, name) for name in names}
    initial["centre"] = task.centre.ref if task.centre else ""
    form = TaskForm(sent(request), initial=initial)
    back = url(request, "task_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: tasks.update(actor=actor, task=task, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return show_form(request, form, _("修改任务"), back, str(task))


@page(P.TASK_MANAGE, post=True)
def task_move(request: HttpRequest, ref: str) -> HttpResponse:
    """Puts a task under another one."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    task = one_task(ref)
    initial = {"parent": task.parent.ref if task.parent else ""}
    form = MoveForm(sent(request), task=task, initial=initial)
    back = url(request, "task_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["parent"]
        parent = one_task(wanted) if wanted else None
        if attempt(form, lambda: tasks.move(actor=actor, task=task, parent=parent)):
            messages.success(request, _("已移动。"))
            return redirect(back)
    return show_form(request, form, _("移动任务"), back, str(task))


@page(P.VIEW)
def task_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What is asked, by whom, until when; parts, reports with their proofs and answers."""
    return _detail(request, one_task(ref))


def _detail(request: HttpRequest, task: Task, answering: Any = None) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = parts_of(task)
    line, parts = found.lines[0], found.lines[1:]
    manages = bool(may(actor, P.TASK_MANAGE, task))
    is_open = task.plan is None or task.plan.state != PlanState.CLOSED
    drafted = task.plan is not None and task.plan.state == PlanState.DRAFT
    reports = may_report(actor, task) and is_open and not drafted and not line.has_parts
    context = {
        "task": task,
        "line": line,
        "parts": parts,
        "tone": TASK.tones[line.state],
        "late": is_late(task, today()) and line.late,
        "source": source_words(task),
        "reports": list(task.reports.select_related("evidence")),
        "answer_form": answering or AnswerForm(),
        "turn": _turn(task, drafted, line.has_parts),
        "may_report": reports and task.state in {T.TODO, T.DOING},
        "may_start": reports and task.state == T.TODO,
        "may_answer": manages and is_open,
        "may_edit": manages and is_open and task.state not in {T.DONE, T.CANCELLED},
        "may_divide": manages and is_open and task.state in {T.TODO, T.DOING} and line.level < 3
        and not task.reports.exists(),
        "may_cancel": manages and is_open and task.state in {T.TODO, T.DOING},
        "may_reopen": manages and is_open and task.state == T.DONE,
    }  # fmt: skip
    status = 422 if answering is not None else 200
    return render(request, "governance/plans/task.html", context, status=status)


def _turn(task: Task, drafted: bool, has_parts: bool) -> str:
    """Whose turn it is, in one sentence."""
    owner = task.owner.name if task.owner else _("秘书处")
    if drafted:
        return _("计划通过之后，由%(owner)s开始。") % {"owner": owner}
    if task.state == T.SUBMITTED:
        return _("%(owner)s申请验收，等待秘书处答复。") % {"owner": owner}
    if task.state == T.DONE:
        return _("已验收，%(day)s 完成。") % {"day": task.done_on or "—"}
    if task.state == T.CANCELLED:
        return _("已取消：%(reason)s") % {"reason": task.note}
    if has_parts:
        return _("由各分项汇总；请看下面轮到谁。")
    return _("由%(owner)s办理并汇报。") % {"owner": owner}


@page(P.TASK_REPORT, post=True)
def task_report(request: HttpRequest, ref: str) -> HttpResponse:
    """The owner reports."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    task = one_task(ref)
    require(actor, P.TASK_REPORT, task)
    initial = {"progress": task.progress, "value": task.value}
    form = ReportForm(sent(request), files(request), task=task, initial=initial)
    back = url(request, "task_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        upload = data.pop("evidence", None) or None
        data["progress"] = data["progress"] or 0
        if attempt(form, lambda: task_reports.report(
            actor=actor, task=task, upload=upload, **data
        )):  # fmt: skip
            said = _("已申请验收，等待秘书处。") if data["final"] else _("已汇报。")
            messages.success(request, said)
            return redirect(back)
    return show_form(request, form, _("汇报"), back, str(task))


@page(P.TASK_MANAGE, post=True, get=False)
def task_answer(request: HttpRequest, ref: str, report: str) -> HttpResponse:
    """The secretariat accepts a report or returns it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    task = one_task(ref)
    row = task.reports.filter(ref=report).first()
    if row is None:
        raise Missing()
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, task, form)
    note = form.cleaned_data["note"]
    try:
        if request.POST.get("action") == "return":
            task_reports.send_back(actor=actor, report=row, note=note)
            messages.success(request, _("已退回。"))
        else:
            task_reports.accept(actor=actor, report=row, note=note)
            messages.success(request, _("已通过。"))
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(url(request, "task_detail", ref=ref))


@page(P.TASK_REPORT, post=True, get=False)
def task_start(request: HttpRequest, ref: str) -> HttpResponse:
    """The owner begins."""
    try:
        tasks.start(actor=request.actor, task=one_task(ref))  # type: ignore[attr-defined]
        messages.success(request, _("已开始。"))
    except Conflict as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(url(request, "task_detail", ref=ref))


@page(P.TASK_MANAGE, post=True)
def task_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Cancelling and reopening, each with a reason."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    run: Any = {"cancel": tasks.cancel, "reopen": tasks.reopen}.get(verb)
    if run is None:
        raise Missing()
    task = one_task(ref)
    decision = TASK.check(actor, task, verb)
    if not decision:
        raise Conflict(decision.reason)
    form: forms.Form = ReasonForm(sent(request))
    back = url(request, "task_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: run(actor=actor, task=task, reason=reason)):
            messages.success(request, _("已办理：%(step)s。") % {"step": TASK.step(verb).label})
            return redirect(back)
    return show_form(request, form, TASK.step(verb).label, back, str(task))


@page(P.VIEW)
def task_evidence(request: HttpRequest, ref: str, report: str) -> HttpResponseBase:
    """The proof of a report: for the owner and for who reviews or oversees."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    task = one_task(ref)
    own = actor.organisation_id is not None and actor.organisation_id == task.owner_id
    if actor.organisation_id is not None and not own and not actor.has(P.TASK_MANAGE):
        raise Missing()
    row = TaskReport.objects.filter(task=task, ref=report).select_related("evidence").first()
    if row is None or row.evidence is None:
        raise Missing()
    return answer(row.evidence)
