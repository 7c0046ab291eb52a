"""What values of cultivation may be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """中高政园企: whose part in a joint project a unit takes."""

    SECONDARY = "secondary", _("中职学校")
    COLLEGE = "college", _("高等学校")
    GOVERNMENT = "government", _("政府部门")
    PARK = "park", _("园区")
    ENTERPRISE = "enterprise", _("企业")
    OTHER = "other", _("其他单位")


class ProjectState(models.TextChoices):
    """Where a joint project stands."""

    PLANNED = "planned", _("筹备")
    RUNNING = "running", _("实施中")
    FINISHED = "finished", _("已结项")
    STOPPED = "stopped", _("已终止")


class DutyState(models.TextChoices):
    """Where a duty of a project stands."""

    OPEN = "open", _("待办")
    SUBMITTED = "submitted", _("待验收")
    DONE = "done", _("已完成")
    DROPPED = "dropped", _("已免除")


class Place(models.TextChoices):
    """Where the students of an alternation are."""

    SCHOOL = "school", _("在校学习")
    ENTERPRISE = "enterprise", _("企业实践")
    SITE = "site", _("现场项目")
    BREAK = "break", _("假期")


class EnrolmentState(models.TextChoices):
    """Where a student of a project stands."""

    LISTED = "listed", _("报名")
    SELECTED = "selected", _("拟录")
    ENROLLED = "enrolled", _("在读")
    COMPLETED = "completed", _("已结业")
    LEFT = "left", _("已退出项目")


class Outcome(models.TextChoices):
    """What became of a student who completed a project."""

    KEPT = "kept", _("留用")
    EMPLOYED = "employed", _("在其他单位就业")
    FURTHER = "further", _("升学")
    OTHER = "other", _("其他")


class Level(models.TextChoices):
    """The rungs of the ladder 中职—高职—本科—硕士."""

    SECONDARY = "secondary", _("中职")
    COLLEGE = "college", _("高职")
    VOCATIONAL_BACHELOR = "vocational_bachelor", _("职业本科")
    BACHELOR = "bachelor", _("本科")
    MASTER = "master", _("硕士")


class ConsentState(models.TextChoices):
    """Whether a student's consent holds."""

    GIVEN = "given", _("有效")
    WITHDRAWN = "withdrawn", _("已撤回")


class OpeningState(models.TextChoices):
    """Where a request to open a minor's record stands."""

    ASKED = "asked", _("待审批")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


class InternshipKind(models.TextChoices):
    """认识实习 and 岗位实习 (national rule of 2021), and teachers' enterprise practice."""

    OBSERVING = "observing", _("认识实习")
    ON_POST = "on_post", _("岗位实习")
    TEACHER = "teacher", _("教师企业实践")


class InternshipState(models.TextChoices):
    """Where an internship stands."""

    DRAFT = "draft", _("拟订")
    AGREED = "agreed", _("三方已签")
    RUNNING = "running", _("实习中")
    FINISHED = "finished", _("已结束")
    ENDED = "ended", _("提前终止")
    CANCELLED = "cancelled", _("未成行")


class PaperKind(models.TextChoices):
    """The eight kinds of papers of an internship's archive."""

    AGREEMENT = "agreement", _("实习协议")
    PLAN = "plan", _("实习方案")
    REPORT = "report", _("实习报告")
    ASSESSMENT = "assessment", _("考核结果")
    LOG = "log", _("实习日志")
    INSPECTION = "inspection", _("检查记录")
    SUMMARY = "summary", _("实习总结")
    PROOF = "proof", _("佐证材料")


class IncidentKind(models.TextChoices):
    """What an incident or exception is about."""

    SAFETY = "safety", _("安全")
    HEALTH = "health", _("健康")
    PAY = "pay", _("报酬")
    HOURS = "hours", _("工时")
    RIGHTS = "rights", _("权益")
    ABSENCE = "absence", _("缺勤")
    OTHER = "other", _("其他")


class IncidentState(models.TextChoices):
    """Where an incident stands."""

    OPEN = "open", _("待处理")
    HANDLED = "handled", _("已处理")


class EndingState(models.TextChoices):
    """Where a student's wish to end an internship stands."""

    ASKED = "asked", _("学生已提出")
    AGREED = "agreed", _("已同意")
    OBJECTED = "objected", _("有异议")
    WITHDRAWN = "withdrawn", _("已撤回")


class RoundState(models.TextChoices):
    """Where a placement round stands."""

    DRAFT = "draft", _("准备")
    OPEN = "open", _("填报志愿")
    FROZEN = "frozen", _("已冻结")
    SOLVED = "solved", _("已匹配")
    PUBLISHED = "published", _("已公布")
    CLOSED = "closed", _("已结束")


class RoundKind(models.TextChoices):
    """Who is placed."""

    STUDENTS = "students", _("学生岗位双选")
    TEACHERS = "teachers", _("教师企业实践")
    MENTORS = "mentors", _("企业导师进课堂")


class Ties(models.TextChoices):
    """How equal scores are broken: one lottery for all posts, or one for each."""

    SINGLE = "single", _("各岗位同一抽签")
    MULTIPLE = "multiple", _("各岗位分别抽签")


class ReserveOrder(models.TextChoices):
    """Which places are filled first where some are reserved."""

    FIRST = "first", _("先预留后开放")
    LAST = "last", _("先开放后预留")


class Closing(models.TextChoices):
    """How posts below their minimum are closed."""

    ONE_BY_ONE = "one-by-one", _("逐个关闭")
    BATCH = "batch", _("一次关闭")


class OfferState(models.TextChoices):
    """What became of a place that was given."""

    GIVEN = "given", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("已放弃录取")
    CANCELLED = "cancelled", _("岗位已撤回")


class AppealState(models.TextChoices):
    """Where an appeal stands."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
