"""Proof: no spreadsheet, however broken or malicious, does more than be refused with a sentence.

Changed at random in its bytes, its XML or its cells, and bombs of fifteen kinds: no exception but
a refusal, little memory, no formula in an export. SILIAN_PROOF_MUTATIONS and SILIAN_PROOF_SEED
make it longer, or the same again.
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

ROOT = Path(__file__).resolve().parents[2]
MANY = int(os.environ.get("SILIAN_PROOF_MUTATIONS", "2000"))
SEED = int(os.environ.get("SILIAN_PROOF_SEED", "0")) or random.randrange(1, 10**9)
MEMORY_MB = 300


def run(folder: Path, mutations: int, *options: str, bombs: tuple[str, ...] | None = None) -> Any:
    """What the program says; `bombs` are the titles to read too, () for all of them."""
    with own_database(folder) as environment:
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        environment = {**environment, "PYTHONPATH": path}
        made = folder / "bombs"
        made.mkdir()
        if bombs is not None:
            maker = [sys.executable, "-m", "tests.proofs.bombs", str(made), *bombs]
            subprocess.run(maker, env=environment, cwd=ROOT, timeout=240, check=True)
        done = subprocess.run(
            [sys.executable, "-m", "tests.proofs.spreadsheets", str(folder), str(mutations),
             str(SEED), *options],
            env=environment, cwd=ROOT, capture_output=True, text=True,
            timeout=240 + mutations, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return result


def peak(result: dict[str, Any]) -> int:
    """Megabytes of the larger process: the reader is a fork and shares what its parent holds."""
    return int(max(result["child_mb"], result["parent_mb"]))


def holds(result: dict[str, Any], files: int) -> None:
    assert result["failures"] == [], result
    assert (result["mute"], result["formulas"]) == (0, 0), result
    assert result["read"] + result["refused"] == files, result
    assert peak(result) < MEMORY_MB, result
    assert result["slowest"] < 10, result


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_changed_spreadsheets_and_bombs_are_read_or_refused_with_a_sentence(
    tmp_path: Path,
) -> None:
    result = run(tmp_path, MANY, bombs=())
    assert len(result["bombs"]) >= 12, result
    holds(result, MANY + len(result["bombs"]))
    for title, found in result["bombs"].items():
        assert isinstance(found["said"], str), title
    assert result["read"] > MANY // 10, result


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_negative_control_without_limits_a_bomb_takes_the_memory(tmp_path: Path) -> None:
    result = run(tmp_path, 0, "--no-limits", bombs=("shared string",))
    assert peak(result) > 1.5 * MEMORY_MB, result
