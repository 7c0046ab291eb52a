"""Agreements: text by version, parties with their approval and confirmation, duties."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import Personal, PersonalCharField

from ..enums import AgreementState
from ..permissions import P
from .links import paper, stored_file, unit


class Agreement(Record, OfConsortium):
    """协议 of two or more units."""

    kind = models.CharField(_("模板"), max_length=60, blank=True)
    title = models.CharField(_("名称"), max_length=200)
    number = models.CharField(_("编号"), max_length=60, blank=True)
    purpose = models.CharField(_("合作目的"), max_length=500, blank=True)
    starts_on = models.DateField(_("起"), null=True, blank=True)
    ends_on = models.DateField(_("止"), null=True, blank=True)
    ordered_signing = models.BooleanField(_("按顺序签署"), default=True)
    renews = models.ForeignKey(
        "self", verbose_name=_("续签自"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="renewals",
    )  # fmt: skip
    state = models.CharField(
        _("状态"), max_length=10, choices=AgreementState.choices, default=AgreementState.DRAFTING
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    ended_reason = models.CharField(_("终止原因"), max_length=300, blank=True)
    scan = stored_file(_("签署扫描件"))
    paper = paper(_("协议文本"))
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("协议")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gt=models.F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("终止日期应晚于开始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=AgreementState.values), name="agreement_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgreementVersion(Record, OfConsortium):
    """A round of drafting; approval and signature are of the last one."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("协议"), on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("稿次"))
    text = models.TextField(_("正文"))
    author = models.CharField(_("修改人"), max_length=100, blank=True)
    note = models.CharField(_("修改说明"), max_length=300, blank=True)
    sha256 = models.CharField(_("摘要"), max_length=64)

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name = _("协议稿")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement} v{self.number}"


class Party(Record, OfConsortium):
    """协议方: a unit, its place in the order, its internal approval and its confirmation.

    What the secretariat recorded for a unit that cannot sign in says so: who recorded it, the day
    that stands on the paper, and the scan that proves it.
    """

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("协议"), on_delete=models.CASCADE, related_name="parties"
    )
    organisation = unit(_("单位"))
    order = models.PositiveSmallIntegerField(_("签署次序"))
    label = models.CharField(_("称谓"), max_length=20)
    duty = models.TextField(_("职责"), blank=True)
    approved_version = models.ForeignKey(
        AgreementVersion, verbose_name=_("审批的稿次"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    approved_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    approved_by = models.CharField(_("审批人"), max_length=100, blank=True)
    approval_note = models.CharField(_("审批意见"), max_length=300, blank=True)
    approved_on = models.DateField(_("纸面审批日期"), null=True, blank=True)
    approval_recorded_by = models.CharField(_("审批代为登记"), max_length=100, blank=True)
    approval_proof = stored_file(_("审批依据"))
    confirmed_at = models.DateTimeField(_("签署确认时间"), null=True, blank=True)
    confirmed_by = models.CharField(_("确认人"), max_length=100, blank=True)
    confirmed_on = models.DateField(_("纸面签署日期"), null=True, blank=True)
    confirmation_recorded_by = models.CharField(_("签署代为登记"), max_length=100, blank=True)
    confirmation_proof = stored_file(_("签署依据"))
    signatory = PersonalCharField(
        _("签署人"),
        max_length=50,
        blank=True,
        personal=Personal(
            purpose=_("记载代表单位签署协议的人"),
            basis=_("订立合同所必需"),
            keep=_("随协议档案保存"),
            viewers=_("协议各方、秘书处"),
            mask="name",
            reveal=P.AGREEMENT_VIEW,
        ),
    )
    signatory_title = models.CharField(_("签署人职务"), max_length=100, blank=True)

    class Meta:
        ordering = ["agreement", "order"]
        verbose_name = _("协议方")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="party_once"),
            models.UniqueConstraint(fields=["agreement", "order"], name="party_order_once"),
            models.CheckConstraint(
                condition=Q(approval_recorded_by="")
                | Q(approved_on__isnull=False, approval_proof__isnull=False),
                name="party_approval_recorded_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(confirmation_recorded_by="")
                | Q(confirmed_on__isnull=False, confirmation_proof__isnull=False),
                name="party_confirmation_recorded_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.organisation}"


class Duty(Record, OfConsortium):
    """协议义务: what a party owes by when; it becomes a task when the agreement is in force."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("协议"), on_delete=models.CASCADE, related_name="duties"
    )
    party = models.ForeignKey(
        Party, verbose_name=_("协议方"), on_delete=models.CASCADE, related_name="duties"
    )
    title = models.CharField(_("义务"), max_length=200)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    target = models.CharField(_("目标"), max_length=100, blank=True)

    class Meta:
        ordering = ["agreement", "party", "due_on", "pk"]
        verbose_name = _("协议义务")

    def __str__(self) -> str:
        return self.title
