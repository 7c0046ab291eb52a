"""Reserved places as slots of their own, in the order in which a post fills them.

**The rule** (a choice function; Hafalir, Yenmez & Yildirim 2013, Dur et al. 2018). A post looks
at all who ask. *Reserve first*: each reserve, in the order given, takes its best members; then
the open places take the best of those left. *Reserve last* (open first): the open places first,
then the reserves. In both, hard places that no member took stay empty; soft ones are given at
the end to the best of those left, member or not.

**The same as a plain market.** Each reserve and the open places become a slot. A student's
choice of the post becomes a row of choices: the reserves he or she is a member of and the open
places, in the order above; then the soft reserves of the others. In a soft reserve members have
the key plus 2**30, so that everybody else holds a place there only until a member comes. The
tests compare this with the rule itself, carried out on sets.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .market import SOFT_BITS, Market, Reserve
from .state import Engine, Slots, State

ORDERS = ("first", "last")


def expand(market: Market, order: str = "first", compiled: bool | None = None) -> Slots:
    """The slots of a market: 0 … m−1 the open places of the posts, then one for each reserve.

    `compiled` as in `solve.engine_for`: speed only. Raises ValueError for an unknown order.
    """
    if order not in ORDERS:
        raise ValueError(f"unknown reserve order: {order}")
    posts = np.arange(market.posts, dtype=np.int32)
    if not market.reserves:
        return Slots(market.start, market.words, market.capacity, posts)
    capacity = market.capacity.astype(np.int64)
    for reserve in market.reserves:
        capacity[reserve.post] -= reserve.places
    kept = np.array([reserve.places for reserve in market.reserves], np.int64)
    of = np.array([reserve.post for reserve in market.reserves], np.int32)
    start, words, entry_of = _rows(market, order, compiled)
    return Slots(
        start,
        words,
        np.concatenate([capacity, kept]).astype(np.int32),
        np.concatenate([posts, of]),
        entry_of,
    )


_Rows = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]


def _rows(market: Market, order: str, compiled: bool | None) -> _Rows:
    """Start, words and `entry_of`, compiled where that is possible."""
    if compiled is not False and len(market.words):
        try:
            from .compiled import expand as quickly

            return quickly(market, order == "last", 1 << SOFT_BITS)
        except ImportError:
            if compiled:
                raise
    pieces = _pieces(market, order)
    counts = np.zeros(len(market.words), np.int32)
    for entries, _slot, _bonus in pieces:
        counts[entries] += 1
    first = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=first[1:])
    at = first[:-1].copy()
    words = np.empty(int(first[-1]), np.int64)
    for entries, slot, bonus in pieces:
        key = market.words[entries] >> 32
        key = np.where(key >= 0, key + bonus, key)
        words[at[entries]] = (key << 32) | slot
        at[entries] += 1
    owner = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return first[market.start].astype(np.int32), words, owner


_Piece = tuple[NDArray[np.int64], NDArray[np.int64], int]


def _pieces(market: Market, order: str) -> list[_Piece]:
    """Each step of the rule as (entries, slot of each, bonus on the key), in order."""
    post, owner = market.post, market.owner
    stages = _stages(market.reserves)
    member: list[_Piece] = []
    others: list[_Piece] = []
    for stage in stages:
        slot_of = np.full(market.posts, -1, np.int64)
        group_of = np.zeros(market.posts, np.int64)
        soft = np.zeros(market.posts, bool)
        for index in stage:
            reserve = market.reserves[index]
            slot_of[reserve.post] = market.posts + index
            group_of[reserve.post] = reserve.group
            soft[reserve.post] = not reserve.hard
        entries = np.flatnonzero(slot_of[post] >= 0)
        at = post[entries]
        inside = np.stack(market.groups)[group_of[at], owner[entries]]
        for bonus, is_soft in ((1 << SOFT_BITS, True), (0, False)):
            pick = inside & (soft[at] == is_soft)
            member.append((entries[pick], slot_of[at[pick]], bonus))
        pick = ~inside & soft[at]
        others.append((entries[pick], slot_of[at[pick]], 0))
    open_places = (np.arange(len(post)), post.astype(np.int64), 0)
    if order == "first":
        return [*member, open_places, *others]
    return [open_places, *member, *others]


def _stages(reserves: tuple[Reserve, ...]) -> list[list[int]]:
    """Indices of the first reserve of every post, of the second, …"""
    seen: dict[int, int] = {}
    stages: list[list[int]] = []
    for index, reserve in enumerate(reserves):
        stage = seen.get(reserve.post, 0)
        seen[reserve.post] = stage + 1
        if stage == len(stages):
            stages.append([])
        stages[stage].append(index)
    return stages


def seated(slots: Slots, entry: NDArray[np.int32], engine: Engine) -> NDArray[np.int32]:
    """Which slot of the post each student holds who holds `entry` of the market, (n,).

    The answer is an entry of `slots`, −1 for who holds none *or finds no place in the post*: the
    rule is carried out among those who hold the post, as they had asked for nothing else.
    """
    if slots.entry_of is None:
        return entry
    owner_entry = np.repeat(entry, np.diff(slots.start))
    mine = (slots.entry_of == owner_entry) & (owner_entry >= 0)
    words = np.where(mine, slots.words, (np.int64(-1) << 32) | (slots.words & 0xFFFFFFFF))
    state = State.empty(Slots(slots.start, words, slots.capacity, slots.post_of))
    engine.settle(state)
    return state.held()
