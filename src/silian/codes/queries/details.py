"""What a page about one entry shows."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine.chain import Graph, Node
from ..enums import ProgramLevel
from ..models import (
    IndustryOccupation,
    Program,
    ProgramCourse,
    ProgramOccupation,
    SectorIndustry,
)
from .chain import five_links


@dataclass(frozen=True)
class Rung:
    """One level of a program's ladder: the level and the programs that stand on it."""

    level: ProgramLevel
    programs: list[Program]
    here: bool


def ladder(program: Program) -> list[Rung]:
    """The programs before and after a program by level; empty when it has neither."""
    rows = Program.objects.filter(in_edition=True)
    before = list(rows.filter(next_links__next_program=program))
    after = list(rows.filter(previous_links__program=program))
    if not before and not after:
        return []
    rungs = []
    for level in ProgramLevel:
        standing = [row for row in (*before, *after) if row.level == level]
        if level == program.level:
            standing.insert(0, program)
        if standing:
            rungs.append(Rung(level, standing, level == program.level))
    return rungs


@dataclass(frozen=True)
class Courses:
    """The basic and core courses of a program, each in the order of its profile."""

    basic: list[ProgramCourse]
    core: list[ProgramCourse]


def courses_of(program: Program) -> Courses:
    rows = list(program.courses.all())
    return Courses([row for row in rows if not row.core], [row for row in rows if row.core])


def occupation_links(program: Program) -> list[ProgramOccupation]:
    """The official links of a program to occupations."""
    return list(program.occupation_links.select_related("occupation"))


def trace(code: str, breadth: int = 40) -> Graph:
    """A program's five links, wider than a picture shows."""
    return five_links(Node("program", code), breadth=breadth)


def sector_links(**ends: str) -> list[SectorIndustry]:
    """The current links of sectors and industries, strongest first."""
    rows = SectorIndustry.objects.filter(current=True, weight__gt=0, **ends)
    return list(
        rows.select_related("sector", "industry", "changed_by").order_by(
            "-weight", "sector", "industry"
        )
    )


def industry_links(**ends: str) -> list[IndustryOccupation]:
    """The current links of industries and occupations, strongest first."""
    rows = IndustryOccupation.objects.filter(current=True, weight__gt=0, **ends)
    return list(
        rows.select_related("industry", "occupation", "changed_by").order_by(
            "-weight", "industry", "occupation"
        )
    )


def sector_history(slug: str) -> list[SectorIndustry]:
    """Every version of a sector's links that a person made, newest first."""
    rows = SectorIndustry.objects.filter(sector=slug, changed_by__isnull=False)
    return list(rows.select_related("industry", "changed_by").order_by("-changed_at", "-id")[:200])


def industry_history(code: str) -> list[IndustryOccupation]:
    """Every version of an industry's links that a person made, newest first."""
    rows = IndustryOccupation.objects.filter(industry=code, changed_by__isnull=False)
    return list(
        rows.select_related("occupation", "changed_by").order_by("-changed_at", "-id")[:200]
    )
