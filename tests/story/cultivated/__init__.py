"""What both consortia cultivate: rows, addresses and growth, a file for each area."""

from __future__ import annotations

from typing import Any

from ..cast import Story
from ..variants import Place
from . import internships, projects, rounds, students

AREAS = (projects, students, internships, rounds)
PLACES: tuple[Place, ...] = tuple(one for area in AREAS for one in area.PLACES)


def build_cultivation(story: Story) -> None:
    """Everything, in both consortia."""
    for area in AREAS:
        area.build(story)


def cultivate(units: list[Any], count: int) -> None:
    """Copies of one row of everything that a page may list, in 甲."""
    for area in AREAS:
        area.grow(units, count)
