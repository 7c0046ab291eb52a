"""Reading pathways: the official ladder above a program, and what of it the consortium can do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from silian.codes import public as codes
from silian.kernel.punctuation import listed
from silian.kernel.refusals import Invalid
from silian.talent import public as talent

from ..engine.pathways.ladder import (
    MASTER,
    RUNGS,
    Found,
    Ladder,
    Node,
    Path,
    fields_of,
    paths,
)
from ..enums import Level, ProjectState
from ..models import ProjectStage, StudentClass

STEPS = len(set(RUNGS.values())) - 1
MOST_PATHS = 200
_LEVELS: Mapping[str, str] = {
    codes.ProgramLevel.SECONDARY: Level.SECONDARY,
    codes.ProgramLevel.ASSOCIATE: Level.COLLEGE,
    codes.ProgramLevel.VOCATIONAL_BACHELOR: Level.VOCATIONAL_BACHELOR,
    codes.ProgramLevel.BACHELOR: Level.BACHELOR,
}
# What people also call a level, in either language.
_WORDS = {
    "中职": "secondary", "secondary": "secondary",
    "高职": "college", "高职专科": "college", "专科": "college", "college": "college",
    "associate": "college", "职业本科": "vocational_bachelor", "高职本科": "vocational_bachelor",
    "vocational bachelor": "vocational_bachelor", "vocational_bachelor": "vocational_bachelor",
    "本科": "bachelor", "普通本科": "bachelor", "bachelor": "bachelor",
    "硕士": "master", "专业硕士": "master", "master": "master",
}  # fmt: skip


def level_of(program: codes.Program) -> str:
    """The rung of a program."""
    return str(_LEVELS[program.level])


def level_named(text: str) -> str:
    """A level by what people call it; `Invalid` with the words that are known."""
    found = _WORDS.get(text.strip().lower())
    if found is None:
        known = listed(str(level.label) for level in Level)
        raise Invalid(
            _("没有层次“%(text)s”，可以用：%(known)s。") % {"text": text[:40], "known": known}
        )
    return found


def _node(program: codes.Program) -> Node:
    return Node(program.code, program.name, level_of(program), program.years)


def _masters(ladder: Ladder, program: codes.Program) -> None:
    for name in fields_of(program.profile_masters):
        ladder.add(Node(MASTER + name, name, Level.MASTER.value))
        ladder.join(program.code, MASTER + name)


def ladder_above(program: codes.Program) -> Ladder:
    """Everything that the official lists continue a program to, in three queries at most."""
    ladder = Ladder()
    ladder.add(_node(program))
    _masters(ladder, program)
    frontier = [program.code]
    for _step in range(STEPS):
        links = codes.ProgramNext.objects.filter(
            program__in=frontier, next_program__in_edition=True
        ).select_related("next_program")
        frontier = []
        for link in links:
            upper = link.next_program
            if upper.code not in ladder.nodes:
                ladder.add(_node(upper))
                _masters(ladder, upper)
                frontier.append(upper.code)
            ladder.join(link.program_id, upper.code)
        if not frontier:
            break
    return ladder


def below(program: codes.Program) -> list[codes.Program]:
    """The programs that the official lists continue to this one."""
    rows = codes.Program.objects.filter(in_edition=True, next_links__next_program=program)
    return list(rows.order_by("code"))


def official_paths(code: str, to: str = "", limit: int = MOST_PATHS) -> tuple[Node, Found]:
    """The node of a program and its paths to a level (or to the end); `Missing` with suggestions
    for an unknown code, `Invalid` for an unknown level.
    """
    level = level_named(to) if to else ""
    program = codes.find_program(code)
    return _node(program), paths(ladder_above(program), program.code, to=level, limit=limit)


@dataclass(frozen=True)
class Transfer:
    """A step that a project of the consortium takes: from one stage to the next."""

    lower: str
    upper: str
    stage: ProjectStage


@dataclass
class Offer:
    """What the consortium can do on a ladder: schools by node, transfers by step, students."""

    schools: dict[str, list[Any]] = field(default_factory=dict)
    transfers: dict[tuple[str, str], list[Transfer]] = field(default_factory=dict)
    students: dict[str, dict[int, int]] = field(default_factory=dict)

    def is_gap(self, code: str) -> bool:
        """Whether no school of the consortium offers the program."""
        return not self.schools.get(code)


def stages() -> QuerySet[ProjectStage]:
    """The stages of projects that were not given up, in the order of each project."""
    rows = ProjectStage.objects.exclude(project__state=ProjectState.STOPPED)
    return rows.select_related("project", "organisation", "program").order_by("project", "order")


def transfers_of(ladder: Ladder) -> list[Transfer]:
    """The steps between consecutive stages of a project that start on this ladder.

    What a project agreed on joins the ladder, also where the official lists do not name it. A
    stage of a master has no program of the lists: it stands for every field that the program of
    the stage before it continues to.
    """
    found = []
    for before, after in pairwise(stages()):
        lower = before.program_id
        if before.project_id != after.project_id or lower not in ladder.nodes:
            continue
        if after.level == Level.MASTER:
            uppers = [code for code in ladder.above.get(lower, ()) if code.startswith(MASTER)]
        else:
            uppers = [after.program_id] if after.program_id else []
        for upper in uppers:
            if upper not in ladder.nodes:
                ladder.add(_node(after.program))
                _masters(ladder, after.program)
            if ladder.join(lower, upper):
                found.append(Transfer(lower, upper, after))
    return found


def offer_of(ladder: Ladder) -> Offer:
    """What the consortium of the scope offers of a ladder, which gains what projects agreed."""
    transfers = transfers_of(ladder)
    programs = [code for code in ladder.nodes if not code.startswith(MASTER)]
    offer = Offer(schools=dict(talent.offering_schools(programs)))

    def offers(code: str, unit: Any) -> None:
        some = offer.schools.setdefault(code, [])
        if unit.pk not in {one.pk for one in some}:
            some.append(unit)

    for stage in stages().filter(program__in=programs):
        offers(str(stage.program_id), stage.organisation)
    for one in transfers:
        offer.transfers.setdefault((one.lower, one.upper), []).append(one)
        offers(one.upper, one.stage.organisation)
    offer.students = students_by_year(programs)
    return offer


def students_by_year(programs: Iterable[str]) -> dict[str, dict[int, int]]:
    """Students who have not graduated by program and year of entry."""
    rows = (
        StudentClass.objects.filter(program__in=list(programs))
        .order_by()
        .values_list("program_id", "entry_year")
        .annotate(n=Count("students", filter=Q(students__graduated_on__isnull=True)))
    )
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for program, year, count in rows:
        if count:
            found[program][year] = found[program].get(year, 0) + count
    return dict(found)


def students_by_level() -> dict[int, dict[str, int]]:
    """Students who have not graduated by year of entry and level, over the whole consortium."""
    rows = (
        StudentClass.objects.order_by()
        .values_list("entry_year", "level")
        .annotate(n=Count("students", filter=Q(students__graduated_on__isnull=True)))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for year, level, count in rows:
        if count:
            found[year][level] = found[year].get(level, 0) + count
    return dict(sorted(found.items()))


def offered_codes() -> set[str]:
    """The programs that a school of the consortium offers, or that a stage of a project names."""
    named = stages().exclude(program=None).values_list("program_id", flat=True)
    taught = StudentClass.objects.exclude(program=None).values_list("program_id", flat=True)
    return {*talent.offering_schools(), *named, *taught}


@dataclass(frozen=True)
class Way:
    """A path with what is missing on it: programs that no school here offers."""

    path: Path
    gaps: tuple[str, ...]
    agreed: int

    @property
    def feasible(self) -> bool:
        return not self.gaps


def ways(found: Iterable[Path], offer: Offer) -> list[Way]:
    """The paths, those with the fewest gaps and the most agreed steps first."""
    made = [
        Way(
            path,
            tuple(code for code in path.codes if offer.is_gap(code)),
            sum((a, b) in offer.transfers for a, b in pairwise(path.codes)),
        )
        for path in found
    ]
    return sorted(made, key=lambda way: (len(way.gaps), -way.agreed, way.path.codes))
