"""One door to the engine: a market in, an assignment with its cutoffs and closings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from . import minimums, reserves, rounds
from .market import SHUT, Market
from .minimums import Closing
from .proposing import posts_propose
from .state import Engine, Slots, State

OPTIMAL = ("students", "posts")


@dataclass(frozen=True, slots=True)
class Placement:
    """A stable assignment.

    `entry` int32 (n): the entry of the market that each student holds, −1 for none.
    `seat` int32 (n): the same among the entries of `slots`.
    `cutoffs` int32 (slots): the lowest key admitted where all places are taken, −1 where some
    are free, `SHUT` where the post is closed. `fill` int32 (slots): places taken.
    `closings`: the posts closed for too few students, in order. `withdrawn`: closed beforehand.
    """

    entry: NDArray[np.int32]
    seat: NDArray[np.int32]
    cutoffs: NDArray[np.int32]
    fill: NDArray[np.int32]
    slots: Slots
    closings: tuple[Closing, ...] = ()
    withdrawn: tuple[int, ...] = ()
    optimal: str = "students"
    reserve_order: str = "first"

    @property
    def closed(self) -> tuple[int, ...]:
        """All closed posts, in ascending order."""
        return tuple(sorted({*self.withdrawn, *(one.post for one in self.closings)}))


def posts_of(market: Market, entry: NDArray[np.int32]) -> NDArray[np.int32]:
    """The post of the entry that each student holds, (n,); −1 for none."""
    if not len(market.words):
        return np.full(len(entry), -1, np.int32)
    return np.where(entry >= 0, market.post[np.maximum(entry, 0)], -1).astype(np.int32)


def engine_for(students: int, threads: int | None = None, compiled: bool | None = None) -> Engine:
    """The engine asked for: compiled where numba is there (`compiled=None`), else NumPy rounds.

    Raises ImportError for `compiled=True` without numba, ValueError for fewer than one thread.
    """
    if threads is not None and threads < 1:
        raise ValueError("at least one thread is needed")
    if compiled is not False:
        try:
            from .compiled import Compiled, default_threads

            return Compiled(threads or default_threads(students))
        except ImportError:
            if compiled:
                raise
    return rounds.Rounds()


def solve(
    market: Market,
    *,
    optimal: str = "students",
    closing: str = "one-by-one",
    reserve_order: str = "first",
    threads: int | None = None,
    compiled: bool | None = None,
    withdrawn: Sequence[int] = (),
) -> Placement:
    """The stable assignment that is best for the students (or the posts), after closings.

    `closing`: see `minimums`; `reserve_order`: see `reserves`; `withdrawn`: posts that admit
    nobody from the start. `threads`, `compiled`: speed only, the result is the same. Gale &
    Shapley 1962; for many-to-one markets Roth 1984. Raises ValueError for an unknown option.
    """
    if optimal not in OPTIMAL:
        raise ValueError(f"unknown side: {optimal}")
    if closing not in minimums.RULES:
        raise ValueError(f"unknown closing rule: {closing}")
    engine = engine_for(market.students, threads, compiled)
    slots = reserves.expand(market, reserve_order, compiled)
    state = State.empty(slots)
    gone = np.isin(slots.post_of, np.array(withdrawn, np.int32))
    state.cutoff[gone] = SHUT
    engine.settle(state)
    closings = _close(market, state, engine, closing, withdrawn)
    seat = state.held()
    cutoffs, fill = state.cutoff, state.fill
    if optimal == "posts":
        seat = posts_propose(slots, cutoffs == SHUT)
        cutoffs, fill = cutoffs_of(slots, seat, cutoffs == SHUT)
    entry = seat if slots.entry_of is None else _real(slots.entry_of, seat)
    return Placement(
        entry, seat, cutoffs, fill, slots, tuple(closings), tuple(sorted(set(withdrawn))),
        optimal, reserve_order,
    )  # fmt: skip


def _close(
    market: Market, state: State, engine: Engine, rule: str, withdrawn: Sequence[int]
) -> list[Closing]:
    if not market.minimum.any():
        return []
    minimum = market.minimum.copy()
    minimum[list(withdrawn)] = 0
    return minimums.close(replace(market, minimum=minimum), state, engine, rule)


def _real(entry_of: NDArray[np.int32], seat: NDArray[np.int32]) -> NDArray[np.int32]:
    if not len(entry_of):
        return seat
    return np.where(seat >= 0, entry_of[np.maximum(seat, 0)], -1).astype(np.int32)


def cutoffs_of(
    slots: Slots, seat: NDArray[np.int32], shut: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cutoffs and fill of an assignment to slots, each (slots,), from the assignment alone."""
    word = slots.words[seat[seat >= 0]]
    slot = (word & 0xFFFFFFFF).astype(np.int64)
    fill = np.bincount(slot, minlength=len(shut)).astype(np.int32)
    lowest = np.full(len(shut), SHUT, np.int32)
    np.minimum.at(lowest, slot, (word >> 32).astype(np.int32))
    cutoffs = np.where(fill >= slots.capacity, lowest, np.int32(-1))
    return np.where(shut, SHUT, cutoffs).astype(np.int32), fill
