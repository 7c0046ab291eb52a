"""Placement rounds: posts, applicants with frozen attributes, preferences, places, appeals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record

from ..enums import AppealState, Closing, OfferState, ReserveOrder, RoundKind, RoundState, Ties
from .links import stored_file, unit
from .projects import Project
from .students import Instructor, Student


class PlacementRound(Record, OfConsortium):
    """双选: `formula` is over attributes and uploaded scores; `seed` is published with the round.

    `frozen_sha256` is of the canonical export of what was frozen; `report` what the engine said.
    """

    kind = models.CharField(
        _("对象"), max_length=10, choices=RoundKind.choices, default=RoundKind.STUDENTS
    )
    organisation = unit(_("组织单位"), null=True, blank=True)  # None: the secretariat itself
    name = models.CharField(_("名称"), max_length=200)
    text = models.TextField(_("说明"), blank=True)
    project = models.ForeignKey(
        Project, verbose_name=_("共育项目"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="rounds",
    )  # fmt: skip
    after = models.ForeignKey(
        "self", verbose_name=_("补录自"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="supplements",
    )  # fmt: skip
    choices = models.PositiveSmallIntegerField(_("志愿数上限"), default=5)
    formula = models.CharField(_("评分公式"), max_length=500, blank=True)
    ties = models.CharField(_("同分办法"), max_length=10, choices=Ties.choices, default=Ties.SINGLE)
    seed = models.PositiveIntegerField(_("抽签种子"), default=0)
    reserve_order = models.CharField(
        _("预留次序"), max_length=5, choices=ReserveOrder.choices, default=ReserveOrder.FIRST
    )
    closing = models.CharField(
        _("不足最低人数的岗位"), max_length=12, choices=Closing.choices,
        default=Closing.ONE_BY_ONE,
    )  # fmt: skip
    opens_at = models.DateTimeField(_("填报开始"), null=True, blank=True)
    closes_at = models.DateTimeField(_("填报截止"), null=True, blank=True)
    appeal_until = models.DateTimeField(_("申诉截止"), null=True, blank=True)
    confirm_until = models.DateTimeField(_("确认截止"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=RoundState.choices, default=RoundState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("冻结时间"), null=True, blank=True)
    frozen_sha256 = models.CharField(_("冻结内容摘要"), max_length=64, blank=True)
    report = models.JSONField(_("匹配报告"), default=dict, blank=True)
    export = stored_file(_("公开验证包"))
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("双选")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "name"], name="round_name_once"),
            models.CheckConstraint(condition=Q(choices__gte=1), name="round_choices_positive"),
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="round_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(Record, OfConsortium):
    """岗位 of a round.

    `reserves`: [{"where": {attribute: value}, "places": n, "hard": bool}];
    `eligibility`: [{"attribute": name, "in": [values]} | {"attribute": name, "min": n}].
    """

    round = models.ForeignKey(
        PlacementRound, verbose_name=_("双选"), on_delete=models.CASCADE, related_name="posts"
    )
    organisation = unit(_("提供单位"))
    code = models.CharField(_("岗位编号"), max_length=20)
    title = models.CharField(_("岗位"), max_length=100)
    text = models.TextField(_("说明"), blank=True)
    region = models.ForeignKey(
        "codes.Region", verbose_name=_("地点"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    capacity = models.PositiveIntegerField(_("名额"))
    minimum = models.PositiveIntegerField(_("最低人数"), default=0)
    reserves = models.JSONField(_("预留名额"), default=list, blank=True)
    eligibility = models.JSONField(_("报名条件"), default=list, blank=True)
    pay = models.DecimalField(
        _("月报酬（元）"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=300, blank=True)
    cutoff = models.CharField(_("录取线"), max_length=40, blank=True)

    class Meta:
        ordering = ["round", "code"]
        verbose_name = _("双选岗位")
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="post_code_once"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="post_capacity_positive",
                violation_error_message=_("名额至少为 1。"),
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacity")), name="post_minimum_fits",
                violation_error_message=_("最低人数不能大于名额。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Applicant(Record, OfConsortium):
    """参加者: a student or an instructor, with the attributes and scores used for priorities.

    `code` stands for the person in what is published.
    """

    round = models.ForeignKey(
        PlacementRound, verbose_name=_("双选"), on_delete=models.CASCADE, related_name="applicants"
    )
    organisation = unit(_("推荐单位"))
    student = models.ForeignKey(
        Student, verbose_name=_("学生"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="applications",
    )  # fmt: skip
    instructor = models.ForeignKey(
        Instructor, verbose_name=_("教师"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="applications",
    )  # fmt: skip
    code = models.CharField(_("参加者代号"), max_length=20)
    attributes = models.JSONField(_("属性"), default=dict, blank=True)
    scores = models.JSONField(_("成绩"), default=dict, blank=True)
    submitted_at = models.DateTimeField(_("填报时间"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("填报次数"), default=0)

    class Meta:
        ordering = ["round", "code"]
        verbose_name = _("双选参加者")
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="applicant_code_once"),
            models.UniqueConstraint(
                fields=["round", "student"], condition=Q(student__isnull=False),
                name="applicant_student_once",
            ),
            models.UniqueConstraint(
                fields=["round", "instructor"], condition=Q(instructor__isnull=False),
                name="applicant_instructor_once",
            ),
            models.CheckConstraint(
                condition=Q(student__isnull=False) ^ Q(instructor__isnull=False),
                name="applicant_of_one",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code


class Preference(OfConsortium):
    """志愿: `rank` 1 is the first choice."""

    applicant = models.ForeignKey(
        Applicant, verbose_name=_("参加者"), on_delete=models.CASCADE, related_name="preferences"
    )
    post = models.ForeignKey(
        Post, verbose_name=_("岗位"), on_delete=models.CASCADE, related_name="preferences"
    )
    rank = models.PositiveSmallIntegerField(_("志愿序"))

    class Meta:
        ordering = ["applicant", "rank"]
        verbose_name = _("志愿")
        constraints = [
            models.UniqueConstraint(fields=["applicant", "rank"], name="preference_rank_once"),
            models.UniqueConstraint(fields=["applicant", "post"], name="preference_post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.applicant} {self.rank}"


class Offer(Record, OfConsortium):
    """录取: the place that the round gave; `reasons` say why not each higher choice."""

    applicant = models.OneToOneField(
        Applicant, verbose_name=_("参加者"), on_delete=models.CASCADE, related_name="offer"
    )
    post = models.ForeignKey(
        Post, verbose_name=_("岗位"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="offers",
    )  # fmt: skip
    rank = models.PositiveSmallIntegerField(_("志愿序"), null=True, blank=True)
    reasons = models.JSONField(_("未录取原因"), default=list, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=OfferState.choices, default=OfferState.GIVEN
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)

    class Meta:
        ordering = ["applicant"]
        verbose_name = _("录取结果")

    def __str__(self) -> str:
        return f"{self.applicant} {self.post or ''}"


class Appeal(Record, OfConsortium):
    """申诉 against a result, about one post; the exact threshold is computed for the answer."""

    applicant = models.ForeignKey(
        Applicant, verbose_name=_("参加者"), on_delete=models.CASCADE, related_name="appeals"
    )
    post = models.ForeignKey(
        Post, verbose_name=_("岗位"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    text = models.TextField(_("理由"))
    state = models.CharField(
        _("状态"), max_length=10, choices=AppealState.choices, default=AppealState.OPEN
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    threshold = models.CharField(_("确切分数"), max_length=40, blank=True)
    answer = models.TextField(_("答复"), blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("双选申诉")

    def __str__(self) -> str:
        return f"{self.applicant} {self.get_state_display()}"
