"""What a round must give, written down as plainly as possible, for tiny markets.

Every assignment of every student to any place of the own list is tried; the definitions are
those of the literature, on sets, with posts' choice functions. Nothing is shared with the engine.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from silian.cultivation.engine.placement.market import Market, Reserve, from_lists

Assignment = tuple[int | None, ...]


@dataclass(frozen=True)
class Tiny:
    """A market in dictionaries: `keys[p][s]`, `reserves[p]` = [(members, places, hard), …]."""

    lists: list[list[int]]
    keys: list[dict[int, int]]
    capacity: list[int]
    minimum: list[int]
    reserves: list[list[tuple[frozenset[int], int, bool]]] = field(default_factory=list)

    def market(self) -> Market:
        """The same for the engine."""
        groups, reserves = [], []
        for post, kept in enumerate(self.reserves):
            for members, places, hard in kept:
                reserves.append(Reserve(post, len(groups), places, hard))
                groups.append([student in members for student in range(len(self.lists))])
        return from_lists(self.lists, self.keys, self.capacity, self.minimum, reserves, groups)


def tiny(seed: int, *, reserves: bool = False, minimums: bool = False) -> Tiny:
    """A random market of up to six students and four posts.

    In every second one the posts like best who likes them least: many assignments are stable.
    """
    rng = random.Random(seed)
    opposed = rng.random() < 0.5
    posts = rng.randint(2, 4) if opposed else rng.randint(1, 4)
    students = rng.randint(2, posts + 1) if opposed else rng.randint(1, 6)
    shortest = posts - 1 if opposed else 0
    lists = [rng.sample(range(posts), rng.randint(shortest, posts)) for _ in range(students)]
    keys = []
    for post in range(posts):
        order = rng.sample(range(students), students)
        if opposed:
            order.sort(key=lambda s: lists[s].index(post) if post in lists[s] else -1)
        able = 1.0 if opposed else 0.9
        keys.append({s: 3 * place for place, s in enumerate(order) if rng.random() < able})
    capacity = [rng.randint(1, 1 if opposed and not reserves else 3) for _ in range(posts)]
    minimum = [rng.randint(0, c) if minimums else 0 for c in capacity]
    kept: list[list[tuple[frozenset[int], int, bool]]] = [[] for _ in range(posts)]
    if reserves:
        for post in range(posts):
            left = capacity[post]
            while left and rng.random() < 0.6:
                places = rng.randint(1, left)
                members = frozenset(s for s in range(students) if rng.random() < 0.5)
                kept[post].append((members, places, rng.random() < 0.5))
                left -= places
    return Tiny(lists, keys, capacity, minimum, kept)


def choice(case: Tiny, post: int, asking: Iterable[int], order: str) -> frozenset[int]:
    """The students whom a post takes from those who ask: the rule on sets."""
    left = sorted((s for s in asking if s in case.keys[post]), key=lambda s: -case.keys[post][s])
    taken: list[int] = []
    kept = case.reserves[post]
    free = case.capacity[post] - sum(places for _members, places, _hard in kept)

    def take(able: list[int], places: int) -> int:
        chosen = able[:places]
        taken.extend(chosen)
        for one in chosen:
            left.remove(one)
        return places - len(chosen)

    if order == "last":
        take(list(left), free)
        free = 0
    for members, places, hard in kept:
        empty = take([s for s in left if s in members], places)
        free += 0 if hard else empty
    take(list(left), free)
    return frozenset(taken)


def assignments(case: Tiny) -> Iterator[Assignment]:
    """Every way to give each student one post of the own list, or none."""
    return itertools.product(*[[None, *own] for own in case.lists])


def is_stable(case: Tiny, given: Assignment, order: str, closed: frozenset[int]) -> bool:
    """Posts keep all they hold, and no student and post would rather have each other."""
    held = [{s for s, at in enumerate(given) if at == post} for post in range(len(case.capacity))]
    if any(held[post] for post in closed):
        return False
    if any(choice(case, post, held[post], order) != held[post] for post in range(len(held))):
        return False
    return not any(True for _pair in blocking(case, given, order, closed))


def blocking(
    case: Tiny, given: Assignment, order: str, closed: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """The pairs (student, post) that would rather have each other."""
    for student, own in enumerate(case.lists):
        better = own if given[student] is None else own[: own.index(given[student])]
        for post in better:
            held = {s for s, at in enumerate(given) if at == post}
            if post not in closed and student in choice(case, post, {*held, student}, order):
                yield student, post


def stable_ones(
    case: Tiny, order: str = "first", closed: frozenset[int] = frozenset()
) -> list[Assignment]:
    """All stable assignments."""
    return [given for given in assignments(case) if is_stable(case, given, order, closed)]


def worth(case: Tiny, student: int, at: int | None) -> int:
    """How far down the list a student sits."""
    return len(case.lists[student]) if at is None else case.lists[student].index(at)


def extreme(case: Tiny, found: list[Assignment], side: str) -> Assignment:
    """The one that all students like best (or, for the posts, least); it must exist."""
    pick = min if side == "students" else max
    everyone = range(len(case.lists))
    best = [pick(worth(case, s, one[s]) for one in found) for s in everyone]
    chosen = [one for one in found if [worth(case, s, one[s]) for s in everyone] == best]
    assert len(chosen) == 1, "the stable assignments form a lattice"
    return chosen[0]


def outcome(
    case: Tiny, side: str = "students", closing: str = "one-by-one", order: str = "first"
) -> tuple[Assignment, list[int]]:
    """The assignment after all closings and the closed posts in order: a replay from nothing."""
    closed: list[int] = []
    while True:
        shut = frozenset(closed)
        now = extreme(case, stable_ones(case, order, shut), side)
        filled = [sum(at == post for at in now) for post in range(len(case.capacity))]
        short = [
            (Fraction(filled[post], case.minimum[post]), post)
            for post in range(len(filled))
            if post not in shut and filled[post] < case.minimum[post]
        ]
        if not short:
            return now, closed
        closed += [min(short)[1]] if closing == "one-by-one" else [post for _share, post in short]


def entries(case: Tiny, given: Assignment) -> np.ndarray:
    """An assignment as the engine's entries."""
    start = np.concatenate([[0], np.cumsum([len(own) for own in case.lists])])
    return np.array(
        [-1 if at is None else start[s] + case.lists[s].index(at) for s, at in enumerate(given)],
        np.int32,
    )


def shuffled(case: Tiny, seed: int) -> tuple[Tiny, list[int], list[int]]:
    """The same market with other numbers: new[old] for students and posts."""
    rng = random.Random(seed)
    student = rng.sample(range(len(case.lists)), len(case.lists))
    post = rng.sample(range(len(case.capacity)), len(case.capacity))
    lists: list[list[int]] = [[] for _ in student]
    for s, own in enumerate(case.lists):
        lists[student[s]] = [post[p] for p in own]
    blank = Tiny(lists, [{} for _ in post], [0] * len(post), [0] * len(post), [[] for _ in post])
    for p, new in enumerate(post):
        blank.keys[new].update({student[s]: key for s, key in case.keys[p].items()})
        blank.capacity[new] = case.capacity[p]
        blank.minimum[new] = case.minimum[p]
        blank.reserves[new] = [
            (frozenset(student[s] for s in members), places, hard)
            for members, places, hard in (case.reserves[p] if case.reserves else [])
        ]
    return replace(blank), student, post
