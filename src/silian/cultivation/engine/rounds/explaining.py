"""The exact score from which somebody would have had a post, and what other quotas would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from .frozen import Frozen
from .solving import Outcome, work_out

TOP = Decimal(10) ** 10
"""Above every score that a formula can give."""
STEP = Decimal("0.00001")
"""Less than two scores can differ by."""


def threshold(frozen: Frozen, student: str, post: str) -> Decimal | None:
    """The score that the student would have had to pass at the post, all else as frozen: with
    more the post would have been obtained, with less not, with just as much the lot decides.
    0 where nobody stood in the way. None where no score would have done: not eligible, closed,
    not on the list.

    The student is put on top at the post and the round solved once more. Who would then still
    rather be there, and is first among them, is who would have had to be passed: with less the
    two would block the result. With reserves not all compete for all places: there the score is
    searched for, halving the scores given at the post.
    """
    if (post, student) not in frozen.scores or post not in frozen.lists.get(student, ()):
        return None
    outcome = _with_score(frozen, student, post, TOP)
    if outcome.places.get(student, ("", 0))[0] != post:
        return None
    if any(one.code == post and one.reserves for one in frozen.posts):
        return _searched(frozen, student, post)
    wishing = [
        score
        for (at, code), score in frozen.scores.items()
        if at == post and code != student and _would_rather(outcome, code, post)
    ]
    return max(wishing, default=Decimal(0))


def _with_score(frozen: Frozen, student: str, post: str, score: Decimal) -> Outcome:
    scores = {pair: one for pair, one in frozen.scores.items() if pair[1] != student}
    lists = {**frozen.lists, student: [post]}
    return work_out(replace(frozen, lists=lists, scores={**scores, (post, student): score}))


def _would_rather(outcome: Outcome, student: str, post: str) -> bool:
    ranked = list(outcome.problem.frozen.lists[student])
    _held, rank = outcome.places.get(student, ("", len(ranked) + 1))
    return ranked.index(post) + 1 < rank


def _searched(frozen: Frozen, student: str, post: str) -> Decimal:
    """The least score of others such that a little more obtains the post; a higher score never
    harms, so halving finds it.
    """
    given = {s for (at, code), s in frozen.scores.items() if at == post and code != student}
    steps = [Decimal(0), *sorted(given)]
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        outcome = _with_score(frozen, student, post, steps[middle] + STEP)
        if outcome.places.get(student, ("", 0))[0] == post:
            high = middle
        else:
            low = middle + 1
    return steps[low]


@dataclass(frozen=True)
class Change:
    """What other quotas would mean for one student; None stands for no place."""

    student: str
    before: tuple[str, int] | None
    after: tuple[str, int] | None

    @property
    def gains(self) -> bool:
        """A higher choice, or a place instead of none."""
        return (self.after or ("", 10**6))[1] < (self.before or ("", 10**6))[1]


def compare(before: Outcome, after: Outcome) -> (
    list[Change]
):  # fmt: skip
    """Everybody who would have another place, in the order of the codes."""
    found = []
    for code in before.problem.students:
        one, other = before.places.get(code), after.places.get(code)
        if (one or ("",))[0] != (other or ("",))[0]:
            found.append(Change(code, one, other))
    return found
