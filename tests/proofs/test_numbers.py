"""Proof: 32 writers leave a series without gap or double; a killed batch is issued once.

On SQLite, or on PostgreSQL where TEST_DATABASE_URL is set.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.databases import own_database

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
ROOT = Path(__file__).resolve().parents[2]
PER_WRITER = 4
PAPERS, KILLS = 300, 4


def run(folder: Path, program: str, *options: str) -> dict[str, Any]:
    with own_database(folder) as environment:
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        done = subprocess.run(
            [sys.executable, "-m", f"tests.proofs.{program}", *options],
            env={**environment, "PYTHONPATH": path}, cwd=ROOT,
            capture_output=True, text=True, timeout=280, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_32_writers_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    result = run(tmp_path, "number_writers", str(PER_WRITER))

    assert result["dropped"] > 10
    assert (result["failed"], result["whole"]) == (0, True), result
    assert result["issued"] + result["dropped"] == 32 * PER_WRITER + 1


def test_negative_control_without_the_lock_writers_collide(tmp_path: Path) -> None:
    result = run(tmp_path, "number_writers", str(PER_WRITER), "--unlocked")

    assert result["failed"] > 0 or not result["whole"], result


def test_a_batch_killed_again_and_again_is_issued_once(tmp_path: Path) -> None:
    seed = random.randrange(10**9)
    started = time.monotonic()
    result = run(tmp_path, "paper_kill", str(PAPERS), str(KILLS), str(seed))

    print(seed, result, time.monotonic() - started)
    assert result["killed"] >= 1, result
    assert result["issued"] == result["true"] == result["files"] == PAPERS, result
    assert result["in_order"], result
    assert result["no_gap"], result
