"""What may be done with people's accounts, by name. One's own account needs no permission."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from silian.kernel.access import register_permissions


class AccountsPermission(StrEnum):
    """Permissions of the accounts app."""

    INVITE = "accounts.user.invite"
    VIEW = "accounts.user.view"
    MANAGE = "accounts.user.manage"


register_permissions(
    {
        AccountsPermission.INVITE: (_("邀请人员开通账号"), "Invite people"),
        AccountsPermission.VIEW: (_("查看全部账号"), "See all accounts"),
        AccountsPermission.MANAGE: (_("修改和停用账号"), "Change and deactivate accounts"),
    }
)
