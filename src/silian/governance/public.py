"""What upper apps may use of governance."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from .models import Agreement, GoverningBody
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


def agreement_rows() -> QuerySet[Any]:
    """The agreements of the consortium of the scope, the newest first."""
    return Agreement.objects.order_by("-created_at", "pk")


__all__ = [
    "GovernancePermission",
    "agreement_rows",
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
