"""An independent answer to every random meeting and election, in exact fractions.

Written from the rules as they are put in words, without a look at the engine, and in another
way: presence is asked unit by unit, shares are `Fraction`s, who is elected follows from how
many have at least as many votes. It imports nothing of the product.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Rule:
    """A share, what it is of, and whether the share itself is too little."""

    share: Fraction
    of: str
    strict: bool

    def enough(self, count: int, base: int) -> bool:
        """Whether the part of the base is large enough; nothing is a part of nothing."""
        if base == 0:
            return False
        part = Fraction(count, base)
        return part > self.share or (part == self.share and not self.strict)

    def least(self, base: int) -> int | None:
        """The smallest count that is enough."""
        if base == 0:
            return None
        exact = self.share * base
        return math.floor(exact) + 1 if self.strict else math.ceil(exact)


@dataclass(frozen=True)
class Meeting:
    """A meeting as it happened: units come and go, give mandates, recuse themselves, vote.

    `comings`: (unit, whether it came or left) in the order of time. `votes`: by unit; one that
    is not there did not vote; anything but yes, no and abstain is a spoilt ballot.
    """

    weights: dict[str, int]
    comings: list[tuple[str, bool]]
    mandates: dict[str, str]
    limit: int
    recused: frozenset[str]
    votes: dict[str, str]
    paper: tuple[int, int] | None
    quorum: Rule
    majority: Rule


def here(meeting: Meeting, unit: str) -> bool:
    """Whether the last that was seen of the unit is that it came."""
    seen = [came for who, came in meeting.comings if who == unit]
    return bool(seen) and seen[-1]


def represented(meeting: Meeting, unit: str) -> bool:
    """Whether the vote of a unit counts: it is here, or its proxy carries it."""
    if unit in meeting.recused:
        return False
    if here(meeting, unit):
        return True
    carrier = meeting.mandates.get(unit)
    if carrier is None or carrier not in meeting.weights or carrier in meeting.recused:
        return False
    if not here(meeting, carrier):
        return False
    before = [
        giver
        for giver, other in meeting.mandates.items()
        if other == carrier and giver < unit and giver in meeting.weights
        and giver not in meeting.recused and not here(meeting, giver)
    ]  # fmt: skip
    return len(before) < meeting.limit


def decided(meeting: Meeting) -> dict[str, Any]:
    """Seats, present, votes by kind, and what follows."""
    seats = sum(w for unit, w in meeting.weights.items() if unit not in meeting.recused)
    there = [unit for unit in meeting.weights if represented(meeting, unit)]
    present = sum(meeting.weights[unit] for unit in there)

    def votes(*kinds: str) -> int:
        return sum(meeting.weights[unit] for unit in there if meeting.votes.get(unit) in kinds)

    voted = sum(meeting.weights[unit] for unit in there if unit in meeting.votes)
    base = {
        "seats": seats,
        "present": present,
        "cast": votes("yes", "no", "abstain"),
        "yes_no": votes("yes", "no"),
    }[meeting.majority.of]
    quorate = meeting.quorum.enough(present, seats)
    valid = meeting.paper is None or meeting.paper[0] >= meeting.paper[1]
    return {
        "seats": seats, "present": present, "yes": votes("yes"), "no": votes("no"),
        "abstain": votes("abstain"), "invalid": voted - votes("yes", "no", "abstain"),
        "quorate": quorate, "valid": valid, "base": base, "needed": meeting.majority.least(base),
        "passed": quorate and valid and meeting.majority.enough(votes("yes"), base),
    }  # fmt: skip


@dataclass(frozen=True)
class Election:
    """An election: what stood on the ballot, and the ballots. `majority`: only where needed."""

    candidates: tuple[str, ...]
    seats: int
    none_offered: bool
    write_in_allowed: bool
    majority: Rule | None
    tie: str
    seed: str
    entitled: int
    present: int
    quorum: Rule
    paper: tuple[int, int] | None
    ballots: list[dict[str, Any]]


def kind_of(election: Election, ballot: dict[str, Any]) -> str:
    """A ballot is a choice of names, none of the above, or nothing; all else is spoilt."""
    marks, written = ballot.get("marks", []), ballot.get("write_in", [])
    said = {
        "vote": bool(marks or written),
        "none": ballot.get("none", False),
        "abstain": ballot.get("abstain", False),
    }
    if sum(said.values()) == 0:
        return "abstain"
    if sum(said.values()) > 1:
        return "invalid"
    kind = next(kind for kind, true in said.items() if true)
    if kind == "none":
        return "none" if election.none_offered else "invalid"
    if kind == "vote":
        known = all(mark in election.candidates for mark in marks)
        fresh = election.write_in_allowed and not set(written) & set(election.candidates)
        once = len(marks) == len(set(marks)) and len(written) == len(set(written))
        few = len(marks) + len(written) <= election.seats
        named = all(name.strip() == name != "" for name in written)
        return (
            "vote" if known and once and few and (not written or (fresh and named)) else "invalid"
        )
    return kind


def elected(election: Election) -> dict[str, Any]:
    """The counts, who is elected (in the order of votes), who is tied, and the lot."""
    kinds = [kind_of(election, ballot) for ballot in election.ballots]
    good = [b for b, kind in zip(election.ballots, kinds, strict=True) if kind == "vote"]
    names = {*election.candidates, *(n for b in good for n in b.get("write_in", []))}
    votes = {
        name: sum(name in [*b.get("marks", []), *b.get("write_in", [])] for b in good)
        for name in names
    }
    none = kinds.count("none")
    base = {
        "seats": election.entitled,
        "present": election.present,
        "cast": len(good) + none + kinds.count("abstain"),
        "yes_no": len(good) + none,
    }[election.majority.of if election.majority else "present"]
    able = {
        name
        for name, count in votes.items()
        if count > none and (not election.majority or election.majority.enough(count, base))
    }
    paper = election.paper
    if not election.quorum.enough(election.present, election.entitled) or (
        paper is not None and paper[1] > paper[0]
    ):
        able = set()
    # Surely in: no more than the seats have as many votes. Tied: a seat is left, for some.
    sure = {n for n in able if sum(votes[m] >= votes[n] for m in able) <= election.seats}
    better = {n: sum(votes[m] > votes[n] for m in able) for n in able}
    tied = {n for n in able - sure if better[n] < election.seats}
    order: list[str] = []
    if election.tie == "lot" and election.seed:
        left = set(tied)
        while left:
            order.append(min(left, key=lambda name: _drawn(election.seed, name)))
            left.remove(order[-1])
    won = sorted(sorted(sure), key=lambda name: votes[name], reverse=True)
    won += order[: election.seats - len(won)] if tied else []
    return {
        "counts": {name: votes[name] for name in election.candidates},
        "write_ins": {n: v for n, v in votes.items() if n not in election.candidates},
        "none": none, "abstain": kinds.count("abstain"), "invalid": kinds.count("invalid"),
        "elected": tuple(won), "tied": tuple(sorted(tied)), "lot_order": tuple(order),
        "runoff": bool(tied) and election.tie == "runoff",
        "open_seats": election.seats - len(won),
        "needed": election.majority.least(base) if election.majority else None,
    }  # fmt: skip


def _drawn(seed: str, name: str) -> int:
    """The number of a lot: the SHA-256 of seed, line feed and name, read as a number."""
    return int.from_bytes(hashlib.sha256(seed.encode() + b"\n" + name.encode()).digest(), "big")
