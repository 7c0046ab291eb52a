"""What blind chance links, and how far from it an attack may be."""

from __future__ import annotations

import random
from statistics import fmean, pstdev

Truth = dict[int, tuple[str, str]]
POINT = 0.01
DEVIATIONS = 5
ROUNDS = 400


def filled(attempt: dict[int, str], truth: Truth, chance: random.Random) -> dict[int, str]:
    """The attempt, with the slips that it leaves open dealt out by chance."""
    receipts = {receipt for receipt, _choice in truth.values()}
    given = {voter: slip for voter, slip in attempt.items() if voter in truth and slip in receipts}
    units = [voter for voter in truth if voter not in given]
    free = sorted(receipts - set(given.values()))
    chance.shuffle(free)
    return given | dict(zip(units, free, strict=False))


def rate(
    attempts: dict[str, dict[int, str]], truths: dict[str, Truth], what: str, seed: int
) -> float:
    """The share of units of all ballots for which the attempts are right."""
    chance, right, units = random.Random(seed), 0, 0
    for ref, truth in truths.items():
        choice_of = dict(truth.values())
        found = filled(attempts.get(ref, {}), truth, chance)
        units += len(truth)
        for voter, (receipt, choice) in truth.items():
            taken = found.get(voter)
            right += taken == receipt if what == "slips" else choice_of.get(taken or "") == choice
    return right / units


def allowed(truths: dict[str, Truth], what: str, seed: int) -> float:
    """Chance, one point, and five standard deviations of chance for so many units."""
    blind = [rate({}, truths, what, seed + at) for at in range(1, ROUNDS + 1)]
    return fmean(blind) + POINT + DEVIATIONS * pstdev(blind)
