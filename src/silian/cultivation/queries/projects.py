"""Reading joint projects: what was promised, what was done, whose turn it is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import Actor
from silian.kernel.punctuation import listed
from silian.kernel.refusals import Missing

from ..enums import DutyState, EnrolmentState, ProjectState, Side
from ..models import DutyEvidence, Enrolment, Project, ProjectDuty, ProjectParty, Student
from ..permissions import P
from .project_kinds import kinds

D = DutyState
FIVE = "five-actors"
UNFINISHED = (D.OPEN, D.SUBMITTED)
# 中高政园企, the order of the columns; others stand last where there are any.
ACTORS = (Side.SECONDARY, Side.COLLEGE, Side.GOVERNMENT, Side.PARK, Side.ENTERPRISE)


def one_project(ref: str) -> Project:
    """The project of an address; `Missing` where there is none."""
    rows = Project.objects.select_related("lead", "program", "agreement")
    found: Project | None = rows.filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def late_duties(on: dt.date | None = None) -> Q:
    """Not handed in although the day is over, of a project that is running."""
    return Q(state=D.OPEN, due_on__lt=on or today(), project__state=ProjectState.RUNNING)


def projects() -> QuerySet[Project]:
    """All projects with what a row of the list shows, in one query."""
    duties = ProjectDuty.objects.filter(project=OuterRef("pk")).order_by().values("project")

    def count(*tests: Q) -> Any:
        rows = duties.filter(*tests).annotate(n=Count("pk")).values("n")
        return rows

    enrolled = Enrolment.objects.filter(project=OuterRef("pk"), state=EnrolmentState.ENROLLED)
    return Project.objects.select_related("lead", "program").annotate(
        duties_all=count(~Q(state=D.DROPPED)),
        duties_done=count(Q(state=D.DONE)),
        duties_late=count(late_duties()),
        students=enrolled.order_by().values("project").annotate(n=Count("pk")).values("n"),
    )


def late_projects(rows: QuerySet[Project]) -> QuerySet[Project]:
    """Those with a duty that is late."""
    late = ProjectDuty.objects.filter(late_duties(), project=OuterRef("pk"))
    return rows.filter(Exists(late))


def duties() -> QuerySet[ProjectDuty]:
    """All duties with their project, party and unit."""
    return ProjectDuty.objects.select_related("project", "party__organisation")


def one_duty(ref: str) -> ProjectDuty:
    """The duty of an address; `Missing` where there is none."""
    found: ProjectDuty | None = duties().filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def own_duties(actor: Actor) -> QuerySet[ProjectDuty]:
    """The duties of the unit acted for; none for who acts for none."""
    if actor.organisation_id is None:
        return duties().none()
    return duties().filter(party__organisation=actor.organisation_id)


def is_late(duty: ProjectDuty, on: dt.date) -> bool:
    """Whether the day of a duty is over and nothing was handed in."""
    return duty.state == D.OPEN and duty.due_on is not None and duty.due_on < on


def sees_inside(actor: Actor, project: Project) -> bool:
    """Whether the actor reads reports and proofs: a party's office, or who acts for no unit.

    A student or mentor acts for a unit as a person and reads none.
    """
    if actor.everything or actor.has(P.PROJECT_MANAGE):
        return True
    if actor.has(P.SELF):
        return False
    if actor.organisation_id is None:
        return True
    rows: Iterable[ProjectParty] = project.parties.all()
    return any(party.organisation_id == actor.organisation_id for party in rows)


def one_evidence(duty: ProjectDuty, ref: str) -> DutyEvidence:
    """A proof of a duty that has a file; `Missing` otherwise."""
    found = duty.evidence.filter(ref=ref).select_related("file").first()
    if found is None or found.file is None:
        raise Missing()
    return found


@dataclass(frozen=True)
class Promise:
    """A duty as the page shows it."""

    duty: ProjectDuty
    late: bool


@dataclass(frozen=True)
class Lane:
    """The duties of one of the five actors, with the units that stand there."""

    side: str
    label: object
    units: tuple[Any, ...]
    promises: tuple[Promise, ...]

    @property
    def done(self) -> int:
        return sum(one.duty.state == D.DONE for one in self.promises)

    @property
    def counted(self) -> int:
        return sum(one.duty.state != D.DROPPED for one in self.promises)


@dataclass(frozen=True)
class Standing:
    """Where a project stands: lanes, counts of duties, the next day, whose turn it is."""

    lanes: tuple[Lane, ...]
    counted: int
    done: int
    submitted: int
    late: int
    next_due: ProjectDuty | None
    turn: str
    tone: str = ""


def with_parties(project: Project) -> tuple[list[ProjectParty], list[ProjectDuty]]:
    """The parties and the duties of a project, in two queries."""
    parties = list(project.parties.select_related("organisation"))
    by_id = {party.pk: party for party in parties}
    found = list(project.duties.order_by(F("due_on").asc(nulls_last=True), "pk"))
    for duty in found:
        duty.party = by_id[duty.party_id]
        duty.project = project
    return parties, found


def standing(
    project: Project, parties: Sequence[ProjectParty], found: Sequence[ProjectDuty]
) -> Standing:
    """Everything of the first screen, from rows already read."""
    day = today()
    running = project.state == ProjectState.RUNNING
    promises = [Promise(duty, running and is_late(duty, day)) for duty in found]
    taking_part = {party.side for party in parties}
    kind = kinds().get(project.kind)
    whole = not parties or (kind is not None and kind.duties == FIVE)
    sides = [
        side for side in (*ACTORS, Side.OTHER)
        if side in taking_part or (whole and side != Side.OTHER)
    ]  # fmt: skip
    lanes = tuple(
        Lane(
            side.value,
            side.label,
            tuple(party for party in parties if party.side == side),
            tuple(one for one in promises if one.duty.party.side == side),
        )
        for side in sides
    )
    waiting = [one.duty for one in promises if one.duty.state == D.OPEN and one.duty.due_on]
    states = Counter(one.duty.state for one in promises)
    sentence, tone = _turn(project, parties, promises)
    return Standing(
        lanes=lanes,
        counted=len(promises) - states[D.DROPPED],
        done=states[D.DONE],
        submitted=states[D.SUBMITTED],
        late=sum(one.late for one in promises),
        next_due=next((duty for duty in waiting if not is_late(duty, day)), None),
        turn=sentence,
        tone=tone,
    )


def missing_to_start(parties: Sequence[ProjectParty], count: int) -> list[str]:
    """What a project lacks before it can start, in words; empty where nothing is missing."""
    found = []
    if len({party.side for party in parties}) < 2:
        found.append(_("至少两类参与单位"))
    if not count:
        found.append(_("至少一项职责"))
    return found


def _turn(
    project: Project, parties: Sequence[ProjectParty], promises: Sequence[Promise]
) -> tuple[str, str]:
    """Whose turn it is, in one sentence, and its tone."""
    if project.state == ProjectState.FINISHED:
        return _("项目已结项。"), ""
    if project.state == ProjectState.STOPPED:
        return _("项目已终止。"), ""
    if project.state == ProjectState.PLANNED:
        if lacking := missing_to_start(parties, len(promises)):
            return _("轮到秘书处：还缺%(what)s。") % {"what": listed(lacking)}, "warning"
        return _("轮到秘书处：可以启动项目。"), ""
    if late := [one.duty for one in promises if one.late]:
        return _("轮到%(units)s：%(n)d 项职责逾期。") % {
            "units": _units(late), "n": len(late),
        }, "error"  # fmt: skip
    if submitted := [one.duty for one in promises if one.duty.state == D.SUBMITTED]:
        return _("轮到秘书处：验收%(units)s提交的 %(n)d 项职责。") % {
            "units": _units(submitted), "n": len(submitted),
        }, ""  # fmt: skip
    if waiting := [one.duty for one in promises if one.duty.state == D.OPEN]:
        first = waiting[0]
        if first.due_on is None:
            return _("轮到%(units)s。") % {"units": _units(waiting)}, ""
        return _("轮到%(unit)s：“%(duty)s”应在 %(day)s 前完成。") % {
            "unit": first.party.organisation.title, "duty": first.title, "day": first.due_on,
        }, ""  # fmt: skip
    return _("职责都已完成，轮到秘书处办理结项。"), ""


def _units(found: Sequence[ProjectDuty], most: int = 3) -> str:
    """The units of some duties, each once; beyond three it says how many more."""
    names = list(dict.fromkeys(duty.party.organisation.title for duty in found))
    words = listed(names[:most])
    if len(names) > most:
        words += _("等 %(n)d 家") % {"n": len(names)}
    return words


def students_at(units: Iterable[int]) -> list[Student]:
    """The students of some schools by number, those who have not graduated."""
    rows = Student.objects.filter(organisation__in=list(units), graduated_on__isnull=True)
    return list(rows.order_by("number"))


def projects_exist() -> bool:
    """Whether the consortium of the scope has any joint project yet."""
    return Project.objects.exists()


def promised(rows: QuerySet[Project]) -> QuerySet[Project]:
    """With the parties, for an export."""
    parties = ProjectParty.objects.select_related("organisation")
    return rows.prefetch_related(Prefetch("parties", parties))
