"""The compiled engine as `state.Engine`: hands the arrays of a state to the kernels."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import kernels, kernels_lists
from .market import Market
from .state import Slots, State

FEW = 10_000
"""Below so many students one thread is quicker than two."""
ROUND = 2048
"""Students that a thread scans between two exchanges."""


def default_threads(students: int) -> int:
    """Two threads where there are two cores and enough to do."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return 1 if students < FEW else min(2, cores)


_Rows = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]


@dataclass(slots=True)
class Compiled:
    """Numba kernels on so many threads; the result is the same for every number."""

    threads: int = 1
    scratch: tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.int32]] | None = None

    def settle(self, state: State) -> None:
        """Everybody proposes until nobody is refused."""
        slots, students = state.slots, len(state.slots.start) - 1
        top = _top(slots.words)
        if self.threads > 1:
            self._together(state, top)
            return
        ring = np.empty(students, np.int32)
        kernels.best_first(slots.start, slots.words, top, 0, 1, ring)
        _run(state, ring, students, np.empty(0, np.int8), np.empty(0, np.int32))

    def resettle(self, state: State, students: NDArray[np.int32]) -> NDArray[np.int32]:
        """These students propose until nobody is refused; all who moved, in ascending order."""
        count = len(state.slots.start) - 1
        if self.scratch is None or len(self.scratch[0]) != count:
            log = np.empty(max(count, 1), np.int32)
            self.scratch = np.empty(count, np.int32), np.zeros(count, np.int8), log
        ring, mark, log = self.scratch
        ring[: len(students)] = students
        moved = np.sort(log[: _run(state, ring, len(students), mark, log)])
        mark[moved] = 0
        return moved

    def _together(self, state: State, top: int) -> None:
        threads, students = self.threads, len(state.slots.start) - 1
        gate, left = np.zeros(8, np.int64), np.zeros(8 * threads, np.int64)
        sizes, back_sizes = np.zeros((2, threads, threads), np.int64)
        posts = np.empty((threads, threads, ROUND), np.int32)
        values = np.empty((threads, threads, ROUND), np.int64)
        back = np.empty((threads, threads, ROUND * threads), np.int32)
        rings = [np.empty(_owned(students, one, threads), np.int32) for one in range(threads)]

        def work(thread: int) -> None:
            slots = state.slots
            kernels.work(slots.start, slots.words, top, state.base, state.cutoff, state.fill,
                         state.seats, state.track, thread, threads, ROUND, gate, left, sizes,
                         posts, values, back_sizes, back, rings[thread])  # fmt: skip

        in_parallel(work, threads)


def _owned(students: int, thread: int, threads: int) -> int:
    """How many students belong to a thread: blocks of 16, dealt round."""
    whole, rest = divmod(students, 16 * threads)
    return whole * 16 + min(max(rest - thread * 16, 0), 16)


def in_parallel(work: Callable[[int], None], threads: int) -> None:
    """Calls work(0) … work(threads − 1) side by side."""
    others = [threading.Thread(target=work, args=(i,)) for i in range(1, threads)]
    for other in others:
        other.start()
    work(0)
    for other in others:
        other.join()


def _top(words: NDArray[np.int64]) -> int:
    """About the highest key: it decides the order of work, not the result."""
    step = max(1, len(words) // 10_000)
    return max(0, int((words[::step] >> 32).max())) if len(words) else 0


def _run(
    state: State,
    ring: NDArray[np.int32],
    waiting: int,
    mark: NDArray[np.int8],
    log: NDArray[np.int32],
) -> int:
    moved = kernels.run(state.slots.words, state.base, state.cutoff, state.fill, state.seats,
                        state.track, ring, waiting, mark, log)  # fmt: skip
    return int(moved)


def inspect(
    slots: Slots,
    cutoffs: NDArray[np.int32],
    pos: NDArray[np.int32],
    best: NDArray[np.int64],
    most: int,
) -> tuple[NDArray[np.int64], int, NDArray[np.int64]]:
    """See `certificate`: entries that block, how many, the best students outside each slot."""
    threads = default_threads(len(pos))
    bounds = np.linspace(0, len(pos), threads + 1).astype(np.int64)
    bests = [best, *(best.copy() for _ in range(threads - 1))]
    found = np.zeros((threads, most), np.int64)
    counts = [0] * threads

    def work(i: int) -> None:
        counts[i] = int(kernels.inspect(slots.start, slots.words, cutoffs, pos, bounds[i],
                                        bounds[i + 1], bests[i], found[i]))  # fmt: skip

    in_parallel(work, threads)
    listed = np.concatenate([found[i, : min(counts[i], most)] for i in range(threads)])
    return listed[:most], sum(counts), np.maximum.reduce(bests)


def expand(market: Market, open_first: bool, bonus: int) -> _Rows:
    """Start, words and `entry_of` of `reserves.expand`."""
    of = np.array([one.post for one in market.reserves], np.int32)
    order = np.argsort(of, kind="stable")
    first = np.searchsorted(of[order], np.arange(market.posts + 1)).astype(np.int32)
    slot = (market.posts + order).astype(np.int64)
    group = np.array([one.group for one in market.reserves], np.int64)[order]
    extra = np.array([0 if one.hard else bonus for one in market.reserves], np.int64)[order]
    members = np.stack(market.groups)
    begin = np.empty(market.students + 1, np.int32)
    made, entry_of = np.empty(0, np.int64), np.empty(0, np.int32)
    for _counted_first in range(2):
        rows = kernels_lists.expand(market.start, market.words, first, slot, group, extra, members,
                              open_first, begin, made, entry_of)  # fmt: skip
        if len(made):
            break
        made, entry_of = np.empty(rows, np.int64), np.empty(rows, np.int32)
    return begin, made, entry_of


def twice(start: NDArray[np.int32], post: NDArray[np.int32]) -> bool:
    """Whether a post stands twice in some list; quick for short lists."""
    return bool(kernels_lists.twice(start, post))


def get_ready() -> None:
    """Loads the kernels (compiling them once for this machine) with a market of one student."""
    one = np.zeros(1, np.int64)
    slots = Slots(np.array([0, 1], np.int32), one, np.ones(1, np.int32), np.zeros(1, np.int32))
    for threads in (1, 2):
        state = State.empty(slots)
        Compiled(threads).settle(state)
    inspect(slots, state.cutoff, state.pos.copy(), one, 1)
    twice(slots.start, np.zeros(1, np.int32))
