"""Who was asked in a period, who answered, and who still has to be reminded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from silian.consortia import public as consortia
from silian.organisations.public import OrganisationKind

from ..enums import ListKind, RecordState
from ..models import RECORDS, NilReturn

# Asked for demand: enterprises. Asked for supply: schools. Others may report and are counted in
# the list, but not in the response rate.
ASKED_KINDS: dict[str, tuple[str, ...]] = {
    ListKind.DEMAND: (OrganisationKind.ENTERPRISE,),
    ListKind.SUPPLY: tuple(sorted(OrganisationKind.schools())),
}
# A draft is no answer yet, and a withdrawn line no longer one.
UNANSWERED = (RecordState.DRAFT, RecordState.WITHDRAWN)


@dataclass(frozen=True)
class Responses:
    """The units asked, and which of them answered; `members` are memberships."""

    members: list[Any]
    reported: frozenset[int]
    nil: frozenset[int]
    silent: list[Any] = field(default_factory=list)

    @property
    def asked(self) -> int:
        """The denominator of the response rate."""
        return len(self.members)

    @property
    def answered(self) -> int:
        """The numerator: those that reported at least one line, or that they have none."""
        return self.asked - len(self.silent)

    @property
    def percent(self) -> float | None:
        """The response rate in per cent; None when nobody was asked."""
        return 100 * self.answered / self.asked if self.asked else None


def records_of_period(kind: str, period: str) -> QuerySet[Any]:
    """The lines of a period that count as an answer."""
    return RECORDS[kind].objects.filter(period=period).exclude(state__in=UNANSWERED)


def responses(kind: str, period: str) -> Responses:
    """Three queries: the members asked, those with a line, those that reported none."""
    members = list(consortia.active_members(ASKED_KINDS[kind]))
    rows = records_of_period(kind, period).order_by().values_list("organisation_id", flat=True)
    reported = frozenset(rows.distinct())
    nil = frozenset(
        NilReturn.objects.filter(kind=kind, period=period).values_list("organisation_id", flat=True)
    )
    silent = [m for m in members if m.organisation_id not in reported | nil]
    return Responses(members, reported, nil, silent)


def periods(kind: str) -> list[str]:
    """The periods that have lines, the newest first."""
    rows = RECORDS[kind].objects.order_by("-period").values_list("period", flat=True).distinct()
    return list(rows)
