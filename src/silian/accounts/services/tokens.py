"""Making, using and revoking API tokens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, all_permissions
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

from ..engine.keys import digest, hint, new_token
from ..models import ApiToken, User
from ..permissions import AccountsPermission

LONGEST_DAYS = 366
# A token's last use is kept to the minute: writing it for every call would queue the writers.
NOTED_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class NewToken:
    """A token as it is shown once; only its hash is kept."""

    token: ApiToken
    secret: str


@command("accounts.token.create", None)
def create_token(
    *,
    actor: Actor,
    user: User,
    name: str,
    scopes: Iterable[str],
    days: int,
    consortium_id: int | None = None,
    organisation_id: int | None = None,
) -> NewToken:
    """Makes a token of one's own, for part of the permissions one has where it will act.

    Whoever calls builds `actor` for the consortium and the organisation named: a scope the
    actor lacks there is refused. Raises `Forbidden`, `Invalid`.
    """
    if not actor.everything and actor.user_id != user.pk:
        raise Forbidden(_("只能为自己建立访问令牌。"))
    wanted = sorted(set(scopes))
    errors: dict[str, list[object]] = {}
    if not name.strip():
        errors["name"] = [_("请写明用途，以便日后认出它。")]
    if not wanted:
        errors["scopes"] = [_("请至少选择一项权限。")]
    if set(wanted) - set(all_permissions()):
        errors["scopes"] = [_("没有这项权限。")]
    elif not actor.everything and set(wanted) - actor.permissions:
        errors["scopes"] = [_("令牌的权限不能超过您自己在这里的权限。")]
    if not 1 <= days <= LONGEST_DAYS:
        errors["days"] = [_("有效期应为 1 至 %(days)d 天。") % {"days": LONGEST_DAYS}]
    if errors:
        raise Invalid(errors)
    secret = new_token()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip()[:100],
        hint=hint(secret),
        hash=digest(secret),
        scopes=wanted,
        consortium_id=consortium_id,
        organisation_id=organisation_id,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    audit.record(actor, token, {"scopes": wanted, "days": days})
    return NewToken(token, secret)


@command("accounts.token.revoke", None)
def revoke_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """Ends a token at once: one's own, or somebody's by permission.

    Somebody else's looks missing; `Conflict` where it has ended already.
    """
    token = lock(ApiToken, token)
    if token.user_id != actor.user_id and not actor.has(AccountsPermission.MANAGE):
        raise Missing()
    if token.revoked_at is not None:
        raise Conflict(_("这个令牌已经撤销。"))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    audit.record(actor, token)
    return token


def note_use(token: ApiToken) -> None:
    """Keeps when a token was last used, to the minute. No entry: the command it runs has one."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def move_organisation(source_id: int, target_id: int, *, dry_run: bool) -> int:
    """Part of a merge of organisations: tokens that act for one then act for the other."""
    rows = ApiToken.objects.filter(organisation_id=source_id)
    return rows.count() if dry_run else rows.update(organisation_id=target_id)
