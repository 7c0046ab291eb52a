"""The compiled loops that make and check lists; see `kernels` for those that place."""

# Types of compiled functions are inferred by numba from the arguments.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from numba import njit

from .kernels import LOW32


@njit(cache=True, nogil=True)
def twice(start, post):
    """Whether some list names a post twice: each pair of a list is compared."""
    for student in range(len(start) - 1):
        end = start[student + 1]
        for entry in range(start[student], end):
            same = 0
            for other in range(entry + 1, end):
                same |= post[entry] == post[other]
            if same:
                return True
    return False


@njit(cache=True, nogil=True)
def expand(start, words, first, slot, group, bonus, members, open_first, begin, made, entry_of):
    """The rows of `reserves.expand`: the reserves of post p are first[p] … first[p+1]−1.

    `bonus[r]` is what members have on top of the key, 0 for hard reserves. With an empty `made`
    only counts: `begin` becomes the start of each student's row; returns the number of rows.
    """
    at = 0
    writing = len(made) > 0
    for student in range(len(start) - 1):
        begin[student] = at
        for entry in range(start[student], start[student + 1]):
            word = words[entry]
            post = word & LOW32
            key = word >> 32
            for step in range(3):
                if step == (0 if open_first else 1):
                    if writing:
                        made[at] = word
                        entry_of[at] = entry
                    at += 1
                    continue
                for r in range(first[post], first[post + 1]):
                    inside = members[group[r], student]
                    if (inside or bonus[r] == 0) if step == 2 else not inside:
                        continue
                    if writing:
                        top = key + bonus[r] if inside and key >= 0 else key
                        made[at] = top << 32 | slot[r]
                        entry_of[at] = entry
                    at += 1
    begin[len(start) - 1] = at
    return at
