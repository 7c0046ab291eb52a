"""What may be done in the talent lists, by name."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from silian.kernel.access import register_permissions


class P(StrEnum):
    """Permissions of the talent lists. Those of a unit reach its own records alone."""

    DEMAND_VIEW = "talent.demand.view"
    DEMAND_WRITE = "talent.demand.write"
    SUPPLY_VIEW = "talent.supply.view"
    SUPPLY_WRITE = "talent.supply.write"
    LIST_SEE_ALL = "talent.list.see_all"
    LIST_REPORT_FOR = "talent.list.report_for"
    LIST_REVIEW = "talent.list.review"
    LIST_PUBLISH = "talent.list.publish"
    CONTACT_REVEAL = "talent.contact.reveal"
    CODE_CONFIRM = "talent.code.confirm"
    ALIGNMENT_VIEW = "talent.alignment.view"


register_permissions(
    {
        P.DEMAND_VIEW: (_("查看人才需求"), "See talent demand"),
        P.DEMAND_WRITE: (_("填报人才需求"), "Report talent demand"),
        P.SUPPLY_VIEW: (_("查看人才供给"), "See talent supply"),
        P.SUPPLY_WRITE: (_("填报人才供给"), "Report talent supply"),
        P.LIST_SEE_ALL: (_("查看各单位的人才清单"), "See the talent lists of every unit"),
        P.LIST_REPORT_FOR: (_("代成员单位填报人才清单"), "Report for any member unit"),
        P.LIST_REVIEW: (_("审核人才清单"), "Review the talent lists"),
        P.LIST_PUBLISH: (_("发布人才清单"), "Publish the talent lists"),
        P.CONTACT_REVEAL: (_("查看联系人"), "See contact persons"),
        P.CODE_CONFIRM: (_("确认职业与专业编码"), "Confirm occupation and program codes"),
        P.ALIGNMENT_VIEW: (_("查看供需对接分析"), "See the alignment of supply and demand"),
    }
)
