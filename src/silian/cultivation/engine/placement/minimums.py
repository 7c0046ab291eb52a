"""Posts that do not open below a number of students: which close, in which order.

**one-by-one**: of the open posts with fewer students than their minimum, the one with the lowest
filled / minimum closes (ties: the smaller post, in the order of identifiers); its students go on
to their next choices until all is stable again; repeat. **batch**: all open posts below their
minimum close at once, then all is made stable again; repeat.

Going on from the state that was reached is the same as solving again without the closed posts,
since the order of proposals does not matter; and the number of students of an open post never
falls, so that the work in all is that of one solution. By the rural hospitals theorem (Roth
1986) those numbers are the same in every stable assignment, so the closed posts are the same
whether the students or the posts propose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .market import Market
from .state import Engine, State

RULES = ("one-by-one", "batch")


@dataclass(frozen=True, slots=True)
class Closing:
    """One post that closed: in which round, with how many students below its minimum.

    `held` int32: the students who held its places. `moved` int32: all who moved in this round,
    those of `held` included.
    """

    round: int
    post: int
    filled: int
    minimum: int
    held: NDArray[np.int32]
    moved: NDArray[np.int32]


def close(market: Market, state: State, engine: Engine, rule: str) -> list[Closing]:
    """Closes posts by `rule` until every open post has its minimum; the closings in order.

    `state` is settled before and after. Raises ValueError for an unknown rule.
    """
    if rule not in RULES:
        raise ValueError(f"unknown closing rule: {rule}")
    post_of, minimum = state.slots.post_of, market.minimum
    order = np.argsort(post_of, kind="stable")
    first = np.searchsorted(post_of[order], np.arange(market.posts + 1))
    open_posts = np.flatnonzero(minimum > 0)
    closings: list[Closing] = []
    rounds = 0
    while True:
        filled = _filled(state, market, open_posts)
        below = filled < minimum[open_posts]
        open_posts, filled = open_posts[below], filled[below]
        if not len(open_posts):
            return closings
        rounds += 1
        pick = np.arange(len(open_posts))
        if rule == "one-by-one":
            pick = np.array([np.argmin(filled / minimum[open_posts])])
        gone = {}
        for post in open_posts[pick]:
            slots = order[first[post] : first[post + 1]]
            gone[int(post)] = np.concatenate([state.shut(int(slot)) for slot in slots])
        moved = engine.resettle(state, np.concatenate(list(gone.values())))
        closings += [
            Closing(rounds, post, int(count), int(minimum[post]), np.sort(held), moved)
            for (post, held), count in zip(gone.items(), filled[pick], strict=True)
        ]
        open_posts = np.delete(open_posts, pick)


def _filled(state: State, market: Market, posts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Students of each of `posts`, over all of its slots."""
    if not market.reserves:
        return state.fill[posts].astype(np.int64)
    total = np.bincount(state.slots.post_of, weights=state.fill, minlength=market.posts)
    return total[posts].astype(np.int64)
