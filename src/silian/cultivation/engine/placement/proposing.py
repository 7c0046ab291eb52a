"""Deferred acceptance with the posts proposing: the stable assignment that is best for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .market import SHUT
from .rounds import counted
from .state import Slots


def posts_propose(slots: Slots, shut: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The entry of `slots` that each student holds in the post-optimal assignment, (n,); −1.

    In a round every slot with places left offers them to the best students not asked before;
    a student keeps the offer that stands first in the own list. `shut` bool (slots): offers none.
    """
    slot = (slots.words & 0xFFFFFFFF).astype(np.int32)
    key = (slots.words >> 32).astype(np.int64)
    entries = np.flatnonzero((key >= 0) & ~shut[slot])
    downwards = np.int64(SHUT) - key[entries]
    entries = entries[np.argsort((slot[entries].astype(np.int64) << 31) | downwards)]
    asking = np.bincount(slot[entries], minlength=len(shut))
    upto = np.cumsum(asking)
    following = upto - asking
    owner = np.repeat(np.arange(len(slots.start) - 1), np.diff(slots.start))
    none = len(slots.words)
    held = np.full(len(slots.start) - 1, none, np.int64)
    fill = np.zeros(len(shut), np.int64)
    offering = np.flatnonzero(asking)
    while len(offering):
        many = np.minimum(slots.capacity - fill, upto - following)[offering]
        offers = entries[np.repeat(following[offering], many) + counted(many)]
        following[offering] += many
        offers = np.sort(offers)
        student = owner[offers]
        first = np.r_[True, student[1:] != student[:-1]]
        offers, student = offers[first], student[first]
        better = offers < held[student]
        offers, student = offers[better], student[better]
        left = held[student]
        left = left[left < none]
        np.add.at(fill, slot[offers], 1)
        np.subtract.at(fill, slot[left], 1)
        held[student] = offers
        again = np.union1d(offering, slot[left])
        offering = again[(fill < slots.capacity)[again] & (following < upto)[again]]
    return np.where(held < none, held, -1).astype(np.int32)
