"""Tokens: whose a presented one is, and the list of one person's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils import timezone

from silian.kernel.access import Actor
from silian.kernel.refusals import Missing

from ..engine.keys import TOKEN_PREFIX, digest
from ..enums import TokenState
from ..models import ApiToken, User


@dataclass(frozen=True)
class TokenHolder:
    """Who presents a token, and its limits.

    `scopes` are values of permissions; the actor built from the person keeps of its own
    permissions only these. `consortium_id` None means every consortium the person belongs to.
    """

    user: User
    token: ApiToken
    scopes: frozenset[str]
    consortium_id: int | None
    organisation_id: int | None


def user_of_token(token: str) -> TokenHolder | None:
    """Whose the token is; None where it is unknown, expired, revoked, or the person inactive."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    row = ApiToken.objects.select_related("user").filter(hash=digest(token)).first()
    if row is None or state_of(row) is not TokenState.ACTIVE or not row.user.is_active:
        return None
    return TokenHolder(
        user=row.user,
        token=row,
        scopes=frozenset(row.scopes),
        consortium_id=row.consortium_id,
        organisation_id=row.organisation_id,
    )


def limited(actor: Actor, holder: TokenHolder) -> Actor:
    """The actor of the token's person, with the rights of the token alone.

    `Missing` where the token was made for another consortium than the actor's.
    """
    if holder.consortium_id is not None and holder.consortium_id != actor.consortium_id:
        raise Missing()
    return replace(
        actor,
        permissions=actor.permissions & holder.scopes,
        label=f"{actor.label} ({holder.token.name})",
        channel="api",
    )


def state_of(token: ApiToken, now: dt.datetime | None = None) -> TokenState:
    """Whether a token opens anything now."""
    if token.revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.EXPIRED if token.expires_at <= (now or timezone.now()) else TokenState.ACTIVE


def tokens_of(user_id: int) -> QuerySet[ApiToken]:
    """All tokens of a person, the newest first."""
    return ApiToken.objects.filter(user_id=user_id)
