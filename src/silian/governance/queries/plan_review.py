"""How a plan went: done, on time, late; by unit, by centre; achieved against targets."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from silian.consortia.public import today

from ..enums import TaskState
from ..models import Task, WorkPlan
from .plans import Line, tree_of

HALF = "half"
YEAR = "year"


@dataclass(frozen=True)
class Tally:
    """Tasks counted together; `due` are those whose day came within the period."""

    name: str
    total: int
    due: int
    done: int
    on_time: int
    late: int

    @property
    def share(self) -> int | None:
        """Done of all in whole per cent, rounded down; None where there is none."""
        return 100 * self.done // self.total if self.total else None


@dataclass(frozen=True)
class Measure:
    """A task with a target: what was achieved of it, in whole per cent, rounded down."""

    task: Task
    target: Decimal
    value: Decimal | None

    @property
    def share(self) -> int | None:
        """None where nothing was reported, or where the target is zero."""
        if self.value is None or not self.target:
            return None
        return int(self.value * 100 // self.target)


@dataclass(frozen=True)
class Report:
    """The figures of a period: from 1 January until `until`, both ends counted."""

    plan: WorkPlan
    until: dt.date
    progress: int
    whole: Tally
    by_unit: list[Tally]
    by_centre: list[Tally]
    measures: list[Measure]
    late: list[Line]

    @property
    def note(self) -> str:
        """口径."""
        return _(
            "只数没有分项的任务，不含已取消的；完成以验收为准，完成日期是申请验收的那天；"
            "按期指完成日期不晚于期限；逾期指期限在 %(until)s 以前、那天还没有完成的。"
        ) % {"until": self.until}


def end_of(plan: WorkPlan, part: str) -> dt.date:
    """The last day of the half or of the whole year."""
    return dt.date(plan.year, 6, 30) if part == HALF else dt.date(plan.year, 12, 31)


def review(plan: WorkPlan, part: str = YEAR) -> Report:
    """The figures as they stood at the end of the period, or stand today where it goes on."""
    until = min(end_of(plan, part), today())
    found = tree_of(plan)
    lines = [
        line
        for line in found.lines
        if not line.has_parts and line.task.state != TaskState.CANCELLED
    ]
    late = [line for line in lines if _late(line.task, until)]
    targets = [line.task for line in lines if line.task.target is not None]
    return Report(
        plan, until, found.progress,
        tally("", lines, until),
        _by(lines, until, lambda task: task.owner.name if task.owner else _("秘书处")),
        _by(
            [line for line in lines if line.task.centre_id], until,
            lambda task: task.centre.title if task.centre else "",
        ),
        [Measure(task, task.target, task.value) for task in targets],  # type: ignore[arg-type]
        late,
    )  # fmt: skip


def _done(task: Task, until: dt.date) -> bool:
    return task.state == TaskState.DONE and (task.done_on is None or task.done_on <= until)


def _late(task: Task, until: dt.date) -> bool:
    return task.due_on is not None and task.due_on < until and not _done(task, until)


def tally(name: str, lines: Iterable[Line], until: dt.date) -> Tally:
    """These tasks counted on that day."""
    rows = [line.task for line in lines]
    done = [task for task in rows if _done(task, until)]
    return Tally(
        name,
        len(rows),
        sum(task.due_on is not None and task.due_on <= until for task in rows),
        len(done),
        sum(
            task.due_on is not None and task.done_on is not None and task.done_on <= task.due_on
            for task in done
        ),
        sum(_late(task, until) for task in rows),
    )


def _by(lines: list[Line], until: dt.date, name: Callable[[Task], str]) -> list[Tally]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[name(line.task)].append(line)
    found = [tally(key, rows, until) for key, rows in groups.items()]
    return sorted(found, key=lambda one: (-one.total, one.name))


def summary_draft(plan: WorkPlan) -> str:
    """A first text of the year's summary, out of the figures alone."""
    found = review(plan)
    whole = found.whole
    words = {
        "title": plan.title, "until": found.until, "total": whole.total, "done": whole.done,
        "on_time": whole.on_time, "late": whole.late, "progress": found.progress,
    }  # fmt: skip
    parts = [
        _(
            "截至 %(until)s，《%(title)s》共 %(total)d 项任务，完成 %(done)d 项，"
            "其中按期 %(on_time)d 项；逾期未完成 %(late)d 项；按权重汇总的进度为 %(progress)d%%。"
        )
        % words
    ]
    met = [m for m in found.measures if m.share is not None and m.share >= 100]
    if found.measures:
        parts.append(
            _("有目标值的任务 %(n)d 项，达到目标的 %(met)d 项。")
            % {"n": len(found.measures), "met": len(met)}
        )
    for one in found.by_unit:
        parts.append(
            _("%(unit)s：%(total)d 项，完成 %(done)d 项，逾期 %(late)d 项。")
            % {"unit": one.name, "total": one.total, "done": one.done, "late": one.late}
        )
    if found.late:
        names = "；".join(str(line.task) for line in found.late[:20])
        parts.append(_("逾期未完成的任务：%(names)s。") % {"names": names})
    parts.append(_("主要做法、存在的问题和下一年的打算：【＿＿】"))
    return "\n".join(parts)
