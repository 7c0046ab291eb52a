"""Allocating the heads of one post to programs: three ways, and their spread as uncertainty.

A post names an occupation; an occupation is linked to several programs; which program the
person will come from is not known. So the heads are allocated three ways, and the difference
between them is shown instead of hidden:

* EQUAL: the same part to every linked program;
* SUPPLY: in proportion to the net supply of these programs in the whole scope (equal where
  none of them has any), so that large programs take more;
* STATED: all to the programs that the employer named; equal where none is named.

STATED is the central one: it uses what the employer said and conserves heads. The lowest
and the highest of the three are the spread.

Level rule. A post states the lowest level it accepts. It counts at exactly that level; where
no linked program has it, at the nearest level above; never below. 不限 counts at all levels.
职业本科 and 普通本科 are one height, so a post for either counts to both. Counting it to every
higher level as well would invent demand for bachelors wherever a secondary school suffices.
A program that the employer named is taken at its word, whatever its level.

Heads are whole millionths (`MICRO`), so that sums are exact in every engine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import TypeAlias

from silian.talent.engine.formulas.model import Text
from silian.talent.engine.levels import RANKS, Level

MICRO = 1_000_000
"""Parts of one head in which allocations are counted."""

ProgramKey: TypeAlias = tuple[str, int]
"""Program code and level: one code may stand on two levels outside the national catalogue."""


class Way(StrEnum):
    """How heads are allocated among the candidate programs."""

    EQUAL = "equal"
    SUPPLY = "supply"
    STATED = "stated"

    @property
    def words(self) -> Text:
        return _WAY_WORDS[self]


_WAY_WORDS = {
    Way.EQUAL: Text("平均分配", "equal parts"),
    Way.SUPPLY: Text("按供给比例", "in proportion to supply"),
    Way.STATED: Text("按专业要求优先", "programs the employer named first"),
}


class Unmapped(StrEnum):
    """Why demand reaches no program. It is listed, never dropped."""

    NO_OCCUPATION = "no_occupation"
    NO_LINK = "no_link"
    LEVEL_ABOVE = "level_above"

    @property
    def words(self) -> Text:
        return _UNMAPPED_WORDS[self]


_UNMAPPED_WORDS = {
    Unmapped.NO_OCCUPATION: Text("岗位尚未对应职业", "the post has no occupation yet"),
    Unmapped.NO_LINK: Text("该职业没有对应专业", "no program is linked to the occupation"),
    Unmapped.LEVEL_ABOVE: Text(
        "对应专业的层次都低于岗位要求", "all linked programs are below the level asked"
    ),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program that heads may go to. `supply`: net heads of it in the whole scope."""

    program: ProgramKey
    linked: bool
    stated: bool
    supply: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The programs of one post in code order; `raised`: counted above the level stated."""

    programs: tuple[Candidate, ...]
    raised: bool = False
    unmapped: Unmapped | None = None


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of `total` in proportion to `weights`, summing exactly to `total`.

    Cascade rounding: part j is ⌊T·C_j/W⌋ − ⌊T·C_(j−1)/W⌋ with C the running weight. Like the
    method of largest remainders it conserves the total and stays within one unit of the exact
    part, but it needs no sorting, so SQL and Python give the same integers cheaply.
    Raises ValueError for negative input or weights that are all 0.
    """
    whole = sum(weights)
    if total < 0 or min(weights, default=0) < 0 or whole == 0:
        raise ValueError("total and weights must not be negative, and a weight must be positive")
    marks = [total * running // whole for running in accumulate(weights, initial=0)]
    return [after - before for before, after in pairwise(marks)]


def linked_at_level(linked: Collection[ProgramKey], level: int) -> tuple[list[ProgramKey], bool]:
    """The linked programs that a post of this level counts to, and whether that is above it."""
    asked = RANKS[Level(level)]
    if asked == 0:
        return sorted(linked), False
    reached = {program: RANKS[Level(program[1])] for program in linked}
    lowest = min((rank for rank in reached.values() if rank >= asked), default=None)
    chosen = sorted(program for program, rank in reached.items() if rank == lowest)
    return chosen, bool(chosen) and lowest != asked


def candidates(
    occupation: str,
    level: int,
    linked: Collection[ProgramKey],
    stated: Collection[ProgramKey],
    supply: Mapping[ProgramKey, int],
) -> Candidates:
    """The programs of one post: `linked` to its occupation, and `stated` by its employer."""
    reachable, raised = linked_at_level(linked, level)
    programs = tuple(
        Candidate(program, program in reachable, program in stated, supply.get(program, 0))
        for program in sorted({*reachable, *stated})
    )
    if programs:
        return Candidates(programs, raised)
    if not occupation:
        return Candidates((), unmapped=Unmapped.NO_OCCUPATION)
    return Candidates((), unmapped=Unmapped.LEVEL_ABOVE if linked else Unmapped.NO_LINK)


def weights(programs: Sequence[Candidate], way: Way) -> list[int]:
    """One whole weight per candidate. Where no program is linked, the stated ones stand in for
    them, so that the three ways always allocate the same heads."""
    any_linked = any(candidate.linked for candidate in programs)
    equal = [int(candidate.linked or not any_linked) for candidate in programs]
    if way is Way.SUPPLY:
        by_supply = [e * c.supply for e, c in zip(equal, programs, strict=True)]
        return by_supply if any(by_supply) else equal
    if way is Way.STATED and any(candidate.stated for candidate in programs):
        return [int(candidate.stated) for candidate in programs]
    return equal


def allocate(headcount: int, programs: Sequence[Candidate]) -> dict[Way, list[int]]:
    """Millionths of a head per candidate, for each of the three ways; each sums to
    headcount × `MICRO`. Empty lists where there is no candidate."""
    if not programs:
        return {way: [] for way in Way}
    return {way: split(headcount * MICRO, weights(programs, way)) for way in Way}
