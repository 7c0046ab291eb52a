"""Addresses of governance, below /c/<slug>/governance/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from .agreements.urls import urls as agreements
from .ballots.urls import urls as ballots
from .bodies.urls import urls as bodies
from .charter.urls import urls as charter
from .letters.urls import urls as letters
from .meetings.urls import urls as meetings
from .plans.urls import urls as plans

consortium: list[URLPattern | URLResolver] = [
    *charter,
    *bodies,
    *meetings,
    *ballots,
    *letters,
    *agreements,
    *plans,
]
