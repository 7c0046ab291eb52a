"""发布: a numbered list as it was on the day it was published. It never changes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import Personal, PersonalCharField

from ..enums import CodeState, ListKind, SnapshotState


class Snapshot(Record, OfConsortium):
    """One publication of one list.

    `number` counts from 1 for each consortium and kind. `asked` are the active members of the
    kinds that were asked, `answered` those of them that reported (a report of none counts).
    `sha256` covers the public facts and every public row, as `engine.frozen` writes them.
    """

    kind = models.CharField(_("清单"), max_length=10, choices=ListKind)
    number = models.PositiveIntegerField(_("发布号"))
    title = models.CharField(_("标题"), max_length=200)
    title_en = models.CharField(_("英文标题"), max_length=200, blank=True)
    period = models.CharField(_("期次"), max_length=7)
    period_from = models.DateField(_("期次自"))
    period_until = models.DateField(_("期次至"))
    count = models.PositiveIntegerField(_("条数"))
    heads = models.PositiveIntegerField(_("人数"))
    organisations = models.PositiveIntegerField(_("单位数"))
    asked = models.PositiveIntegerField(_("应报单位"))
    answered = models.PositiveIntegerField(_("已报单位"))
    facts = models.JSONField(_("发布事实"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(
        _("状态"), max_length=10, choices=SnapshotState, default=SnapshotState.PUBLISHED
    )
    published_at = models.DateTimeField(_("发布时间"))
    published_by = models.CharField(_("发布人"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = _("清单发布")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "kind", "number"], name="snapshot_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="snapshot_from_one"),
            models.CheckConstraint(condition=Q(answered__lte=F("asked")), name="snapshot_answered"),
            models.CheckConstraint(
                condition=Q(period_until__gte=F("period_from")), name="snapshot_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"

    @property
    def heading(self) -> str:
        """The title in the reader's language, where there is one."""
        return (self.title_en or self.title) if get_language() == "en" else self.title


class SnapshotRow(OfConsortium):
    """A public row of a publication.

    `data` holds the public columns as published, by column key; the typed columns repeat what
    counting needs. `programs` and `programs_suggested` are codes joined by `|` (for supply the
    one program). `organisation_key` is the organisation's id then, without a reference to it.
    `heads` is the headcount wanted, or the number freely available. `contact` is masked and
    stays out of `data`, of the hash and of every public output.
    """

    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("发布"), on_delete=models.PROTECT, related_name="rows"
    )
    number = models.PositiveIntegerField(_("序号"))
    record_ref = models.CharField(_("来源记录"), max_length=16)
    organisation_key = models.BigIntegerField(_("单位标识"))
    organisation_ref = models.CharField(_("单位编号"), max_length=16)
    organisation_name = models.CharField(_("单位"), max_length=200)
    label = models.CharField(_("岗位/专业"), max_length=100)
    region_code = models.CharField(_("地区代码"), max_length=6, blank=True)
    education = models.CharField(_("层次"), max_length=20)
    occupation_code = models.CharField(_("职业代码"), max_length=20, blank=True)
    occupation_state = models.CharField(
        _("职业编码状态"), max_length=10, choices=CodeState, default=CodeState.NONE
    )
    programs = models.TextField(_("专业代码"), blank=True)
    programs_suggested = models.TextField(_("建议专业代码"), blank=True)
    heads = models.PositiveIntegerField(_("人数"))
    contact = PersonalCharField(
        _("联系方式（脱敏）"),
        max_length=100,
        blank=True,
        personal=Personal(
            purpose=_("供成员单位辨认联系人"),
            basis=_("填报单位为联系供需对接而提供"),
            keep=_("与发布一同保存，只有脱敏后的样子"),
            viewers=_("联合体成员"),
        ),
    )
    data = models.JSONField(_("公开列"))

    class Meta:
        ordering = ["snapshot", "number"]
        verbose_name = _("发布行")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "number"], name="snapshot_row_number")
        ]
        indexes = [
            models.Index(fields=["snapshot", "region_code"], name="snapshot_row_region"),
            models.Index(fields=["snapshot", "occupation_code"], name="snapshot_row_occupation"),
            models.Index(fields=["snapshot", "organisation_ref"], name="snapshot_row_org"),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id}/{self.number} {self.label}"
