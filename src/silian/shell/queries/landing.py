"""Figures of the landing page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from silian.codes import public as codes
from silian.consortia import public as consortia
from silian.kernel.scoping import across
from silian.talent import public as talent

from ..wording import named


@dataclass(frozen=True)
class Running:
    """A consortium on the landing page, with what it has made public."""

    consortium: Any
    members: int
    publications: int

    @property
    def name(self) -> str:
        return named(self.consortium)


def running_consortia() -> list[Running]:
    """The running consortia with their members and publications, in three queries."""
    with across():
        members = consortia.active_member_counts()
        published = talent.publication_counts()
    return [
        Running(found, members.get(found.pk, 0), published.get(found.pk, 0))
        for found in consortia.running()
    ]


def totals() -> dict[str, int]:
    """How many entries the code lists hold, by list."""
    return codes.totals()
