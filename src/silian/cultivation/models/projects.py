"""Joint projects: parties, stages, duties with evidence, curriculum, alternation, enrolment."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import EncryptedCharField, Personal, PersonalCharField

from ..enums import DutyState, EnrolmentState, Level, Outcome, Place, ProjectState, Side
from ..permissions import P
from .links import program, stored_file, unit


class Project(Record, OfConsortium):
    """共育项目; `kind` is a key of `data/project_kinds.yaml`."""

    kind = models.CharField(_("类型"), max_length=40)
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=300, blank=True)
    summary = models.TextField(_("目标与内容"), blank=True)
    lead = unit(_("牵头单位"))
    program = program()
    agreement = models.ForeignKey(
        "governance.Agreement", verbose_name=_("协议"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    starts_on = models.DateField(_("起"), null=True, blank=True)
    ends_on = models.DateField(_("止"), null=True, blank=True)
    planned_students = models.PositiveIntegerField(_("计划人数"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=ProjectState.choices, default=ProjectState.PLANNED
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    result = models.TextField(_("结项说明"), blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("共育项目")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "name"], name="project_name_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gt=F("starts_on")),
                name="project_ends_after_start",
                violation_error_message=_("结束日期应晚于开始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProjectState.values), name="project_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectParty(Record, OfConsortium):
    """A unit of a project and its side; it need not be a member, nor of the same province."""

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="parties"
    )
    organisation = unit(_("单位"))
    side = models.CharField(_("角色"), max_length=10, choices=Side.choices)
    from_consortium = models.CharField(_("所属联合体"), max_length=200, blank=True)
    role = models.CharField(_("分工"), max_length=300, blank=True)

    class Meta:
        ordering = ["project", "pk"]
        verbose_name = _("项目参与单位")
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="project_party_once")
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class ProjectStage(Record, OfConsortium):
    """学段: who teaches which program for how long; a pathway has several, with conditions."""

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="stages"
    )
    order = models.PositiveSmallIntegerField(_("次序"))
    level = models.CharField(_("层次"), max_length=20, choices=Level.choices)
    organisation = unit(_("培养单位"))
    program = program()
    years = models.DecimalField(_("学制（年）"), max_digits=3, decimal_places=1)
    quota = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    condition = models.CharField(_("转段条件"), max_length=500, blank=True)

    class Meta:
        ordering = ["project", "order"]
        verbose_name = _("学段")
        constraints = [
            models.UniqueConstraint(fields=["project", "order"], name="project_stage_once")
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.order}"


class ProjectDuty(Record, OfConsortium):
    """职责: what a party owes by when. `dues` are reviewed by who manages the project."""

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="duties"
    )
    party = models.ForeignKey(
        ProjectParty, verbose_name=_("责任单位"), on_delete=models.PROTECT, related_name="duties"
    )
    title = models.CharField(_("职责"), max_length=200)
    text = models.TextField(_("要求"), blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=DutyState.choices, default=DutyState.OPEN
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    report = models.TextField(_("完成情况"), blank=True)
    review = models.CharField(_("验收意见"), max_length=500, blank=True)

    class Meta:
        ordering = ["project", "due_on", "pk"]
        verbose_name = _("项目职责")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DutyState.values), name="project_duty_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.title


class DutyEvidence(Record, OfConsortium):
    """佐证 of a duty: a file, or a line that says where the proof lies."""

    duty = models.ForeignKey(
        ProjectDuty, verbose_name=_("职责"), on_delete=models.CASCADE, related_name="evidence"
    )
    note = models.CharField(_("说明"), max_length=300)
    file = stored_file(_("佐证文件"))
    given_by = models.CharField(_("提交单位"), max_length=200, blank=True)

    class Meta:
        ordering = ["duty", "created_at", "pk"]
        verbose_name = _("职责佐证")

    def __str__(self) -> str:
        return self.note


class ProjectMentor(Record, OfConsortium):
    """双导师 of a project: one of the school, one of the enterprise."""

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="mentors"
    )
    organisation = unit(_("单位"))
    side = models.CharField(_("导师类别"), max_length=10, choices=Side.choices)
    person = PersonalCharField(
        _("姓名"),
        max_length=50,
        personal=Personal(
            purpose=_("说明项目由谁指导"),
            basis=_("履行合作协议所必需"),
            keep=_("项目结束后三年"),
            viewers=_("项目参与单位、秘书处"),
            mask="name",
            reveal=P.PROJECT_MANAGE,
        ),
    )
    phone = EncryptedCharField(
        _("电话"),
        max_length=30,
        blank=True,
        personal=Personal(
            purpose=_("联系导师"),
            basis=_("履行合作协议所必需"),
            keep=_("项目结束后三年"),
            viewers=_("秘书处"),
            mask="phone",
            reveal=P.PROJECT_MANAGE,
        ),
    )
    title = models.CharField(_("职务职称"), max_length=100, blank=True)

    class Meta:
        ordering = ["project", "pk"]
        verbose_name = _("导师")

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_side_display()}"


class CurriculumItem(Record, OfConsortium):
    """课程: hours taught jointly, in the enterprise, and on site. Hours are whole class hours."""

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="curriculum"
    )
    name = models.CharField(_("课程"), max_length=100)
    term = models.PositiveSmallIntegerField(_("学期"), default=1)
    school_hours = models.PositiveIntegerField(_("校内学时"), default=0)
    joint_hours = models.PositiveIntegerField(_("校企合授学时"), default=0)
    enterprise_hours = models.PositiveIntegerField(_("企业学时"), default=0)
    site_hours = models.PositiveIntegerField(_("现场学时"), default=0)
    organisation = unit(_("企业授课单位"), null=True, blank=True)

    class Meta:
        ordering = ["project", "term", "pk"]
        verbose_name = _("培养课程")
        constraints = [
            models.UniqueConstraint(fields=["project", "term", "name"], name="curriculum_item_once")
        ]

    def __str__(self) -> str:
        return self.name


class Alternation(Record, OfConsortium):
    """工学交替: where the class is from one day to another, both included."""

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="alternations"
    )
    place = models.CharField(_("地点"), max_length=10, choices=Place.choices)
    organisation = unit(_("单位"), null=True, blank=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    note = models.CharField(_("内容"), max_length=200, blank=True)

    class Meta:
        ordering = ["project", "starts_on", "pk"]
        verbose_name = _("工学交替安排")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="alternation_ends_after_start",
                violation_error_message=_("结束日期不能早于开始日期。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_place_display()} {self.starts_on}"


class Enrolment(Record, OfConsortium):
    """A student in a project and in one of its stages, and what became of it."""

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="enrolments"
    )
    student = models.ForeignKey(
        "cultivation.Student", verbose_name=_("学生"), on_delete=models.CASCADE,
        related_name="enrolments",
    )  # fmt: skip
    stage = models.ForeignKey(
        ProjectStage, verbose_name=_("学段"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="enrolments",
    )  # fmt: skip
    state = models.CharField(
        _("状态"), max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.LISTED
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    outcome = models.CharField(_("去向"), max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField(_("退出原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["project", "student"]
        verbose_name = _("项目学生")
        constraints = [
            models.UniqueConstraint(fields=["project", "student"], name="enrolment_once"),
            models.CheckConstraint(
                condition=Q(state__in=EnrolmentState.values), name="enrolment_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.student}"


class StageTransfer(Record, OfConsortium):
    """转段: from one stage to the next, on a day, with what the condition was met by."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("项目学生"), on_delete=models.CASCADE, related_name="transfers"
    )
    stage = models.ForeignKey(
        ProjectStage, verbose_name=_("转入学段"), on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField(_("日期"))
    condition_met = models.CharField(_("条件满足情况"), max_length=500)

    class Meta:
        ordering = ["enrolment", "on", "pk"]
        verbose_name = _("转段记录")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "stage"], name="stage_transfer_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.on}"
