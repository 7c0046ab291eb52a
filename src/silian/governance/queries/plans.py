"""Reading plans and tasks: the tree with its progress, what is late, how a year went."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import Actor
from silian.kernel.refusals import Missing

from ..engine.progress import Node, roll_up, whole
from ..enums import TaskState
from ..models import Task, WorkPlan
from ..permissions import P

UNFINISHED = (TaskState.TODO, TaskState.DOING, TaskState.SUBMITTED)
_DIGITS = re.compile(r"\d+|\D+")


def one_plan(ref: str) -> WorkPlan:
    """The plan of an address; `Missing` where there is none."""
    found: WorkPlan | None = WorkPlan.objects.filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def tasks() -> QuerySet[Task]:
    """All tasks with what a row shows of them."""
    return Task.objects.select_related(
        "plan", "owner", "centre", "resolution", "duty__agreement", "parent"
    )


def one_task(ref: str) -> Task:
    """The task of an address; `Missing` where there is none."""
    found = tasks().filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def code_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """What codes are ordered by: 1.2 before 1.10."""
    return tuple(
        (0, int(run), "") if run.isdecimal() else (1, 0, run) for run in _DIGITS.findall(code)
    )


def next_code(row: Task) -> str:
    """A free number: after the last of its plan, or after the last part of its parent."""
    head = f"{row.parent.code}." if row.parent is not None and row.parent.code else ""
    rows = Task.objects.filter(plan=row.plan_id, code__startswith=head).exclude(pk=row.pk)
    tails = (code.removeprefix(head) for code in rows.values_list("code", flat=True))
    last = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return f"{head}{last + 1}"[:20]


def is_late(task: Task, on: dt.date) -> bool:
    """Not done although its day is over."""
    return task.state in UNFINISHED and task.due_on is not None and task.due_on < on


def late(rows: QuerySet[Task], on: dt.date | None = None) -> QuerySet[Task]:
    """Those that are not done although their day is over; a task with parts counts by them."""
    rows = rows.filter(state__in=UNFINISHED, due_on__lt=on or today())
    return leaves(rows)


def leaves(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Without the tasks that have parts: those are counted by their parts."""
    parents = Task.objects.filter(parent__isnull=False).exclude(state=TaskState.CANCELLED)
    return rows.exclude(pk__in=parents.values("parent"))


def mine(rows: QuerySet[Task], actor: Actor) -> QuerySet[Task]:
    """The tasks of the unit that the actor acts for; none for who acts for none."""
    if actor.organisation_id is None:
        return rows.none()
    return rows.filter(owner=actor.organisation_id)


@dataclass(frozen=True)
class Line:
    """A task in its tree: level from 1, its progress rolled up, whether it has parts."""

    task: Task
    level: int
    progress: int
    has_parts: bool
    state: str
    late: bool

    @property
    def indent(self) -> str:
        return f"level-{min(self.level, 3)}"

    @property
    def state_label(self) -> object:
        return TaskState(self.state).label


@dataclass(frozen=True)
class Tree:
    """The lines of a task book in the order of the tree, and the progress of the whole."""

    lines: tuple[Line, ...]
    progress: int
    exact: Fraction

    @property
    def late(self) -> int:
        """How many tasks without parts are late."""
        return sum(line.late and not line.has_parts for line in self.lines)

    def only(self, ids: set[int]) -> list[Line]:
        """The lines of these tasks, their place in the tree kept."""
        return [line for line in self.lines if line.task.pk in ids]


def tree(rows: Iterable[Task], on: dt.date | None = None) -> Tree:
    """The tasks as a tree. A parent that is not among them makes a root."""
    day = on or today()
    found = sorted(rows, key=lambda task: (code_key(task.code), task.pk))
    ids = {task.pk for task in found}
    parts: dict[int | None, list[Task]] = defaultdict(list)
    for task in found:
        parts[task.parent_id if task.parent_id in ids else None].append(task)
    shares = roll_up(
        Node(task.pk, task.parent_id, task.weight, _own(task), task.state != TaskState.CANCELLED)
        for task in found
    )
    lines: list[Line] = []
    waiting = [(task, 1) for task in reversed(parts[None])]
    while waiting:
        task, level = waiting.pop()
        own = [part for part in parts[task.pk] if part.state != TaskState.CANCELLED]
        state = _state(task, own, shares[task.pk])
        is_over = state in {TaskState.DONE, TaskState.CANCELLED}
        overdue = not is_over and task.due_on is not None and task.due_on < day
        lines.append(Line(task, level, whole(shares[task.pk]), bool(own), state, overdue))
        waiting += [(part, level + 1) for part in reversed(parts[task.pk])]
    return Tree(tuple(lines), whole(shares[None]), shares[None])


def _own(task: Task) -> int:
    """An accepted task is done, whatever its last report said."""
    return 100 if task.state == TaskState.DONE else task.progress


def _state(task: Task, parts: Sequence[Task], share: Fraction) -> str:
    """A task with parts is where its parts are."""
    if not parts or task.state == TaskState.CANCELLED:
        return str(task.state)
    if share == 100 and all(part.state == TaskState.DONE for part in parts):
        return TaskState.DONE
    begun = share > 0 or any(part.state != TaskState.TODO for part in parts)
    return TaskState.DOING if begun else TaskState.TODO


def parts_of(task: Task) -> Tree:
    """A task with its parts at every level, the task first."""
    found, level = [task], [task.pk]
    while level:
        rows = list(tasks().filter(parent__in=level))
        found += rows
        level = [row.pk for row in rows]
    return tree(found)


def tree_of(plan: WorkPlan, on: dt.date | None = None) -> Tree:
    """The whole task book of a plan."""
    return tree(tasks().filter(plan=plan), on)


def summaries(plans: Sequence[WorkPlan]) -> dict[int, Tree]:
    """The trees of several plans by their ids, from one query."""
    rows: dict[int, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(plan__in=plans):
        rows[task.plan_id].append(task)
    return {plan.pk: tree(rows[plan.pk]) for plan in plans}


def may_report(actor: Actor, task: Task) -> bool:
    """Whether the actor is the one to report: the owner, or the office for what nobody owns."""
    if not actor.has(P.TASK_REPORT):
        return False
    if task.owner_id is None:
        return actor.has(P.TASK_MANAGE)
    return actor.has(P.TASK_MANAGE) or actor.organisation_id == task.owner_id


def due_between(rows: QuerySet[Task], first: dt.date, last: dt.date) -> QuerySet[Task]:
    """Unfinished and due from the first to the last day, or late already."""
    return leaves(rows.filter(state__in=UNFINISHED, due_on__lte=last)).filter(
        Q(due_on__gte=first) | Q(due_on__lt=today())
    )


def on_time(rows: QuerySet[Task]) -> tuple[int, int]:
    """Tasks done by their day, and tasks whose day is over or that are done: numerator and
    denominator of the share on time. Tasks without a day are in neither.
    """
    counted = leaves(rows).filter(due_on__isnull=False).exclude(state=TaskState.CANCELLED)
    ripe = counted.filter(Q(due_on__lt=today()) | Q(state=TaskState.DONE))
    good = ripe.filter(state=TaskState.DONE, done_on__lte=F("due_on"))
    return good.count(), ripe.count()


def task_cells(line: Line) -> dict[str, Any]:
    """A row of the task book's export, in the columns of its sheet and some more."""
    task = line.task
    return {
        "code": task.code,
        "parent": task.parent.code if task.parent else "",
        "title": task.title,
        "owner": task.owner.name if task.owner else "",
        "centre": task.centre.name if task.centre else "",
        "target": task.target,
        "target_unit": task.target_unit,
        "weight": task.weight,
        "starts_on": task.starts_on,
        "due_on": task.due_on,
        "text": task.text,
        "source": task.get_source_display(),
        "state": str(line.state_label),
        "progress": line.progress,
        "value": task.value,
        "done_on": task.done_on,
        "late": _("逾期") if line.late else "",
    }
