"""The working arrays of one solution, and the two ways to move them: compiled, or NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .market import SHUT

HEAD = 2
"""Words before the seats of each slot."""


@dataclass(slots=True)
class Slots:
    """A plain market, in which a post with reserves is several slots. See `reserves.expand`.

    `start`, `words`, `capacity` as in `Market`, with slots for posts. `post_of` int32: post of a
    slot. `entry_of` int32: entry of the market for each entry here, None where they are the same.
    """

    start: NDArray[np.int32]
    words: NDArray[np.int64]
    capacity: NDArray[np.int32]
    post_of: NDArray[np.int32]
    entry_of: NDArray[np.int32] | None = None


@dataclass(slots=True)
class State:
    """Who holds what, while it is being found; m counts slots.

    `track` int32 (2n): for each student the entry held or proposed next (`pos`; the end when the
    list is used up), and the end of the list: side by side, as they are needed together.
    `cutoff` int32 (m): the key that a proposal must exceed: the lowest held when all places
    are taken, else −1; `SHUT` for a closed slot and one without places.
    `fill` int32 (m): places taken.
    `seats` int64: slot p has seats[base[p] : base[p] + fill[p]], each `key << 32 | student`; two
    words before them are the kernels' own: `capacity << 32 | fill`, and where the lowest is.
    """

    slots: Slots
    capacity: NDArray[np.int32]
    base: NDArray[np.int32]
    track: NDArray[np.int32]
    cutoff: NDArray[np.int32]
    fill: NDArray[np.int32]
    seats: NDArray[np.int64]

    @property
    def pos(self) -> NDArray[np.int32]:
        """The entry that each student holds or proposes next, (n,): a view of `track`."""
        return self.track[::2]

    @classmethod
    def empty(cls, slots: Slots) -> State:
        """Nobody has proposed yet. Places beyond the number of applicants are left out."""
        capacity = slots.capacity
        students = len(slots.start) - 1
        if int(capacity.sum(dtype=np.int64)) > 4 * students + len(capacity):
            asking = np.bincount(_slot(slots.words), minlength=len(capacity))
            capacity = np.minimum(capacity, asking + 1).astype(np.int32)
        size = np.cumsum(capacity + HEAD, dtype=np.int64)
        base = (size - capacity).astype(np.int32)
        seats = np.empty(int(size[-1]) if len(size) else 0, np.int64)
        seats[base - 2] = capacity.astype(np.int64) << 32
        seats[base - 1] = 0
        track = np.empty(2 * students, np.int32)
        track[::2], track[1::2] = slots.start[:-1], slots.start[1:]
        cutoff = np.where(capacity > 0, np.int32(-1), SHUT).astype(np.int32)
        return cls(slots, capacity, base, track, cutoff, np.zeros_like(capacity), seats)

    def held(self) -> NDArray[np.int32]:
        """The entry of `slots` that each student holds, (n,); −1 for none."""
        end = self.slots.start[1:]
        return np.where(self.pos < end, self.pos, -1).astype(np.int32)

    def shut(self, slot: int) -> NDArray[np.int32]:
        """Closes a slot; the students who held its places, who stand at their next entry now."""
        at = int(self.base[slot])
        gone = (self.seats[at : at + self.fill[slot]] & 0xFFFFFFFF).astype(np.int32)
        self.cutoff[slot] = SHUT
        self.fill[slot] = 0
        self.pos[gone] += 1
        return np.sort(gone)


class Engine(Protocol):
    """One way to move a state."""

    def settle(self, state: State) -> None:
        """Everybody proposes until nobody is refused."""

    def resettle(self, state: State, students: NDArray[np.int32]) -> NDArray[np.int32]:
        """These students propose until nobody is refused; all who moved, in ascending order."""


def _slot(words: NDArray[np.int64]) -> NDArray[np.int64]:
    return words & 0xFFFFFFFF
