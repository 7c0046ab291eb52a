"""The lead units against the rules of the kind."""

from __future__ import annotations

from dataclasses import dataclass

from silian.kernel.scoping import inside

from ..engine.kinds import Need, check_composition, rules_of
from ..enums import MembershipState, Seat
from ..models import Consortium, Membership


@dataclass(frozen=True)
class RuleLine:
    """One rule, the names of the lead units that count for it, and whether it is met."""

    need: Need
    units: tuple[str, ...]
    met: bool


def _leads(consortium: Consortium) -> list[tuple[str, str]]:
    with inside(consortium.pk):
        rows = Membership.objects.filter(state=MembershipState.ACTIVE, seat=Seat.LEAD)
        return list(rows.values_list("organisation__name", "organisation__kind"))


def unmet_rules(consortium: Consortium) -> list[Need]:
    """The rules of its kind that its lead units and park do not meet."""
    kinds = [kind for _name, kind in _leads(consortium)]
    return check_composition(consortium.kind, kinds, bool(consortium.park))


def rule_lines(consortium: Consortium) -> list[RuleLine]:
    """Each rule of the kind with who counts for it."""
    leads = _leads(consortium)
    unmet = check_composition(consortium.kind, [k for _n, k in leads], bool(consortium.park))
    lines = []
    for need in rules_of(consortium.kind).needs:
        units = [name for name, kind in leads if kind in need.kinds]
        if need.or_park and consortium.park:
            units.append(consortium.park)
        lines.append(RuleLine(need, tuple(units), need not in unmet))
    return lines
