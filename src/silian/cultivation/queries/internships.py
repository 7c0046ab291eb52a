"""Reading internships: whose are visible to whom, what rules say, what waits on the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from silian.consortia.public import today
from silian.kernel.access import Actor
from silian.kernel.refusals import Missing

from ..engine.internships.check import Facts, Finding, Program, check
from ..engine.internships.rules import RuleSet
from ..enums import EndingState, IncidentState, InternshipKind, InternshipState
from ..models import Ending, Incident, Internship, RuleOverride, SignIn, WeeklyLog
from ..permissions import P
from .internships_rules import evidence_of, name_of, sets_for, text_of, words_of

COUNTED = (InternshipState.AGREED, InternshipState.RUNNING)
OVER = (InternshipState.FINISHED, InternshipState.ENDED, InternshipState.CANCELLED)
SILENT_DAYS = 3
LOG_DAYS = 7


def is_own_only(actor: Actor) -> bool:
    """A student: of the unit, but not speaking for it."""
    return not actor.everything and actor.has(P.SELF) and not actor.has(P.INTERNSHIP_MENTOR)


def internships(actor: Actor) -> QuerySet[Internship]:
    """Those of the unit acted for, as school or as place; of a student one's own; else all."""
    rows: QuerySet[Internship] = Internship.objects.select_related(
        "school", "organisation", "student__study_class__program", "instructor", "post_program",
        "region", "project",
    )  # fmt: skip
    if is_own_only(actor):
        return rows.filter(student__user=actor.user_id)
    unit = actor.organisation_id
    return rows if unit is None else rows.filter(Q(school=unit) | Q(organisation=unit))


def own_internships(actor: Actor) -> list[Internship]:
    """Those of the person signed in, the newest first."""
    if actor.user_id is None:
        return []
    rows = Internship.objects.select_related("school", "organisation")
    mine = Q(student__user=actor.user_id) | Q(instructor__user=actor.user_id)
    return list(rows.filter(mine).order_by("-starts_on", "-pk"))


def own_week(actor: Actor, day: dt.date, week_on: dt.date) -> QuerySet[Any]:
    """The person's running ones, with `signed_in` (that day) and `logged` (the week that began)."""
    mine = Q(student__user=actor.user_id) | Q(instructor__user=actor.user_id)
    here = OuterRef("pk")
    rows = Internship.objects.filter(mine, state=InternshipState.RUNNING)
    return rows.select_related("organisation").annotate(
        signed_in=Exists(SignIn.objects.filter(internship=here, on=day)),
        logged=Exists(WeeklyLog.objects.filter(internship=here, week_on=week_on)),
    )


def is_person(actor: Actor, row: Internship) -> bool:
    """Whether the actor is the student or the teacher of the internship."""
    person = row.student or row.instructor
    return actor.user_id is not None and getattr(person, "user_id", None) == actor.user_id


def one_internship(actor: Actor, ref: str) -> Internship:
    """The internship of an address; `Missing` where the actor may see none."""
    found = internships(actor).filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


class Counts:
    """How many interns a unit has on the days of an internship, from one query for all rows."""

    def __init__(self, units: Iterable[int]) -> None:
        rows = Internship.objects.filter(
            organisation__in=set(units), state__in=COUNTED, kind=InternshipKind.ON_POST
        )
        self._by_unit: dict[int, list[tuple[int, str, dt.date, dt.date]]] = {}
        for unit, *rest in rows.values_list("organisation", "pk", "post", "starts_on", "ends_on"):
            self._by_unit.setdefault(unit, []).append(tuple(rest))

    def of(self, row: Internship) -> tuple[int, int]:
        """Interns of the unit and of the same post, the row itself included."""
        here = [
            post
            for pk, post, starts, ends in self._by_unit.get(row.organisation_id, [])
            if pk != row.pk and starts <= row.ends_on and row.starts_on <= ends
        ]
        return len(here) + 1, here.count(row.post) + 1


def _program(row: Any) -> Program | None:
    if row is None:
        return None
    return Program(row.code, row.class_name or row.category_name, row.category_name)


def facts_of(row: Internship, counts: Counts) -> Facts:
    """What the rules ask about an internship."""
    student = row.student
    unit_interns, post_interns = counts.of(row)
    return Facts(
        kind=row.kind, starts_on=row.starts_on, ends_on=row.ends_on,
        born_on=student.born_on if student else None,
        entry_year=student.study_class.entry_year if student else None,
        guardian_consent=row.guardian_consent, student_signed_on=row.student_signed_on,
        school_signed_on=row.school_signed_on, unit_signed_on=row.unit_signed_on,
        day_hours=row.day_hours, night_shift=row.night_shift, overtime=row.overtime,
        holiday_work=row.holiday_work, pay=row.pay, post_wage=row.post_wage,
        independent=row.independent, fees=row.fees, barred_work=row.barred_work,
        by_agency=row.by_agency, unit_staff=row.unit_staff, post_staff=row.post_staff,
        unit_interns=unit_interns, post_interns=post_interns, insured=bool(row.insurance.strip()),
        visited_on=row.visited_on, school_mentor=bool(row.school_mentor.strip()),
        unit_mentor=bool(row.unit_mentor.strip()),
        program=_program(student.study_class.program) if student else None,
        post_program=_program(row.post_program),
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A finding as a page shows it; `override` is the reason that let it pass."""

    finding: Finding
    override: RuleOverride | None

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def stops(self) -> bool:
        """Whether it keeps the internship from beginning."""
        return self.finding.blocks and self.override is None

    @property
    def words(self) -> str:
        return words_of(self.finding)

    @property
    def text(self) -> str:
        return text_of(self.finding.rule)

    @property
    def source(self) -> str:
        """The document and the place in it."""
        return f"{name_of(self.finding.rule_set)} {self.finding.rule.source}"

    @property
    def document(self) -> str:
        return self.finding.rule_set.document

    @property
    def evidence(self) -> str:
        return evidence_of(self.finding.rule)

    @property
    def overridable(self) -> bool:
        return self.finding.rule.overridable and self.override is None


def rules_of(row: Internship) -> list[RuleSet]:
    """The versions that hold for an internship: on its first day, where it takes place."""
    return sets_for(row.starts_on, row.region_id or "")


def findings(rows: Sequence[Internship]) -> dict[int, list[Line]]:
    """What the rules say of each internship, by its pk: two queries for all of them."""
    counts = Counts(row.organisation_id for row in rows)
    passed = {
        (found.internship_id, found.rule): found
        for found in RuleOverride.objects.filter(internship__in=[row.pk for row in rows])
    }
    return {
        row.pk: [
            Line(finding, passed.get((row.pk, finding.key)))
            for finding in check(facts_of(row, counts), rules_of(row))
        ]
        for row in rows
    }


@dataclass(frozen=True)
class Board:
    """What needs somebody: incidents, endings, silence, logs without an answer."""

    incidents: list[Incident]
    endings: list[Ending]
    silent: list[Internship]
    logs: list[WeeklyLog]

    @property
    def total(self) -> int:
        return len(self.incidents) + len(self.endings) + len(self.silent) + len(self.logs)


def open_incidents(actor: Actor) -> QuerySet[Incident]:
    """Incidents that nobody has handled, the urgent first."""
    rows = Incident.objects.filter(
        state=IncidentState.OPEN, internship__in=internships(actor).values("pk")
    )
    return rows.select_related("internship__organisation", "internship__student")


def open_endings(actor: Actor) -> QuerySet[Ending]:
    """Wishes to end an internship that wait, the first due first."""
    rows = Ending.objects.filter(
        state=EndingState.ASKED, internship__in=internships(actor).values("pk")
    )
    return rows.select_related("internship__organisation", "internship__student").order_by(
        "answer_by", "pk"
    )


def silent_internships(actor: Actor) -> QuerySet[Internship]:
    """Running, begun long enough ago, without a sign-in for more than `SILENT_DAYS` days."""
    since = today() - dt.timedelta(days=SILENT_DAYS)
    rows = internships(actor).filter(
        state=InternshipState.RUNNING, starts_on__lt=since, kind=InternshipKind.ON_POST
    )
    return rows.annotate(last_sign_in=Max("sign_ins__on")).filter(
        Q(last_sign_in__isnull=True) | Q(last_sign_in__lt=since)
    )


def unanswered_logs(actor: Actor, days: int = LOG_DAYS) -> QuerySet[WeeklyLog]:
    """Logs that one of the mentors has not answered for so many days; of a unit its own share."""
    waiting = Q(school_answered_at__isnull=True) | Q(unit_answered_at__isnull=True)
    unit = actor.organisation_id
    if unit is not None:
        waiting = Q(school_answered_at__isnull=True, internship__school=unit) | Q(
            unit_answered_at__isnull=True, internship__organisation=unit
        )
    rows = WeeklyLog.objects.filter(
        waiting, internship__in=internships(actor).values("pk"),
        created_at__lt=timezone.now() - dt.timedelta(days=days),
    )  # fmt: skip
    return rows.select_related("internship__organisation", "internship__student").order_by(
        "created_at", "pk"
    )


def board(actor: Actor, most: int = 100) -> Board:
    """Everything on the board of the actor, at most so many of each."""
    return Board(
        list(open_incidents(actor)[:most]), list(open_endings(actor)[:most]),
        list(silent_internships(actor)[:most]), list(unanswered_logs(actor)[:most]),
    )  # fmt: skip


def due_endings() -> list[str]:
    """The refs of wishes whose time has passed without an answer."""
    rows = Ending.objects.filter(state=EndingState.ASKED, answer_by__lte=timezone.now())
    return list(rows.values_list("ref", flat=True))


def one_of(model: type[Any], actor: Actor, ref: str) -> Any:
    """A log, incident, ending or paper of an internship that the actor sees, else `Missing`."""
    rows = model.objects.filter(ref=ref, internship__in=internships(actor).values("pk"))
    found = rows.select_related("internship__school", "internship__organisation").first()
    if found is None:
        raise Missing()
    return found
