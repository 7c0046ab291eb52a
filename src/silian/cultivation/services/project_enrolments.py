"""Students of a project: listed, selected, enrolled, transferred, completed or gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel import audit
from silian.kernel.access import Actor
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import EnrolmentState, Outcome
from ..models import Enrolment, Project, ProjectStage, StageTransfer, Student
from ..permissions import P
from ..workflows import ENROLMENT
from .project_parts import part_of
from .projects import changing, check_changing
from .reasons import reason_of


def first_stage(project: Project) -> ProjectStage | None:
    """The stage in which students begin, if the project has stages."""
    return project.stages.order_by("order").first()


def school_ids(project: Project) -> set[int]:
    """The units whose students may be in the project: its parties, and who teaches a stage."""
    parties = project.parties.values_list("organisation_id", flat=True)
    stages = project.stages.values_list("organisation_id", flat=True)
    return {*parties, *stages}


@command("cultivation.enrolment.add", P.PROJECT_MANAGE)
def add(*, actor: Actor, project: Project | str, student: Student | str) -> Enrolment:
    """Puts a student on the list. `Conflict` for one who is on it already, or whose school takes
    no part in the project.
    """
    parent = changing(actor, project)
    person = lock(Student, student)
    if person.organisation_id not in school_ids(parent):
        raise Conflict(
            _("学号 %(number)s 的学校不是这个项目的参与单位。") % {"number": person.number}
        )
    if Enrolment.objects.filter(project=parent, student=person).exists():
        raise Conflict(_("学号 %(number)s 已经在名单上。") % {"number": person.number})
    row = Enrolment.objects.create(
        consortium_id=parent.consortium_id, project=parent, student=person,
        stage=first_stage(parent),
    )  # fmt: skip
    audit.record(actor, row, {"project": str(parent), "student": person.number})
    return row


def _move(actor: Actor, enrolment: Enrolment | str, verb: str) -> tuple[Enrolment, dict[str, Any]]:
    row = lock(Enrolment, enrolment)
    changes: dict[str, Any] = dict(ENROLMENT.advance(actor, row, verb))
    check_changing(row.project)
    return row, changes


@command("cultivation.enrolment.select", P.PROJECT_MANAGE)
def select(*, actor: Actor, enrolment: Enrolment | str) -> Enrolment:
    """Puts a listed student on the selection list."""
    row, changes = _move(actor, enrolment, "select")
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.enrolment.enrol", P.PROJECT_MANAGE)
def enrol(*, actor: Actor, enrolment: Enrolment | str) -> Enrolment:
    """Takes a student into the class, in the first stage where none is set. `Conflict` where the
    stage's places are taken.
    """
    row, changes = _move(actor, enrolment, "enrol")
    row.stage = row.stage or first_stage(row.project)
    _check_quota(row.stage, row)
    row.save()
    audit.record(actor, row, changes | {"stage": str(row.stage or "")})
    return row


def _check_quota(stage: ProjectStage | None, row: Enrolment) -> None:
    if stage is None or stage.quota is None:
        return
    # Under the stage's lock two people never give out the last place twice.
    stage = lock(ProjectStage, stage)
    taken = Enrolment.objects.filter(stage=stage, state=EnrolmentState.ENROLLED).exclude(pk=row.pk)
    if taken.count() >= (stage.quota or 0):
        raise Conflict(_("第 %(n)d 学段的 %(quota)d 个名额已满。") % {
            "n": stage.order, "quota": stage.quota,
        })  # fmt: skip


@command("cultivation.enrolment.step_many", P.PROJECT_MANAGE)
def step_many(*, actor: Actor, project: Project | str, refs: Iterable[str], verb: str) -> int:
    """Selects or enrols several students at once, all of them or none; returns how many."""
    parent = changing(actor, project)
    run: Any = {"select": select, "enrol": enrol}.get(verb)
    wanted = list(dict.fromkeys(refs))
    if run is None or not wanted:
        raise Invalid(_("请先勾选学生。"))
    for ref in wanted:
        run(actor=actor, enrolment=part_of(parent, Enrolment, ref))
    audit.record(actor, parent, {"verb": verb, "students": len(wanted)})
    return len(wanted)


@command("cultivation.enrolment.transfer", P.PROJECT_MANAGE)
def transfer(
    *, actor: Actor, enrolment: Enrolment | str, on: dt.date, condition_met: str
) -> StageTransfer:
    """转段: into the next stage, with what its condition was met by. `Invalid` without that or for
    a day to come; `Conflict` for a student who is not enrolled, where there is no further stage,
    or where its places are taken.
    """
    row = lock(Enrolment, enrolment)
    project = changing(actor, row.project)
    if row.state != EnrolmentState.ENROLLED:
        raise Conflict(_("学生现在是“%(state)s”，在读才能转段。") % {
            "state": row.get_state_display(),
        })  # fmt: skip
    order = row.stage.order if row.stage else 0
    following = project.stages.filter(order__gt=order).order_by("order").first()
    if following is None:
        raise Conflict(_("已经在最后一个学段。"))
    errors: dict[str, list[object]] = {}
    if not condition_met.strip():
        errors["condition_met"] = [_("请写明转段条件是怎样满足的。")]
    if on > today():
        errors["on"] = [_("转段日期不能在今天之后。")]
    if errors:
        raise Invalid(errors)
    _check_quota(following, row)
    made = StageTransfer.objects.create(
        consortium_id=row.consortium_id, enrolment=row, stage=following, on=on,
        condition_met=condition_met.strip()[:500],
    )  # fmt: skip
    row.stage = following
    row.save()
    audit.record(actor, row, {"stage": [order, following.order], "on": on.isoformat()})
    return made


@command("cultivation.enrolment.complete", P.PROJECT_MANAGE)
def complete(*, actor: Actor, enrolment: Enrolment | str, outcome: str) -> Enrolment:
    """A student completes the project and goes on: see `Outcome`. `Invalid` for another word."""
    row, changes = _move(actor, enrolment, "complete")
    if outcome not in Outcome.values:
        raise Invalid({"outcome": [_("请选择去向。")]})
    row.outcome = outcome
    row.save()
    audit.record(actor, row, changes | {"outcome": outcome})
    return row


@command("cultivation.enrolment.leave", P.PROJECT_MANAGE)
def leave(*, actor: Actor, enrolment: Enrolment | str, reason: str) -> Enrolment:
    """A student leaves the project. `Invalid` without a reason."""
    row, changes = _move(actor, enrolment, "leave")
    row.reason = reason_of(reason)
    row.save()
    # The reason may speak of the person: the entry says that there is one, not which.
    audit.record(actor, row, changes | {"reason": True})
    return row
