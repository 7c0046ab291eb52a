"""Reading students: whose are visible to whom, who is a minor, what was consented to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from silian.consortia.public import today
from silian.kernel.access import Actor
from silian.kernel.refusals import Missing

from ..enums import ConsentState, InternshipState, OpeningState
from ..models import Consent, Instructor, RecordOpening, Student, StudentClass
from ..permissions import P

ADULT = 18


def age_on(born_on: dt.date, day: dt.date) -> int:
    """Whole years on a day; who was born on 29 February is a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def is_minor(student: Student, day: dt.date | None = None) -> bool:
    """Below 18 on that day (today). Without a birthday one counts as a minor, to be safe."""
    return student.born_on is None or age_on(student.born_on, day or today()) < ADULT


def students(actor: Actor) -> QuerySet[Student]:
    """The students of one's own school; all of the consortium for who acts for no unit."""
    rows: QuerySet[Student] = Student.objects.select_related(
        "organisation", "study_class__program", "region"
    )
    if actor.organisation_id is not None:
        rows = rows.filter(organisation=actor.organisation_id)
    return rows


def one_student(actor: Actor, ref: str) -> Student:
    """The student of an address; `Missing` where the actor may see none."""
    found = students(actor).filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def classes(actor: Actor) -> QuerySet[StudentClass]:
    """Classes with `students_count` and `running_count` (students in an internship now)."""
    rows: QuerySet[StudentClass] = StudentClass.objects.select_related("organisation", "program")
    if actor.organisation_id is not None:
        rows = rows.filter(organisation=actor.organisation_id)
    running = Q(students__internships__state=InternshipState.RUNNING)
    return rows.annotate(
        students_count=Count("students", distinct=True),
        running_count=Count("students", filter=running, distinct=True),
    )


def schools_of(rows: QuerySet[Any]) -> list[tuple[str, str]]:
    """The schools that have rows here, as choices by ref."""
    found = rows.order_by("organisation__name").values_list(
        "organisation__ref", "organisation__name"
    )
    return list(dict.fromkeys(found))


def own_student(actor: Actor) -> Student | None:
    """The student who is signed in, if the actor is one."""
    if actor.user_id is None:
        return None
    rows = Student.objects.select_related("organisation", "study_class__program", "region")
    found: Student | None = rows.filter(user=actor.user_id).first()
    return found


def own_instructor(actor: Actor) -> Instructor | None:
    """The teacher or mentor who is signed in."""
    if actor.user_id is None:
        return None
    found: Instructor | None = (
        Instructor.objects.select_related("organisation").filter(user=actor.user_id).first()
    )
    return found


def consents(student: Student) -> QuerySet[Consent]:
    """What the student consented to, the newest first."""
    return student.consents.select_related("organisation").order_by("-created_at", "-pk")


def one_consent(ref: str) -> Consent:
    """The consent of an address; `Missing` where there is none."""
    found: Consent | None = (
        Consent.objects.select_related("student", "organisation").filter(ref=ref).first()
    )
    if found is None:
        raise Missing()
    return found


def has_consent(student: Student, organisation_id: int | None) -> bool:
    """Whether that unit may read the student's name now."""
    return student.consents.filter(organisation=organisation_id, state=ConsentState.GIVEN).exists()


def openings(actor: Actor) -> QuerySet[RecordOpening]:
    """Requests to open minors' records: all for who decides, else those of the own school."""
    rows: QuerySet[RecordOpening] = RecordOpening.objects.select_related(
        "student__organisation", "asked_by", "decided_by"
    )
    if actor.organisation_id is not None and not actor.has(P.OPENING_APPROVE):
        rows = rows.filter(student__organisation=actor.organisation_id)
    return rows


def one_opening(actor: Actor, ref: str) -> RecordOpening:
    """The request of an address; `Missing` where the actor may see none."""
    found = openings(actor).filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def opening_for(actor: Actor, student: Student) -> RecordOpening | None:
    """The approval by which this person may open the record now, if there is one."""
    found: RecordOpening | None = student.openings.filter(
        asked_by=actor.user_id, state=OpeningState.APPROVED, until__gt=timezone.now()
    ).first()
    return found


def instructors(actor: Actor) -> QuerySet[Instructor]:
    """Teachers and mentors of one's own unit; all for who acts for no unit."""
    rows: QuerySet[Instructor] = Instructor.objects.select_related("organisation")
    if actor.organisation_id is not None:
        rows = rows.filter(organisation=actor.organisation_id)
    return rows


def one_instructor(actor: Actor, ref: str) -> Instructor:
    """The instructor of an address; `Missing` where the actor may see none."""
    found = instructors(actor).filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found
