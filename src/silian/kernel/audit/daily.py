"""Every night the heads of the chains go to a file outside the database."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from django.conf import settings

from .. import scoping
from ..jobs import job
from .verify import anchor


def anchor_file() -> Path:
    """Where anchors go by default; copy it to another machine."""
    return Path(settings.DATA) / "audit-anchors.jsonl"


@job("audit.anchor", daily_at=time(4, 10))
def anchor_daily() -> None:
    """Appends the heads of all audit chains to the anchor file."""
    with scoping.across():  # the heads of every chain, and nothing else of any consortium
        anchor(anchor_file())
