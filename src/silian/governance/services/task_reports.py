"""Reports on tasks: the owner says what was done and with which proof, the secretariat answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.files import keep
from silian.kernel.refusals import Conflict, Invalid, Missing

from ..enums import PlanState, Review, TaskState
from ..models import Task, TaskReport
from ..permissions import P
from ..workflows import TASK
from .plans import check_open
from .reasons import reason_of
from .values import valid


@command("governance.task.report", P.TASK_REPORT)
def report(
    *,
    actor: Actor,
    task: Task | str,
    text: str,
    progress: int,
    value: Decimal | None = None,
    upload: Any = None,
    final: bool = False,
) -> TaskReport:
    """The owner reports; `final` asks for acceptance and means 100 %. The progress shown is that
    of the last report that was not returned.

    `Conflict` where the task has parts, waits for acceptance or is over, or where the plan is
    not adopted or closed; `Invalid` for bad values.
    """
    row = lock(Task, task)
    require(actor, P.TASK_REPORT, row)
    _check_time(row)
    made = TaskReport(
        consortium_id=row.consortium_id, task=row, progress=100 if final else progress,
        value=value, text=text.strip(), final=final, reported_by=actor.label[:100],
    )  # fmt: skip
    if not 0 <= made.progress <= 100:
        raise Invalid({"progress": [_("进度是 0 到 100 的整数。")]})
    if not made.text:
        raise Invalid({"text": [_("请写明完成了什么。")]})
    valid(made, leave_out=("task", "evidence"))
    if upload is not None:
        made.evidence = keep(actor=actor, upload=upload)
    made.save()
    changes = _advance(actor, row, final)
    follow(row)
    audit.record(actor, row, changes | {
        "progress": made.progress, "value": str(value) if value is not None else "",
        "final": final, "evidence": made.evidence.sha256 if made.evidence else "",
    })  # fmt: skip
    return made


def _check_time(row: Task) -> None:
    check_open(row.plan)
    if row.plan is not None and row.plan.state == PlanState.DRAFT:
        raise Conflict(_("计划还没有通过，通过之后才汇报。"))
    if row.parts.exists():
        raise Conflict(_("这项任务有分项，进度由分项汇总，请在分项里汇报。"))
    if row.state == TaskState.SUBMITTED:
        raise Conflict(_("已经申请验收，等秘书处答复后再汇报。"))
    if row.state in {TaskState.DONE, TaskState.CANCELLED}:
        raise Conflict(_("任务现在是“%(state)s”，不再汇报。") % {"state": row.get_state_display()})


def _advance(actor: Actor, row: Task, final: bool) -> dict[str, Any]:
    if final:
        return dict(TASK.advance(actor, row, "submit"))
    if row.state == TaskState.TODO:
        return dict(TASK.advance(actor, row, "start"))
    return {}


def follow(row: Task) -> None:
    """Saves the task with progress and value of the last report that was not returned."""
    last = row.reports.exclude(review=Review.RETURNED).order_by("-pk").first()
    row.progress = last.progress if last else 0
    valued = row.reports.exclude(review=Review.RETURNED).filter(value__isnull=False)
    last_value = valued.order_by("-pk").first()
    row.value = last_value.value if last_value else None
    row.save()


@command("governance.task.accept", P.TASK_MANAGE)
def accept(*, actor: Actor, report: TaskReport | str, note: str = "") -> TaskReport:
    """Agrees to a report; a final one makes the task done, on the day on which it was reported.

    `Conflict` for one that was answered already.
    """
    row, task = _answering(actor, report)
    changes: dict[str, Any] = {"report": row.ref}
    if row.final:
        changes |= TASK.advance(actor, task, "accept")
        task.done_on = timezone.localdate(row.created_at)
    _answer(actor, row, Review.ACCEPTED, note.strip()[:300])
    follow(task)
    audit.record(actor, task, changes | {"review": Review.ACCEPTED.value, "note": row.review_note})
    return row


@command("governance.task.send_back", P.TASK_MANAGE)
def send_back(*, actor: Actor, report: TaskReport | str, note: str) -> TaskReport:
    """Returns a report with a note; its progress no longer counts. `Invalid` without a note,
    `Conflict` for one that was answered already.
    """
    row, task = _answering(actor, report)
    changes: dict[str, Any] = {"report": row.ref}
    given = reason_of(note, "note")
    if row.final:
        changes |= TASK.advance(actor, task, "return")
    _answer(actor, row, Review.RETURNED, given)
    follow(task)
    audit.record(actor, task, changes | {"review": Review.RETURNED.value, "note": given})
    return row


def _answering(actor: Actor, report: TaskReport | str) -> tuple[TaskReport, Task]:
    """The report and its task, locked in the order in which a report locks them."""
    rows = TaskReport.objects.select_related("task")
    found = rows.filter(pk=report.pk) if isinstance(report, TaskReport) else rows.filter(ref=report)
    row = found.first()
    if row is None:
        raise Missing()
    task = lock(Task, row.task)
    row = lock(TaskReport, row)
    require(actor, P.TASK_MANAGE, task)
    check_open(task.plan)
    if row.review != Review.WAITING:
        raise Conflict(_("这份汇报已经答复过：%(review)s。") % {"review": row.get_review_display()})
    return row, task


def _answer(actor: Actor, row: TaskReport, review: str, note: str) -> None:
    row.review, row.review_note = review, note
    row.reviewed_at, row.reviewed_by = timezone.now(), actor.label[:100]
    row.save()
