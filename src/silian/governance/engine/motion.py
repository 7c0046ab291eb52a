"""Counting the slips of a motion.

A slip is `{"choice": "yes" | "no" | "abstain"}`; anything else on it makes it invalid. `weight`
(a whole number of at least 1, by default 1) is what the charter gives the unit, or how many
equal paper ballots the line stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .outcome import LARGEST, Counts, Inconsistent

CHOICES = ("yes", "no", "abstain")
Slip = Mapping[str, Any]


def weight_of(slip: Any) -> int:
    """The votes that a slip stands for. The system writes it: a bad one is `Inconsistent`."""
    weight = slip.get("weight", 1) if isinstance(slip, Mapping) else 1
    if type(weight) is not int or not 1 <= weight <= LARGEST:
        raise Inconsistent(
            "票的权重应为不小于 1 的整数。", "A weight must be a whole number of at least 1."
        )
    return weight


def count_motion(
    slips: Iterable[Slip],
    *,
    seats: int,
    present: int,
    issued: int | None = None,
    returned: int | None = None,
) -> Counts:
    """The counts of a motion; the order of the slips does not matter. `Inconsistent` if there
    are more votes than are present.
    """
    found = dict.fromkeys((*CHOICES, "invalid"), 0)
    for slip in slips:
        choice = slip.get("choice") if isinstance(slip, Mapping) else None
        known = isinstance(choice, str) and choice in CHOICES
        found[choice if known else "invalid"] += weight_of(slip)  # type: ignore[index]
    return Counts(seats, present, **found, issued=issued, returned=returned)
