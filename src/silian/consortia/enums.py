"""The values that things of a consortium may have."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsortiumKind(TextChoices):
    """The forms that the field knows; `engine.kinds` holds the rules of each."""

    CITY = "city_consortium", _("市域产教联合体")
    INDUSTRY = "industry_community", _("行业产教融合共同体")
    PARK = "demonstration_park", _("示范园区")
    ALLIANCE = "alliance", _("共育联盟")
    REGIONAL = "regional_community", _("区域共同体")
    OTHER = "other", _("其他")


class Scope(TextChoices):
    """How far a consortium reaches."""

    NATIONAL = "national", _("全国")
    CROSS_PROVINCE = "cross_province", _("跨省域")
    PROVINCE = "province", _("省域")
    CITY = "city", _("市域")
    COUNTY = "county", _("县域")


class ConsortiumState(TextChoices):
    """`named` stands for one that others refer to (a parent, a hosted one) and nobody runs here."""

    NAMED = "named", _("仅登记")
    ACTIVE = "active", _("运行中")
    CLOSED = "closed", _("已结束")


class Seat(TextChoices):
    """The seat of a member; the order is that of the roll."""

    LEAD = "lead", _("牵头单位")
    CHAIR = "chair", _("理事长单位")
    EXECUTIVE_CHAIR = "executive_chair", _("执行理事长单位")
    EXECUTIVE_VICE_CHAIR = "executive_vice_chair", _("常务副理事长单位")
    VICE_CHAIR = "vice_chair", _("副理事长单位")
    DIRECTOR = "director", _("理事单位")
    MEMBER = "member", pgettext_lazy("seat", "成员单位")


class MembershipState(TextChoices):
    """From application to withdrawal."""

    APPLIED = "applied", _("已申请")
    REVIEWING = "reviewing", _("审核中")
    ADMITTED = "admitted", _("已通过")
    ACTIVE = "active", _("正式成员")
    WITHDRAWN = "withdrawn", _("已退出")
    REJECTED = "rejected", _("未通过")


class ActorKind(TextChoices):
    """中高政园企: the five kinds of actors of a co-cultivation alliance."""

    SECONDARY = "secondary", _("中职")
    HIGHER = "higher", _("高校")
    GOVERNMENT = "government", _("政府")
    PARK = "park", _("园区")
    ENTERPRISE = "enterprise", _("企业")


class ChangeKind(TextChoices):
    """What changed in a membership."""

    STATE = "state", _("状态")
    SEAT = "seat", _("席位")


class PartyRole(TextChoices):
    """What an organisation is to a consortium, or to one of its occasions, besides a member."""

    GUIDANCE = "guidance", _("指导单位")
    APPROVAL = "approval", _("批准单位")
    COORDINATION = "coordination", _("统筹单位")
    FOUNDATION = "foundation", _("设立单位")
    FOUNDER = "founder", _("发起单位")
    HOST = "host", _("主办单位")
    CO_HOST = "co_host", _("协办单位")
    ORGANISER = "organiser", _("承办单位")
    CO_ORGANISER = "co_organiser", _("联合承办单位")
    PARTNER = "partner", _("合作单位")
    HOST_SCHOOL = "host_school", _("依托学校")


class OccasionKind(TextChoices):
    """The days of a consortium's life that its page remembers."""

    FOUNDING = "founding", _("成立大会")
    LAUNCH = "launch", _("启动")
    CONFERENCE = "conference", _("年会")
    MEETING = "meeting", _("会议")
    OTHER = "other", _("其他")


class BodyKind(TextChoices):
    """实体机构: what a consortium sets up."""

    CENTRE = "centre", _("中心")
    COLLEGE = "college", _("产业学院")
    INSTITUTE = "institute", _("研究院")
    WORKSTATION = "workstation", _("工作站")
    PLATFORM = "platform", _("平台")
    BASE = "base", _("基地")
    OTHER = "other", _("其他机构")


class CircleKind(TextChoices):
    """The figures in which a consortium describes itself: 圈, 体, 业."""

    CIRCLE = "circle", _("圈")
    BODY = "body", _("体")
    LINK = "link", _("业")


class FactSection(TextChoices):
    """Where a reported fact stands on the public page."""

    PROFILE = "profile", _("概况")
    PLAQUES = "plaques", _("牌匾与聘书")
    PLANS = "plans", _("方案")
    GOVERNANCE = "governance", _("治理")
    MEMBERS = "members", _("成员规模")
    PROJECTS = "projects", _("项目")
    PROGRAMS = "programs", _("专业")
    PATHWAYS = "pathways", _("培养路径")
    PRINCIPLES = "principles", _("原则")
    CONFERENCE = "conference", _("年会")
    RESULTS = "results", _("成效")
    EVALUATION = "evaluation", _("评价")
    OTHER = "other", _("其他")
