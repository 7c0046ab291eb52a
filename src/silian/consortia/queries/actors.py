"""Who is acting: from a person's dated role assignments to the rights of one request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils import timezone

from silian.kernel.access import ANONYMOUS, ROLES, Actor, permissions_of

from ..models import Consortium, RoleAssignment
from ..roles import ORGANISATION_ROLES, SHARED_PREFIXES, SIGNED_IN


def today() -> dt.date:
    """The day in Asia/Shanghai."""
    return timezone.localdate()


def valid_on(day: dt.date) -> Q:
    """Assignments that hold on that day; both ends count."""
    return Q(revoked_at__isnull=True, valid_from__lte=day) & (
        Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    )


def not_over(day: dt.date) -> Q:
    """Assignments that hold on that day or begin later."""
    return Q(revoked_at__isnull=True) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def assignments_of(user: Any, day: dt.date | None = None) -> QuerySet[RoleAssignment]:
    """A person's assignments that hold on that day (today without one), the oldest first."""
    rows = RoleAssignment.objects.filter(valid_on(day or today()), user=user)
    return rows.order_by("valid_from", "pk")


def acting_for_units() -> QuerySet[RoleAssignment]:
    """The assignments with which somebody can sign in and act for an organisation today.

    Who was invited and never set a password cannot.
    """
    rows = RoleAssignment.objects.filter(
        valid_on(today()),
        role__in=[role.slug for role in ORGANISATION_ROLES],
        user__is_active=True,
    )
    return rows.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)


def with_people(organisation_ids: Iterable[int], consortium_id: int) -> set[int]:
    """Those of these organisations for which somebody can act in the consortium today."""
    here = Q(consortium__isnull=True) | Q(consortium=consortium_id)
    rows = acting_for_units().filter(here, organisation__in=list(organisation_ids))
    return set(rows.values_list("organisation_id", flat=True))


@dataclass(frozen=True)
class Standing:
    """A person in a consortium: the actor, the organisations to act for, any tie at all.

    `organisations` are the ids that the person may act for here, the default one first.
    """

    actor: Actor
    organisations: tuple[int, ...] = ()
    related: bool = False


def standing(
    user: Any,
    consortium: Consortium | int | None = None,
    acting_organisation_id: int | None = None,
    channel: str = "web",
) -> Standing:
    """The rights of a person, from one query.

    Platform roles always count; with a consortium also its own roles, and those of the one
    organisation acted for: the wanted one where the person has a role for it, else the first.
    Without a consortium, roles in any of them count for what the installation shares.
    """
    consortium_id = consortium.pk if isinstance(consortium, Consortium) else consortium
    if user is None or not user.is_authenticated or not user.is_active:
        return Standing(ANONYMOUS.within(consortium_id) if consortium_id is not None else ANONYMOUS)
    held = assignments_of(user).values_list("role", "consortium", "organisation")
    if consortium_id is not None:
        held = held.filter(Q(consortium__isnull=True) | Q(consortium=consortium_id))
    rows = [row for row in held if row[0] in ROLES]
    here = [row for row in rows if row[1] is None or row[1] == consortium_id]
    organisations = tuple(dict.fromkeys(org for _role, _where, org in here if org is not None))
    acting = acting_organisation_id if acting_organisation_id in organisations else None
    if acting is None and organisations:
        acting = organisations[0]
    roles = frozenset(role for role, _where, org in here if org is None or org == acting)
    elsewhere = permissions_of({role for role, _where, _org in rows} - roles)
    shared = {name for name in elsewhere if name.startswith(SHARED_PREFIXES)}
    actor = Actor(
        label=user.get_full_name() or user.get_username(),
        user_id=user.pk,
        consortium_id=consortium_id,
        organisation_id=acting,
        roles=roles,
        permissions=permissions_of(roles | {SIGNED_IN.slug})
        | (shared if consortium_id is None else set()),
        channel=channel,
    )
    return Standing(actor, organisations, related=bool(here))


def build_actor(
    user: Any,
    consortium: Consortium | int | None = None,
    acting_organisation_id: int | None = None,
    channel: str = "web",
) -> Actor:
    """The actor of a request; see `standing`."""
    return standing(user, consortium, acting_organisation_id, channel).actor
