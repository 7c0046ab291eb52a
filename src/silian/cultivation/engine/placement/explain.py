"""Why a student did not get what stands higher in the own list: values, no words.

The cutoff is a fact: the last student admitted had this score. That the same score would have
been enough is **not** implied, since an admission moves others; `threshold` finds the exact
score by solving the round once more with the student's priority at the top (with reserves at the
post: by bisection).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .lottery import draws, draws_of
from .market import KEY_BITS, SOFT_BITS, Market, pack
from .solve import Placement, solve


@dataclass(frozen=True, slots=True)
class Bar:
    """The last student admitted in the open places (`reserve` None) or in one reserve.

    `reserve`: index in `market.reserves`. `score`: of the last admitted, None under a lottery
    alone. `lottery`: both have the same score (or none), so that the lottery decided. `member`:
    the last admitted held the place as a member of a reserve to which the student does not belong.
    """

    reserve: int | None
    student: int
    score: float | None
    lottery: bool
    member: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the choice `rank` was not obtained: `kind` is not_eligible, closed or cutoff.

    `score`: the student's own. `bars`: what the student fell short of, for cutoff.
    `round`, `filled`, `minimum`: of the closing, for closed; 0 for a withdrawn post.
    """

    rank: int
    post: int
    kind: str
    score: float | None = None
    bars: tuple[Bar, ...] = ()
    round: int = 0
    filled: int = 0
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a student got (post and rank, None for nothing) and why nothing better."""

    student: int
    post: int | None
    rank: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """The exact score with which the student would have got the post, all else as it was.

    `kind`: `score`, at least `score`, or more than it where `above`; `eligible`, any score at
    all; `lottery`, there are no scores; `closed` or `reserved` (all places are kept for others),
    none would do; `obtained`, the student has the post already or a better one. `beaten`: the
    student who must be beaten, None where nobody.
    """

    kind: str
    score: float | None = None
    above: bool = False
    beaten: int | None = None


def last_admitted(placement: Placement) -> NDArray[np.int32]:
    """The student at the cutoff of each slot, (slots,); −1 where places are free or closed."""
    found = np.full(len(placement.cutoffs), -1, np.int32)
    student = np.flatnonzero(placement.seat >= 0)
    word = placement.slots.words[placement.seat[student]]
    slot = word & 0xFFFFFFFF
    lowest = (word >> 32) == placement.cutoffs[slot]
    found[slot[lowest]] = student[lowest]
    return found


def explain(
    market: Market, placement: Placement, student: int, last: NDArray[np.int32] | None = None
) -> Explanation:
    """The reasons of one student; `last`: what `last_admitted` gave, for many students."""
    last = last_admitted(placement) if last is None else last
    held = int(placement.entry[student])
    first, end = int(market.start[student]), int(market.start[student + 1])
    closings = {one.post: one for one in placement.closings}
    closed = set(placement.closed)
    reasons = []
    for entry in range(first, end if held < 0 else held):
        post, rank = int(market.post[entry]), market.rank(entry)
        score = _score(market, entry)
        if int(market.key[entry]) < 0:
            reasons.append(Reason(rank, post, "not_eligible"))
        elif post in closed:
            one = closings.get(post)
            counts = (one.round, one.filled, one.minimum) if one else (0, 0, 0)
            reasons.append(Reason(rank, post, "closed", score, (), *counts))
        else:
            bars = _bars(market, placement, last, student, entry)
            reasons.append(Reason(rank, post, "cutoff", score, bars))
    post_held = None if held < 0 else int(market.post[held])
    rank_held = None if held < 0 else market.rank(held)
    return Explanation(student, post_held, rank_held, tuple(reasons))


def _score(market: Market, entry: int) -> float | None:
    return None if market.scores is None else float(market.scores[entry])


def _bars(
    market: Market, placement: Placement, last: NDArray[np.int32], student: int, entry: int
) -> tuple[Bar, ...]:
    slots = placement.slots
    found = []
    for at in range(int(slots.start[student]), int(slots.start[student + 1])):
        slot = int(slots.words[at] & 0xFFFFFFFF)
        real = at if slots.entry_of is None else int(slots.entry_of[at])
        if real != entry or last[slot] < 0:
            continue
        other = int(last[slot])
        theirs = int(placement.entry[other])
        reserve = slot - market.posts if slot >= market.posts else None
        member = (
            reserve is not None
            and not market.reserves[reserve].hard
            and (
                int(placement.cutoffs[slot]) >> SOFT_BITS > int(slots.words[at] >> 32) >> SOFT_BITS
            )
        )
        score = _score(market, theirs)
        found.append(Bar(reserve, other, score, not member and score == _score(market, entry),
                         member))  # fmt: skip
    return tuple(found)


def threshold(
    market: Market,
    placement: Placement,
    student: int,
    post: int,
    *,
    seed: int = 0,
    multiple: bool = False,
    threads: int | None = None,
    compiled: bool | None = None,
) -> Threshold:
    """The exact threshold at a post of the own list; closed posts stay closed as they were.

    `seed`, `multiple`: the lottery of the round, for who wins at equal scores. Raises ValueError
    for a post that is not in the list, or a placement that is not best for the students.
    """
    if placement.optimal != "students":
        raise ValueError("thresholds are for the assignment that is best for the students")
    first, end = int(market.start[student]), int(market.start[student + 1])
    own = np.flatnonzero(market.post[first:end] == post)
    if not len(own):
        raise ValueError("the post is not in the list of the student")
    entry = first + int(own[0])
    if 0 <= int(placement.entry[student]) <= entry:
        return Threshold("obtained")
    if post in placement.closed:
        return Threshold("closed")
    again = _Again(market, placement, student, entry, threads, compiled)
    kept = any(reserve.post == post for reserve in market.reserves)
    rival = again.by_bisection() if kept else again.at_the_top()
    if rival < 0:
        return Threshold("eligible" if rival == -1 else "reserved")
    other = int(np.searchsorted(market.start, rival, side="right")) - 1
    if market.scores is None:
        return Threshold("lottery", beaten=other)
    above = _draw(seed, multiple, other, post, market) > _draw(
        seed, multiple, student, post, market
    )
    return Threshold("score", float(market.scores[rival]), above, other)


def _draw(seed: int, multiple: bool, student: int, post: int, market: Market) -> int:
    if multiple:
        return int(draws_of(seed, np.array([student], np.int32), np.array([post], np.int32))[0])
    return int(draws(seed, market.students)[student])


@dataclass(frozen=True, slots=True)
class _Again:
    """The round solved again with another key at one entry."""

    market: Market
    placement: Placement
    student: int
    entry: int
    threads: int | None
    compiled: bool | None

    def _solve(self, words: NDArray[np.int64]) -> NDArray[np.int32]:
        free = np.zeros_like(self.market.minimum)
        return solve(
            replace(self.market, words=words, minimum=free), withdrawn=self.placement.closed,
            reserve_order=self.placement.reserve_order, threads=self.threads,
            compiled=self.compiled,
        ).entry  # fmt: skip

    def _rivals(self) -> NDArray[np.int64]:
        """Entries of all others who are eligible at the post."""
        post = self.market.post[self.entry]
        found = np.flatnonzero((self.market.post == post) & (self.market.key >= 0))
        return found[found != self.entry]

    def at_the_top(self) -> int:
        """The entry that must be beaten, −1 for none: of those who would still rather be here.

        With the student seated whatever happens, those turned away at the post are just those
        below whom the student would be turned away.
        """
        words = self.market.words.copy()
        bits = SOFT_BITS if any(not one.hard for one in self.market.reserves) else KEY_BITS
        top = np.int32(2**bits - 1)
        words[self.entry] = pack(top, self.market.post[self.entry])
        held = self._solve(words)
        rivals = self._rivals()
        owner = np.searchsorted(self.market.start, rivals, side="right") - 1
        away = rivals[(held[owner] < 0) | (held[owner] > rivals)]
        return int(away[np.argmax(self.market.key[away])]) if len(away) else -1

    def by_bisection(self) -> int:
        """The same with reserves at the post: the lowest place among the keys that is enough.

        −2 where none is: all places are kept for others.
        """
        rivals = self._rivals()
        rivals = rivals[np.argsort(self.market.key[rivals])]
        post = self.market.post[self.entry]
        words = self.market.words.copy()
        words[rivals] = pack(np.arange(1, len(rivals) + 1, dtype=np.int32) * 2, np.full(
            len(rivals), post))  # fmt: skip
        low, high = 0, len(rivals) + 1
        while low < high:
            middle = (low + high) // 2
            words[self.entry] = pack(np.int32(2 * middle + 1), post)
            if 0 <= self._solve(words)[self.student] <= self.entry:
                high = middle
            else:
                low = middle + 1
        if low > len(rivals):
            return -2
        return int(rivals[low - 1]) if low else -1
