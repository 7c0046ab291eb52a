"""The lists of plans and tasks, and the bars of the Gantt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.kernel.access import may
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...enums import Review, TaskSource, TaskState
from ...models import Task, WorkPlan
from ...permissions import P
from ...queries.plans import Line, Tree, is_late, late, mine, summaries, tasks
from ...workflows import PLAN, TASK

DAY_WIDTH = 2
ROW_HEIGHT = 20


def url(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of governance in the consortium of the request."""
    return reverse(f"governance:{name}", kwargs={"slug": request.consortium.slug, **kwargs})


def plan_table(request: Any) -> Table:
    """The plans, the newest year first."""
    writes = bool(may(request.actor, P.TASK_MANAGE))
    rows = list(WorkPlan.objects.all())
    trees = summaries(rows)
    new = url(request, "plan_create")
    return Table(
        request,
        rows,
        columns=[
            Column("year", _("年度"), nowrap=True),
            Column("title", _("名称"), wide=True,
                   url=lambda r: url(request, "plan_detail", ref=r.ref)),
            Column("state", _("状态"), "get_state_display", badge=lambda r: PLAN.tones[r.state]),
            Column("tasks", _("任务"), lambda r: len(trees[r.pk].lines), numeric=True),
            Column("progress", _("进度（%）"), lambda r: trees[r.pk].progress, numeric=True,
                   hint=_("按权重逐级汇总，向下取整")),
            Column("late", _("逾期"), lambda r: trees[r.pk].late or None, numeric=True),
            Column("is_demo", _("标记"), lambda r: _("演示") if r.is_demo else "",
                   badge=lambda r: "warning" if r.is_demo else ""),
        ],
        empty=Empty(
            _("还没有工作计划"),
            _("新建年度工作计划，再加任务或导入任务书。") if writes
            else _("秘书处编制年度工作计划后会出现在这里。"),
            _("新建工作计划") if writes else "", new if writes else "", "calendar-event",
        ),
        tools=[Tool(_("新建工作计划"), new, "plus", True)] if writes else [],
        title=_("年度工作计划"),
        stacked=True,
    )  # fmt: skip


def _late(rows: QuerySet[Task], value: str) -> QuerySet[Task]:
    return late(rows)


def _waiting(rows: QuerySet[Task], value: str) -> QuerySet[Task]:
    return rows.filter(reports__review=Review.WAITING).distinct()


def filters(request: Any) -> list[Choice]:
    """By owner, centre, source, state, and what needs attention."""
    members = [(r.organisation.ref, r.organisation.name) for r in consortia.active_members()]
    centres = [(body.ref, body.title) for body in consortia.bodies()]
    found = [
        Choice("state", _("状态"), TaskState.choices),
        Choice("owner", _("责任单位"), members, field="owner__ref"),
        Choice("source", _("来源"), TaskSource.choices),
        Choice("late", _("逾期"), [("1", _("只看逾期"))], apply=_late),
    ]
    if centres:
        found.append(Choice("centre", _("实体机构"), centres, field="centre__ref"))
    if may(request.actor, P.TASK_MANAGE):
        found.append(Choice("report", _("汇报"), [("waiting", _("待审"))], apply=_waiting))
    return found


def task_table(request: Any, *, own: bool) -> Table:
    """All tasks, or those of the own unit."""
    actor = request.actor
    day = consortia.today()
    rows = mine(tasks(), actor) if own else tasks()
    return Table(
        request,
        rows,
        columns=[
            Column("code", _("编号"), sort="code", nowrap=True),
            Column("title", _("任务"), sort="title", wide=True),
            Column("owner", _("责任单位"), lambda r: r.owner.title if r.owner else _("秘书处")),
            Column("plan", _("来自"), source_words, wide=True),
            Column("due_on", _("期限"), sort="due_on", nowrap=True,
                   badge=lambda r: "danger" if is_late(r, day) else ""),
            Column("progress", _("进度（%）"), sort="progress", numeric=True),
            Column("state", _("状态"), "get_state_display", sort="state",
                   badge=lambda r: TASK.tones[r.state]),
        ],
        empty=Empty(
            _("没有本单位的任务") if own else _("还没有任务"),
            _("秘书处分派任务、决议或协议产生任务后，会出现在这里。"),
            _("看工作计划"), url(request, "plan_list"), "checklist",
        ),
        search=("code", "title", "text"),
        search_hint=_("编号、任务"),
        filters=filters(request),
        title=_("本单位的任务") if own else _("全部任务"),
        order="due_on",
        row_url=lambda row: url(request, "task_detail", ref=row.ref),
        stacked=True,
    )  # fmt: skip


def source_words(task: Task) -> str:
    """Where a task comes from, in words."""
    if task.source == TaskSource.RESOLUTION and task.resolution:
        return _("决议〔%(year)d〕%(number)d 号") % {
            "year": task.resolution.year, "number": task.resolution.number,
        }  # fmt: skip
    if task.source == TaskSource.AGREEMENT and task.duty:
        return _("协议：%(title)s") % {"title": task.duty.agreement.title}
    return task.plan.title if task.plan else ""


def book(request: Any, plan: WorkPlan) -> Table:
    """The filters of a plan's page; its rows are drawn as a tree."""
    return Table(
        request, tasks().filter(plan=plan), columns=[], empty=Empty(_("还没有任务")),
        search=("code", "title"), search_hint=_("编号、任务"), filters=filters(request),
    )  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A task in the Gantt, in the units of its drawing; no width where it has no dates."""

    line: Line
    x: int
    width: int
    done: int
    starts: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True)
class Gantt:
    """The months as (x, label), the bars, today's x (None outside), the width of the drawing."""

    months: list[tuple[int, str]]
    bars: list[Bar]
    today: int | None
    width: int
    height: int = ROW_HEIGHT


def gantt(plan: WorkPlan, lines: list[Line], on: dt.date) -> Gantt:
    """The lines over the plan's year, two units a day; what lies outside is cut at the edge."""
    first, last = dt.date(plan.year, 1, 1), dt.date(plan.year, 12, 31)
    width = ((last - first).days + 1) * DAY_WIDTH

    def at(day: dt.date) -> int:
        return max(0, min(width, (day - first).days * DAY_WIDTH))

    bars = []
    for place, line in enumerate(lines):
        starts, ends = _span(lines, place)
        start = starts or ends
        if start is None:
            bars.append(Bar(line, 0, 0, 0))
            continue
        x = at(start)
        span = max(at((ends or last) + dt.timedelta(days=1)) - x, DAY_WIDTH * 2)
        x = min(x, width - span)
        bars.append(Bar(line, x, span, span * line.progress // 100, starts, ends))
    months = [
        (at(dt.date(plan.year, month, 1)), date_format(dt.date(plan.year, month, 1), "M"))
        for month in range(1, 13)
    ]
    return Gantt(months, bars, at(on) if first <= on <= last else None, width)


def _span(lines: list[Line], place: int) -> tuple[dt.date | None, dt.date | None]:
    """The dates of a task; one with parts and no dates of its own spans those of its parts."""
    line = lines[place]
    starts, ends = line.task.starts_on, line.task.due_on
    if starts or ends or not line.has_parts:
        return starts, ends
    below = list(takewhile(lambda other: other.level > line.level, lines[place + 1 :]))
    first = [part.task.starts_on for part in below if part.task.starts_on]
    last = [part.task.due_on for part in below if part.task.due_on]
    return min(first, default=None), max(last, default=None)


TABS = (
    ("plan_list", gettext_lazy("工作计划")),
    ("task_list", gettext_lazy("全部任务")),
    ("task_mine", gettext_lazy("本单位的任务")),
    ("dormant", gettext_lazy("沉睡名单")),
)


def tabs(request: Any) -> list[dict[str, Any]]:
    """The pages beside each other, those that the person may open."""
    match = request.resolver_match
    here = match.url_name if match else ""
    found = []
    for name, label in TABS:
        if name == "task_mine" and request.actor.organisation_id is None:
            continue
        if name == "dormant" and not may(request.actor, P.TASK_MANAGE):
            continue
        found.append({"label": label, "url": url(request, name), "active": here == name})
    return found


def whole(found: Tree) -> dict[str, Any]:
    """The figures on top of a plan."""
    leaves = [line for line in found.lines if not line.has_parts]
    counted = [line for line in leaves if line.state != TaskState.CANCELLED]
    return {
        "progress": found.progress,
        "total": len(counted),
        "done": sum(line.state == TaskState.DONE for line in counted),
        "submitted": sum(line.state == TaskState.SUBMITTED for line in counted),
        "late": found.late,
    }
