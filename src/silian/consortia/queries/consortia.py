"""Consortia of the installation, and those of a person."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q, QuerySet

from silian.kernel.refusals import Missing
from silian.kernel.scoping import across

from ..enums import ConsortiumState, MembershipState
from ..models import Consortium, Membership
from .actors import assignments_of


def running() -> QuerySet[Consortium]:
    """The consortia that are run here."""
    return Consortium.objects.filter(state=ConsortiumState.ACTIVE)


def listed() -> QuerySet[Consortium]:
    """Every consortium, also those only named and those closed."""
    return Consortium.objects.select_related("home_region", "parent", "hosted_by")


def by_slug(slug: str) -> Consortium:
    """The consortium of that slug; `Missing` where there is none."""
    found = listed().filter(slug=slug).first()
    if found is None:
        raise Missing()
    return found


def consortia_of(user: Any) -> QuerySet[Consortium]:
    """The consortia in which a person has a role today; all running ones with a platform role."""
    held = list(assignments_of(user).values_list("consortium", flat=True))
    if None in held:
        return running()
    return Consortium.objects.filter(pk__in=held)


def active_member_counts() -> dict[int, int]:
    """Active members by consortium; read inside `scoping.across()`, for public figures."""
    rows = Membership.objects.filter(state=MembershipState.ACTIVE).order_by()
    counted = rows.values("consortium").annotate(n=Count("pk"))
    return {row["consortium"]: row["n"] for row in counted}


def kinds_of_members() -> dict[int, dict[str, int]]:
    """Active members by consortium and kind of organisation, for the public list."""
    # The list of consortia counts all of them in one query, without names of members.
    with across():
        rows = Membership.objects.filter(state=MembershipState.ACTIVE).order_by()
        counted = list(rows.values("consortium", "organisation__kind").annotate(n=Count("pk")))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in counted:
        found[row["consortium"]][row["organisation__kind"]] = row["n"]
    return dict(found)


def hosted_by(consortium_id: int) -> QuerySet[Consortium]:
    """The consortia that this one hosts and that are not closed, by name."""
    rows = Consortium.objects.filter(hosted_by=consortium_id)
    return rows.exclude(state=ConsortiumState.CLOSED).order_by("name", "pk")


def possible_parents(consortium: Consortium) -> QuerySet[Consortium]:
    """Consortia that could stand above this one."""
    below = Q(pk=consortium.pk) | Q(parent=consortium.pk) | Q(hosted_by=consortium.pk)
    return Consortium.objects.exclude(below).order_by("slug")
