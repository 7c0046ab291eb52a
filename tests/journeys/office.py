"""What the journeys ask of the units that sit at no browser: see `office_process`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Office:
    """`office.vote(slug=…, ballot=…, say=[…])` and the other verbs of the process."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.office_process"], cwd=ROOT,
            env=dict(environment), text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, do: str, **values: Any) -> Any:
        """What the verb made; a refusal fails the journey with its sentence."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the office ended at {do}"
        answer = json.loads(line)
        assert "made" in answer, (do, answer)
        return answer["made"]

    def person(self, **values: Any) -> str:
        return str(self.ask("person", **values))

    def check_in(self, **values: Any) -> int:
        return int(self.ask("check_in", **values))

    def vote(self, **values: Any) -> int:
        return int(self.ask("vote", **values))

    def secret_election(self, **values: Any) -> dict[str, Any]:
        return dict(self.ask("secret_election", **values))

    def leave(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
