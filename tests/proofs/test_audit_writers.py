"""Proof: 32 writers at once leave an unbroken chain; with the protection off they do not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.databases import own_database

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
PROGRAM = Path(__file__).with_name("audit_writers.py")
PER_WRITER = 8


def run(folder: Path, *options: str) -> dict[str, Any]:
    with own_database(folder) as environment:
        done = subprocess.run(
            [sys.executable, str(PROGRAM), str(PER_WRITER), *options],
            env=environment, capture_output=True, text=True, timeout=240, check=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_writers_leave_an_unbroken_chain(tmp_path: Path) -> None:
    result = run(tmp_path)

    assert (result["failed"], result["faults"]) == (0, 0)
    assert result["read"] == 32 * PER_WRITER


def test_negative_control_without_the_lock_writes_are_lost(tmp_path: Path) -> None:
    result = run(tmp_path, "--unlocked")

    assert result["failed"] + result["faults"] > 0
