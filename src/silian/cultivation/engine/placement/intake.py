"""From the columns of a round's tables to a `Market`, every fault named by row and column.

Students and posts come as codes 0…n−1 and 0…m−1 in the order of their identifiers, −1 for an
identifier that is not known (`files` makes them for whole files). Rows are
counted as in a spreadsheet: the first row of data is row 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .faults import MOST_FAULTS, Report
from .lottery import make_keys
from .market import KEY_BITS, SOFT_BITS, Market, Reserve, pack

TABLES = {"students": "students", "posts": "posts", "preferences": "preferences",
          "priorities": "priorities", "result": "result"}  # fmt: skip
"""Names of the tables in sentences, where they are no files."""
_MANY, _SHORT = 100_000, 64


@dataclass(frozen=True, slots=True)
class Preferences:
    """Who wishes what, one line each, (E,): codes and the rank written, 1 the best."""

    student: NDArray[np.int32]
    post: NDArray[np.int32]
    rank: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Priorities:
    """Scores, one line each, (R,): higher is better. A pair without a line is not eligible."""

    student: NDArray[np.int32]
    post: NDArray[np.int32]
    score: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts in the order of identifiers: places, minimum, reserves, groups of students."""

    capacity: NDArray[np.int32]
    minimum: NDArray[np.int32]
    reserves: tuple[Reserve, ...] = ()
    groups: tuple[NDArray[np.bool_], ...] = ()


def assemble(
    students: int,
    posts: Posts,
    preferences: Preferences,
    priorities: Priorities | None,
    *,
    seed: int = 0,
    multiple: bool = False,
    names: Mapping[str, str] = TABLES,
) -> Market:
    """The market. Gaps in ranks are allowed: only their order counts. Without priorities a
    seeded lottery decides; with them it breaks equal scores (`lottery`).

    Raises `Faulty`: a rank given twice by a student, a post twice in one list, a pair twice in
    the priorities. All codes must be known.
    """
    student, post, rank, order = _in_order(preferences, names["preferences"])
    start = np.zeros(students + 1, np.int32)
    np.cumsum(np.bincount(student, minlength=students), out=start[1:])
    _no_post_twice(start, student, post, order, names["preferences"])
    scores = None
    if priorities is not None:
        same = order is None and _same_pairs(preferences, priorities)
        scores = priorities.score if same else _joined(
            student, post, priorities, len(posts.capacity), names["priorities"])  # fmt: skip
    soft = any(not reserve.hard for reserve in posts.reserves)
    keys = make_keys(
        student, post, scores, students, seed=seed, multiple=multiple,
        bits=SOFT_BITS if soft else KEY_BITS,
    )  # fmt: skip
    return Market(
        start, pack(keys, post), posts.capacity, posts.minimum, posts.reserves, posts.groups,
        _gaps(start, student, rank), scores,
    )  # fmt: skip


_Ordered = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64] | None]


def _in_order(given: Preferences, table: str) -> _Ordered:
    """Student, post and rank by student and rank, and the order taken (None: as it was)."""
    same = given.student[1:] == given.student[:-1]
    further = (given.student[1:] > given.student[:-1]) | (same & (given.rank[1:] > given.rank[:-1]))
    if bool(further.all()):
        return given.student, given.post, given.rank, None
    both = (given.student.astype(np.int64) << 32) | given.rank
    order = np.argsort(both, kind="stable")
    both = both[order]
    report = Report()
    for at in np.flatnonzero(both[1:] == both[:-1])[: MOST_FAULTS + 1]:
        first, second = int(order[at]) + 2, int(order[at + 1]) + 2
        rank = int(given.rank[order[at]])
        report.add(
            table, second, "rank",
            f"同一名学生的第 {rank} 志愿写了两次（另见第 {first} 行）",
            f"the student gives rank {rank} twice (see row {first})",
        )  # fmt: skip
    report.stop()
    return given.student[order], given.post[order], given.rank[order], order


def _no_post_twice(
    start: NDArray[np.int32],
    student: NDArray[np.int32],
    post: NDArray[np.int32],
    order: NDArray[np.int64] | None,
    table: str,
) -> None:
    if not _twice(start, student, post):
        return
    both = (student.astype(np.int64) << 32) | post
    by = np.argsort(both, kind="stable")
    report = Report()
    for at in np.flatnonzero(both[by[1:]] == both[by[:-1]])[: MOST_FAULTS + 1]:
        pair = by[at : at + 2] if order is None else order[by[at : at + 2]]
        first, second = sorted(int(row) + 2 for row in pair)
        report.add(
            table, second, "post_id",
            f"同一名学生两次填报同一岗位（另见第 {first} 行）",
            f"the student names the same post twice (see row {first})",
        )  # fmt: skip
    report.stop()


def _twice(start: NDArray[np.int32], student: NDArray[np.int32], post: NDArray[np.int32]) -> bool:
    """Whether a post stands twice in some list: compiled where lists are many and short."""
    if len(post) > _MANY and int(np.diff(start).max()) <= _SHORT:
        with suppress(ImportError):
            from .compiled import twice

            return twice(start, post)
    both = np.sort((student.astype(np.int64) << 32) | post)
    return bool((both[1:] == both[:-1]).any())


def _gaps(
    start: NDArray[np.int32], student: NDArray[np.int32], rank: NDArray[np.int32]
) -> NDArray[np.int32] | None:
    """The ranks as written, None where each list has 1, 2, 3 …"""
    counted = np.arange(1, len(rank) + 1, dtype=np.int32) - start[student]
    return None if np.array_equal(counted, rank) else rank


def _same_pairs(preferences: Preferences, priorities: Priorities) -> bool:
    """Whether the priorities stand line for line beside the preferences."""
    return np.array_equal(preferences.student, priorities.student) and np.array_equal(
        preferences.post, priorities.post
    )


def _joined(
    student: NDArray[np.int32],
    post: NDArray[np.int32],
    priorities: Priorities,
    posts: int,
    table: str,
) -> NDArray[np.float64]:
    """The score of each preference, NaN where the pair has none."""
    known = priorities.student.astype(np.int64) * posts + priorities.post
    order = np.argsort(known, kind="stable")
    known = known[order]
    report = Report()
    for at in np.flatnonzero(known[1:] == known[:-1])[: MOST_FAULTS + 1]:
        first, second = int(order[at]) + 2, int(order[at + 1]) + 2
        report.add(
            table, second, "student_id",
            f"同一岗位与学生写了两次（另见第 {first} 行）",
            f"the same post and student are given twice (see row {first})",
        )  # fmt: skip
    report.stop()
    wanted = student.astype(np.int64) * posts + post
    at = np.searchsorted(known, wanted)
    at[at == len(known)] = 0
    if not len(known):
        return np.full(len(wanted), np.nan)
    return np.where(known[at] == wanted, priorities.score[order[at]], np.nan)
