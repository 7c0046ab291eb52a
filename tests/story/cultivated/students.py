"""Students, consents, requests, teachers: one row of everything in both consortia."""

from __future__ import annotations

import datetime as dt
from typing import Any

from silian.consortia.queries.actors import today
from silian.cultivation.models import (
    Consent,
    Instructor,
    RecordOpening,
    Student,
    StudentClass,
)

from ..cast import Story
from ..governance import Laying
from ..planted import person_of, phone_of
from ..variants import Place, elsewhere, gone, other_unit, own, place

FORMATS = ("csv", "xlsx")
SEE = ("secretariat", "authority")
SCHOOL = ("school_office",)


def years_ago(years: int) -> dt.date:
    """A day so many years ago."""
    return today() - dt.timedelta(days=years * 366)


def build(story: Story) -> None:
    """A class with an adult and a minor of the school, one student of the other school."""
    for slug in ("jia", "yi"):
        with story.inside(slug):
            _people(Laying(story, slug))


def _people(to: Laying) -> None:
    school, maker = to.unit("school"), to.unit("maker")
    owner = f"{to.slug}.student"
    private = {"full_name": person_of(owner), "phone": phone_of(owner)}
    row = to.lay("study_class", StudentClass(
        organisation=school, name="示例一班", program_id="460103", level="college",
        entry_year=today().year - 2,
    ))  # fmt: skip
    jia = to.slug == "jia"
    student = to.lay("student", Student(
        organisation=school, study_class=row, number=f"S{to.slug}1", born_on=years_ago(20),
        user=to.story.people["student"] if jia else None, **private,
    ))  # fmt: skip
    minor = to.lay("student_minor", Student(
        organisation=school, study_class=row, number=f"S{to.slug}2", born_on=years_ago(16),
        guardian_phone=phone_of(owner), **private,
    ))  # fmt: skip
    to.lay("consent", Consent(student=student, organisation=maker, purpose="实习",
                              given_by="本人"))  # fmt: skip
    asker = "school_office" if jia else "secretariat_yi"
    to.lay("opening", RecordOpening(student=minor, asked_by=to.story.people[asker],
                                    reason="示例事由"))  # fmt: skip
    to.lay("instructor", Instructor(organisation=maker, number=f"T{to.slug}1", field="数控",
                                    **private))  # fmt: skip
    if jia:
        _other_school(to)


def _other_school(to: Laying) -> None:
    college = to.unit("college")
    row = StudentClass(organisation=college, name="另校一班", level="secondary", entry_year=2024)
    to.lay("study_class_other", row)
    other = to.lay("student_other", Student(
        organisation=college, study_class=row, number="O1", born_on=years_ago(20),
        full_name=person_of("jia.student"), phone=phone_of("jia.student"),
    ))  # fmt: skip
    to.lay("consent_other", Consent(student=other, organisation=to.unit("maker"), purpose="实习"))
    to.lay("instructor_other", Instructor(organisation=college, number="O1",
                                          full_name=person_of("jia.student")))  # fmt: skip


def grow(units: list[Any], count: int) -> None:
    """Copies of one row of everything that a page may list."""
    from ..growth import copies

    student = Student.objects.get(number="Sjia1")
    minor = Student.objects.get(number="Sjia2")
    copies(student.study_class, count, name=lambda n: f"示例{n}班")
    copies(student, count, number=lambda n: f"S{n + 100}", user_id=None)
    copies(student.consents.get(), count, organisation_id=lambda n: units[n].pk)
    copies(minor.openings.get(), count)
    copies(Instructor.objects.get(number="Tjia1"), count, number=lambda n: f"T{n + 100}")


def _import(routes: str, key: str, role: str) -> tuple[Place, ...]:
    batch = f"batch.{key}.{role}"
    strange = "batch.consortia.members.secretariat_yi"
    return (
        place(f"cultivation:{routes}_import_", "ref", own(batch, role), elsewhere(strange), gone()),
        place(f"cultivation:{routes}_import_row", "ref number", own(f"{batch} 2", role),
              elsewhere(f"{strange} 2"), gone(f"{batch} 999999")),
    )  # fmt: skip


PLACES: tuple[Place, ...] = (
    place("cultivation:student_", "ref", own("student.jia", *SEE, *SCHOOL),
          other_unit("student_other.jia", *SEE), elsewhere("student.yi"), gone()),
    place("cultivation:student_contact", "ref field", own("student.jia phone", *SCHOOL),
          own("student_minor.jia phone", *SCHOOL), other_unit("student_other.jia phone"),
          elsewhere("student.yi phone"), gone("student.jia no-such")),
    place("cultivation:student_export", "format", *map(own, FORMATS), gone("exe")),
    place("cultivation:class_export", "format", *map(own, FORMATS), gone("exe")),
    place("cultivation:opening_decide", "ref", own("opening.jia", "secretariat"),
          elsewhere("opening.yi"), gone()),
    place("cultivation:consent_withdraw", "ref", own("consent.jia", *SCHOOL),
          other_unit("consent_other.jia"), elsewhere("consent.yi"), gone()),
    place("cultivation:my_withdraw", "ref", own("consent.jia", "student"),
          other_unit("consent_other.jia"), elsewhere("consent.yi"), gone()),
    place("cultivation:instructor_export", "format", *map(own, FORMATS), gone("exe")),
    place("cultivation:instructor_account", "ref",
          own("instructor.jia", "secretariat", "enterprise_hr"),
          other_unit("instructor_other.jia", "secretariat"), elsewhere("instructor.yi"), gone()),
    *_import("student", "cultivation.students", "school_office"),
    *_import("instructor", "cultivation.instructors", "enterprise_hr"),
)  # fmt: skip
