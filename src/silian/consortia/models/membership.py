"""Membership of an organisation in a consortium, its applications and its dated history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import EncryptedCharField, Personal, PersonalCharField

from ..enums import ActorKind, ChangeKind, MembershipState, Seat
from ..permissions import ConsortiaPermission as P

_CONTACT = {
    "purpose": _("秘书处就联合体事务联系成员单位"),
    "basis": _("履行入会协议所必需；由单位在申请或成员名单中提供"),
    "keep": _("退出联合体后一年"),
    "viewers": _("本单位、秘书处；电话须记名查看"),
}


class Membership(Record, OfConsortium):
    """One organisation in one consortium; who leaves and returns keeps the same row."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    seat = models.CharField(_("席位"), max_length=24, choices=Seat.choices, default=Seat.MEMBER)
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=MembershipState.choices,
        default=MembershipState.APPLIED,
    )
    actor_kind = models.CharField(
        _("五方身份"), max_length=12, choices=ActorKind.choices, blank=True
    )
    applied_on = models.DateField(_("申请日期"), null=True, blank=True)
    joined_on = models.DateField(_("加入日期"), null=True, blank=True)
    left_on = models.DateField(_("退出日期"), null=True, blank=True)
    leave_reason = models.CharField(_("退出原因"), max_length=300, blank=True)
    contact_name = PersonalCharField(
        _("联系人"),
        max_length=50,
        blank=True,
        personal=Personal(mask="name", reveal=P.CONTACT_REVEAL, **_CONTACT),
    )
    contact_phone = EncryptedCharField(
        _("联系电话"),
        max_length=50,
        blank=True,
        personal=Personal(mask="phone", reveal=P.CONTACT_REVEAL, **_CONTACT),
    )
    note = models.CharField(_("备注"), max_length=300, blank=True)
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["seat", "organisation_id"]
        verbose_name = _("成员单位")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "organisation"], name="membership_once"),
            models.CheckConstraint(condition=Q(seat__in=Seat.values), name="membership_seat_known"),
            models.CheckConstraint(
                condition=Q(state__in=MembershipState.values), name="membership_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=MembershipState.WITHDRAWN)
                | (Q(left_on__isnull=False) & ~Q(leave_reason="")),
                name="membership_withdrawn_dated",
                violation_error_message=_("退出要有日期和原因。"),
            ),
            models.CheckConstraint(
                condition=~Q(state=MembershipState.ACTIVE) | Q(left_on__isnull=True),
                name="membership_active_not_left",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(left_on__gte=models.F("joined_on")),
                name="membership_left_after_joined",
                violation_error_message=_("退出日期不能早于加入日期。"),
            ),
        ]
        indexes = [models.Index(fields=["consortium", "state", "seat"], name="membership_roll")]

    def __str__(self) -> str:
        return f"{self.organisation}"


class MembershipChange(Record, OfConsortium):
    """The dated history: which state or seat became which, on which day, why."""

    membership = models.ForeignKey(
        Membership, verbose_name=_("成员单位"), on_delete=models.PROTECT, related_name="changes"
    )
    kind = models.CharField(_("变化"), max_length=8, choices=ChangeKind.choices)
    before = models.CharField(_("原来"), max_length=24, blank=True)
    after = models.CharField(_("现在"), max_length=24)
    on = models.DateField(_("日期"))
    reason = models.CharField(_("原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("成员变动")

    def __str__(self) -> str:
        return f"{self.on} {self.before} → {self.after}"

    def _word(self, value: str) -> object:
        choices = MembershipState if self.kind == ChangeKind.STATE else Seat
        return choices(value).label if value else ""

    @property
    def before_label(self) -> object:
        """The word of the former state or seat; empty for the first."""
        return self._word(self.before)

    @property
    def after_label(self) -> object:
        """The word of the new state or seat."""
        return self._word(self.after)


class Application(Record, OfConsortium):
    """入会申请表: what the unit said when it applied, and what was decided."""

    membership = models.ForeignKey(
        Membership,
        verbose_name=_("成员单位"),
        on_delete=models.PROTECT,
        related_name="applications",
    )
    filed_on = models.DateField(_("填表日期"))
    filed_by = models.BigIntegerField(_("填表人"), null=True, editable=False)
    wanted_seat = models.CharField(
        _("申请席位"), max_length=24, choices=Seat.choices, default=Seat.MEMBER
    )
    address = models.CharField(_("通讯地址"), max_length=200, blank=True)
    postcode = models.CharField(_("邮编"), max_length=6, blank=True)
    website = models.URLField(_("网址"), blank=True)
    nature = models.CharField(_("单位性质"), max_length=50, blank=True)
    registered_capital = models.DecimalField(
        _("注册资金（元）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    business_scope = models.CharField(_("主要经营范围"), max_length=500, blank=True)
    established_on = models.DateField(_("成立时间"), null=True, blank=True)
    reason = models.TextField(_("申请理由"), blank=True)
    opinion = models.CharField(_("审核意见"), max_length=500, blank=True)
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)

    class Meta:
        ordering = ["-filed_on", "-pk"]
        verbose_name = _("入会申请")

    def __str__(self) -> str:
        return f"{self.membership} {self.filed_on}"
