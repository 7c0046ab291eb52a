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

from __future__ import annotations

import numpy as np
from numba import njit

from .intrinsics import add, give_way, load, prefetch, rest

CHUNK = 512
AHEAD = 12
FLAT = 128
"""Up to so many places a post's seats lie flat with the position of the lowest; above, a heap."""
BUCKETS = 4096
SPINS, YIELDS = 4000, 64
LOW32 = 0xFFFFFFFF


@njit(cache=True, nogil=True)
def _barrier(gate, turn, threads):  # type: ignore[no-untyped-def]  # compiled, types are inferred
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
def _sink(seats, base, size):  # type: ignore[no-untyped-def]  # compiled, types are inferred
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
def _heapify(seats, base, size):  # type: ignore[no-untyped-def]  # compiled, types are inferred
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


@njit(cache=True, nogil=True)
def _lowest(seats, base, size):  # type: ignore[no-untyped-def]  # compiled, types are inferred
    """Position of the lowest seat."""
    at = 0
    value = seats[base]
    for j in range(1, size):
        if seats[base + j] < value:
            value = seats[base + j]
            at = j
    return at


@njit(cache=True, nogil=True)
def _seat(value, post, capacity, base, cutoff, fill, low, seats):  # type: ignore[no-untyped-def]  # compiled, types are inferred
    """Applies one proposal; the student refused by it, or -1."""
    if (value >> 32) <= cutoff[post]:
        return value & LOW32
    at = base[post]
    size = capacity[post]
    held = fill[post]
    refused = -1
    if held < size:
        seats[at + held] = value
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
        refused = seats[at + low[post]] & LOW32
        seats[at + low[post]] = value
    place = _lowest(seats, at, size)
    low[post] = place
    cutoff[post] = seats[at + place] >> 32
    return refused


@njit(cache=True, nogil=True)
def best_first(start, words, top, thread, threads, order):  # type: ignore[no-untyped-def]  # compiled, types are inferred
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


@njit(cache=True, nogil=True)
def run(start, words, capacity, base, cutoff, fill, low, seats, pos, ring, tail, mark, epoch, log):  # type: ignore[no-untyped-def]  # compiled, types are inferred
    """Lets the first `tail` students of `ring` propose until nobody is refused any more.

    `pos[s]` is the entry that s proposes next or holds. Whoever moves is written to `log` once
    (`mark[s] == epoch`); returns how many. With an empty `log` nothing is written.
    """
    size = len(ring)
    posts = np.empty(CHUNK, np.int32)
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
            if i + AHEAD < count:
                far = head + AHEAD
                far = far - size if far >= size else far
                prefetch(words, pos[ring[far]])
            student = ring[head]
            head = head + 1 if head + 1 < size else 0
            entry = pos[student]
            end = start[student + 1]
            while entry < end:
                word = words[entry]
                if (word >> 32) > cutoff[word & LOW32]:
                    posts[made] = word & LOW32
                    values[made] = (word >> 32) << 32 | student
                    prefetch(seats, base[word & LOW32])
                    made += 1
                    break
                entry += 1
            pos[student] = entry
            if logging and mark[student] != epoch:
                mark[student] = epoch
                log[logged] = student
                logged += 1
        for i in range(made):
            refused = _seat(values[i], posts[i], capacity, base, cutoff, fill, low, seats)
            if refused >= 0:
                pos[refused] += 1
                ring[tail] = refused
                tail = tail + 1 if tail + 1 < size else 0
                waiting += 1
    return logged


@njit(cache=True, nogil=True)
def work(
    start,
    words,
    capacity,
    base,
    cutoff,
    fill,
    low,
    seats,
    pos,
    top,
    thread,
    threads,
    chunk,
    gate,
    open_work,
    box_size,
    box_post,
    box_value,
    back_size,
    back,
    order,
):  # type: ignore[no-untyped-def]  # compiled, types are inferred
    """One of `threads` workers, in rounds: scan own students, exchange, apply to own posts.

    Student s belongs to worker (s // 16) % threads, post p to (p // 16) % threads: whole cache
    lines, spread evenly. `box_*[t, u]`: proposals of t's students to u's posts; `back[t, u]`:
    students of u refused by t's posts. Between two barriers each array has one writer.
    """
    size = len(order)
    waiting = best_first(start, words, top, thread, threads, order)
    head = 0
    tail = waiting % max(size, 1)
    turn = 0
    while True:
        for other in range(threads):
            box_size[thread, other] = 0
            for j in range(back_size[other, thread]):
                student = back[other, thread, j]
                pos[student] += 1
                order[tail] = student
                tail = tail + 1 if tail + 1 < size else 0
                waiting += 1
        count = min(chunk, waiting)
        waiting -= count
        for i in range(count):
            if i + AHEAD < count:
                far = head + AHEAD
                far = far - size if far >= size else far
                prefetch(words, pos[order[far]])
            student = order[head]
            head = head + 1 if head + 1 < size else 0
            entry = pos[student]
            end = start[student + 1]
            while entry < end:
                word = words[entry]
                post = word & LOW32
                if (word >> 32) > cutoff[post]:
                    to = (post >> 4) % threads
                    at = box_size[thread, to]
                    box_post[thread, to, at] = post
                    box_value[thread, to, at] = (word >> 32) << 32 | student
                    box_size[thread, to] = at + 1
                    break
                entry += 1
            pos[student] = entry
        made = waiting
        for other in range(threads):
            made += box_size[thread, other]
        open_work[thread * 8] = made
        turn += 1
        _barrier(gate, turn, threads)
        total = 0
        for other in range(threads):
            total += open_work[other * 8]
            back_size[thread, other] = 0
        if total == 0:
            break
        for other in range(threads):
            made = box_size[other, thread]
            for i in range(made):
                if i + AHEAD < made:
                    prefetch(seats, base[box_post[other, thread, i + AHEAD]])
                value = box_value[other, thread, i]
                post = box_post[other, thread, i]
                refused = _seat(value, post, capacity, base, cutoff, fill, low, seats)
                if refused >= 0:
                    to = (refused >> 4) % threads
                    at = back_size[thread, to]
                    back[thread, to, at] = refused
                    back_size[thread, to] = at + 1
        turn += 1
        _barrier(gate, turn, threads)


@njit(cache=True, nogil=True)
def scan(start, words, cutoff, first, last, pos):  # type: ignore[no-untyped-def]  # compiled, types are inferred
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
def inspect(start, words, lowest, pos, first, last, best, found):  # type: ignore[no-untyped-def]  # compiled, types are inferred
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
