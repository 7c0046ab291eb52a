"""The year's plan and its task book: who does what by when, with which proof."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record

from ..enums import PlanState, Review, TaskSource, TaskState
from .agreements import Duty
from .ballots import Resolution
from .links import stored_file, unit


class WorkPlan(Record, OfConsortium):
    """年度工作计划."""

    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=200)
    text = models.TextField(_("总体要求"), blank=True)
    state = models.CharField(
        _("状态"), max_length=8, choices=PlanState.choices, default=PlanState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    adopted_on = models.DateField(_("通过日期"), null=True, blank=True)
    adopted_note = models.CharField(_("通过依据"), max_length=300, blank=True)
    summary = models.TextField(_("年度总结"), blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-year", "pk"]
        verbose_name = _("年度工作计划")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "year", "title"], name="work_plan_once")
        ]

    def __str__(self) -> str:
        return self.title


class Task(Record, OfConsortium):
    """任务 of the task book; a task with parts has no progress of its own."""

    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("工作计划"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="tasks",
    )  # fmt: skip
    parent = models.ForeignKey(
        "self", verbose_name=_("上级任务"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="parts",
    )  # fmt: skip
    source = models.CharField(
        _("来源"), max_length=12, choices=TaskSource.choices, default=TaskSource.PLAN
    )
    resolution = models.ForeignKey(
        Resolution, verbose_name=_("决议"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="tasks",
    )  # fmt: skip
    duty = models.OneToOneField(
        Duty, verbose_name=_("协议义务"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="task",
    )  # fmt: skip
    code = models.CharField(_("编号"), max_length=20, blank=True)
    title = models.CharField(_("任务"), max_length=200)
    text = models.TextField(_("要求"), blank=True)
    owner = unit(_("责任单位"), null=True, blank=True)
    centre = models.ForeignKey(
        "consortia.Body", verbose_name=_("实体机构"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    target = models.DecimalField(
        _("目标值"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    target_unit = models.CharField(_("单位"), max_length=20, blank=True)
    value = models.DecimalField(_("完成值"), max_digits=14, decimal_places=2, null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("权重"), default=1)
    starts_on = models.DateField(_("开始"), null=True, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(_("进度"), default=0)
    state = models.CharField(
        _("状态"), max_length=10, choices=TaskState.choices, default=TaskState.TODO
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    note = models.CharField(_("取消或重开的原因"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["plan", "code", "pk"]
        verbose_name = _("任务")
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="task_progress_percent"),
            models.CheckConstraint(
                condition=Q(state__in=TaskState.values), name="task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=models.F("starts_on")),
                name="task_due_after_start",
                violation_error_message=_("期限不能早于开始日期。"),
            ),
        ]
        indexes = [models.Index(fields=["consortium", "state", "due_on"], name="task_due")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class TaskReport(Record, OfConsortium):
    """汇报: what the owner says was done, with its proof, and what the secretariat says of it."""

    task = models.ForeignKey(
        Task, verbose_name=_("任务"), on_delete=models.CASCADE, related_name="reports"
    )
    progress = models.PositiveSmallIntegerField(_("进度"))
    value = models.DecimalField(_("完成值"), max_digits=14, decimal_places=2, null=True, blank=True)
    text = models.TextField(_("完成情况"))
    evidence = stored_file(_("佐证材料"))
    final = models.BooleanField(_("申请验收"), default=False)
    reported_by = models.CharField(_("汇报人"), max_length=100, blank=True)
    review = models.CharField(
        _("审核"), max_length=8, choices=Review.choices, default=Review.WAITING
    )
    review_note = models.CharField(_("审核意见"), max_length=300, blank=True)
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    reviewed_by = models.CharField(_("审核人"), max_length=100, blank=True)

    class Meta:
        ordering = ["task", "-pk"]
        verbose_name = _("任务汇报")

    def __str__(self) -> str:
        return f"{self.task} {self.progress}%"
