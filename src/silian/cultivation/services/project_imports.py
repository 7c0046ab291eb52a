"""A curriculum and a selection list from spreadsheets: all of the rows, or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import Actor
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.refusals import Invalid
from silian.organisations import public as organisations

from ..enums import EnrolmentState
from ..exchange.projects import (
    CURRICULUM_COLUMNS,
    HOURS,
    SELECTION_COLUMNS,
    Listing,
    check_course,
    check_selection,
    students_of,
)
from ..models import CurriculumItem, Enrolment
from ..permissions import P
from . import project_enrolments as enrolments
from .project_parts import new_part, put
from .projects import changing

MOST_COURSES, MOST_STUDENTS = 300, 5_000


def save_curriculum(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Writes the courses of one project."""
    project = changing(actor, str(batch.options.get("project", "")))
    lines = list(rows)
    if len(lines) > MOST_COURSES:
        raise Invalid(_("一次最多导入 %(n)d 门课程。") % {"n": MOST_COURSES})
    units: dict[str, Any] = {}
    for line in lines:
        ref = line.get("organisation")
        if ref and ref not in units:
            units[ref] = organisations.by_ref(ref)
        row = new_part(project, CurriculumItem)
        values = {key: line.get(key, 0) for key in HOURS}
        values |= {"name": line["name"], "term": line["term"], "organisation": units.get(ref)}
        put(row, values)
        row.save()
    return SaveResult(created=len(lines))


def save_selection(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Puts the students on the list of one project and takes them as far as the options say."""
    project = changing(actor, str(batch.options.get("project", "")))
    wanted = str(batch.options.get("to", Listing.LISTED))
    lines = list(rows)
    if len(lines) > MOST_STUDENTS:
        raise Invalid(_("一次最多导入 %(n)d 名学生。") % {"n": MOST_STUDENTS})
    created = 0
    for line in lines:
        student = students_of(line["number"], line.get("school", ""))[0]
        row = Enrolment.objects.filter(project=project, student=student).first()
        if row is None:
            row = enrolments.add(actor=actor, project=project, student=student)
            created += 1
        if wanted == Listing.SELECTED and row.state == EnrolmentState.LISTED:
            enrolments.select(actor=actor, enrolment=row)
        if wanted == Listing.ENROLLED:
            enrolments.enrol(actor=actor, enrolment=row)
    return SaveResult(created=created, unchanged=len(lines) - created)


CURRICULUM = register_sheet(
    Sheet(
        key="cultivation.curriculum",
        title=gettext_lazy("培养课程"),
        title_en="Curriculum",
        columns=CURRICULUM_COLUMNS,
        permission=P.PROJECT_MANAGE,
        save=save_curriculum,
        check=check_course,
        identity=("name", "term"),
        about=gettext_lazy(
            "一行一门课程，学时分校内、校企合授、企业、现场四种；导入到所选的项目。"
        ),
        about_en="One line a course; hours in school, joint, in the enterprise and on site.",
    )
)
SELECTION = register_sheet(
    Sheet(
        key="cultivation.selection",
        title=gettext_lazy("选拔名单"),
        title_en="Selection list",
        columns=SELECTION_COLUMNS,
        permission=P.PROJECT_MANAGE,
        save=save_selection,
        check=check_selection,
        identity=("number", "school"),
        about=gettext_lazy("一行一名学生，只写学号；导入到所选的项目。"),
        about_en="One line a student, by number alone; into the project chosen.",
    )
)
