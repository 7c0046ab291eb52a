"""The value that every part of the engine works on: students, posts, lists, keys.

Students are 0…n−1 and posts 0…m−1 **in the order of their identifiers**, so that nothing
depends on the order in which rows were given. An *entry* is one line of one list: student, post
and the key (priority) that the student has there.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

KEY_BITS = 31
"""Keys are 0 … 2**31 − 1, higher is better; −1 means not eligible."""
SOFT_BITS = 30
"""With soft reserves one bit is kept for “member of the reserve”."""
MOST_PLACES = 50_000_000
"""Largest capacity of one post: up to here a share of two counts is exact in a float."""
SHUT = np.int32(2**31 - 1)
"""Cutoff of a post that admits nobody: closed, or withdrawn."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """Places of a post kept for a group: `hard` ones stay empty, soft ones fall back to all."""

    post: int
    group: int
    places: int
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Market:
    """n students, m posts, E entries.

    `start` int32 (n+1): the entries of student s are start[s] … start[s+1]−1, best first.
    `words` int64 (E): key << 32 | post; key −1 where the student is not eligible.
    `capacity`, `minimum` int32 (m): places ≥ 1; fewest students with which a post opens, or 0.
    `reserves`: in the order in which their post fills them; `groups[g]` bool (n) its members.
    `ranks` int32 (E): as the student wrote them; None means 1, 2, 3 … of each list.
    `scores` float64 (E): what the keys were made from, None where a lottery alone decides.
    Keys of one post differ from each other; `check` says what is broken.
    """

    start: NDArray[np.int32]
    words: NDArray[np.int64]
    capacity: NDArray[np.int32]
    minimum: NDArray[np.int32]
    reserves: tuple[Reserve, ...] = ()
    groups: tuple[NDArray[np.bool_], ...] = field(default=())
    ranks: NDArray[np.int32] | None = None
    scores: NDArray[np.float64] | None = None

    @property
    def students(self) -> int:
        """Number of students, n."""
        return len(self.start) - 1

    @property
    def posts(self) -> int:
        """Number of posts, m."""
        return len(self.capacity)

    @property
    def post(self) -> NDArray[np.int32]:
        """Post of each entry, (E,): a view of the low halves of the words."""
        return self.words.view(np.int32)[_LOW::2]

    @property
    def key(self) -> NDArray[np.int32]:
        """Key of each entry, (E,): a view of the high halves."""
        return self.words.view(np.int32)[1 - _LOW :: 2]

    @property
    def owner(self) -> NDArray[np.int32]:
        """Student of each entry, (E,); computed at every call."""
        return np.repeat(np.arange(self.students, dtype=np.int32), np.diff(self.start))

    def rank(self, entry: int) -> int:
        """Rank of one entry as the student wrote it."""
        if self.ranks is not None:
            return int(self.ranks[entry])
        student = int(np.searchsorted(self.start, entry, side="right")) - 1
        return entry - int(self.start[student]) + 1

    def ranks_of(self, entries: NDArray[np.int32]) -> NDArray[np.int32]:
        """Ranks of the entry that each student holds, (n,); 0 where the entry is −1."""
        held = entries >= 0
        if self.ranks is not None:
            given = self.ranks[np.where(held, entries, 0)] if len(self.ranks) else entries
        else:
            given = entries - self.start[:-1] + 1
        return np.where(held, given, 0).astype(np.int32)

    def check(self) -> None:
        """ValueError for arrays that are no market; O(E log E), for tests and small markets."""
        if len(self.start) < 1 or self.start[0] != 0 or self.start[-1] != len(self.words):
            raise ValueError("start must run from 0 to the number of entries")
        if (np.diff(self.start) < 0).any():
            raise ValueError("start must not fall")
        if len(self.minimum) != self.posts:
            raise ValueError("capacity and minimum differ in length")
        if self.posts and (self.capacity.min() < 1 or self.capacity.max() > MOST_PLACES):
            raise ValueError("every post needs between 1 and 50,000,000 places")
        if (self.minimum < 0).any() or (self.minimum > self.capacity).any():
            raise ValueError("a minimum must be between 0 and the capacity")
        if len(self.words) and not (self.post.min() >= 0 and self.post.max() < self.posts):
            raise ValueError("a list names an unknown post")
        pairs = self.owner.astype(np.int64) * max(self.posts, 1) + self.post
        if len(np.unique(pairs)) != len(pairs):
            raise ValueError("a post stands twice in one list")
        real = self.words[self.key >= 0]
        if len(np.unique(real)) != len(real):
            raise ValueError("two students have the same key at one post")
        self._check_reserves()

    def _check_reserves(self) -> None:
        kept = np.zeros(self.posts, np.int64)
        for reserve in self.reserves:
            if reserve.places < 1 or not 0 <= reserve.group < len(self.groups):
                raise ValueError("a reserve needs places and a known group")
            kept[reserve.post] += reserve.places
        if (kept > self.capacity).any():
            raise ValueError("a post reserves more places than it has")
        soft = any(not reserve.hard for reserve in self.reserves)
        if soft and len(self.words) and self.key.max() >= 1 << SOFT_BITS:
            raise ValueError("with soft reserves keys must stay below 2**30")

    def without(self, posts: Sequence[int]) -> Market:
        """The same market in which nobody is eligible at `posts`; ValueError never."""
        shut = np.zeros(self.posts, bool)
        shut[list(posts)] = True
        words = np.where(shut[self.post], pack(np.int32(-1), self.post), self.words)
        return replace(self, words=words)


_LOW = 0 if sys.byteorder == "little" else 1


def pack(key: NDArray[np.int32] | np.int32, post: NDArray[np.int32]) -> NDArray[np.int64]:
    """Words `key << 32 | post`."""
    halves = np.empty((len(post), 2) if np.ndim(post) else (1, 2), np.int32)
    halves[:, _LOW], halves[:, 1 - _LOW] = post, key
    words = halves.view(np.int64).reshape(-1)
    return words if np.ndim(post) else words[0]


def from_lists(
    lists: Sequence[Sequence[int]],
    keys: Sequence[Mapping[int, int]],
    capacity: Sequence[int],
    minimum: Sequence[int] | None = None,
    reserves: Sequence[Reserve] = (),
    groups: Sequence[Sequence[bool]] = (),
) -> Market:
    """A market from plain lists: `lists[s]` posts best first, `keys[p][s]` the key of s at p.

    A student missing in `keys[p]` is not eligible at p. Raises ValueError as `Market.check`.
    """
    start = np.zeros(len(lists) + 1, np.int32)
    np.cumsum([len(one) for one in lists], out=start[1:])
    flat = np.array([post for one in lists for post in one], np.int32)
    if len(flat) and not (flat.min() >= 0 and flat.max() < len(capacity)):
        raise ValueError("a list names an unknown post")
    given = [keys[post].get(student, -1) for student, one in enumerate(lists) for post in one]
    market = Market(
        start=start,
        words=pack(np.array(given, np.int32), flat),
        capacity=np.array(capacity, np.int32),
        minimum=np.array(minimum or [0] * len(capacity), np.int32),
        reserves=tuple(reserves),
        groups=tuple(np.array(group, bool) for group in groups),
    )
    market.check()
    return market
