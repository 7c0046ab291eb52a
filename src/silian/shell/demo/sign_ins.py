"""The sign-ins of this installation's demo, kept in its data folder."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings


def path() -> Path:
    """Where they are kept."""
    return Path(settings.DATA) / "demo-sign-ins.json"


def sign_ins() -> list[dict[str, str]]:
    """One for each role: role, label, username, password, about; none before the first set-up."""
    return list(json.loads(path().read_text(encoding="utf-8"))) if path().exists() else []


def keep(found: list[dict[str, str]]) -> None:
    """Writes them for later starts, readable by the owner alone."""
    path().touch(mode=0o600)
    path().write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
