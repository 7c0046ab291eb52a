"""Elections: the seats to fill, the candidates and their consent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import PersonalCharField

from ..enums import Consent, ElectionState, Post
from .bodies import REPRESENTATIVE, Term
from .links import unit
from .meetings import AgendaItem, Meeting


class Election(Record, OfConsortium):
    """选举 of units to a post in a term; who is elected gets a mandate."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), on_delete=models.PROTECT, related_name="elections"
    )
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("议程"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="elections",
    )  # fmt: skip
    term = models.ForeignKey(
        Term, verbose_name=_("届次"), on_delete=models.PROTECT, related_name="elections"
    )
    post = models.CharField(_("职务"), max_length=24, choices=Post.choices)
    title = models.CharField(_("名称"), max_length=200)
    seats = models.PositiveSmallIntegerField(_("应选名额"))
    max_marks = models.PositiveSmallIntegerField(_("每票最多选"), null=True, blank=True)
    none_of_above = models.BooleanField(_("可投“以上都不选”"), default=True)
    write_in = models.BooleanField(_("可另选他人"), default=False)
    by_election = models.BooleanField(_("补选"), default=False)
    nominations_until = models.DateTimeField(_("提名截止"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=ElectionState.choices, default=ElectionState.NOMINATING
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    result = models.JSONField(_("结果"), default=dict)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("选举")
        constraints = [
            models.CheckConstraint(condition=Q(seats__gt=0), name="election_has_seats"),
            models.CheckConstraint(
                condition=Q(state__in=ElectionState.values), name="election_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Candidate(Record, OfConsortium):
    """候选单位."""

    election = models.ForeignKey(
        Election, verbose_name=_("选举"), on_delete=models.CASCADE, related_name="candidates"
    )
    organisation = unit(_("候选单位"))
    representative = PersonalCharField(
        _("代表"), max_length=50, blank=True, personal=REPRESENTATIVE
    )
    nominated_by = unit(_("提名单位"), null=True, blank=True)
    statement = models.CharField(_("参选说明"), max_length=500, blank=True)
    consent = models.CharField(
        _("本单位意见"), max_length=8, choices=Consent.choices, default=Consent.ASKED
    )
    consent_at = models.DateTimeField(_("表态时间"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    votes = models.PositiveIntegerField(_("得票"), null=True, blank=True)
    elected = models.BooleanField(_("当选"), null=True, blank=True)

    class Meta:
        ordering = ["election", "order", "pk"]
        verbose_name = _("候选单位")
        constraints = [
            models.UniqueConstraint(fields=["election", "organisation"], name="candidate_once")
        ]

    def __str__(self) -> str:
        return str(self.organisation)
