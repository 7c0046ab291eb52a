"""Who may, on this account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rules.predicates import predicate

from silian.kernel.access import Actor, allow

from .permissions import AccountsPermission


@predicate
def is_somebody_else(actor: Actor, user: Any) -> bool:
    """Nobody deactivates or restores the account that is being used for it."""
    return actor.user_id != user.pk


allow(AccountsPermission.INVITE)
allow(AccountsPermission.VIEW)
allow(
    AccountsPermission.MANAGE,
    (is_somebody_else, _("自己的账号请在“我的账号”里修改；不能停用自己。")),
)
