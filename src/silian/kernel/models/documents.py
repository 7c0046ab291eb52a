"""Issued papers: a number series without gaps, the paper with its frozen facts, a batch of them.

What a paper says is written once: the database refuses to change anything of it but its state
(`kernel.database.FROZEN`). Who issued it is kept as text, because the kernel knows no consortium
and because a paper goes on saying what it said when the consortium is renamed.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..privacy import Personal, PersonalCharField
from .records import ByConsortiumNumber, Record


class PaperState(models.TextChoices):
    """What was done to a paper. Whether it is in effect today follows from its days as well."""

    ISSUED = "issued", _("已签发")
    REVOKED = "revoked", _("已撤销")
    SUPERSEDED = "superseded", _("已被替换")


class PaperLanguage(models.TextChoices):
    """The languages that a paper is set in."""

    ZH = "zh", _("中文")
    EN = "en", _("英文")
    BOTH = "both", _("中英双语")


class PaperBatchState(models.TextChoices):
    """Where a batch of papers stands."""

    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("制作中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("已中止")


HOLDER = Personal(
    purpose=_("证明持有人的任职、资格或荣誉"),
    basis=_("履行职责所必需；持有人出示证书时由查验者核对"),
    keep=_("与文书档案相同，长期"),
    viewers=_("联合体有权查看文书的人；凭验证码查验的任何人"),
)


class NumberSeries(ByConsortiumNumber):
    """The last serial given for a kind in a year; locked while a number is taken from it."""

    kind = models.CharField(_("文书种类"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    last = models.PositiveIntegerField(_("最后序号"), default=0)

    class Meta:
        ordering = ["consortium_id", "kind", "year"]
        verbose_name = _("编号序列")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium_id", "kind", "year"], name="number_series_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class DocumentBatch(Record, ByConsortiumNumber):
    """Many papers of one kind, issued by a job. `papers` holds what is to be issued, in order.

    Counts are papers: `done` of `total` are issued; a job that is repeated goes on after them.
    `papers` is emptied once all are issued. `problems` are sentences.
    """

    kind = models.CharField(_("文书种类"), max_length=60)
    papers = models.JSONField(_("待签发"), default=list)
    total = models.PositiveIntegerField(_("总数"))
    done = models.PositiveIntegerField(_("已签发"), default=0)
    failed = models.PositiveIntegerField(_("未能签发"), default=0)
    problems = models.JSONField(_("问题"), default=list)
    state = models.CharField(
        _("状态"), max_length=10, choices=PaperBatchState, default=PaperBatchState.QUEUED
    )
    state_changed_at = models.DateTimeField(_("状态时间"), auto_now_add=True)
    moved_at = models.DateTimeField(_("最近进展"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    requested_by_id = models.BigIntegerField(_("签发人"), null=True)
    requested_by = models.CharField(_("签发人姓名"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("成批签发")
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="document_batch_done_within_total"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PaperBatchState.values), name="document_batch_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ×{self.total}"

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        return 100 * self.done // self.total if self.total else 100


class IssuedDocument(Record, ByConsortiumNumber):
    """One issued paper.

    `number` is as printed, `serial` its place in the series of `year`. `code` is the
    verification code without hyphens (28 of 31 letters, 138 random bits). `sha256` is over the
    whole file, `signature` is the compact JWS that stands in it. `facts` are plain values by the
    keys that the kind declares. `source` and `source_ref` name what it was issued from, e.g.
    "governance.mandate" and its ref; `ended_on` is the last day of a paper whose term ended
    before `valid_until`, `extended_until` that of one whose term was prolonged beyond it.
    """

    kind = models.CharField(_("文书种类"), max_length=60)
    number = models.CharField(_("文号"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年度"))
    serial = models.PositiveIntegerField(_("序号"))
    issuer = models.CharField(_("签发单位"), max_length=200)
    issuer_en = models.CharField(_("签发单位（英文）"), max_length=300, blank=True)
    issuer_ref = models.CharField(_("签发单位编号"), max_length=64)
    holder = PersonalCharField(_("持有人"), max_length=200, personal=HOLDER)
    holder_organisation_id = models.BigIntegerField(_("持有单位"), null=True, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    facts = models.JSONField(_("事实"), default=dict)
    language = models.CharField(
        _("语言"), max_length=4, choices=PaperLanguage, default=PaperLanguage.ZH
    )
    issued_on = models.DateField(_("签发日期"))
    valid_from = models.DateField(_("生效日期"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    code = models.CharField(_("验证码"), max_length=28, unique=True)
    sha256 = models.CharField(_("文件哈希"), max_length=64, unique=True)
    signature = models.TextField(_("数字签名"))
    key_id = models.CharField(_("密钥编号"), max_length=43)
    path = models.CharField(_("存放位置"), max_length=200, unique=True)
    size = models.PositiveIntegerField(_("字节数"))
    source = models.CharField(_("来源类别"), max_length=60, blank=True)
    source_ref = models.CharField(_("来源编号"), max_length=64, blank=True)
    batch = models.ForeignKey(
        DocumentBatch,
        verbose_name=_("批次"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    is_demo = models.BooleanField(_("演示数据"), default=False)
    # The state: the only columns that change, see FROZEN in kernel.database.
    state = models.CharField(
        _("状态"), max_length=10, choices=PaperState, default=PaperState.ISSUED
    )
    state_changed_at = models.DateTimeField(_("状态时间"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_reason = models.CharField(_("撤销或替换理由"), max_length=500, blank=True)
    ended_on = models.DateField(_("提前终止日期"), null=True, blank=True)
    ended_reason = models.CharField(_("提前终止理由"), max_length=500, blank=True)
    extended_until = models.DateField(_("延长至"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        verbose_name=_("替换它的文书"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supersedes",
    )

    # The holder's key is printed nowhere: it follows the unit into another one of the registry.
    MUTABLE: tuple[str, ...] = (
        "holder_organisation_id",
        "state",
        "state_changed_at",
        "revoked_at",
        "revoked_reason",
        "ended_on",
        "ended_reason",
        "extended_until",
        "superseded_by_id",
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("文书")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium_id", "kind", "year", "serial"], name="issued_document_serial"
            ),
            models.UniqueConstraint(
                fields=["consortium_id", "number"], name="issued_document_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PaperState.values), name="issued_document_state"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="issued_document_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="issued") | ~Q(revoked_reason=""),
                name="issued_document_reason_given",
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", superseded_by__isnull=False)
                | (~Q(state="superseded") & Q(superseded_by__isnull=True)),
                name="issued_document_superseded_by_one",
            ),
        ]
        indexes = [
            models.Index(fields=["consortium_id", "kind", "-id"], name="issued_document_listed"),
            models.Index(
                fields=["consortium_id", "source", "source_ref"], name="issued_document_source"
            ),
            models.Index(
                fields=["consortium_id", "holder_organisation_id"], name="issued_document_holder"
            ),
        ]

    @property
    def last_day(self) -> dt.date | None:
        """The last day in effect; None for a paper without an end."""
        ends = (self.extended_until or self.valid_until, self.ended_on)
        return min((day for day in ends if day is not None), default=None)

    def __str__(self) -> str:
        return f"{self.number} {self.holder}"
