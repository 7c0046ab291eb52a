"""A class list, or a list of teachers and mentors, from a spreadsheet: all of its rows or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import Actor
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.refusals import Invalid

from ..exchange.students import (
    GROUPS,
    INSTRUCTOR_COLUMNS,
    STUDENT_COLUMNS,
    check_instructor,
    check_student,
)
from ..models import Instructor, Student, StudentClass
from ..permissions import P


def _unit(actor: Actor) -> int:
    if actor.organisation_id is None:
        raise Invalid(_("名单由本单位导入。请用代表单位的身份登录后再导入。"))
    return actor.organisation_id


def _known(model: type[Model], unit: int) -> set[str]:
    rows = model._default_manager.filter(organisation=unit)
    return set(rows.values_list("number", flat=True))


def save_students(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Writes the students that are new, and their classes. `Invalid` for who acts for no unit."""
    unit = _unit(actor)
    known = _known(Student, unit)
    found: dict[tuple[int, str], StudentClass] = {
        (row.entry_year, row.name): row for row in StudentClass.objects.filter(organisation=unit)
    }
    made, unchanged = [], 0
    is_demo = bool(batch.options.get("is_demo"))
    for line in rows:
        if line["number"] in known:
            unchanged += 1
            continue
        known.add(line["number"])
        place = (line["entry_year"], line["class_name"])
        if place not in found:
            found[place] = StudentClass.objects.create(
                consortium_id=batch.consortium_id, organisation_id=unit, name=place[1],
                entry_year=place[0], level=line["level"], program_id=line.get("program"),
                is_demo=is_demo,
            )  # fmt: skip
        made.append(
            Student(
                consortium_id=batch.consortium_id, organisation_id=unit, study_class=found[place],
                number=line["number"], full_name=line["full_name"], born_on=line["born_on"],
                phone=line.get("phone", ""), guardian_phone=line.get("guardian_phone", ""),
                region_id=line.get("region"), is_demo=is_demo,
            )
        )  # fmt: skip
    Student.objects.bulk_create(made, batch_size=500)
    return SaveResult(created=len(made), unchanged=unchanged)


def save_instructors(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Writes the teachers and mentors that are new. `Invalid` for who acts for no unit."""
    unit = _unit(actor)
    known = _known(Instructor, unit)
    made, unchanged = [], 0
    is_demo = bool(batch.options.get("is_demo"))
    for line in rows:
        if line["number"] in known:
            unchanged += 1
            continue
        known.add(line["number"])
        made.append(
            Instructor(
                consortium_id=batch.consortium_id, organisation_id=unit, number=line["number"],
                full_name=line["full_name"], phone=line.get("phone", ""),
                field=line.get("field", ""), is_demo=is_demo,
            )
        )  # fmt: skip
    Instructor.objects.bulk_create(made, batch_size=500)
    return SaveResult(created=len(made), unchanged=unchanged)


STUDENTS = register_sheet(
    Sheet(
        key="cultivation.students",
        title=gettext_lazy("学生名册"),
        title_en="Students",
        columns=STUDENT_COLUMNS,
        permission=P.STUDENT_MANAGE,
        save=save_students,
        check=check_student,
        identity=("number",),
        groups=GROUPS,
        about=gettext_lazy("一行一名学生，按班级导入。没有的班级随之建立；已有的学号不会改动。"),
        about_en="One line a student. New classes are made; known numbers stay as they are.",
    )
)
INSTRUCTORS = register_sheet(
    Sheet(
        key="cultivation.instructors",
        title=gettext_lazy("教师与企业导师"),
        title_en="Teachers and mentors",
        columns=INSTRUCTOR_COLUMNS,
        permission=P.POST_OFFER,
        save=save_instructors,
        check=check_instructor,
        identity=("number",),
        groups=GROUPS,
        about=gettext_lazy("一行一人，导入到所代表的单位。"),
        about_en="One line a person, of the unit acted for.",
    )
)
