"""Random meetings and elections, put to the engine and to the oracle; differences are kept.

As a program: `python -m tests.proofs.governance_counting MEETINGS ELECTIONS SEED`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from silian.governance.engine.election import Poll, Question, count_election
from silian.governance.engine.motion import count_motion
from silian.governance.engine.outcome import decide
from silian.governance.engine.presence import assemble
from silian.governance.engine.thresholds import BASES, Threshold
from tests.proofs import governance_oracle as oracle

THIRDS, HALF = Fraction(2, 3), Fraction(1, 2)
SHARES = [THIRDS, THIRDS, THIRDS, HALF, HALF, 1 - THIRDS, *map(Fraction, ("3/5", "3/4", "4/5", 1))]
UNITS = [f"u{number:02}" for number in range(24)]
CHOICES = ["yes", "yes", "yes", "no", "abstain", "spoilt"]
NAMES = ("甲", "乙", "丙", "丁", "戊", "己")
KEPT = 5


@dataclass
class Report:
    """How many were tried, how often it stood on the edge, and the first that differed.

    An edge is a count that meets its share exactly, or a tie across the last seat.
    """

    tried: int = 0
    edges: int = 0
    passed: int = 0
    void: int = 0
    different: int = 0
    first: list[dict[str, Any]] = field(default_factory=list)

    def compare(self, case: object, expected: dict[str, Any], found: dict[str, Any]) -> None:
        """Keeps what differs."""
        self.tried += 1
        if expected != found:
            self.different += 1
            if len(self.first) < KEPT:
                self.first.append({"case": repr(case), "oracle": expected, "engine": found})


def rule(random: Random, *of: str) -> oracle.Rule:
    """A share of one of these bases."""
    return oracle.Rule(random.choice(SHARES), random.choice(of), random.random() < 0.35)


def threshold(rule: oracle.Rule) -> Threshold:
    """The same for the engine, by way of its text."""
    share = f"{rule.share.numerator}/{rule.share.denominator}"
    return Threshold.read({"fraction": share, "of": rule.of, "strict": rule.strict})


def paper(random: Random) -> tuple[int, int] | None:
    """Ballots issued and returned, now and then too many."""
    if random.random() < 0.7:
        return None
    issued = random.randrange(20)
    return issued, max(0, issued - 3 + random.randrange(5))


def some_meeting(random: Random) -> oracle.Meeting:
    """A small meeting: with few units, counts often meet a share exactly."""
    units = UNITS[: random.choice((1, 2, 3, 4, 6, 6, 8, 9, 10, 12, 12, 15, 24))]
    weighted = random.random() < 0.2
    weights = {unit: random.randrange(1, 4) if weighted else 1 for unit in units}
    comings = [(unit, True) for unit in units if random.random() < 0.8]
    comings += [(random.choice(UNITS[: len(units) + 1]), random.random() < 0.4)
                for _ in range(random.randrange(5))]  # fmt: skip
    mandates = {}
    if random.random() < 0.4:
        mandates = {random.choice(units): random.choice(UNITS) for _ in range(random.randrange(6))}
    recused = random.sample(units, random.randrange(2)) if random.random() < 0.2 else []
    leaning = random.choice((CHOICES, ["yes"] * 6 + CHOICES, ["yes", "no"]))
    votes = {unit: random.choice(leaning) for unit in units if random.random() < 0.95}
    return oracle.Meeting(
        weights, comings, mandates, random.randrange(4), frozenset(recused), votes, paper(random),
        rule(random, "seats"), rule(random, *BASES),
    )  # fmt: skip


def engine_decides(meeting: oracle.Meeting) -> dict[str, Any]:
    """The engine's answer, from its roll to its outcome."""
    here: set[str] = set()
    for unit, came in meeting.comings:
        (here.add if came else here.discard)(unit)
    roll = assemble(meeting.weights, here, meeting.mandates, proxy_limit=meeting.limit,
                    recused=meeting.recused)  # fmt: skip
    slips = [
        {"choice": meeting.votes[unit], "weight": meeting.weights[unit]}
        for unit in roll.casts
        if unit in meeting.votes
    ]
    issued, returned = meeting.paper or (None, None)
    counts = count_motion(slips, seats=roll.seats, present=roll.present, issued=issued,
                          returned=returned)  # fmt: skip
    outcome = decide(counts, threshold(meeting.quorum), threshold(meeting.majority))
    assert outcome.sentence.endswith("表决通过。") is outcome.passed
    return {
        "seats": counts.seats, "present": counts.present, "yes": counts.yes, "no": counts.no,
        "abstain": counts.abstain, "invalid": counts.invalid, "quorate": outcome.quorate,
        "valid": outcome.valid, "base": outcome.base, "needed": outcome.needed,
        "passed": outcome.passed,
    }  # fmt: skip


def meetings(number: int, seed: int) -> Report:
    """That many random meetings, both ways."""
    random, report = Random(seed), Report()
    for _ in range(number):
        meeting = some_meeting(random)
        expected = oracle.decided(meeting)
        report.compare(meeting, expected, engine_decides(meeting))
        exact = meeting.majority.share * expected["base"] == expected["yes"]
        report.edges += exact and expected["base"] > 0
        report.passed += expected["passed"]
        report.void += not expected["valid"]
    return report


def some_ballot(random: Random, names: tuple[str, ...], seats: int) -> dict[str, Any]:
    """Mostly a proper ballot; now and then everything that people do to one."""
    if random.random() < 0.8:
        few = random.randrange(1, seats + 1)
        return {"marks": random.sample(names, min(few, len(names)))}
    ballot: dict[str, Any] = {}
    if random.random() < 0.5:
        ballot["marks"] = random.choices((*names, "外"), k=random.randrange(4))
    if random.random() < 0.4:
        ballot["write_in"] = random.choices(
            (names[0], "庚", "辛", "", " 庚"), k=random.randrange(3)
        )
    if random.random() < 0.3:
        ballot["none"] = random.random() < 0.7
    if random.random() < 0.2:
        ballot["abstain"] = random.random() < 0.7
    return ballot


def some_election(random: Random) -> oracle.Election:
    """A small election: with few voters there are many ties."""
    names = NAMES[: random.randrange(1, 7)]
    seats = random.randrange(1, 4)
    present = random.choice((0, 1, 2, 3, 4, 6, 8, 9, 12, 15, 20))
    voters = max(0, present - random.choice((0, 0, 0, 1, 2)))
    return oracle.Election(
        names, seats, random.random() < 0.5, random.random() < 0.4,
        rule(random, *BASES) if random.random() < 0.5 else None,
        random.choice(("runoff", "lot", "fails")), random.choice(("", "春", "夏", "秋")),
        present + random.choice((0, 0, 1, 2, 6)), present,
        oracle.Rule(random.choice((Fraction(1, 2), Fraction(2, 3))), "seats", False),
        paper(random) if random.random() < 0.3 else None,
        [some_ballot(random, names, seats) for _ in range(voters)],
    )  # fmt: skip


def engine_elects(election: oracle.Election) -> dict[str, Any]:
    """The engine's answer."""
    question = Question(
        election.candidates, election.seats, 0, election.none_offered, election.write_in_allowed,
        "majority" if election.majority else "plurality",
        threshold(election.majority) if election.majority else None, election.tie,
    )  # fmt: skip
    poll = Poll(election.present, election.entitled, threshold(election.quorum),
                *(election.paper or (None, None)))  # fmt: skip
    result = count_election(question, election.ballots, election.present, election.seed, poll=poll)
    keys = ("none", "abstain", "invalid", "elected", "tied", "lot_order", "runoff", "open_seats",
            "needed")  # fmt: skip
    found = {key: getattr(result, key) for key in keys}
    return {"counts": dict(result.counts), "write_ins": dict(result.write_ins), **found}


def elections(number: int, seed: int) -> Report:
    """That many random elections, both ways."""
    random, report = Random(seed), Report()
    for _ in range(number):
        election = some_election(random)
        expected = oracle.elected(election)
        report.compare(election, expected, engine_elects(election))
        report.edges += bool(expected["tied"])
        report.passed += bool(expected["elected"])
        report.void += expected["invalid"] > 0
    return report


def main(arguments: list[str]) -> int:
    """Prints both reports; 1 if anything differs."""
    numbers = [int(word) for word in arguments]
    runs: list[tuple[Callable[[int, int], Report], int]] = [
        (meetings, numbers[0]), (elections, numbers[1]),
    ]  # fmt: skip
    reports = [run(number, numbers[2]) for run, number in runs]
    for report in reports:
        print(json.dumps(vars(report), ensure_ascii=False))
    return int(any(report.different for report in reports))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
