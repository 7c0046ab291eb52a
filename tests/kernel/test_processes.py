"""What `silian serve` keeps running is started again when it dies, with a pause that grows."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from silian.config import processes
from silian.config.processes import Kept, NeverRan, keep_running


class Mortal:
    """A process that dies when it is told to."""

    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code


def looked_after(kept: Kept) -> tuple[list[Mortal], Any]:
    """The processes that were started, and a way to look at one second of the clock."""
    made: list[Mortal] = []

    def start(_command: Sequence[str]) -> Any:
        made.append(Mortal())
        return made[-1]

    return made, lambda now: kept.look(now, start)


def test_a_worker_that_died_is_started_again_after_a_pause_that_grows(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = Kept("worker", ["worker"])
    made, look = looked_after(kept)
    now, pauses = 0.0, []
    for _life in range(9):
        look(now)
        made[-1].code = 1
        look(now)
        pauses.append(kept.due - now)
        look(kept.due - 0.1)
        assert len(made) == len(pauses)
        now = kept.due
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert "worker ended with 1; it is started again in 4 s (time 3 in a row)" in caplog.text


def test_a_long_life_ends_a_row_of_failures() -> None:
    kept = Kept("worker", ["worker"], deaths=5)
    made, look = looked_after(kept)
    look(0.0)
    made[-1].code = -9
    look(processes.STEADY)
    assert (kept.deaths, kept.due) == (1, processes.STEADY + processes.FIRST_PAUSE)


def test_pages_that_never_ran_are_given_up_and_those_that_did_are_not() -> None:
    kept = Kept("pages", ["pages"], must_start=True)
    made, look = looked_after(kept)
    look(0.0)
    look(processes.STEADY)
    made[-1].code = 3
    look(processes.STEADY + 1)
    look(kept.due)
    made[-1].code = 3
    look(kept.due + 1)
    assert kept.deaths == 2
    other = Kept("pages", ["pages"], must_start=True)
    made, look = looked_after(other)
    look(0.0)
    made[-1].code = 3
    with pytest.raises(NeverRan, match="pages: 3"):
        look(1.0)


def test_a_real_process_is_started_again_and_none_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def remember(*args: Any, **kwargs: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*args, **kwargs))
        return started[-1]

    def looks(_seconds: float) -> None:
        if len(started) >= 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(processes.subprocess, "Popen", remember)
    monkeypatch.setattr(processes, "sleep", looks)
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.0)
    long_one = Kept("pages", [sys.executable, "-c", "import time; time.sleep(600)"])
    short_one = Kept("worker", [sys.executable, "-c", "raise SystemExit(7)"])
    keep_running([long_one, short_one], {"PYTHONPATH": str(tmp_path)})
    assert all(process.poll() is not None for process in started)
    assert "worker ended with 7" in caplog.text
    assert "pages ended" not in caplog.text
