"""Everything that a consortium's public page tells, read in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from ..enums import CircleKind, ConsortiumState, FactSection, MembershipState, PartyRole, Seat
from ..models import (
    ActorDuty,
    Body,
    Circle,
    Consortium,
    ConsortiumFact,
    ConsortiumParty,
    Occasion,
    Zone,
)
from .members import count_by, memberships


@dataclass
class About:
    """The parts of the page; read inside the consortium's scope."""

    consortium: Consortium
    leads: list[Any]
    offices: list[Any]
    kinds: dict[str, int]
    parties: list[tuple[object, list[ConsortiumParty]]]
    occasions: list[Occasion]
    zones: list[Zone]
    bodies: list[tuple[object, list[Body]]]
    circles: dict[str, list[Circle]]
    duties: list[ActorDuty]
    facts: list[tuple[object, list[ConsortiumFact]]]
    related: dict[str, list[Consortium]] = field(default_factory=dict)

    @property
    def members(self) -> int:
        """Active members."""
        return sum(self.kinds.values())

    @property
    def aims(self) -> list[tuple[str, str]]:
        """Each aim in Chinese and English (the latter '' where it was not given)."""
        zh = [line for line in self.consortium.aims.splitlines() if line.strip()]
        en = self.consortium.aims_en.splitlines()
        return [(line, en[at] if at < len(en) else "") for at, line in enumerate(zh)]


def about(consortium: Consortium) -> About:
    """Reads the public page of the consortium that we are inside of."""
    members = (
        memberships()
        .filter(state=MembershipState.ACTIVE)
        .exclude(seat__in=(Seat.MEMBER, Seat.DIRECTOR))
    )
    seats = list(members)
    parties = ConsortiumParty.objects.select_related("organisation")
    bodies = Body.objects.select_related("lead").prefetch_related(
        Prefetch("parties", queryset=parties)
    )
    occasions = Occasion.objects.prefetch_related(Prefetch("parties", queryset=parties))
    return About(
        consortium=consortium,
        leads=[row for row in seats if row.seat == Seat.LEAD],
        offices=[row for row in seats if row.seat != Seat.LEAD],
        kinds=count_by("organisation__kind"),
        parties=_grouped(parties.filter(occasion=None, body=None), "role", dict(PartyRole.choices)),
        occasions=list(occasions),
        zones=list(Zone.objects.select_related("region")),
        bodies=_grouped(bodies, "kind", dict(Body._meta.get_field("kind").choices or ())),
        circles=_circles(),
        duties=list(ActorDuty.objects.all()),
        facts=_grouped(ConsortiumFact.objects.all(), "section", dict(FactSection.choices)),
        related={
            "above": [one for one in (consortium.parent, consortium.hosted_by) if one],
            "hosted": list(consortium.hosted.exclude(state=ConsortiumState.CLOSED)),
            "children": list(consortium.children.exclude(state=ConsortiumState.CLOSED)),
        },
    )


def _circles() -> dict[str, list[Circle]]:
    found: dict[str, list[Circle]] = {kind: [] for kind in CircleKind.values}
    for circle in Circle.objects.all():
        found[circle.kind].append(circle)
    return found


def _grouped(rows: Any, field_name: str, labels: dict[Any, Any]) -> list[tuple[object, list[Any]]]:
    """Rows under the label of their group, the groups in the order of the enumeration."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, field_name)].append(row)
    return [(label, found[key]) for key, label in labels.items() if key in found]
