"""From frozen tables to places and reasons: the codes of a round around the placement engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..placement.certificate import Certificate, certify
from ..placement.lottery import make_keys
from ..placement.market import KEY_BITS, SHUT, SOFT_BITS, Market, Reserve, pack
from ..placement.solve import Placement, posts_of, solve
from .conditions import belongs
from .frozen import Frozen

CUTOFF, INELIGIBLE, CLOSED = "cutoff", "ineligible", "closed"


@dataclass(frozen=True)
class Problem:
    """The market of a round; `students` and `posts` are its codes in the order of the market."""

    frozen: Frozen
    students: list[str]
    posts: list[str]
    market: Market

    @cached_property
    def student_number(self) -> dict[str, int]:
        """Code → place in the market."""
        return {code: at for at, code in enumerate(self.students)}

    @cached_property
    def post_number(self) -> dict[str, int]:
        """Code → place in the market."""
        return {code: at for at, code in enumerate(self.posts)}


@dataclass(frozen=True)
class Outcome:
    """What the engine found, by codes.

    `places`: student → (post, rank); who has none is missing. `cutoffs`: post → score of the
    last student admitted, None where places are free. `closings`: posts below their minimum, in
    order, each with its count and its minimum. `taken`: post → students.
    """

    problem: Problem
    placement: Placement
    certificate: Certificate
    places: Mapping[str, tuple[str, int]]
    cutoffs: Mapping[str, Decimal | None]
    taken: Mapping[str, int]
    closings: Sequence[Mapping[str, Any]] = field(default=())

    @property
    def closed(self) -> set[str]:
        """The codes of the posts that did not open."""
        return {self.problem.posts[post] for post in self.placement.closed}

    @cached_property
    def held(self) -> dict[tuple[int, int], int]:
        """(slot, key) → student of every seat taken."""
        students = np.flatnonzero(self.placement.seat >= 0)
        words = self.placement.slots.words[self.placement.seat[students]]
        return {
            (int(word & 0xFFFFFFFF), int(word >> 32)): int(student)
            for student, word in zip(students, words, strict=True)
        }

    def lowest(self, slots: Sequence[int]) -> Decimal | None:
        """The score of the last one admitted to these slots; None where one of them has room."""
        found = []
        for slot in slots:
            cutoff = int(self.placement.cutoffs[slot])
            if cutoff < 0:
                return None
            # A slot's cutoff is the key of the last one it holds: the seat is found by it.
            seat = self.held.get((slot, cutoff))
            if cutoff != SHUT and seat is not None:
                post = self.problem.posts[int(self.placement.slots.post_of[slot])]
                found.append(self.problem.frozen.scores[(post, self.problem.students[seat])])
        return min(found, default=None)


def in_order(codes: Sequence[str]) -> list[str]:
    """Numbers by value, other identifiers by code point: as the engine orders its files."""
    if all(code.isascii() and code.isdigit() for code in codes):
        return sorted(codes, key=lambda code: (int(code), code))
    return sorted(codes)


def problem_of(frozen: Frozen, scores: Mapping[tuple[str, str], Decimal] | None = None) -> Problem:
    """The market of frozen tables. ValueError for reserves or minima that contradict."""
    students, posts = in_order(list(frozen.students)), in_order([p.code for p in frozen.posts])
    number = {code: at for at, code in enumerate(posts)}
    by_code = {post.code: post for post in frozen.posts}
    lists = [[number[post] for post in frozen.lists.get(code, ())] for code in students]
    start = np.zeros(len(students) + 1, np.int32)
    np.cumsum([len(one) for one in lists], out=start[1:])
    flat = np.array([post for one in lists for post in one], np.int32)
    owner = np.repeat(np.arange(len(students), dtype=np.int32), np.diff(start))
    given = frozen.scores if scores is None else scores
    values = np.array(
        [float(given.get((post, code), "nan")) for code in students
         for post in frozen.lists.get(code, ())], np.float64,
    )  # fmt: skip
    reserves, groups = _reserves(frozen, students, posts)
    soft = any(not one.hard for one in reserves)
    keys = make_keys(
        owner, flat, values, len(students), seed=int(frozen.settings.get("seed", 0)),
        multiple=frozen.settings.get("ties") == "multiple", bits=SOFT_BITS if soft else KEY_BITS,
    )  # fmt: skip
    market = Market(
        start=start, words=pack(keys, flat),
        capacity=np.array([by_code[code].capacity for code in posts], np.int32),
        minimum=np.array([by_code[code].minimum for code in posts], np.int32),
        reserves=tuple(reserves), groups=tuple(groups), scores=values,
    )  # fmt: skip
    market.check()
    return Problem(frozen, students, posts, market)


def _reserves(
    frozen: Frozen, students: list[str], posts: list[str]
) -> tuple[list[Reserve], list[NDArray[np.bool_]]]:
    number = {code: at for at, code in enumerate(posts)}
    found: list[Reserve] = []
    groups: list[NDArray[np.bool_]] = []
    known: dict[tuple[tuple[str, Any], ...], int] = {}
    for post in sorted(frozen.posts, key=lambda one: number[one.code]):
        for one in post.reserves:
            key = tuple(sorted(one["where"].items()))
            if key not in known:
                known[key] = len(groups)
                inside = [belongs(one["where"], frozen.students[code]) for code in students]
                groups.append(np.array(inside, bool))
            found.append(Reserve(number[post.code], known[key], int(one["places"]),
                                 bool(one.get("hard"))))  # fmt: skip
    return found, groups


def options(frozen: Frozen) -> dict[str, str]:
    """The rules of the round as the engine takes them."""
    settings = frozen.settings
    return {
        "closing": str(settings.get("closing", "one-by-one")),
        "reserve_order": str(settings.get("reserve_order", "first")),
    }


def work_out(frozen: Frozen) -> Outcome:
    """Solves a round and proves the result. ValueError for tables that contradict."""
    problem = problem_of(frozen)
    market = problem.market
    rules = options(frozen)
    placement = solve(market, closing=rules["closing"], reserve_order=rules["reserve_order"])
    proof = certify(market, placement.entry, closing=rules["closing"],
                    reserve_order=rules["reserve_order"])  # fmt: skip
    post, rank = posts_of(market, placement.entry), market.ranks_of(placement.entry)
    places = {
        code: (problem.posts[post[at]], int(rank[at]))
        for at, code in enumerate(problem.students) if post[at] >= 0
    }  # fmt: skip
    taken = dict.fromkeys(problem.posts, 0)
    for code, _rank in places.values():
        taken[code] += 1
    closings = tuple(
        {"post": problem.posts[one.post], "filled": one.filled, "minimum": one.minimum,
         "round": one.round}
        for one in placement.closings
    )  # fmt: skip
    found = Outcome(problem, placement, proof, places, {}, taken, closings)
    cutoffs = {code: found.lowest([at]) for at, code in enumerate(problem.posts)}
    return replace(found, cutoffs=cutoffs)


def reasons(outcome: Outcome, student: str) -> list[dict[str, Any]]:
    """Why each choice above the place obtained was not: facts, in the order of the list.

    Each: `post` (code), `rank`, `kind` (cutoff, ineligible, closed); with a cutoff `cutoff` (the
    score of the last one admitted where this student could be admitted) and `own`; `reserved`
    where the post keeps places for a group.
    """
    problem, placement = outcome.problem, outcome.placement
    ranked = problem.frozen.lists.get(student, ())
    _post, got = outcome.places.get(student, ("", len(ranked) + 1))
    at, numbers = problem.student_number[student], problem.post_number
    with_reserves = {reserve.post for reserve in problem.market.reserves}
    found: list[dict[str, Any]] = []
    for rank, code in enumerate(ranked[: got - 1], 1):
        told: dict[str, Any] = {"post": code, "rank": rank}
        own = problem.frozen.scores.get((code, student))
        if own is None:
            found.append(told | {"kind": INELIGIBLE})
        elif code in outcome.closed:
            found.append(told | {"kind": CLOSED})
        else:
            slots = _slots_of(placement, int(problem.market.start[at]) + rank - 1, numbers[code])
            last = outcome.lowest(slots)
            found.append(told | {
                "kind": CUTOFF, "cutoff": None if last is None or last < own else str(last),
                "own": str(own), "reserved": numbers[code] in with_reserves,
            })  # fmt: skip
    return found


def _slots_of(placement: Placement, entry: int, post: int) -> list[int]:
    """The slots of a post that this entry asks: its open places, and reserves open to it."""
    slots = placement.slots
    if slots.entry_of is None:
        return [post]
    first = int(np.searchsorted(slots.entry_of, entry, side="left"))
    last = int(np.searchsorted(slots.entry_of, entry, side="right"))
    return [int(word & 0xFFFFFFFF) for word in slots.words[first:last]]


def with_capacities(frozen: Frozen, capacities: Mapping[str, int]) -> Frozen:
    """The same tables with other quotas; minima and reserves shrink with the places, and a post
    with no places left is out.
    """
    posts = []
    for post in frozen.posts:
        places = capacities.get(post.code, post.capacity)
        if places < 1:
            continue
        kept, left = [], places
        for one in post.reserves:
            share = min(int(one["places"]), left)
            left -= share
            if share:
                kept.append({**one, "places": share})
        posts.append(replace(post, capacity=places, minimum=min(post.minimum, places),
                             reserves=kept))  # fmt: skip
    there = {post.code for post in posts}
    return replace(
        frozen, posts=posts,
        lists={code: [post for post in one if post in there] for code, one in frozen.lists.items()},
    )  # fmt: skip
