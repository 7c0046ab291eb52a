"""What governance has for a person's home: few and cheap questions, since everybody asks them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from silian.consortia.public import today
from silian.kernel.access import Actor

from ..enums import (
    AgreementState,
    BallotState,
    CharterState,
    Consent,
    ElectionState,
    MeetingState,
    Presence,
    Review,
    TaskState,
)
from ..models import (
    Attendance,
    Candidate,
    Charter,
    Meeting,
    MeetingPaper,
    Resolution,
    Task,
    TaskReport,
    Term,
    Voter,
)
from .agreements import EXPIRING_DAYS, awaiting, awaiting_office, expiring, visible
from .letters import own_papers
from .plans import UNFINISHED, leaves

SOON_DAYS = 30
WARN_DAYS = max(EXPIRING_DAYS)
GRACE = dt.timedelta(hours=12)


def next_meetings(actor: Actor) -> list[Attendance]:
    """The calls to meetings that run or are to come, with `unread`: papers nobody opened yet."""
    papers = MeetingPaper.objects.filter(meeting=OuterRef("meeting"))
    rows = Attendance.objects.filter(
        organisation=actor.organisation_id,
        meeting__state__in=(MeetingState.CONVENED, MeetingState.OPEN),
    ).filter(
        Q(meeting__state=MeetingState.OPEN) | Q(meeting__starts_at__gte=timezone.now() - GRACE)
    )
    rows = rows.annotate(unread=Q(read_at__isnull=True) & Exists(papers))
    return list(rows.select_related("meeting").order_by("meeting__starts_at", "pk")[:3])


def open_votes(actor: Actor) -> int:
    """The votes that the own unit may cast now and has not: its own, and those it holds."""
    own = Q(organisation=actor.organisation_id) & ~Q(attendance__presence=Presence.ABSENT)
    held = Q(
        attendance__given__ended_at__isnull=True,
        attendance__given__holder__organisation=actor.organisation_id,
    ) & ~Q(attendance__given__holder__presence=Presence.ABSENT)
    rows = Voter.objects.filter(own | held, ballot__state=BallotState.OPEN, voted=False)
    return rows.order_by().values("pk").distinct().count()


def asked_to_stand(actor: Actor) -> list[Candidate]:
    """The nominations that the own unit has not answered."""
    rows = Candidate.objects.filter(
        organisation=actor.organisation_id, consent=Consent.ASKED,
        election__state=ElectionState.NOMINATING,
    )  # fmt: skip
    return list(rows.select_related("election")[:5])


def agreements_waiting(actor: Actor) -> int:
    """The agreements in which it is the own unit's turn."""
    return awaiting(visible(actor), actor.organisation_id).count()


@dataclass(frozen=True)
class Due:
    """Unfinished tasks of a unit: late, due within 30 days, all."""

    late: int
    soon: int
    all: int


def tasks_due(actor: Actor) -> Due:
    """The unfinished tasks of the own unit, those with parts left out."""
    day = today()
    rows = leaves(Task.objects.filter(owner=actor.organisation_id, state__in=UNFINISHED))
    found = rows.order_by().aggregate(
        late=Count("pk", filter=Q(due_on__lt=day)),
        soon=Count("pk", filter=Q(due_on__gte=day, due_on__lte=day + dt.timedelta(SOON_DAYS))),
        all=Count("pk"),
    )
    return Due(**found)


def new_letters(actor: Actor) -> int:
    """The papers that the own unit was given in the last 30 days."""
    since = today() - dt.timedelta(days=SOON_DAYS)
    return own_papers(actor).filter(issued_on__gte=since).count()


@dataclass(frozen=True)
class Office:
    """What waits for the secretariat."""

    to_convene: int
    to_minute: int
    reports: int
    terms: int
    expiring: int
    agreements: int
    charter: bool


def office(actor: Actor) -> Office:
    """Counted in six queries."""
    meetings: dict[str, Any] = Meeting.objects.order_by().aggregate(
        draft=Count("pk", filter=Q(state=MeetingState.DRAFT)),
        closed=Count("pk", filter=Q(state=MeetingState.CLOSED)),
    )
    rows = visible(actor)
    return Office(
        meetings["draft"],
        meetings["closed"],
        TaskReport.objects.filter(review=Review.WAITING).count(),
        _terms_ending(),
        expiring(rows).count(),
        awaiting_office(rows).count(),
        Charter.objects.filter(state=CharterState.IN_FORCE).exists(),
    )


def _terms_ending() -> int:
    later = Term.objects.filter(body=OuterRef("body"), starts_on__gt=OuterRef("starts_on"))
    limit = today() + dt.timedelta(days=WARN_DAYS)
    rows = Term.objects.filter(body__dissolved_on__isnull=True, ends_on__lte=limit)
    rows = rows.filter(Q(delayed_until__isnull=True) | Q(delayed_until__lte=limit))
    return rows.exclude(Exists(later)).count()


@dataclass(frozen=True)
class Figures:
    """Resolutions carried out of those with tasks; tasks on time of those that count; agreements
    in force.
    """

    carried: int
    resolutions: int
    on_time: int
    ripe: int
    in_force: int


def figures(actor: Actor) -> Figures:
    """Counted in three queries."""
    counted = Task.objects.exclude(state=TaskState.CANCELLED)
    of_it = counted.filter(resolution=OuterRef("pk"))
    resolutions = Resolution.objects.order_by().filter(Exists(of_it))
    open_ones = of_it.exclude(state=TaskState.DONE)
    done = resolutions.aggregate(all=Count("pk"), done=Count("pk", filter=~Q(Exists(open_ones))))
    good = Q(state=TaskState.DONE, done_on__lte=F("due_on"))
    ripe = Q(due_on__lt=today()) | Q(state=TaskState.DONE)
    tasks = leaves(counted.filter(due_on__isnull=False)).order_by()
    on_time = tasks.aggregate(good=Count("pk", filter=good), ripe=Count("pk", filter=ripe))
    in_force = visible(actor).filter(state=AgreementState.IN_FORCE).count()
    return Figures(done["done"], done["all"], on_time["good"], on_time["ripe"], in_force)
