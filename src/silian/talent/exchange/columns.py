"""The columns that both lists have, and the titles of the foldable groups."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.kernel.exchange.columns import Column

from .lookups import MEMBERS

GROUPS = {
    "time": (_("到岗与期次"), "Dates and period"),
    "codes": (_("产业、行业与职业"), "Sector, industry and occupation"),
    "asks": (_("要求"), "Requirements"),
    "pay": (_("待遇"), "Pay"),
    "plan": (_("未来需求与合作"), "Future demand and co-operation"),
    "program": (_("专业情况"), "About the program"),
    "numbers": (_("人数"), "Numbers"),
    "practice": (_("实习、技能与去向"), "Internship, skills and destinations"),
    "contact": (_("联系与有效期"), "Contact and validity"),
}

ORGANISATION_DEMAND = Column(
    key="organisation",
    name=_("单位名称"),
    name_en="Organisation",
    kind="code",
    lookup=MEMBERS,
    required=True,
    aliases=("企业名称", "用人单位", "单位", "统一社会信用代码"),
    help=_("成员单位的全称、简称或统一社会信用代码。"),
    help_en="Full or short name of a member unit, or its 统一社会信用代码.",
    width=28,
)
ORGANISATION_SUPPLY = Column(
    key="organisation",
    name=_("学校名称"),
    name_en="School",
    kind="code",
    lookup=MEMBERS,
    required=True,
    aliases=("学校", "单位名称", "院校名称", "学校代码", "学校标识码"),
    help=_("成员学校的全称、简称或学校标识码。"),
    help_en="Full or short name of a member school, or its 学校标识码.",
    width=28,
)
PERIOD = Column(
    key="period",
    name=_("期次"),
    name_en="Period",
    group="time",
    max_length=7,
    example="2026",
    help=_("2026、2026H1、2026Q3 或 2026-05；留空即本年。"),
    help_en="2026, 2026H1, 2026Q3 or 2026-05; empty means this year.",
)
CONTACT_AND_VALIDITY = (
    Column(
        key="contact_name",
        name=_("联系人"),
        name_en="Contact person",
        group="contact",
        max_length=40,
        private=True,
        aliases=("就业联系人",),
        example="张三",
        help=_("不进入公开清单。"),
        help_en="Never part of the public list.",
    ),
    Column(
        key="contact_phone",
        name=_("联系电话"),
        name_en="Contact phone",
        group="contact",
        max_length=30,
        private=True,
        aliases=("电话", "手机"),
        example="13800000000",
        help=_("不进入公开清单。"),
        help_en="Never part of the public list.",
    ),
    Column(
        key="valid_from",
        name=_("有效期自"),
        name_en="Valid from",
        kind="date",
        group="contact",
        example="2026-04-01",
    ),
    Column(
        key="valid_until",
        name=_("有效期至"),
        name_en="Valid until",
        kind="date",
        group="contact",
        aliases=("有效期",),
        example="2026-12-31",
        help=_("过了这一天自动到期，不再进入新的发布。"),
        help_en="After this day the line expires and is left out of new publications.",
    ),
    Column(key="note", name=_("备注"), name_en="Note", group="contact", max_length=1000, width=30),
)
