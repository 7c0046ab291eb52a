"""What upper apps may use of governance."""

from __future__ import annotations

from .models import GoverningBody
from .permissions import GovernancePermission
from .services import (
    agreements,
    articles,
    ballots,
    bodies,
    charter,
    closing,
    elections,
    letter_design,
    letters,
    mandates,
    meetings,
    minutes,
    motions,
    parties,
    plans,
    presence,
    resolutions,
    task_reports,
    tasks,
    votes,
)


def bodies_exist() -> bool:
    """Whether the consortium of the scope has any governing body yet."""
    return GoverningBody.objects.exists()


__all__ = [
    "GovernancePermission",
    "agreements",
    "articles",
    "ballots",
    "bodies",
    "bodies_exist",
    "charter",
    "closing",
    "elections",
    "letter_design",
    "letters",
    "mandates",
    "meetings",
    "minutes",
    "motions",
    "parties",
    "plans",
    "presence",
    "resolutions",
    "task_reports",
    "tasks",
    "votes",
]
