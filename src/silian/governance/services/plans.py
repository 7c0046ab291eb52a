"""The year's plan: drafted, adopted by a motion or otherwise, closed with its summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import MotionState, PlanState
from ..models import Motion, WorkPlan
from ..permissions import P
from ..policy import place_of
from ..workflows import PLAN
from .values import fill, valid

FIRST_YEAR, LAST_YEAR = 2000, 2100


@command("governance.plan.draft", P.TASK_MANAGE)
def draft(
    *, actor: Actor, year: int, title: str, text: str = "", is_demo: bool = False
) -> WorkPlan:
    """A new plan of a year. `Invalid` for a year out of reach or a title that it has already."""
    require(actor, P.TASK_MANAGE)
    row = WorkPlan(consortium_id=place_of(actor), is_demo=is_demo)
    changes = fill(row, {"year": year, "title": title.strip(), "text": text.strip()})
    _check(row)
    row.save()
    audit.record(actor, row, changes)
    return row


def _check(row: WorkPlan) -> None:
    if not FIRST_YEAR <= row.year <= LAST_YEAR:
        raise Invalid({"year": [_("年度应在 2000 到 2100 之间。")]})
    same = WorkPlan.objects.filter(year=row.year, title=row.title).exclude(pk=row.pk)
    if same.exists():
        raise Invalid({"title": [_("这一年已经有同名的计划。")]})
    valid(row)


@command("governance.plan.update", P.TASK_MANAGE)
def update(*, actor: Actor, plan: WorkPlan | str, values: Mapping[str, Any]) -> WorkPlan:
    """Changes title, year or text. `Conflict` for a plan that is closed."""
    row = lock(WorkPlan, plan)
    require(actor, P.TASK_MANAGE, row)
    check_open(row)
    if unknown := set(values) - {"year", "title", "text"}:
        raise TypeError(f"no field of a plan: {sorted(unknown)}")
    changes = fill(row, values)
    _check(row)
    row.save()
    audit.record(actor, row, changes)
    return row


def check_open(plan: WorkPlan | None) -> None:
    """`Conflict` for a plan that is summed up: its figures are what they were then."""
    if plan is not None and plan.state == PlanState.CLOSED:
        raise Conflict(_("“%(plan)s”已经总结，不再改动。") % {"plan": plan.title})


@command("governance.plan.adopt", P.TASK_MANAGE)
def adopt(
    *,
    actor: Actor,
    plan: WorkPlan | str,
    on: dt.date,
    motion: Motion | None = None,
    note: str = "",
) -> WorkPlan:
    """Adopts a plan, by a motion on it that passed or by a note that says how. `Invalid` without
    either, for a day to come and for a motion that did not pass or is on something else;
    `Conflict` for a plan without tasks.
    """
    row = lock(WorkPlan, plan)
    changes: dict[str, Any] = dict(PLAN.advance(actor, row, "adopt"))
    if not row.tasks.exists():
        raise Conflict(_("计划里还没有任务。"))
    if on > today():
        raise Invalid({"on": [_("通过日期不能在今天之后。")]})
    if motion is not None:
        if motion.plan_id != row.pk or motion.state != MotionState.PASSED:
            raise Invalid({"motion": [_("这项议案不是审议这份计划的，或没有通过。")]})
        note = note or str(_("议案：%(title)s") % {"title": motion.title})
    if not note.strip():
        raise Invalid({"note": [_("请选择通过它的议案，或写明在哪次会议、以什么方式通过。")]})
    row.adopted_on, row.adopted_note = on, note.strip()[:300]
    row.save()
    audit.record(actor, row, changes | {"on": on.isoformat(), "note": row.adopted_note})
    return row


@command("governance.plan.close", P.TASK_MANAGE)
def close(*, actor: Actor, plan: WorkPlan | str, summary: str) -> WorkPlan:
    """Closes a plan with its summary; its tasks no longer change. `Invalid` without a summary."""
    row = lock(WorkPlan, plan)
    changes: dict[str, Any] = dict(PLAN.advance(actor, row, "close"))
    if not summary.strip():
        raise Invalid({"summary": [_("请写年度总结；可以从系统起草的文字改起。")]})
    row.summary = summary.strip()[:20_000]
    row.save()
    audit.record(actor, row, changes)
    return row
