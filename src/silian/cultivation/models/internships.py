"""Internships: what was agreed, which rules were overridden and why, logs, incidents, endings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import EncryptedCharField, Personal

from ..enums import (
    EndingState,
    IncidentKind,
    IncidentState,
    InternshipKind,
    InternshipState,
    PaperKind,
    Side,
)
from ..permissions import P
from .links import stored_file, unit
from .projects import Project
from .students import Instructor, Student


def _mentor(label: object, who: object) -> EncryptedCharField:
    return EncryptedCharField(
        label, max_length=50, blank=True,
        personal=Personal(
            purpose=_("说明由谁指导实习"), basis=_("实习协议所必需"), keep=_("实习结束后三年"),
            viewers=who, mask="name", reveal=P.INTERNSHIP_MANAGE,
        ),
    )  # fmt: skip


class Internship(Record, OfConsortium):
    """岗位实习 of a student, or enterprise practice of a teacher.

    Pay is yuan a month; hours are of one day; staff figures are of the unit as it stated them.
    `rule_set` is the version of the rules that was in force when it was agreed.
    """

    kind = models.CharField(
        _("类型"), max_length=10, choices=InternshipKind.choices, default=InternshipKind.ON_POST
    )
    school = unit(_("学校"))
    organisation = unit(_("实习单位"))
    student = models.ForeignKey(
        Student, verbose_name=_("学生"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="internships",
    )  # fmt: skip
    instructor = models.ForeignKey(
        Instructor, verbose_name=_("教师"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="practices",
    )  # fmt: skip
    project = models.ForeignKey(
        Project, verbose_name=_("共育项目"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="internships",
    )  # fmt: skip
    post = models.CharField(_("岗位"), max_length=100)
    post_program = models.ForeignKey(
        "codes.Program", verbose_name=_("岗位对应专业"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    region = models.ForeignKey(
        "codes.Region", verbose_name=_("实习地"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    day_hours = models.DecimalField(_("每日工时"), max_digits=4, decimal_places=1, default=8)
    night_shift = models.BooleanField(_("安排夜班"), default=False)
    overtime = models.BooleanField(_("安排加班"), default=False)
    holiday_work = models.BooleanField(_("法定节假日上岗"), default=False)
    pay = models.DecimalField(
        _("月报酬（元）"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    post_wage = models.DecimalField(
        _("同岗位月工资（元）"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    independent = models.BooleanField(_("相对独立参与工作"), default=True)
    fees = models.DecimalField(
        _("向学生收取的费用（元）"), max_digits=9, decimal_places=2, default=0
    )
    barred_work = models.BooleanField(_("属于禁止安排的岗位或场所"), default=False)
    by_agency = models.BooleanField(_("通过中介安排"), default=False)
    unit_staff = models.PositiveIntegerField(_("在岗职工总数"), null=True, blank=True)
    post_staff = models.PositiveIntegerField(_("同类岗位职工数"), null=True, blank=True)
    insurance = models.CharField(_("实习责任保险单号"), max_length=100, blank=True)
    visited_on = models.DateField(_("实地考察日期"), null=True, blank=True)
    guardian_consent = models.BooleanField(_("监护人知情同意"), default=False)
    student_signed_on = models.DateField(_("学生签字"), null=True, blank=True)
    school_signed_on = models.DateField(_("学校签章"), null=True, blank=True)
    unit_signed_on = models.DateField(_("实习单位签章"), null=True, blank=True)
    school_mentor = _mentor(_("校内指导教师"), _("本人、学校、实习单位"))
    unit_mentor = _mentor(_("企业指导人"), _("本人、学校、实习单位"))
    rule_set = models.CharField(_("适用规则"), max_length=60, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=InternshipState.choices, default=InternshipState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    ended_on = models.DateField(_("实际结束"), null=True, blank=True)
    ended_reason = models.CharField(_("终止原因"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("实习")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="internship_ends_after_start",
                violation_error_message=_("结束日期应晚于开始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(student__isnull=False) ^ Q(instructor__isnull=False),
                name="internship_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=InternshipState.values), name="internship_state_known"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.student or self.instructor} {self.post}"


class RuleOverride(Record, OfConsortium):
    """A rule that was let pass, by whom and why."""

    internship = models.ForeignKey(
        Internship, verbose_name=_("实习"), on_delete=models.CASCADE, related_name="overrides"
    )
    rule = models.CharField(_("规则"), max_length=60)
    reason = models.CharField(_("理由"), max_length=500)
    given_by = models.CharField(_("放行人"), max_length=100)

    class Meta:
        ordering = ["internship", "rule"]
        verbose_name = _("规则放行")
        constraints = [
            models.UniqueConstraint(fields=["internship", "rule"], name="rule_override_once")
        ]

    def __str__(self) -> str:
        return f"{self.internship} {self.rule}"


class InternshipPaper(Record, OfConsortium):
    """A paper of the archive."""

    internship = models.ForeignKey(
        Internship, verbose_name=_("实习"), on_delete=models.CASCADE, related_name="papers"
    )
    kind = models.CharField(_("种类"), max_length=12, choices=PaperKind.choices)
    file = stored_file()
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["internship", "kind", "created_at", "pk"]
        verbose_name = _("实习档案材料")

    def __str__(self) -> str:
        return f"{self.internship} {self.get_kind_display()}"


class WeeklyLog(Record, OfConsortium):
    """周志: of the week that begins on `week_on`, a Monday; answered by both mentors."""

    internship = models.ForeignKey(
        Internship, verbose_name=_("实习"), on_delete=models.CASCADE, related_name="logs"
    )
    week_on = models.DateField(_("周一"))
    text = models.TextField(_("内容"))
    hours = models.DecimalField(_("工时"), max_digits=5, decimal_places=1, null=True, blank=True)
    school_answer = models.TextField(_("校内教师批阅"), blank=True)
    school_answered_at = models.DateTimeField(_("校内批阅时间"), null=True, blank=True)
    unit_answer = models.TextField(_("企业导师批阅"), blank=True)
    unit_answered_at = models.DateTimeField(_("企业批阅时间"), null=True, blank=True)

    class Meta:
        ordering = ["internship", "-week_on"]
        verbose_name = _("实习周志")
        constraints = [
            models.UniqueConstraint(fields=["internship", "week_on"], name="weekly_log_once")
        ]

    def __str__(self) -> str:
        return f"{self.internship} {self.week_on}"


class SignIn(Record, OfConsortium):
    """签到 of a day."""

    internship = models.ForeignKey(
        Internship, verbose_name=_("实习"), on_delete=models.CASCADE, related_name="sign_ins"
    )
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("时间"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.CharField(_("登记方"), max_length=10, choices=Side.choices, blank=True)

    class Meta:
        ordering = ["internship", "-on"]
        verbose_name = _("实习签到")
        constraints = [models.UniqueConstraint(fields=["internship", "on"], name="sign_in_once")]

    def __str__(self) -> str:
        return f"{self.internship} {self.on}"


class Incident(Record, OfConsortium):
    """异常与事故."""

    internship = models.ForeignKey(
        Internship, verbose_name=_("实习"), on_delete=models.CASCADE, related_name="incidents"
    )
    kind = models.CharField(_("类别"), max_length=10, choices=IncidentKind.choices)
    urgent = models.BooleanField(_("紧急"), default=False)
    on = models.DateField(_("发生日期"))
    text = models.TextField(_("情况说明"))
    reported_by = models.CharField(_("报告人"), max_length=100)
    state = models.CharField(
        _("状态"), max_length=10, choices=IncidentState.choices, default=IncidentState.OPEN
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    handling = models.TextField(_("处理结果"), blank=True)

    class Meta:
        ordering = ["-urgent", "-on", "pk"]
        verbose_name = _("实习异常")

    def __str__(self) -> str:
        return f"{self.internship} {self.get_kind_display()}"


class Ending(Record, OfConsortium):
    """学生提出终止: answered by `answer_by`, or it takes effect by itself."""

    internship = models.ForeignKey(
        Internship, verbose_name=_("实习"), on_delete=models.CASCADE, related_name="endings"
    )
    reason = models.TextField(_("理由"))
    answer_by = models.DateTimeField(_("答复期限"))
    state = models.CharField(
        _("状态"), max_length=10, choices=EndingState.choices, default=EndingState.ASKED
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)

    class Meta:
        ordering = ["internship", "-created_at", "pk"]
        verbose_name = _("终止实习申请")
        constraints = [
            models.UniqueConstraint(
                fields=["internship"], condition=Q(state=EndingState.ASKED),
                name="ending_asked_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.internship} {self.get_state_display()}"
