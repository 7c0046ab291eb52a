"""Resolutions: the list, one resolution with its tasks, its wording and its paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...enums import TaskState
from ...models import Election, Motion, Resolution, Task
from ...permissions import P
from ...services import letters, tasks
from ...services import resolutions as commands
from ...workflows import TASK
from ..forms import sent
from .acting import act, actor_of, form_page, submitted, url, url_or_none
from .forms import ResolutionForm, TasksForm
from .tables import number_of, resolution_table


def resolutions() -> QuerySet[Resolution]:
    """All resolutions with how many of their tasks are done."""
    tasks_left = ~Q(tasks__state=TaskState.CANCELLED)
    return (
        Resolution.objects.select_related("meeting__body", "motion", "ballot", "paper")
        .annotate(
            tasks_all=Count("tasks", filter=tasks_left),
            tasks_done=Count("tasks", filter=Q(tasks__state=TaskState.DONE)),
        )
        .order_by("-year", "-number")
    )


def resolution_of(ref: str) -> Resolution:
    """The resolution of that address."""
    found = resolutions().filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


@page(P.VIEW)
def resolution_list(request: HttpRequest) -> HttpResponse:
    """All resolutions."""
    context = {"table": resolution_table(request, resolutions())}
    return render(request, "governance/ballots/resolutions.html", context)


@page(P.VIEW)
def resolution_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One resolution: its text, how it was decided, who carries it out."""
    row, actor = resolution_of(ref), actor_of(request)
    own = Task.objects.filter(resolution=row).select_related("owner").order_by("due_on", "pk")
    context = {
        "resolution": row,
        "number": number_of(row),
        "tasks": [
            {"task": task, "tone": TASK.tones[task.state],
             "url": url_or_none(request, "task_detail", ref=task.ref)}
            for task in own
        ],
        "may_edit": may(actor, P.MEETING_MANAGE, row) and row.paper_id is None,
        "may_issue": may(actor, P.LETTER_ISSUE, row) and row.paper_id is None,
        "may_task": may(actor, P.TASK_MANAGE, row),
        "paper_url": _paper_url(request, row),
    }  # fmt: skip
    return render(request, "governance/ballots/resolution.html", context)


def _paper_url(request: HttpRequest, row: Resolution) -> str:
    """Where its paper is downloaded; empty before it is issued."""
    slug: Any = request.consortium.slug  # type: ignore[attr-defined]
    names = {"slug": slug, "ref": row.paper.ref} if row.paper else None
    return reverse("documents:download", kwargs=names) if names else ""


@page(P.MEETING_MANAGE, post=True)
def resolution_new(request: HttpRequest) -> HttpResponse:
    """A resolution out of `?motion=` that passed or `?election=` that was decided."""
    source, kind = _source(request)
    text = getattr(source, "text", "")
    if not text:
        last = source.ballots.filter(state="closed").order_by("-number").first()
        text = last.sentence if last else ""
    form = ResolutionForm(sent(request), initial={"title": source.title, "text": text})
    made: list[Resolution] = []
    if submitted(
        request, form,
        lambda data: made.append(
            commands.issue(actor=actor_of(request), **{kind: source}, **data)
        ),
        _("已形成决议并编号。"),
    ):  # fmt: skip
        return redirect(url(request, "resolution_detail", ref=made[0].ref))
    return form_page(request, form, heading=_("形成决议"), back=url(request, "resolution_list"),
                     lead=source.title, submit=_("编号并公布"))  # fmt: skip


def _source(request: HttpRequest) -> tuple[Any, str]:
    models: dict[str, Any] = {"motion": Motion, "election": Election}
    for name, model in models.items():
        ref = request.GET.get(name, "")
        found = model.objects.filter(ref=ref).first() if ref else None
        if found is not None:
            return found, name
    raise Missing()


@page(P.MEETING_MANAGE, post=True)
def resolution_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Corrects the wording, until the paper is issued."""
    row = resolution_of(ref)
    form = ResolutionForm(sent(request), initial={"title": row.title, "text": row.text})
    back = url(request, "resolution_detail", ref=ref)
    if submitted(
        request, form,
        lambda data: commands.edit(actor=actor_of(request), resolution=ref, **data),
        _("已保存。"),
    ):  # fmt: skip
        return redirect(back)
    return form_page(request, form, heading=_("修改决议"), back=back, lead=number_of(row))


@page(P.TASK_MANAGE, post=True)
def resolution_tasks(request: HttpRequest, ref: str) -> HttpResponse:
    """Makes tasks of the task book out of the resolution."""
    row = resolution_of(ref)
    form = TasksForm(sent(request))
    back = url(request, "resolution_detail", ref=ref)
    if submitted(
        request, form,
        lambda _data: tasks.from_resolution(
            actor=actor_of(request), resolution=row, items=form.items()
        ),
        _("任务已列入任务书。"),
    ):  # fmt: skip
        return redirect(back)
    return form_page(request, form, heading=_("分解任务"), back=back, lead=row.title,
                     parts=form.parts(), submit=_("列入任务书"))  # fmt: skip


@page(P.LETTER_ISSUE, post=True, get=False)
def resolution_paper(request: HttpRequest, ref: str) -> HttpResponse:
    """Issues the resolution as a paper with its number and its check code."""
    row = resolution_of(ref)
    return act(
        request,
        lambda: letters.issue_resolution(actor=actor_of(request), resolution=row),
        _("决议文件已印发。"),
        url(request, "resolution_detail", ref=ref),
    )
