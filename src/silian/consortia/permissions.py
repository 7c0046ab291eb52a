"""What may be done with a consortium, by name."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from silian.kernel.access import register_permissions


class ConsortiaPermission(StrEnum):
    """Permissions of the consortia app."""

    FOUND = "consortia.consortium.found"
    UPDATE = "consortia.consortium.update"
    CLOSE = "consortia.consortium.close"
    VIEW = "consortia.consortium.view"
    MEMBERSHIP_APPLY = "consortia.membership.apply"
    MEMBERSHIP_RETRACT = "consortia.membership.retract"
    MEMBERSHIP_REVIEW = "consortia.membership.review"
    MEMBERSHIP_MANAGE = "consortia.membership.manage"
    MEMBERSHIP_LEAVE = "consortia.membership.leave"
    CONTACT_REVEAL = "consortia.contact.reveal"
    STRUCTURE_EDIT = "consortia.structure.edit"
    ROLE_ASSIGN = "consortia.role.assign"
    ROLE_APPOINT = "consortia.role.appoint"
    AUDIT_VIEW = "consortia.audit.view"


register_permissions(
    {
        ConsortiaPermission.FOUND: (_("成立联合体"), "Found a consortium"),
        ConsortiaPermission.UPDATE: (_("修改联合体资料"), "Edit the consortium's profile"),
        ConsortiaPermission.CLOSE: (_("结束联合体"), "Close a consortium"),
        ConsortiaPermission.VIEW: (_("查看内部页面"), "See the internal pages"),
        ConsortiaPermission.MEMBERSHIP_APPLY: (_("申请入会"), "Apply for membership"),
        ConsortiaPermission.MEMBERSHIP_RETRACT: (
            _("撤回自己提交的入会申请"),
            "Withdraw one's own application",
        ),
        ConsortiaPermission.MEMBERSHIP_REVIEW: (_("审核入会申请"), "Review applications"),
        ConsortiaPermission.MEMBERSHIP_MANAGE: (_("管理成员单位"), "Manage member units"),
        ConsortiaPermission.MEMBERSHIP_LEAVE: (_("代表本单位退出"), "Leave for one's own unit"),
        ConsortiaPermission.CONTACT_REVEAL: (_("查看联系电话"), "Reveal a contact's phone number"),
        ConsortiaPermission.STRUCTURE_EDIT: (_("编辑组织结构"), "Edit zones, bodies and circles"),
        ConsortiaPermission.ROLE_ASSIGN: (_("分配人员角色"), "Assign roles to people"),
        ConsortiaPermission.ROLE_APPOINT: (
            _("任命秘书处和平台人员"),
            "Appoint the secretariat and platform staff",
        ),
        ConsortiaPermission.AUDIT_VIEW: (_("查看操作记录"), "See the audit trail"),
    }
)
