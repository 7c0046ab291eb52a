"""Deferred acceptance in rounds of whole arrays (NumPy): no compiler, the same result.

In a round all students without a place propose to their first choice above the cutoff; each
post that was asked keeps its best. Work after the first rounds is in proportion to those who
still move.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .state import State


class Rounds:
    """NumPy rounds as `state.Engine`."""

    def settle(self, state: State) -> None:
        """Everybody proposes until nobody is refused."""
        _rounds(state, np.arange(len(state.pos), dtype=np.int32), None)

    def resettle(self, state: State, students: NDArray[np.int32]) -> NDArray[np.int32]:
        """These students propose until nobody is refused; all who moved, in ascending order."""
        moved = [students]
        _rounds(state, students, moved)
        return distinct(np.concatenate(moved))


def _rounds(
    state: State, students: NDArray[np.int32], moved: list[NDArray[np.int32]] | None
) -> None:
    while len(students):
        students = _advance(state, students)
        students = _apply(state, students)
        if moved is not None:
            moved.append(students)


def _advance(state: State, students: NDArray[np.int32]) -> NDArray[np.int32]:
    """Moves each to the first entry above its cutoff; those who found one."""
    words, end = state.slots.words, state.slots.start[1:]
    found = []
    while len(students):
        students = students[state.pos[students] < end[students]]
        word = words[state.pos[students]]
        clears = (word >> 32) > state.cutoff[word & 0xFFFFFFFF]
        found.append(students[clears])
        students = students[~clears]
        state.pos[students] += 1
    return np.concatenate(found) if found else students


def _apply(state: State, students: NDArray[np.int32]) -> NDArray[np.int32]:
    """Posts keep the best of those held and those proposing; the refused, one entry on."""
    if not len(students):
        return students
    word = state.slots.words[state.pos[students]]
    post = (word & 0xFFFFFFFF).astype(np.int32)
    value = (word >> 32 << 32) | students
    asked = distinct(post)
    held_post = np.repeat(asked, state.fill[asked])
    at = np.repeat(state.base[asked], state.fill[asked]) + counted(state.fill[asked])
    post = np.concatenate([held_post, post])
    value = np.concatenate([state.seats[at], value])
    order = np.lexsort((-value, post))
    post, value = post[order], value[order]
    sizes = np.bincount(np.searchsorted(asked, post), minlength=len(asked))
    place = counted(sizes)
    stays = place < state.capacity[post]
    kept, kept_post = value[stays], post[stays]
    state.seats[state.base[kept_post] + place[stays]] = kept
    state.fill[asked] = np.minimum(sizes, state.capacity[asked])
    full = asked[state.fill[asked] == state.capacity[asked]]
    state.cutoff[full] = state.seats[state.base[full] + state.capacity[full] - 1] >> 32
    refused = (value[~stays] & 0xFFFFFFFF).astype(np.int32)
    state.pos[refused] += 1
    return refused


def distinct(values: NDArray[np.int32]) -> NDArray[np.int32]:
    """The different values, ascending, by sorting: for int32 quicker than `np.unique`."""
    values = np.sort(values)
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return values[first]


def counted(sizes: NDArray[np.int64] | NDArray[np.int32]) -> NDArray[np.int64]:
    """0 … size−1 for each size, one after another, (sum of sizes,)."""
    ends = np.cumsum(sizes, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) - np.repeat(ends - sizes, sizes)
