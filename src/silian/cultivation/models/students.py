"""Students: as little as is needed, masked everywhere, shown to an enterprise by consent alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import EncryptedCharField, Personal, PersonalDateField

from ..enums import ConsentState, Level, OpeningState
from ..permissions import P
from .links import program, unit

_BASIS = _("学校组织教学和实习所必需")
_KEEP = _("毕业后三年")
_SCHOOL = _("本校；经同意的企业；打开未成年人信息须先获批准")


class StudentClass(Record, OfConsortium):
    """班级 of a school."""

    organisation = unit(_("学校"))
    name = models.CharField(_("班级"), max_length=100)
    program = program()
    level = models.CharField(_("层次"), max_length=20, choices=Level.choices)
    entry_year = models.PositiveSmallIntegerField(_("入学年份"))
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["organisation", "-entry_year", "name"]
        verbose_name = _("班级")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "organisation", "entry_year", "name"],
                name="student_class_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Student(Record, OfConsortium):
    """学生; `number` is the school's own (学号), which alone stands on lists."""

    organisation = unit(_("学校"))
    study_class = models.ForeignKey(
        StudentClass, verbose_name=_("班级"), on_delete=models.PROTECT, related_name="students"
    )
    number = models.CharField(_("学号"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("账号"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    full_name = EncryptedCharField(
        _("姓名"),
        max_length=50,
        personal=Personal(
            purpose=_("识别学生"), basis=_BASIS, keep=_KEEP, viewers=_SCHOOL, mask="name",
            reveal=P.STUDENT_REVEAL,
        ),
    )  # fmt: skip
    born_on = PersonalDateField(
        _("出生日期"),
        null=True,
        blank=True,
        personal=Personal(
            purpose=_("判断是否未成年、能否岗位实习"), basis=_BASIS, keep=_KEEP, viewers=_SCHOOL,
            mask="birthday", reveal=P.STUDENT_REVEAL,
        ),
    )  # fmt: skip
    phone = EncryptedCharField(
        _("电话"),
        max_length=30,
        blank=True,
        personal=Personal(
            purpose=_("联系学生"), basis=_BASIS, keep=_KEEP, viewers=_SCHOOL, mask="phone",
            reveal=P.STUDENT_REVEAL,
        ),
    )  # fmt: skip
    guardian_phone = EncryptedCharField(
        _("监护人电话"),
        max_length=30,
        blank=True,
        personal=Personal(
            purpose=_("未成年学生的事项征得监护人同意"), basis=_BASIS, keep=_("成年后删除"),
            viewers=_SCHOOL, mask="phone", reveal=P.STUDENT_REVEAL,
        ),
    )  # fmt: skip
    region = models.ForeignKey(
        "codes.Region", verbose_name=_("生源地"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    graduated_on = models.DateField(_("毕业日期"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["organisation", "number"]
        verbose_name = _("学生")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "organisation", "number"], name="student_number_once"
            ),
            models.UniqueConstraint(
                fields=["consortium", "user"], condition=Q(user__isnull=False),
                name="student_user_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Consent(Record, OfConsortium):
    """同意: a student lets one enterprise see name and contact, until it is withdrawn."""

    student = models.ForeignKey(
        Student, verbose_name=_("学生"), on_delete=models.CASCADE, related_name="consents"
    )
    organisation = unit(_("对方单位"))
    purpose = models.CharField(_("用途"), max_length=200)
    state = models.CharField(
        _("状态"), max_length=10, choices=ConsentState.choices, default=ConsentState.GIVEN
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    by_guardian = models.BooleanField(_("监护人同意"), default=False)
    given_by = models.CharField(_("登记人"), max_length=100, blank=True)

    class Meta:
        ordering = ["student", "-created_at", "pk"]
        verbose_name = _("信息授权")
        constraints = [
            models.UniqueConstraint(
                fields=["student", "organisation"], condition=Q(state=ConsentState.GIVEN),
                name="consent_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.student} {self.organisation}"


class RecordOpening(Record, OfConsortium):
    """打开未成年人信息: asked with a reason, approved by another person, for some hours."""

    student = models.ForeignKey(
        Student, verbose_name=_("学生"), on_delete=models.CASCADE, related_name="openings"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("申请人"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    reason = models.CharField(_("事由"), max_length=300)
    state = models.CharField(
        _("状态"), max_length=10, choices=OpeningState.choices, default=OpeningState.ASKED
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("审批人"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    until = models.DateTimeField(_("有效至"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("未成年人信息打开申请")

    def __str__(self) -> str:
        return f"{self.student} {self.get_state_display()}"


class Instructor(Record, OfConsortium):
    """教师与企业导师: a teacher who practises in an enterprise, a mentor who comes to class."""

    organisation = unit(_("单位"))
    number = models.CharField(_("工号"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("账号"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    full_name = EncryptedCharField(
        _("姓名"),
        max_length=50,
        personal=Personal(
            purpose=_("识别教师或导师"), basis=_("履行合作协议所必需"), keep=_("离任后三年"),
            viewers=_("本单位、秘书处"), mask="name", reveal=P.STUDENT_REVEAL,
        ),
    )  # fmt: skip
    phone = EncryptedCharField(
        _("电话"),
        max_length=30,
        blank=True,
        personal=Personal(
            purpose=_("联系教师或导师"), basis=_("履行合作协议所必需"), keep=_("离任后三年"),
            viewers=_("本单位、秘书处"), mask="phone", reveal=P.STUDENT_REVEAL,
        ),
    )  # fmt: skip
    field = models.CharField(_("专业方向"), max_length=100, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["organisation", "number"]
        verbose_name = _("教师与企业导师")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "organisation", "number"], name="instructor_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.number
