"""A task book from a spreadsheet: all of its rows become tasks of one plan, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.kernel.access import Actor
from silian.kernel.commands import lock
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.refusals import Invalid
from silian.organisations import public as organisations

from ..exchange.tasks import COLUMNS, GROUPS, check
from ..models import Task, WorkPlan
from ..permissions import P
from .plans import check_open
from .tasks import place, put

MOST = 2_000
PLAIN = ("code", "title", "text", "target", "target_unit", "starts_on", "due_on")


def save(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Writes the rows, parents before their parts. `Invalid` for a parent that is nowhere."""
    plan = lock(WorkPlan, str(batch.options.get("plan", "")))
    check_open(plan)
    lines = list(rows)
    if len(lines) > MOST:
        raise Invalid(_("一份任务书最多 %(n)d 项任务，请分开导入。") % {"n": MOST})
    there = {task.code: task for task in Task.objects.filter(plan=plan)}
    centres = {body.ref: body for body in consortia.bodies()}
    owners: dict[str, Any] = {}
    for line in _in_order(lines, set(there)):
        task = Task(consortium_id=batch.consortium_id, plan=plan, is_demo=plan.is_demo)
        parent = line.get("parent")
        place(task, there[parent] if parent else None)
        put(task, _values(line, owners, centres))
        task.save()
        there[task.code] = task
    return SaveResult(created=len(lines))


def _values(line: Row, owners: dict[str, Any], centres: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: line.get(key) for key in PLAIN}
    values |= {key: values[key] or "" for key in ("text", "target_unit")}
    ref = line.get("owner")
    if ref and ref not in owners:
        owners[ref] = organisations.by_ref(ref)
    values["owner"] = owners[ref] if ref else None
    values["centre"] = centres.get(line.get("centre", ""))
    values["weight"] = line.get("weight", 1)
    return values


def _in_order(lines: Sequence[Row], known: set[str]) -> list[Row]:
    """The rows, each after its parent."""
    found: list[Row] = []
    known = set(known)
    waiting = list(lines)
    while waiting:
        ready = [line for line in waiting if not line.get("parent") or line["parent"] in known]
        if not ready:
            names = "、".join(sorted({line["parent"] for line in waiting})[:5])
            raise Invalid(_("文件和计划里都没有这些上级编号：%(names)s。") % {"names": names})
        found += ready
        known |= {line["code"] for line in ready}
        waiting = [line for line in waiting if line not in ready]
    return found


TASKS = register_sheet(
    Sheet(
        key="governance.tasks",
        title=gettext_lazy("任务书"),
        title_en="Task book",
        columns=COLUMNS,
        permission=P.TASK_MANAGE,
        save=save,
        check=check,
        identity=("code",),
        groups=GROUPS,
        about=gettext_lazy("一行一项任务。上级编号把任务连成树，最多三级；导入到所选的工作计划。"),
        about_en="One line a task. Parent numbers make the tree, of three levels at most.",
    )
)
