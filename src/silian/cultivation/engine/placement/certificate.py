"""The proof that an assignment is right, found from the lists, keys and assignment alone.

**Stable** (Azevedo & Leshno 2016): a post whose places are all taken has a cutoff, the lowest key
it holds; a student may wish to be elsewhere only below the cutoff. One pass over the lists.

**Best for the students**: let each full post point to the present post of the best student who
would rather be there. The stable assignment is the students' best if and only if no cycle is in
that graph: a cycle is an exchange that all in it would prefer. **Best for the posts**: let each
full post look at its lowest student and point to the first post further down that student's list
which would take him or her; no cycle (a cycle is an exposed rotation, Gusfield & Irving 1989).

With reserves all this is done on the slots of `reserves`; a closed post admits nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .market import Market
from .reserves import expand, seated
from .solve import cutoffs_of, engine_for, posts_of, solve
from .state import Slots

MOST_PAIRS = 1000
"""So many blocking pairs are listed; all are counted."""
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found; `right` says all in one word.

    `ineligible`: students at a post that cannot take them. `over`: posts with more students
    than their places (or their rules) admit. `blocking`: pairs (student, post) that would both
    rather have each other, the first `MOST_PAIRS` of `blocking_count`. `below`: open posts below
    their minimum. `cycle`: posts along which students (or posts) could exchange and gain; empty
    where `optimal_for` holds. `closings_agree`: the closed posts are those the rule closes.
    """

    optimal_for: str
    ineligible: tuple[int, ...] = ()
    over: tuple[int, ...] = ()
    blocking: tuple[tuple[int, int], ...] = ()
    blocking_count: int = 0
    below: tuple[int, ...] = ()
    cycle: tuple[int, ...] = ()
    closings_agree: bool = True
    closed: tuple[int, ...] = ()

    @property
    def feasible(self) -> bool:
        """Nobody sits where the rules allow nobody to sit."""
        return not (self.ineligible or self.over or self.below)

    @property
    def stable(self) -> bool:
        """Feasible, and no pair blocks."""
        return self.feasible and not self.blocking_count

    @property
    def right(self) -> bool:
        """Stable, best for the side asked for, and closed by the rule."""
        return self.stable and not self.cycle and self.closings_agree


def certify(
    market: Market,
    entry: NDArray[np.int32],
    *,
    optimal: str = "students",
    closing: str = "one-by-one",
    reserve_order: str = "first",
    withdrawn: Sequence[int] = (),
    threads: int | None = None,
    compiled: bool | None = None,
    replay: bool = True,
) -> Certificate:
    """The certificate of an assignment: `entry` int32 (n), the entry held by each, −1 for none.

    A post with a minimum and without students counts as closed; with `replay` the round is
    solved once more to see that the rule closes just these. O(E). Raises ValueError for entries
    that are not of the student's own list.
    """
    _own(market, entry)
    closed = _closed(market, entry, withdrawn)
    engine = engine_for(market.students, threads, compiled)
    slots = expand(market, reserve_order, compiled)
    shut = np.isin(slots.post_of, np.array(closed, np.int32))
    fault = np.flatnonzero((entry >= 0) & (market.key[np.maximum(entry, 0)] < 0)) if len(
        market.words) else np.zeros(0, np.int64)  # fmt: skip
    fault = np.union1d(fault, np.flatnonzero(np.isin(posts_of(market, entry), list(closed))))
    seat = seated(slots, entry, engine)
    cutoffs, fill = cutoffs_of(slots, seat, shut)
    lost = np.setdiff1d(np.flatnonzero((entry >= 0) & (seat < 0)), fault)
    over = np.union1d(slots.post_of[fill > slots.capacity], posts_of(market, entry)[lost])
    filled = np.bincount(slots.post_of, weights=fill, minlength=market.posts)
    open_posts = ~np.isin(np.arange(market.posts), list(closed))
    below = np.flatnonzero((filled < market.minimum) & open_posts)
    pos = np.where(seat >= 0, seat, slots.start[1:]).astype(np.int32)
    found, count, best = _inspect(slots, cutoffs, pos, compiled)
    cycle: tuple[int, ...] = ()
    if not (count or len(fault) or len(over)):
        full = (fill >= slots.capacity) & ~shut
        arrows = (_wishes(slots, seat, best, full) if optimal == "students"
                  else _retreats(slots, seat, cutoffs, full))  # fmt: skip
        cycle = tuple(int(slots.post_of[slot]) for slot in _cycle(arrows))
    agree = not market.minimum.any() or not replay or closed == solve(
        market, closing=closing, reserve_order=reserve_order, withdrawn=withdrawn,
        threads=threads, compiled=compiled).closed  # fmt: skip
    return Certificate(
        optimal, _plain(fault), _plain(over), _pairs(slots, found), count, _plain(below), cycle,
        agree, closed,
    )  # fmt: skip


def _own(market: Market, entry: NDArray[np.int32]) -> None:
    if entry.shape != (market.students,):
        raise ValueError("one entry is needed for each student")
    held = entry >= 0
    inside = (entry >= market.start[:-1]) & (entry < market.start[1:])
    if (held & ~inside).any():
        raise ValueError("a student holds an entry of another list")


def _closed(market: Market, entry: NDArray[np.int32], withdrawn: Sequence[int]) -> tuple[int, ...]:
    filled = np.bincount(posts_of(market, entry) + 1, minlength=market.posts + 1)[1:]
    empty = np.flatnonzero((market.minimum > 0) & (filled == 0))
    return tuple(sorted({*(int(post) for post in withdrawn), *(int(post) for post in empty)}))


def _plain(values: NDArray[np.generic]) -> tuple[int, ...]:
    return tuple(int(value) for value in values[:MOST_PAIRS])


def _pairs(slots: Slots, entries: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """(student, post) of entries of the slots, each pair once, in order."""
    student = np.searchsorted(slots.start, entries, side="right") - 1
    post = slots.post_of[slots.words[entries] & 0xFFFFFFFF]
    pairs = zip(student.tolist(), post.tolist(), strict=True)
    return tuple(dict.fromkeys(pairs))


def _inspect(
    slots: Slots, cutoffs: NDArray[np.int32], pos: NDArray[np.int32], compiled: bool | None
) -> tuple[NDArray[np.int64], int, NDArray[np.int64]]:
    """Entries that block, how many, and of each slot the best `key << 32 | student` outside."""
    best = np.full(len(cutoffs), -1, np.int64)
    if compiled is not False:
        try:
            from .compiled import inspect

            return inspect(slots, cutoffs, pos, best, MOST_PAIRS)
        except ImportError:
            if compiled:
                raise
    found: list[NDArray[np.int64]] = []
    for first in range(0, len(pos), _CHUNK):
        last = min(first + _CHUNK, len(pos))
        counts = pos[first:last] - slots.start[first:last]
        entries = np.repeat(slots.start[first:last], counts) + _counted(counts)
        word = slots.words[entries]
        slot, key = word & 0xFFFFFFFF, word >> 32
        found.append(entries[key > cutoffs[slot]])
        student = np.repeat(np.arange(first, last), counts)
        np.maximum.at(best, slot, (key << 32) | student)
    every = np.concatenate(found) if found else np.zeros(0, np.int64)
    return every[:MOST_PAIRS], len(every), best


def _counted(sizes: NDArray[np.int32]) -> NDArray[np.int64]:
    ends = np.cumsum(sizes, dtype=np.int64)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def _wishes(
    slots: Slots, seat: NDArray[np.int32], best: NDArray[np.int64], full: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Of each full slot, the present slot of the best student who would rather be here, or −1."""
    arrows = np.full(len(full), -1, np.int64)
    wished = np.flatnonzero(full & (best >= 0))
    now = seat[best[wished] & 0xFFFFFFFF]
    placed = now >= 0
    arrows[wished[placed]] = slots.words[now[placed]] & 0xFFFFFFFF
    return arrows


def _retreats(
    slots: Slots, seat: NDArray[np.int32], cutoffs: NDArray[np.int32], full: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Of each full slot, where its lowest student would go next, if that is full too, or −1."""
    arrows = np.full(len(full), -1, np.int64)
    student = np.flatnonzero(seat >= 0)
    word = slots.words[seat[student]]
    slot = word & 0xFFFFFFFF
    lowest = full[slot] & ((word >> 32) == cutoffs[slot])
    student, origin = student[lowest], slot[lowest]
    at = seat[student] + 1
    while len(student):
        more = at < slots.start[student + 1]
        student, origin, at = student[more], origin[more], at[more]
        word = slots.words[at]
        target = word & 0xFFFFFFFF
        takes = (word >> 32) > cutoffs[target]
        ends = takes & full[target]
        arrows[origin[ends]] = target[ends]
        student, origin, at = student[~takes], origin[~takes], at[~takes] + 1
    return arrows


def _cycle(arrows: NDArray[np.int64]) -> list[int]:
    """One cycle of a graph with at most one arrow a node, or nothing: by doubling of steps."""
    sink = len(arrows)
    step = np.append(np.where(arrows >= 0, arrows, sink), sink)
    for _ in range(max(sink, 1).bit_length()):
        step = step[step]
    inside = step[step < sink]
    if not len(inside):
        return []
    cycle = [int(inside[0])]
    while (following := int(arrows[cycle[-1]])) != cycle[0]:
        cycle.append(following)
    return cycle
