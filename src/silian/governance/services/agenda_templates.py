"""The usual agenda of each kind of meeting: (what for, title, minutes). A start, never a rule."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..enums import ItemKind, MeetingKind

Line = tuple[ItemKind, object, int]

TEMPLATES: dict[str, tuple[Line, ...]] = {
    MeetingKind.PREPARATORY: (
        (ItemKind.REPORT, _("筹备工作报告"), 15),
        (ItemKind.MOTION, _("审议章程（草案）"), 20),
        (ItemKind.MOTION, _("审议年度工作计划"), 15),
        (ItemKind.MOTION, _("审议成员单位名单"), 10),
        (ItemKind.ELECTION, _("选举理事长单位"), 10),
        (ItemKind.ELECTION, _("选举执行理事长单位"), 10),
        (ItemKind.ELECTION, _("选举副理事长单位"), 10),
        (ItemKind.CEREMONY, _("颁发聘书和牌匾"), 15),
        (ItemKind.OTHER, _("会议总结"), 10),
    ),
    MeetingKind.ASSEMBLY: (
        (ItemKind.REPORT, _("听取理事会工作报告"), 20),
        (ItemKind.REPORT, _("听取财务情况报告"), 10),
        (ItemKind.MOTION, _("审议年度工作计划"), 15),
        (ItemKind.DISCUSSION, _("讨论"), 20),
        (ItemKind.OTHER, _("会议总结"), 10),
    ),
    MeetingKind.COUNCIL: (
        (ItemKind.REPORT, _("听取秘书处工作报告"), 15),
        (ItemKind.MOTION, _("审议议案"), 20),
        (ItemKind.DISCUSSION, _("讨论"), 20),
        (ItemKind.OTHER, _("会议总结"), 10),
    ),
    MeetingKind.JOINT: (
        (ItemKind.REPORT, _("通报上次会议事项的落实情况"), 15),
        (ItemKind.DISCUSSION, _("会商需要共同解决的问题"), 30),
        (ItemKind.OTHER, _("明确分工和期限"), 15),
    ),
    MeetingKind.ANNUAL: (
        (ItemKind.REPORT, _("年度工作总结"), 20),
        (ItemKind.MOTION, _("审议下一年度工作计划"), 15),
        (ItemKind.CEREMONY, _("签约授牌"), 20),
        (ItemKind.DISCUSSION, _("交流发言"), 30),
    ),
    MeetingKind.WORKING: (
        (ItemKind.REPORT, _("工作进展"), 15),
        (ItemKind.DISCUSSION, _("讨论"), 30),
    ),
}
