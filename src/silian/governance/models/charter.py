"""The charter by version and article, and the regulations beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record

from ..enums import CharterState, RegulationState
from .links import stored_file


class Charter(Record, OfConsortium):
    """A version of the charter; its `rules` are the thresholds that the engine takes."""

    version = models.PositiveSmallIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=200)
    preset = models.CharField(_("所用预设"), max_length=40, blank=True)
    rules = models.JSONField(_("议事规则"), default=dict)
    reason = models.CharField(_("制定或修改说明"), max_length=500, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=CharterState.choices, default=CharterState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    adopted_on = models.DateField(_("通过日期"), null=True, blank=True)
    adopted_by = models.ForeignKey(
        "governance.Motion",
        verbose_name=_("通过它的议案"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    adopted_note = models.CharField(_("通过依据"), max_length=300, blank=True)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("章程")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "version"], name="charter_version_once"),
            models.UniqueConstraint(
                fields=["consortium"],
                condition=Q(state=CharterState.IN_FORCE),
                name="charter_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CharterState.values), name="charter_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Article(Record, OfConsortium):
    """An article of a version of the charter."""

    charter = models.ForeignKey(
        Charter, verbose_name=_("章程"), on_delete=models.CASCADE, related_name="articles"
    )
    number = models.PositiveSmallIntegerField(_("条"))
    chapter = models.CharField(_("章"), max_length=100, blank=True)
    heading = models.CharField(_("条标"), max_length=100, blank=True)
    text = models.TextField(_("内容"))

    class Meta:
        ordering = ["charter", "number"]
        verbose_name = _("条文")
        constraints = [
            models.UniqueConstraint(fields=["charter", "number"], name="article_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()


class Regulation(Record, OfConsortium):
    """制度文件: one of the documents that a consortium is asked for (`key` in the catalogue)."""

    key = models.CharField(_("目录项"), max_length=60, blank=True)
    title = models.CharField(_("名称"), max_length=200)
    text = models.TextField(_("正文"), blank=True)
    file = stored_file(_("正式文件"))
    state = models.CharField(
        _("状态"), max_length=12, choices=RegulationState.choices, default=RegulationState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    adopted_on = models.DateField(_("通过日期"), null=True, blank=True)
    adopted_note = models.CharField(_("通过依据"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["key", "pk"]
        verbose_name = _("制度文件")

    def __str__(self) -> str:
        return self.title
