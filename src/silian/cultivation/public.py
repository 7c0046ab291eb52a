"""What upper apps may use of cultivation."""

from __future__ import annotations

from .models import Student
from .queries.agreements import agreement_titled
from .queries.projects import projects_exist, students_at
from .queries.students import students as students_of
from .services import (
    internships,
    internships_logs,
    project_duties,
    project_enrolments,
    project_parts,
    projects,
)
from .services.students_import import INSTRUCTORS as INSTRUCTORS_SHEET
from .services.students_import import STUDENTS as STUDENTS_SHEET


def students_exist() -> bool:
    """Whether the consortium of the scope has any student yet."""
    return Student.objects.exists()


__all__ = [
    "INSTRUCTORS_SHEET",
    "STUDENTS_SHEET",
    "agreement_titled",
    "internships",
    "internships_logs",
    "project_duties",
    "project_enrolments",
    "project_parts",
    "projects",
    "projects_exist",
    "students_at",
    "students_exist",
    "students_of",
]
