"""Proof: an import killed with `kill -9` at any moment leaves all of a file or nothing of it.

On SQLite, or on PostgreSQL where TEST_DATABASE_URL is set. SILIAN_PROOF_ROUNDS and
SILIAN_PROOF_SEED make it longer, or the same again.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.databases import own_database

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("SILIAN_PROOF_ROUNDS", "24"))
SEED = int(os.environ.get("SILIAN_PROOF_SEED", "0")) or random.randrange(1, 10**9)


def run(folder: Path, rounds: int, *options: str) -> dict[str, Any]:
    with own_database(folder) as environment:
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        done = subprocess.run(
            [sys.executable, "-m", "tests.proofs.import_kill", str(folder), str(rounds), str(SEED),
             *options],
            env={**environment, "PYTHONPATH": path}, cwd=ROOT,
            capture_output=True, text=True, timeout=60 + 10 * rounds, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    result = dict(json.loads(done.stdout.splitlines()[-1]))
    print(result)
    return result


@pytest.mark.timeout(1800)
def test_import_killed_anywhere_leaves_all_or_nothing(tmp_path: Path) -> None:
    result = run(tmp_path, ROUNDS)
    assert result["killed"] >= ROUNDS // 2, result
    assert (result["partial"], result["wrong"], result["faults"]) == (0, 0, 0), result


@pytest.mark.timeout(1800)
def test_negative_control_without_a_transaction_imports_are_left_in_part(tmp_path: Path) -> None:
    result = run(tmp_path, max(16, ROUNDS), "--by-row")
    assert result["partial"] > 0, result
