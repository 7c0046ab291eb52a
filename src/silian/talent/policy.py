"""Who may, on this line: a unit its own, the secretariat all of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rules import predicate

from silian.consortia.public import roles
from silian.kernel.access import Actor, allow, grant
from silian.kernel.refusals import Missing

from .permissions import P


@predicate
def is_own(actor: Actor, record: Any) -> bool:
    """The line belongs to the organisation that the actor acts for."""
    return actor.organisation_id is not None and actor.organisation_id == record.organisation_id


@predicate
def sees_all(actor: Actor, record: Any) -> bool:
    """The actor's role covers every unit of the consortium."""
    return actor.has(P.LIST_SEE_ALL)


@predicate
def reports_for_all(actor: Actor, record: Any) -> bool:
    """The actor's role enters lines for any member."""
    return actor.has(P.LIST_REPORT_FOR)


def place_of(actor: Actor) -> int:
    """The consortium that the actor acts in; `Missing` for one that acts in none."""
    if actor.consortium_id is None:
        raise Missing()
    return actor.consortium_id


_OTHERS = _("这是别的单位的填报，您只能处理本单位的。")

allow(P.DEMAND_VIEW, (is_own | sees_all, _OTHERS))
allow(P.SUPPLY_VIEW, (is_own | sees_all, _OTHERS))
allow(P.DEMAND_WRITE, (is_own | reports_for_all, _OTHERS))
allow(P.SUPPLY_WRITE, (is_own | reports_for_all, _OTHERS))
allow(P.CODE_CONFIRM, (is_own | sees_all, _OTHERS))
allow(P.CONTACT_REVEAL, (is_own | reports_for_all, _OTHERS))

grant(
    roles.SECRETARIAT,
    [
        P.DEMAND_VIEW,
        P.DEMAND_WRITE,
        P.SUPPLY_VIEW,
        P.SUPPLY_WRITE,
        P.LIST_SEE_ALL,
        P.LIST_REPORT_FOR,
        P.LIST_REVIEW,
        P.LIST_PUBLISH,
        P.CONTACT_REVEAL,
        P.CODE_CONFIRM,
        P.ALIGNMENT_VIEW,
    ],
)
grant(roles.AUTHORITY, [P.DEMAND_VIEW, P.SUPPLY_VIEW, P.LIST_SEE_ALL, P.ALIGNMENT_VIEW])
grant(
    roles.EXPERT,
    [P.DEMAND_VIEW, P.SUPPLY_VIEW, P.LIST_SEE_ALL, P.CODE_CONFIRM, P.ALIGNMENT_VIEW],
)
_UNIT_DEMAND = [P.DEMAND_VIEW, P.DEMAND_WRITE, P.CODE_CONFIRM, P.CONTACT_REVEAL, P.ALIGNMENT_VIEW]
grant(roles.ENTERPRISE_HR, _UNIT_DEMAND)
grant(roles.MEMBER_OFFICE, _UNIT_DEMAND)
grant(roles.SCHOOL_OFFICE, [P.SUPPLY_VIEW, P.SUPPLY_WRITE, P.CONTACT_REVEAL, P.ALIGNMENT_VIEW])
