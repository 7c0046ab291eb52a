"""Whole columns of the lists at once, for counting and for matching texts to codes."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import (
    Occupation,
    OccupationSynonym,
    OccupationWorkType,
    Program,
    ProgramOccupation,
    ProgramPosition,
)
from .index import stamp

Pair = tuple[str, str]


@dataclass(frozen=True)
class Knowledge:
    """What the lists know about job titles; every pair is (code, text).

    `occupations` and `programs` are names; `synonyms` and `work_types` belong to occupations,
    `positions` to programs; `links` are (occupation code, program code, program level).
    `stamp` changes when any list was loaded.
    """

    stamp: str
    occupations: list[Pair]
    synonyms: list[Pair]
    work_types: list[Pair]
    programs: list[Pair]
    positions: list[Pair]
    links: list[tuple[str, str, str]]


def knowledge() -> Knowledge:
    """Everything a matcher needs, in six queries."""
    occupations = Occupation.objects.filter(level=4, in_edition=True)
    programs = Program.objects.filter(in_edition=True)
    return Knowledge(
        stamp=stamp(),
        occupations=list(occupations.values_list("code", "name")),
        synonyms=list(OccupationSynonym.objects.values_list("occupation_id", "term")),
        work_types=list(OccupationWorkType.objects.values_list("occupation_id", "name")),
        programs=list(programs.values_list("code", "name")),
        positions=list(ProgramPosition.objects.values_list("program_id", "name")),
        links=links_for_alignment(),
    )


def links_for_alignment() -> list[tuple[str, str, str]]:
    """Every official link as (occupation code, program code, program level)."""
    rows = ProgramOccupation.objects.filter(weight__gt=0, program__in_edition=True)
    return list(rows.values_list("occupation_id", "program_id", "program__level"))


def programs_of_occupation(code: str) -> list[Program]:
    """The programs that lead to an occupation, in the order of codes."""
    return list(Program.objects.filter(occupation_links__occupation=code, in_edition=True))


def occupations_of_program(code: str) -> list[Occupation]:
    """The occupations that a program leads to, in the order of codes."""
    return list(Occupation.objects.filter(program_links__program=code))


def positions_of_program(code: str) -> list[str]:
    """The positions 岗位群 that a program leads to, in the order of the profile."""
    return list(ProgramPosition.objects.filter(program=code).values_list("name", flat=True))
