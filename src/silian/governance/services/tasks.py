"""Tasks of the task book: added, changed, moved, started, cancelled, reopened; and where they
come from: the plan, a resolution, the duties of an agreement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import AgreementState, PlanState, TaskSource, TaskState
from ..models import Agreement, Duty, Resolution, Task, WorkPlan
from ..permissions import P
from ..policy import place_of
from ..queries.plans import next_code
from ..workflows import TASK
from .plans import check_open
from .reasons import reason_of
from .values import fill, valid

LEVELS = 3
MOST_WEIGHT = 1_000
FIELDS = frozenset({
    "code", "title", "text", "owner", "centre", "target", "target_unit", "weight", "starts_on",
    "due_on",
})  # fmt: skip
OPEN = (TaskState.TODO, TaskState.DOING)


@command("governance.task.add", P.TASK_MANAGE)
def add(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    plan: WorkPlan | None = None,
    parent: Task | None = None,
    is_demo: bool = False,
) -> Task:
    """A task of a plan, or of none; `parent` makes it a part. `values` by field (see FIELDS).

    `Invalid` for bad values, an owner that is no member or a fourth level; `Conflict` where the
    plan is closed or the parent was reported on already.
    """
    require(actor, P.TASK_MANAGE)
    row = Task(consortium_id=place_of(actor), is_demo=is_demo)
    if parent is not None:
        parent = lock(Task, parent)
        plan = plan or parent.plan
    # Under the plan's lock two people never give out one number, nor add to a plan just closed.
    row.plan = lock(WorkPlan, plan) if plan is not None else None
    check_open(row.plan)
    place(row, parent)
    changes = put(row, values)
    row.save()
    audit.record(actor, row, changes | {"plan": str(plan or ""), "parent": str(parent or "")})
    return row


def put(row: Task, values: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the fields of a task and checks them; returns what changed."""
    if unknown := set(values) - FIELDS:
        raise TypeError(f"no field of a task: {sorted(unknown)}")
    owner = values.get("owner")
    known = owner is None or owner.pk == row.owner_id or consortia.is_active_member(owner.pk)
    changes = fill(row, values)
    errors: dict[str, list[object]] = {}
    if not known:
        errors["owner"] = [_("“%(unit)s”不是正式成员，不能承担任务。") % {"unit": owner}]
    if not 1 <= (row.weight or 0) <= MOST_WEIGHT:
        errors["weight"] = [_("权重是 1 到 1000 的整数。")]
    if row.target is not None and row.target < 0:
        errors["target"] = [_("目标值不能是负数。")]
    row.code = row.code or next_code(row)
    same = Task.objects.filter(plan=row.plan_id, code=row.code).exclude(pk=row.pk)
    if row.plan_id and same.exists():
        errors["code"] = [_("编号“%(code)s”已经用过。") % {"code": row.code}]
    if errors:
        raise Invalid(errors)
    valid(row, leave_out=("plan", "parent", "resolution", "duty", "centre", "owner"))
    return changes


def place(row: Task, parent: Task | None) -> None:
    """Puts a task under another one, or at the top. See `add` for what is refused."""
    if parent is None:
        row.parent = None
        return
    if parent.plan_id != row.plan_id:
        raise Invalid({"parent": [_("上级任务要在同一份计划里。")]})
    above = _above(parent)
    if row.pk and row.pk in {task.pk for task in above}:
        raise Invalid({"parent": [_("任务不能放在自己的分项之下。")]})
    if len(above) + _depth_below(row) > LEVELS:
        raise Invalid({"parent": [_("任务最多分三级。")]})
    if parent.state not in OPEN:
        raise Conflict(
            _("“%(task)s”现在是“%(state)s”，不能再分解。")
            % {"task": parent.title, "state": parent.get_state_display()}
        )
    if parent.reports.exists():
        raise Conflict(
            _("“%(task)s”已有汇报，不能再分解；请在它旁边另加任务。") % {"task": parent.title}
        )
    row.parent = parent


def _above(task: Task) -> list[Task]:
    """The task and what it is a part of, up to the top."""
    found = [task]
    while found[-1].parent is not None and len(found) <= LEVELS:
        found.append(found[-1].parent)
    return found


def _depth_below(row: Task) -> int:
    """How many levels the task and its parts fill."""
    if row.pk is None:
        return 1
    level, ids = 1, {row.pk}
    while level <= LEVELS:
        ids = set(Task.objects.filter(parent__in=ids).values_list("pk", flat=True))
        if not ids:
            break
        level += 1
    return level


@command("governance.task.update", P.TASK_MANAGE)
def update(*, actor: Actor, task: Task | str, values: Mapping[str, Any]) -> Task:
    """Changes a task. `Conflict` where it is done, cancelled, or its plan is closed."""
    row = _changing(actor, task)
    changes = put(row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


def _changing(actor: Actor, task: Task | str) -> Task:
    row = lock(Task, task)
    require(actor, P.TASK_MANAGE, row)
    check_open(row.plan)
    if row.state in {TaskState.DONE, TaskState.CANCELLED}:
        raise Conflict(
            _("任务现在是“%(state)s”，不能改；要改请先重新打开。")
            % {"state": row.get_state_display()}
        )
    return row


@command("governance.task.move", P.TASK_MANAGE)
def move(*, actor: Actor, task: Task | str, parent: Task | None) -> Task:
    """Makes a task a part of another one of its plan, or puts it at the top (None)."""
    row = _changing(actor, task)
    before = str(row.parent or "")
    place(row, lock(Task, parent) if parent is not None else None)
    row.save(update_fields=["parent"])
    audit.record(actor, row, {"parent": [before, str(parent or "")]})
    return row


@command("governance.task.start", P.TASK_REPORT)
def start(*, actor: Actor, task: Task | str) -> Task:
    """The owner begins."""
    row = lock(Task, task)
    check_open(row.plan)
    changes = TASK.advance(actor, row, "start")
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.task.cancel", P.TASK_MANAGE)
def cancel(*, actor: Actor, task: Task | str, reason: str) -> Task:
    """Cancels a task and its parts that are open. `Invalid` without a reason, `Conflict` while a
    part waits for acceptance.
    """
    row = lock(Task, task)
    check_open(row.plan)
    changes: dict[str, Any] = dict(TASK.advance(actor, row, "cancel"))
    row.note = reason_of(reason)
    parts = _parts(row)
    if any(part.state == TaskState.SUBMITTED for part in parts):
        raise Conflict(_("有分项任务正等待验收，请先验收或退回。"))
    row.save()
    count = 0
    for part in parts:
        if part.state in OPEN:
            TASK.advance(actor, part, "cancel")
            part.note = row.note
            part.save()
            count += 1
    audit.record(actor, row, changes | {"reason": row.note, "parts": count})
    return row


def _parts(row: Task) -> list[Task]:
    """The parts of a task at every level."""
    found: list[Task] = []
    level = [row]
    while level:
        rows = Task.objects.select_for_update(of=("self",)).filter(parent__in=level)
        level = list(rows.order_by("pk"))
        found += level
    return found


@command("governance.task.reopen", P.TASK_MANAGE)
def reopen(*, actor: Actor, task: Task | str, reason: str) -> Task:
    """Opens a task that was accepted. `Invalid` without a reason."""
    row = lock(Task, task)
    check_open(row.plan)
    changes: dict[str, Any] = dict(TASK.advance(actor, row, "reopen"))
    row.note = reason_of(reason)
    row.done_on = None
    row.save()
    audit.record(actor, row, changes | {"reason": row.note})
    return row


@command("governance.task.from_resolution", P.TASK_MANAGE)
def from_resolution(
    *, actor: Actor, resolution: Resolution, items: Sequence[Mapping[str, Any]]
) -> list[Task]:
    """The tasks that carry a resolution out: each item has `title` and what else FIELDS names.

    `Invalid` for bad values or no item at all.
    """
    require(actor, P.TASK_MANAGE, resolution)
    if not items:
        raise Invalid({"title": [_("至少要有一项任务。")]})
    made = []
    for item in items:
        row = _sourced(resolution, TaskSource.RESOLUTION, item.get("due_on"))
        row.resolution = resolution
        put(row, item)
        row.save()
        made.append(row)
    audit.record(actor, resolution, {"tasks": [task.title for task in made]})
    return made


@command("governance.task.from_agreement", P.AGREEMENT_DRAFT)
def from_agreement(*, actor: Actor, agreement: Agreement) -> list[Task]:
    """A task for each duty of an agreement in force that has none yet; doing it again adds none.

    `Conflict` where the agreement is not in force.
    """
    require(actor, P.AGREEMENT_DRAFT, agreement)
    if agreement.state != AgreementState.IN_FORCE:
        raise Conflict(_("协议生效之后，义务才成为任务。"))
    duties: Iterable[Duty] = (
        agreement.duties.filter(task__isnull=True)
        .select_related("party__organisation")
        .order_by("party__order", "due_on", "pk")
    )
    made = []
    for duty in duties:
        row = _sourced(agreement, TaskSource.AGREEMENT, duty.due_on)
        row.duty, row.owner = duty, duty.party.organisation
        words = _("《%(agreement)s》%(label)s的义务。") % {
            "agreement": agreement.title, "label": duty.party.label,
        }  # fmt: skip
        if duty.target:
            words += _("目标：%(target)s。") % {"target": duty.target}
        start = agreement.starts_on
        if start and duty.due_on and start > duty.due_on:
            start = None
        put(row, {"title": duty.title, "text": words, "starts_on": start, "due_on": duty.due_on})
        row.save()
        made.append(row)
    audit.record(actor, agreement, {"tasks": [task.title for task in made]})
    return made


def _sourced(source: Agreement | Resolution, kind: str, due_on: dt.date | None) -> Task:
    """A task in the plan of its year, if there is one that is still open."""
    year = (due_on or consortia.today()).year
    rows = WorkPlan.objects.select_for_update(of=("self",)).filter(year=year)
    plan = rows.exclude(state=PlanState.CLOSED).order_by("pk").first()
    return Task(consortium_id=source.consortium_id, plan=plan, source=kind, is_demo=source.is_demo)
