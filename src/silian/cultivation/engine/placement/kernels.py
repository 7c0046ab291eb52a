"""The compiled loops (numba): deferred acceptance over packed lists, on one thread or several.

Every loop works on the arrays of `state.State`. A *word* of a list is `key << 32 | post`, a seat
is `key << 32 | student`; both are int64, so that one comparison of seats compares keys. The
result of deferred acceptance with strict priorities does not depend on the order of proposals
(Gale & Shapley 1962; McVitie & Wilson 1971), so any order that is quick may be used:

- students are taken best first, which leaves few to be displaced when scores are correlated;
- a chunk of students is scanned first and its proposals applied afterwards, so that the rows and
  seats they need can be fetched ahead: latency of memory, not its bandwidth, costs the time;
- threads own blocks of 16 students and of 16 posts and exchange proposals in rounds.
"""

# Types of compiled functions are inferred by numba from the arguments.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from numba import njit

from .intrinsics import add, give_way, load, prefetch, rest

CHUNK = 512
AHEAD = 12
FLAT = 8
"""Up to so many places a post's seats lie flat with the position of the lowest; above, a heap."""
BUCKETS = 4096
SPINS, YIELDS = 4000, 64
LOW32 = 0xFFFFFFFF


@njit(cache=True, nogil=True)
def _barrier(gate, turn, threads):
    """Waits until all have come `turn` times: spins briefly, then gives way, then sleeps."""
    add(gate, 0, 1)
    goal = turn * threads
    tries = 0
    while load(gate, 0) < goal:
        tries += 1
        if tries > SPINS + YIELDS:
            rest(50)
        elif tries > SPINS:
            give_way()


@njit(cache=True, nogil=True)
def _sink(seats, base, size):
    """Sifts the root of the heap seats[base:base+size] down (least on top)."""
    at = 0
    value = seats[base]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and seats[base + child + 1] < seats[base + child]:
            child += 1
        if seats[base + child] >= value:
            break
        seats[base + at] = seats[base + child]
        at = child
    seats[base + at] = value


@njit(cache=True, nogil=True)
def _heapify(seats, base, size):
    for root in range(size // 2 - 1, -1, -1):
        at = root
        value = seats[base + at]
        while True:
            child = 2 * at + 1
            if child >= size:
                break
            if child + 1 < size and seats[base + child + 1] < seats[base + child]:
                child += 1
            if seats[base + child] >= value:
                break
            seats[base + at] = seats[base + child]
            at = child
        seats[base + at] = value


@njit(cache=True, nogil=True, inline="always")
def _seat(value, post, at, cutoff, fill, seats):
    """Applies one proposal to the seats at `at`; the student refused by it, or -1."""
    if (value >> 32) <= cutoff[post]:
        return value & LOW32
    head = seats[at - 2]
    size = head >> 32
    held = head & LOW32
    refused = np.int64(-1)
    if held < size:
        seats[at + held] = value
        seats[at - 2] = head + 1
        fill[post] = held + 1
        if held + 1 < size:
            return -1
        if size > FLAT:
            _heapify(seats, at, size)
            cutoff[post] = seats[at] >> 32
            return -1
    elif size > FLAT:
        refused = seats[at] & LOW32
        seats[at] = value
        _sink(seats, at, size)
        cutoff[post] = seats[at] >> 32
        return refused
    else:
        low = seats[at - 1]
        refused = seats[at + low] & LOW32
        seats[at + low] = value
    place = 0
    lowest = seats[at]
    for j in range(1, size):
        if seats[at + j] < lowest:
            lowest = seats[at + j]
            place = j
    seats[at - 1] = place
    cutoff[post] = lowest >> 32
    return refused


@njit(cache=True, nogil=True)
def best_first(start, words, top, thread, threads, order):
    """Fills `order` with the students of a thread, those of high keys first (a bucket sort).

    The mean of the first four keys is the guess; it decides the speed, never the result.
    """
    students = len(start) - 1
    counts = np.zeros(BUCKETS + 1, np.int64)
    bucket = np.empty(len(order), np.int16)
    scale = BUCKETS / (top + 1.0)
    owned = 0
    for block in range(thread * 16, students, 16 * threads):
        for student in range(block, min(block + 16, students)):
            total = np.int64(0)
            first = start[student]
            last = min(start[student + 1], first + 4)
            for entry in range(first, last):
                total += max(words[entry] >> 32, 0)
            mean = total / max(last - first, 1)
            which = BUCKETS - 1 - min(int(mean * scale), BUCKETS - 1)
            bucket[owned] = which
            counts[which + 1] += 1
            owned += 1
    for which in range(BUCKETS):
        counts[which + 1] += counts[which]
    at = 0
    for block in range(thread * 16, students, 16 * threads):
        for student in range(block, min(block + 16, students)):
            which = bucket[at]
            order[counts[which]] = student
            counts[which] += 1
            at += 1
    return owned


@njit(cache=True, nogil=True, inline="always")
def _fetch_seats(seats, at):
    """Asks for the first lines of a slot: its head and some twenty seats."""
    prefetch(seats, at - 2)
    prefetch(seats, at + 6)
    prefetch(seats, at + 14)


@njit(cache=True, nogil=True)
def run(words, base, cutoff, fill, seats, track, ring, tail, mark, log):
    """Lets the first `tail` students of `ring` propose until nobody is refused any more.

    Whoever moves is written to `log` once (`mark[s]` is set); returns how many. With an empty
    `log` nothing is written.
    """
    size = len(ring)
    posts = np.empty(CHUNK, np.int32)
    bases = np.empty(CHUNK, np.int32)
    values = np.empty(CHUNK, np.int64)
    head = 0
    waiting = tail
    tail = tail % max(size, 1)
    logged = 0
    logging = len(log) > 0
    while waiting > 0:
        count = min(CHUNK, waiting)
        waiting -= count
        made = 0
        for i in range(count):
            if i + 2 * AHEAD < count:
                far = head + 2 * AHEAD
                far = far - size if far >= size else far
                prefetch(track, 2 * ring[far])
                far = head + AHEAD
                far = far - size if far >= size else far
                prefetch(words, track[2 * ring[far]])
            student = ring[head]
            head = head + 1 if head + 1 < size else 0
            entry = track[2 * student]
            end = track[2 * student + 1]
            while entry < end:
                word = words[entry]
                post = word & LOW32
                if (word >> 32) > cutoff[post]:
                    at = base[post]
                    posts[made] = post
                    bases[made] = at
                    values[made] = word - post + student
                    _fetch_seats(seats, at)
                    made += 1
                    break
                entry += 1
            track[2 * student] = entry
            if logging and mark[student] == 0:
                mark[student] = 1
                log[logged] = student
                logged += 1
        for i in range(made):
            refused = _seat(values[i], posts[i], bases[i], cutoff, fill, seats)
            if refused >= 0:
                track[2 * refused] += 1
                ring[tail] = refused
                tail = tail + 1 if tail + 1 < size else 0
                waiting += 1
    return logged


@njit(cache=True, nogil=True)
def work(
    start,
    words,
    top,
    base,
    cutoff,
    fill,
    seats,
    track,
    thread,
    threads,
    chunk,
    gate,
    left,
    sizes,
    posts,
    values,
    back_sizes,
    back,
    ring,
):
    """One of `threads` workers, in rounds: scan own students, exchange, apply to own posts.

    Student s belongs to worker (s // 16) % threads, post p to (p // 16) % threads: whole cache
    lines, spread evenly. `posts`, `values` [t, u]: proposals of t's students to u's posts;
    `back[t, u]`: students of u refused by t's posts. Between two barriers each array has one
    writer. `left[8 t]`: proposals made and students waiting, to see the end.
    """
    size = len(ring)
    waiting = best_first(start, words, top, thread, threads, ring)
    head = 0
    tail = waiting % max(size, 1)
    turn = 0
    while True:
        for other in range(threads):
            sizes[thread, other] = 0
            for j in range(back_sizes[other, thread]):
                student = back[other, thread, j]
                track[2 * student] += 1
                ring[tail] = student
                tail = tail + 1 if tail + 1 < size else 0
                waiting += 1
        count = min(chunk, waiting)
        waiting -= count
        for i in range(count):
            if i + 2 * AHEAD < count:
                far = head + 2 * AHEAD
                far = far - size if far >= size else far
                prefetch(track, 2 * ring[far])
                far = head + AHEAD
                far = far - size if far >= size else far
                prefetch(words, track[2 * ring[far]])
            student = ring[head]
            head = head + 1 if head + 1 < size else 0
            entry = track[2 * student]
            end = track[2 * student + 1]
            while entry < end:
                word = words[entry]
                post = word & LOW32
                if (word >> 32) > cutoff[post]:
                    to = (post >> 4) % threads
                    at = sizes[thread, to]
                    posts[thread, to, at] = post
                    values[thread, to, at] = word - post + student
                    sizes[thread, to] = at + 1
                    break
                entry += 1
            track[2 * student] = entry
        made = waiting
        for other in range(threads):
            made += sizes[thread, other]
        left[thread * 8] = made
        turn += 1
        _barrier(gate, turn, threads)
        total = 0
        for other in range(threads):
            total += left[other * 8]
            back_sizes[thread, other] = 0
        if total == 0:
            break
        for other in range(threads):
            made = sizes[other, thread]
            for i in range(made):
                if i + AHEAD < made:
                    _fetch_seats(seats, base[posts[other, thread, i + AHEAD]])
                post = posts[other, thread, i]
                refused = _seat(values[other, thread, i], post, base[post], cutoff, fill, seats)
                if refused >= 0:
                    to = (refused >> 4) % threads
                    at = back_sizes[thread, to]
                    back[thread, to, at] = refused
                    back_sizes[thread, to] = at + 1
        turn += 1
        _barrier(gate, turn, threads)


@njit(cache=True, nogil=True)
def scan(start, words, cutoff, first, last, pos):
    """The floor: for students first..last-1 the first entry whose key is above the cutoff."""
    for student in range(first, last):
        entry = start[student]
        end = start[student + 1]
        while entry < end:
            word = words[entry]
            if (word >> 32) > cutoff[word & LOW32]:
                break
            entry += 1
        pos[student] = entry


@njit(cache=True, nogil=True)
def inspect(start, words, lowest, pos, first, last, best, found):
    """The certificate's pass over what students first..last-1 like better than their place.

    `lowest[p]` is the key to exceed (-1 where places are free). Counts the pairs that block and
    writes the first of them to `found` as entry indices; `best[p]` becomes the greatest
    `key << 32 | student` among those who would rather be at p.
    """
    blocking = 0
    for student in range(first, last):
        for entry in range(start[student], pos[student]):
            word = words[entry]
            post = word & LOW32
            if (word >> 32) > lowest[post]:
                if blocking < len(found):
                    found[blocking] = entry
                blocking += 1
            value = (word >> 32) << 32 | student
            if value > best[post]:
                best[post] = value
    return blocking
