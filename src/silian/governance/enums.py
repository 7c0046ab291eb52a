"""The values that things of governance may have."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BodyKind(TextChoices):
    """治理机构; the value is the key of its rules in the charter (`engine.rules.BODIES`)."""

    ASSEMBLY = "assembly", _("成员大会")
    COUNCIL = "council", _("理事会")
    STANDING_COUNCIL = "standing_council", _("常务理事会")
    EXPERT_COMMITTEE = "expert_committee", _("专家委员会")
    STEERING_COMMITTEE = "steering_committee", _("指导委员会")
    SECRETARIAT = "secretariat", _("秘书处")
    WORKING_GROUP = "working_group", _("专项工作组")
    JOINT_CONFERENCE = "joint_conference", _("联席会议")


class Post(TextChoices):
    """职务: what a unit is in a body. The first six are also seats of members."""

    CHAIR = "chair", _("理事长单位")
    EXECUTIVE_CHAIR = "executive_chair", _("执行理事长单位")
    EXECUTIVE_VICE_CHAIR = "executive_vice_chair", _("常务副理事长单位")
    VICE_CHAIR = "vice_chair", _("副理事长单位")
    DIRECTOR = "director", _("理事单位")
    MEMBER = "member", _("成员单位")
    HEAD = "head", _("主任单位")
    DEPUTY_HEAD = "deputy_head", _("副主任单位")
    FELLOW = "fellow", _("委员单位")
    SECRETARY_GENERAL = "secretary_general", _("秘书长单位")


class CharterState(TextChoices):
    """From draft to the next version."""

    DRAFT = "draft", _("起草中")
    PROPOSED = "proposed", _("已提请表决")
    ADOPTED = "adopted", _("已通过")
    IN_FORCE = "in_force", _("生效")
    SUPERSEDED = "superseded", _("已被取代")
    REJECTED = "rejected", _("未通过")


class RegulationState(TextChoices):
    """A document of the list that a consortium is asked for."""

    DRAFT = "draft", _("起草中")
    ADOPTED = "adopted", _("已通过")
    REPEALED = "repealed", _("已废止")


class MandateEnd(TextChoices):
    """Why a unit no longer holds its post."""

    TERM_OVER = "term_over", _("任期届满")
    RESIGNED = "resigned", _("辞任")
    REMOVED = "removed", _("罢免")
    LEFT = "left", _("退出联合体")
    REPLACED = "replaced", _("调整")


class MeetingKind(TextChoices):
    """会议种类."""

    PREPARATORY = "preparatory", _("预备会议")
    ASSEMBLY = "assembly", _("成员大会")
    COUNCIL = "council", _("理事会会议")
    JOINT = "joint", _("联席会议")
    ANNUAL = "annual", _("年会")
    WORKING = "working", _("工作会议")


class MeetingMode(TextChoices):
    """How people take part."""

    ONLINE = "online", _("线上")
    ONSITE = "onsite", _("线下")
    MIXED = "mixed", _("线上线下结合")


class MeetingState(TextChoices):
    """From the draft agenda to the confirmed minutes."""

    DRAFT = "draft", _("筹备中")
    CONVENED = "convened", _("已通知")
    OPEN = "open", _("会议中")
    CLOSED = "closed", _("已散会")
    MINUTED = "minuted", _("纪要已确认")
    CANCELLED = "cancelled", _("已取消")


class ItemKind(TextChoices):
    """What an item of the agenda is for."""

    REPORT = "report", _("听取报告")
    DISCUSSION = "discussion", _("讨论")
    MOTION = "motion", _("审议表决")
    ELECTION = "election", _("选举")
    CEREMONY = "ceremony", _("签约授牌")
    OTHER = "other", _("其他")


class ItemState(TextChoices):
    """Where an item stands during the meeting."""

    WAITING = "waiting", _("未开始")
    CURRENT = "current", _("进行中")
    DONE = "done", _("已完成")


class Reply(TextChoices):
    """回执."""

    NONE = "none", _("未回复")
    YES = "yes", _("参加")
    NO = "no", _("不参加")
    PROXY = "proxy", _("委托其他单位")


class Presence(TextChoices):
    """How somebody is in the meeting now."""

    ABSENT = "absent", _("未到")
    ONSITE = "onsite", _("现场")
    ONLINE = "online", _("线上")


class SpeakerState(TextChoices):
    """发言."""

    WAITING = "waiting", _("等待发言")
    SPEAKING = "speaking", _("正在发言")
    DONE = "done", _("已发言")
    WITHDRAWN = "withdrawn", _("已取消")


class Matter(TextChoices):
    """表决事项; the value is the key of its majority in the charter (`engine.rules.MATTERS`)."""

    ORDINARY = "ordinary", _("一般事项")
    CHARTER = "charter", _("章程制定与修改")
    DISSOLUTION = "dissolution", _("终止")
    PERSONNEL = "personnel", _("人事选举")
    ADMISSION = "admission", _("接纳成员")
    REMOVAL = "removal", _("除名")


class MotionState(TextChoices):
    """From proposal to decision."""

    PROPOSED = "proposed", _("已提出")
    ADMITTED = "admitted", _("已列入议程")
    PASSED = "passed", _("通过")
    FAILED = "failed", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class BallotState(TextChoices):
    """A vote is open once and closed once."""

    DRAFT = "draft", _("未开始")
    OPEN = "open", _("投票中")
    CLOSED = "closed", _("已结束")
    VOID = "void", _("作废")


class ElectionState(TextChoices):
    """From nomination to the seats."""

    NOMINATING = "nominating", _("提名中")
    LISTED = "listed", _("名单已定")
    RUNOFF = "runoff", _("待再次投票")
    DECIDED = "decided", _("已选出")
    FAILED = "failed", _("未选出")
    CANCELLED = "cancelled", _("已取消")


class Consent(TextChoices):
    """Whether a nominee agrees to stand."""

    ASKED = "asked", _("待同意")
    GIVEN = "given", _("同意参选")
    DECLINED = "declined", _("谢绝")


class AgreementState(TextChoices):
    """From the first draft to the end of an agreement."""

    DRAFTING = "drafting", _("起草磋商")
    APPROVING = "approving", _("各方内部审批")
    SIGNING = "signing", _("签署中")
    IN_FORCE = "in_force", _("履行中")
    ENDED = "ended", _("已终止")
    CANCELLED = "cancelled", _("未签订")


class PlanState(TextChoices):
    """年度工作计划."""

    DRAFT = "draft", _("编制中")
    ADOPTED = "adopted", _("已通过")
    CLOSED = "closed", _("已总结")


class TaskState(TextChoices):
    """From the task book to the accepted result."""

    TODO = "todo", _("未开始")
    DOING = "doing", _("进行中")
    SUBMITTED = "submitted", _("待验收")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


class TaskSource(TextChoices):
    """Where a task comes from."""

    PLAN = "plan", _("工作计划")
    RESOLUTION = "resolution", _("会议决议")
    AGREEMENT = "agreement", _("协议义务")


class Review(TextChoices):
    """What the secretariat says of a report."""

    WAITING = "waiting", _("待审")
    ACCEPTED = "accepted", _("通过")
    RETURNED = "returned", _("退回")
