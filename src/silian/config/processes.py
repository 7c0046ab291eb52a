"""The processes of an installation: started together, started again, stopped together."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic, sleep

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# A life that long ends a row of failures: the next pause is the first one again.
STEADY = 60.0
LOOK = 0.5
STOP_WITHIN = 20.0

logger = logging.getLogger(__name__)


class NeverRan(Exception):
    """A process that must be there at the start was not: a port in use, a wrong setting."""


@dataclass
class Kept:
    """One process that is kept running; times are seconds of the clock it is asked with.

    `must_start`: where its first life ends before it was steady, nothing is tried again: what
    is wrong then is wrong for good, and whoever started it is there to read it.
    """

    name: str
    command: Sequence[str]
    must_start: bool = False
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    due: float = 0.0
    deaths: int = 0
    proven: bool = False

    def look(self, now: float, start: Callable[[Sequence[str]], subprocess.Popen[bytes]]) -> None:
        """Starts it when it is due; notes its death and when it is due again. `NeverRan`."""
        if self.process is None:
            if now >= self.due:
                self.process, self.began = start(self.command), now
            return
        self.proven = self.proven or now - self.began >= STEADY
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        if self.must_start and not self.proven:
            raise NeverRan(f"{self.name}: {code}")
        self.deaths = 1 if now - self.began >= STEADY else self.deaths + 1
        pause = min(FIRST_PAUSE * 2 ** (self.deaths - 1), LONGEST_PAUSE)
        self.due = now + pause
        logger.warning(
            "%s ended with %s; it is started again in %.0f s (time %d in a row)",
            self.name, code, pause, self.deaths,
        )  # fmt: skip


def keep_running(kept: Sequence[Kept], environment: Mapping[str, str]) -> None:
    """Runs them until `KeyboardInterrupt`; a process that dies is started again after a pause
    that doubles up to a minute. Leaves none behind, however it ends. `NeverRan`, see `Kept`.
    """

    def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=dict(environment))  # noqa: S603 - our own commands

    try:
        while True:
            for one in kept:
                one.look(monotonic(), start)
            sleep(LOOK)
    except KeyboardInterrupt:
        pass
    finally:
        _stop([one.process for one in kept if one.process is not None])


def _stop(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
