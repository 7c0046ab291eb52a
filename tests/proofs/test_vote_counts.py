"""Proof: everybody who votes is counted once, whatever is sent, and three counts agree.

    SILIAN_PROOF_VOTERS=5000 TEST_DATABASE_URL=postgresql://… \\
        .venv/bin/python -m pytest -m slow tests/proofs/test_vote_counts.py -s
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.databases import own_database
from tests.proofs.vote_server import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(2400)]
ON_POSTGRES = bool(os.environ.get("TEST_DATABASE_URL"))
VOTERS = int(os.environ.get("SILIAN_PROOF_VOTERS", "400" if ON_POSTGRES else "120"))
CONTROL = 60
SEED = int(os.environ.get("SILIAN_PROOF_SEED", "20260301"))


def run(folder: Path, voters: int, *options: str) -> dict[str, Any]:
    with own_database(folder) as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.proofs.vote_clients", str(voters), str(SEED), *options],
            env=environment, capture_output=True, text=True, timeout=2300, cwd=ROOT,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    print(done.stdout.splitlines()[-1])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_everybody_is_counted_once_and_three_counts_agree(tmp_path: Path) -> None:
    result = run(tmp_path, VOTERS)

    assert result["faults"] == []
    assert result["slips"] == result["taken"] == result["units"]
    assert VOTERS // 3 < result["slips"] <= VOTERS
    # Somebody was refused for the second ballot, and somebody came after the end.
    assert result["statuses"]["409"] > 0
    assert result["after_close"] > 0
    assert len(result["three"]) == 3


def test_the_key_of_the_table_holds_where_the_server_does_not_look(tmp_path: Path) -> None:
    result = run(tmp_path, CONTROL, "--unchecked")

    assert "a unit was counted twice" not in result["faults"]
    assert result["slips"] == result["taken"] == result["units"]
    assert result["statuses"]["500"] > 0, "the database refused, nobody else did"


def test_negative_control_without_the_key_units_are_counted_twice(tmp_path: Path) -> None:
    result = run(tmp_path, CONTROL, "--unguarded")

    assert result["slips"] > result["units"]
    assert "a unit was counted twice" in result["faults"]
    assert "a unit was given two receipts" in result["faults"]
