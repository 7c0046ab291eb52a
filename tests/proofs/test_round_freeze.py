"""Proof: what was frozen is exactly what was acknowledged.

    SILIAN_PROOF_STUDENTS=5000 TEST_DATABASE_URL=postgresql://… \\
        .venv/bin/python -m pytest -m slow tests/proofs/test_round_freeze.py -s
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
STUDENTS = int(os.environ.get("SILIAN_PROOF_STUDENTS", "200"))
CLIENTS = 64 if STUDENTS >= 1000 else 16
CONTROL = 120
SEED = int(os.environ.get("SILIAN_PROOF_SEED", "20260301"))


def run(folder: Path, students: int, *options: str) -> dict[str, Any]:
    with own_database(folder) as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.proofs.round_clients", str(students), str(CLIENTS),
             str(SEED), *options],
            env=environment, capture_output=True, text=True, timeout=2300, cwd=ROOT,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    print(done.stdout.splitlines()[-1])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_what_was_frozen_is_exactly_what_was_acknowledged(tmp_path: Path) -> None:
    result = run(tmp_path, STUDENTS)

    assert result["faults"] == []
    # It was frozen in the middle: some were in time, some were refused, some came too late.
    assert result["statuses"]["302"] > STUDENTS // 4
    assert result["statuses"]["409"] > 0
    assert result["after"] > 0
    assert result["during"] > 0


def test_negative_control_without_the_lock_rankings_are_lost(tmp_path: Path) -> None:
    result = run(tmp_path, CONTROL, "--unguarded")

    assert "the digest is not of what was acknowledged" in result["faults"]
