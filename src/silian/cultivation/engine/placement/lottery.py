"""Strict priorities from scores and a seeded lottery that anyone can repeat.

**The lottery.** Students stand in the order of their identifiers (numbers by value, other
identifiers by code point) and are numbered i = 0, 1, 2 …; student i draws

    draw(i) = mix(seed + (i + 1) × 0x9E3779B97F4A7C15)            (mod 2**64)
    mix(z): z = (z ^ z>>30) × 0xBF58476D1CE4E5B9; z = (z ^ z>>27) × 0x94D049BB133111EB; z ^ z>>31

which is SplitMix64 (Steele, Lea & Flood 2014) at position i + 1. The **highest** draw wins. With
a *multiple* lottery post j (numbered in the same way) uses the seed mix(seed + j + 1) for its own
draws. The function is one-to-one, so that two students never draw the same number at one post.

**Keys.** Higher score first, then the higher draw. Where the distinct scores and the lottery fit
31 bits side by side, the key is `level << bits | lottery`; else it is the rank within the post.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .market import KEY_BITS

_GAMMA, _FIRST, _SECOND = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
SCALES = (1, 2, 10, 100, 1000)
"""Scores that are whole after one of these factors are levelled without sorting."""
MOST_LEVELS = 1 << 22
_BLOCK = 1 << 18


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The output function of SplitMix64, element by element."""
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))


def draws(seed: int, count: int) -> NDArray[np.uint64]:
    """The draws of students 0 … count−1 in the single lottery, (count,)."""
    steps = np.arange(1, count + 1, dtype=np.uint64) * _GAMMA
    return mix(steps + np.uint64(seed % 2**64))


def places(seed: int, count: int) -> NDArray[np.int32]:
    """Lottery numbers 0 … count−1 of the students, (count,): the higher, the better."""
    found = np.empty(count, np.int32)
    found[np.argsort(draws(seed, count))] = np.arange(count, dtype=np.int32)
    return found


def draws_of(seed: int, student: NDArray[np.int32], post: NDArray[np.int32]) -> NDArray[np.uint64]:
    """The draws in the multiple lottery, one for each pair (student, post), (E,)."""
    own = mix((post.astype(np.uint64) + np.uint64(1)) + np.uint64(seed % 2**64))
    return mix(own + (student.astype(np.uint64) + np.uint64(1)) * _GAMMA)


def levels(scores: NDArray[np.float64]) -> tuple[NDArray[np.int32], int]:
    """Dense ranks of scores, lowest 0, and how many differ; (E,)."""
    if not len(scores):
        return np.zeros(0, np.int32), 0
    low, high = float(scores.min()), float(scores.max())
    for scale in SCALES:
        if (high - low) * scale >= MOST_LEVELS or max(abs(low), abs(high)) * scale > 2**52:
            break
        whole = _whole(scores, scale, low)
        if whole is not None:
            seen = np.zeros(int(whole.max()) + 1, bool)
            seen[whole] = True
            dense = np.cumsum(seen, dtype=np.int32) - np.int32(1)
            return dense[whole], int(seen.sum())
    ordered = np.sort(scores)
    ordered = ordered[np.r_[True, ordered[1:] != ordered[:-1]]]
    return np.searchsorted(ordered, scores).astype(np.int32), len(ordered)


def _whole(scores: NDArray[np.float64], scale: int, low: float) -> NDArray[np.int32] | None:
    """`scores * scale` less the lowest, as int32; None where one is not whole. In blocks."""
    found = np.empty(len(scores), np.int32)
    bottom = low * scale
    if bottom != np.floor(bottom):
        return None
    for first in range(0, len(scores), _BLOCK):
        scaled = scores[first : first + _BLOCK] * scale
        whole = (scaled - bottom).astype(np.int32)
        if not (whole + bottom == scaled).all():
            return None
        found[first : first + _BLOCK] = whole
    return found


def make_keys(
    student: NDArray[np.int32],
    post: NDArray[np.int32],
    scores: NDArray[np.float64] | None,
    students: int,
    *,
    seed: int,
    multiple: bool = False,
    bits: int = KEY_BITS,
) -> NDArray[np.int32]:
    """Strict keys of entries, (E,): NaN in `scores` gives −1, not eligible.

    `scores` None: the lottery alone. `bits` ≤ 31: every key stays below 2**bits − 1. Raises
    ValueError for infinite scores.
    """
    if scores is not None and np.isinf(scores).any():
        raise ValueError("a score must be a finite number")
    if scores is not None and not (open_to := ~np.isnan(scores)).all():
        keys = np.full(len(student), -1, np.int32)
        at = np.flatnonzero(open_to)
        keys[at] = make_keys(student[at], post[at], scores[at], students,
                             seed=seed, multiple=multiple, bits=bits)  # fmt: skip
        return keys
    level, count = (np.zeros(len(student), np.int32), 1) if scores is None else levels(scores)
    width = max(students - 1, 1).bit_length()
    if not multiple and count << width < 1 << bits:
        level <<= np.int32(width)
        level |= places(seed, students)[student]
        return level
    lot = draws_of(seed, student, post) if multiple else places(seed, students)[student]
    return _ranked(post, level, lot)


def _ranked(
    post: NDArray[np.int32], level: NDArray[np.int32], lot: NDArray[np.generic]
) -> NDArray[np.int32]:
    """Rank of each entry among those of its post, lowest 0."""
    order = np.lexsort((lot, level, post))
    sorted_post = post[order]
    first = np.flatnonzero(np.r_[True, sorted_post[1:] != sorted_post[:-1]])
    sizes = np.diff(np.r_[first, len(order)])
    keys = np.empty(len(order), np.int32)
    keys[order] = np.arange(len(order)) - np.repeat(first, sizes)
    return keys
