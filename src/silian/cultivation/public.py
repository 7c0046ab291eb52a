"""What upper apps may use of cultivation."""

from __future__ import annotations

from .models import PlacementRound, Student
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
    rounds,
    rounds_applicants,
    rounds_posts,
    rounds_preferences,
    rounds_results,
    rounds_solving,
)
from .services.students_import import INSTRUCTORS as INSTRUCTORS_SHEET
from .services.students_import import STUDENTS as STUDENTS_SHEET


def students_exist() -> bool:
    """Whether the consortium of the scope has any student yet."""
    return Student.objects.exists()


def rounds_exist() -> bool:
    """Whether the consortium of the scope has any placement round yet."""
    return PlacementRound.objects.exists()


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
    "rounds",
    "rounds_applicants",
    "rounds_exist",
    "rounds_posts",
    "rounds_preferences",
    "rounds_results",
    "rounds_solving",
    "students_at",
    "students_exist",
    "students_of",
]
