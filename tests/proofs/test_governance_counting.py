"""Proof: the engine decides every random meeting and election as an independent oracle does.

SILIAN_PROOF_MEETINGS and SILIAN_PROOF_ELECTIONS make it longer (1,000,000 and 100,000 is the
long form, a few minutes); SILIAN_PROOF_SEED makes it the same again.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from silian.governance.engine import election, outcome, presence, thresholds
from tests.proofs.governance_counting import Report, elections, meetings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
MEETINGS = int(os.environ.get("SILIAN_PROOF_MEETINGS", "20000"))
ELECTIONS = int(os.environ.get("SILIAN_PROOF_ELECTIONS", "2000"))
SEED = int(os.environ.get("SILIAN_PROOF_SEED", "0")) or random.randrange(1, 10**9)
FEW = 2_000


def told(report: Report) -> Report:
    print(f"seed {SEED}: {report}")
    return report


def test_random_meetings_are_decided_as_the_oracle_does() -> None:
    report = told(meetings(MEETINGS, SEED))

    assert (report.tried, report.different, report.first) == (MEETINGS, 0, [])
    assert min(report.edges, report.passed, report.void) > MEETINGS // 50


def test_random_elections_are_counted_as_the_oracle_does() -> None:
    report = told(elections(ELECTIONS, SEED))

    assert (report.tried, report.different, report.first) == (ELECTIONS, 0, [])
    assert min(report.edges, report.passed, report.void) > ELECTIONS // 50


def test_negative_control_a_planted_greater_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(self: thresholds.Threshold, count: int, base: int) -> bool:
        return count * self.fraction.denominator > self.fraction.numerator * base

    monkeypatch.setattr(thresholds.Threshold, "met", planted)

    assert told(meetings(FEW, SEED)).different > 0
    assert told(elections(FEW, SEED)).different > 0


def test_negative_control_a_tie_rule_switched_off_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def planted(
        question: election.Question, votes: Any, none: int, base: Any, poll: Any, seed: str
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        open_to_all = election.Question(
            question.candidates, len(votes) + 1, 0, question.none_of_above, question.write_in,
            question.method, question.majority,
        )  # fmt: skip
        ranked, _tied, _order = counted(open_to_all, votes, none, base, poll, seed)
        return ranked[: question.seats], (), ()

    counted = election._winners
    monkeypatch.setattr(election, "_winners", planted)

    assert told(elections(FEW, SEED)).different > 0


def test_negative_control_an_unreconciled_ballot_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outcome.Counts, "reconciled", True)

    assert told(meetings(FEW, SEED)).different > 0


def test_negative_control_a_forgotten_proxy_limit_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refusal = presence._refusal
    monkeypatch.setattr(presence, "_refusal", lambda *given: refusal(*given[:-1], 99))

    assert told(meetings(FEW, SEED)).different > 0
