"""Proof: after the close nobody links a slip with its unit better than chance, in twelve ways.

    SILIAN_PROOF_BALLOTS=20 SILIAN_PROOF_UNITS=500 \\
        .venv/bin/python -m pytest -m slow tests/proofs/test_secrecy_attacks.py -s

Each attack has a negative control in which the same function links nearly every slip.
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

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(7200)]
BALLOTS = int(os.environ.get("SILIAN_PROOF_BALLOTS", "3"))
UNITS = int(os.environ.get("SILIAN_PROOF_UNITS", "60"))
SEED = int(os.environ.get("SILIAN_PROOF_SEED", "20260302"))
ON_POSTGRES = bool(os.environ.get("TEST_DATABASE_URL"))
CONTROL = 24
# Which attacks link nearly everything when this protection is off.
CONTROLS = {
    "casting_order": {"row_order", "numbers", "statistics"},
    "own_transaction": {"transactions", "log_and_free_pages"} if ON_POSTGRES else {"row_order"},
    "unequal_pages": {"logs"},
    "talkative": {"times", "session_data", "logs", "files", "receipts_in_audit", "backup",
                  "small_groups"},
}  # fmt: skip


def run(folder: Path, ballots: int, units: int, fault: str = "") -> dict[str, Any]:
    with own_database(folder) as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.proofs.secrecy_votes", str(ballots), str(units),
             str(SEED), fault],
            env=environment, capture_output=True, text=True, timeout=7000, cwd=ROOT,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    print(done.stdout.splitlines()[-1])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_twelve_attacks_are_no_better_than_chance(tmp_path: Path) -> None:
    result = run(tmp_path, BALLOTS, UNITS)

    assert len(result["attacks"]) == 12
    assert [name for name, found in result["attacks"].items() if found["links"]] == []
    assert result["units"] == BALLOTS * UNITS
    assert (result["early"], result["keys_left"]) == (0, 0)
    assert result["allowed"]["slips"] < 0.1


@pytest.mark.parametrize("fault", CONTROLS)
def test_negative_control_without_the_protection_attacks_link(fault: str, tmp_path: Path) -> None:
    result = run(tmp_path, 1, CONTROL, fault)

    # How long a page is tells the choice, not the slip.
    what = "choices" if fault == "unequal_pages" else "slips"
    rates = {name: result["attacks"][name][what] for name in CONTROLS[fault]}
    assert min(rates.values()) > 0.95, rates
