"""What a value of a talent list may be."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKind(TextChoices):
    """The two lists: who is wanted, and who will be there."""

    DEMAND = "demand", _("人才需求")
    SUPPLY = "supply", _("人才供给")


class RecordState(TextChoices):
    """Where a line of a list stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("已退回")
    APPROVED = "approved", _("已通过")
    WITHDRAWN = "withdrawn", _("已撤回")
    EXPIRED = "expired", _("已过期")


class SnapshotState(TextChoices):
    """A publication has one state, for it never changes."""

    PUBLISHED = "published", _("已发布")


class Education(TextChoices):
    """学历层次: what a post asks for and what a program gives, lowest first."""

    ANY = "any", _("不限")
    SECONDARY = "secondary", _("中职")
    ASSOCIATE = "associate", _("高职专科")
    VOCATIONAL_BACHELOR = "vocational_bachelor", _("职业本科")
    BACHELOR = "bachelor", _("普通本科")
    POSTGRADUATE = "postgraduate", _("研究生")


class ProgramEducation(TextChoices):
    """办学层次 of a program: the levels of `codes.ProgramLevel`."""

    SECONDARY = "secondary", _("中职")
    ASSOCIATE = "associate", _("高职专科")
    VOCATIONAL_BACHELOR = "vocational_bachelor", _("职业本科")
    BACHELOR = "bachelor", _("普通本科")


class Employment(TextChoices):
    """用工性质 of a post."""

    JOB = "job", _("就业")
    INTERNSHIP = "internship", _("实习")
    APPRENTICESHIP = "apprenticeship", _("学徒")
    ORDER = "order", _("订单")


class PositionCategory(TextChoices):
    """岗位类别 of a post."""

    RESEARCH = "research", _("研发设计")
    PRODUCTION = "production", _("生产操作")
    PROCESS = "process", _("工艺技术")
    QUALITY = "quality", _("质量检验")
    MAINTENANCE = "maintenance", _("设备运维")
    LOGISTICS = "logistics", _("物流仓储")
    SALES = "sales", _("市场销售")
    SERVICE = "service", _("服务支持")
    MANAGEMENT = "management", _("管理职能")
    OTHER = "other", _("其他")


class Cooperation(TextChoices):
    """意向合作方式: what an enterprise would do with schools."""

    ORDER_CLASS = "order_class", _("订单班")
    APPRENTICESHIP = "apprenticeship", _("现代学徒制")
    INTERNSHIP = "internship", _("岗位实习")
    BASE = "base", _("共建实训基地")
    COLLEGE = "college", _("共建产业学院")
    TRAINING = "training", _("员工培训")
    TEACHERS = "teachers", _("互聘教师")
    RESEARCH = "research", _("技术攻关")


class CodeState(TextChoices):
    """Whether a code is only what the matcher thinks, or what a person said."""

    NONE = "none", _("未编码")
    SUGGESTED = "suggested", _("系统建议")
    CONFIRMED = "confirmed", _("已确认")


class Source(TextChoices):
    """By which way in a record came."""

    FORM = "form", _("网页填报")
    IMPORT = "import", _("表格导入")
    API = "api", _("接口")
