"""What upper apps may use of consortia."""

from __future__ import annotations

from . import roles
from .engine.shipped import shipped, shipped_names
from .enums import ActorKind, ConsortiumKind, ConsortiumState, MembershipState, Scope, Seat
from .models import Consortium, Membership, RoleAssignment
from .permissions import ConsortiaPermission
from .queries import panels
from .queries.actors import (
    Standing,
    acting_for_units,
    assignments_of,
    build_actor,
    standing,
    today,
    with_people,
)
from .queries.consortia import active_member_counts, by_slug, consortia_of, hosted_by, running
from .queries.founding import Plan, plan_founding
from .queries.members import (
    active_members,
    count_by,
    count_by_state,
    is_active_member,
    member_ids,
    memberships,
)
from .queries.structure import bodies
from .services import consortium as profile
from .services import newcomers, references, structure
from .services.assignments import assign, revoke
from .services.founding import found
from .services.member_import import MEMBERS as MEMBERS_SHEET
from .services.memberships import apply, change_seat, withdraw

__all__ = [
    "MEMBERS_SHEET",
    "ActorKind",
    "ConsortiaPermission",
    "Consortium",
    "ConsortiumKind",
    "ConsortiumState",
    "Membership",
    "MembershipState",
    "Plan",
    "RoleAssignment",
    "Scope",
    "Seat",
    "Standing",
    "acting_for_units",
    "active_member_counts",
    "active_members",
    "apply",
    "assign",
    "assignments_of",
    "bodies",
    "build_actor",
    "by_slug",
    "change_seat",
    "consortia_of",
    "count_by",
    "count_by_state",
    "found",
    "hosted_by",
    "is_active_member",
    "member_ids",
    "memberships",
    "newcomers",
    "panels",
    "plan_founding",
    "profile",
    "references",
    "revoke",
    "roles",
    "running",
    "shipped",
    "shipped_names",
    "standing",
    "structure",
    "today",
    "with_people",
    "withdraw",
]
