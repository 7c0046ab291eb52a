"""Motions, ballots and what was cast.

A secret vote travels in a double envelope: while the ballot is open, `Vote` holds one sealed
envelope for each voter, whose key lies outside the database; at the close all envelopes are
opened, their contents written as `Slip` rows in the order of their random receipts, and the
envelopes and the key destroyed. A slip has no time, no address and no voter.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record

from ..enums import BallotState, Matter, MotionState
from .charter import Charter
from .links import paper, unit
from .meetings import AgendaItem, Attendance, Meeting


class Motion(Record, OfConsortium):
    """议案."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="motions",
    )  # fmt: skip
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("议程"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="motions",
    )  # fmt: skip
    number = models.PositiveSmallIntegerField(_("编号"), null=True, blank=True)
    title = models.CharField(_("议案"), max_length=200)
    text = models.TextField(_("内容"), blank=True)
    matter = models.CharField(
        _("事项"), max_length=12, choices=Matter.choices, default=Matter.ORDINARY
    )
    proposer = unit(_("提案单位"), null=True, blank=True)
    charter = models.ForeignKey(
        Charter, verbose_name=_("所审议的章程"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="motions",
    )  # fmt: skip
    plan = models.ForeignKey(
        "governance.WorkPlan", verbose_name=_("所审议的工作计划"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="motions",
    )  # fmt: skip
    state = models.CharField(
        _("状态"), max_length=10, choices=MotionState.choices, default=MotionState.PROPOSED
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["meeting", "number", "pk"]
        verbose_name = _("议案")

    def __str__(self) -> str:
        return self.title


class Recusal(Record, OfConsortium):
    """回避: a unit that does not take part in the decision on a motion."""

    motion = models.ForeignKey(
        Motion, verbose_name=_("议案"), on_delete=models.CASCADE, related_name="recusals"
    )
    attendance = models.ForeignKey(
        Attendance, verbose_name=_("参会单位"), on_delete=models.CASCADE, related_name="recusals"
    )
    reason = models.CharField(_("理由"), max_length=200)

    class Meta:
        ordering = ["motion", "pk"]
        verbose_name = _("回避")
        constraints = [
            models.UniqueConstraint(fields=["motion", "attendance"], name="recusal_once")
        ]

    def __str__(self) -> str:
        return f"{self.attendance}"


class Scrutineer(Record, OfConsortium):
    """监票: a unit that watches the count of a meeting; never a candidate there."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="scrutineers"
    )
    attendance = models.ForeignKey(
        Attendance, verbose_name=_("参会单位"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("监票单位")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "attendance"], name="scrutineer_once")
        ]

    def __str__(self) -> str:
        return f"{self.attendance}"


class Ballot(Record, OfConsortium):
    """表决: on a motion or in an election; `settings` are frozen when it opens."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), on_delete=models.PROTECT, related_name="ballots"
    )
    motion = models.ForeignKey(
        Motion, verbose_name=_("议案"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="ballots",
    )  # fmt: skip
    election = models.ForeignKey(
        "governance.Election", verbose_name=_("选举"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="ballots",
    )  # fmt: skip
    number = models.PositiveSmallIntegerField(_("第几次表决"), default=1)
    secret = models.BooleanField(_("无记名"), default=False)
    on_paper = models.BooleanField(_("可用纸质选票"), default=False)
    charter = models.ForeignKey(
        Charter, verbose_name=_("所依据的章程"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    settings = models.JSONField(_("规则"), default=dict)
    state = models.CharField(
        _("状态"), max_length=8, choices=BallotState.choices, default=BallotState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    opened_at = models.DateTimeField(_("开启时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    opening = models.JSONField(_("开启时人数"), default=dict)
    closing = models.JSONField(_("结束时人数与票数"), default=dict)
    result = models.JSONField(_("结果"), default=dict)
    sentence = models.TextField(_("结论"), blank=True)
    sentence_en = models.TextField(_("结论（英文）"), blank=True)
    presence_hash = models.CharField(_("到会名单摘要"), max_length=64, blank=True)
    sealing_key = models.TextField(_("封票公钥"), blank=True)
    seed_commitment = models.CharField(_("抽签种子的承诺值"), max_length=64, blank=True)
    seed = models.CharField(_("抽签种子"), max_length=64, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("表决")
        constraints = [
            models.CheckConstraint(
                condition=Q(motion__isnull=False, election__isnull=True)
                | Q(motion__isnull=True, election__isnull=False),
                name="ballot_of_motion_or_election",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BallotState.values), name="ballot_state_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.motion or self.election)


class Voter(Record, OfConsortium):
    """选民名册: a unit that may vote in a ballot, and whether it did; no time of voting."""

    ballot = models.ForeignKey(
        Ballot, verbose_name=_("表决"), on_delete=models.PROTECT, related_name="voters"
    )
    attendance = models.ForeignKey(
        Attendance, verbose_name=_("参会单位"), on_delete=models.PROTECT, related_name="+"
    )
    organisation = unit(_("单位"))
    weight = models.PositiveSmallIntegerField(_("票数"), default=1)
    paper = models.BooleanField(_("领取纸质选票"), default=False)
    voted = models.BooleanField(_("已投票"), default=False)

    class Meta:
        ordering = ["ballot", "organisation_id"]
        verbose_name = _("选民")
        constraints = [
            models.UniqueConstraint(fields=["ballot", "organisation"], name="voter_once")
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Vote(OfConsortium):
    """What a voter cast: in the open (`content`) or in its sealed envelope (`sealed`).

    One row for each voter, guarded by the database. Envelopes are destroyed at the close.
    """

    voter = models.OneToOneField(
        Voter, verbose_name=_("选民"), on_delete=models.PROTECT, related_name="vote"
    )
    content = models.JSONField(_("内容"), null=True, blank=True)
    sealed = models.BinaryField(_("封好的票"), null=True, blank=True)

    class Meta:
        ordering = ["voter"]
        verbose_name = _("投票")
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=False, sealed__isnull=True)
                | Q(content__isnull=True, sealed__isnull=False),
                name="vote_open_or_sealed",
            )
        ]

    def __str__(self) -> str:
        return str(self.voter_id)


class Slip(OfConsortium):
    """公布的票: what one secret ballot paper said, under its receipt; written at the close."""

    ballot = models.ForeignKey(
        Ballot, verbose_name=_("表决"), on_delete=models.PROTECT, related_name="slips"
    )
    receipt = models.CharField(_("回执码"), max_length=60)
    content = models.JSONField(_("内容"))

    class Meta:
        ordering = ["ballot", "receipt"]
        verbose_name = _("选票")
        constraints = [
            models.UniqueConstraint(fields=["ballot", "receipt"], name="slip_receipt_once")
        ]

    def __str__(self) -> str:
        return self.receipt


class PaperCount(Record, OfConsortium):
    """纸质选票统计: entered by one scrutineer, confirmed by another or by the secretariat."""

    ballot = models.OneToOneField(
        Ballot, verbose_name=_("表决"), on_delete=models.PROTECT, related_name="paper_count"
    )
    issued = models.PositiveIntegerField(_("发出"))
    returned = models.PositiveIntegerField(_("收回"))
    counts = models.JSONField(_("票数"))
    entered_by = models.CharField(_("录入"), max_length=100)
    entered_by_id = models.BigIntegerField(_("录入人"), null=True, editable=False)
    confirmed_by = models.CharField(_("复核"), max_length=100, blank=True)
    confirmed_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    class Meta:
        ordering = ["ballot"]
        verbose_name = _("纸质选票")

    def __str__(self) -> str:
        return str(self.ballot)


class Resolution(Record, OfConsortium):
    """决议: numbered, issued as a paper, carried out by tasks."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), on_delete=models.PROTECT, related_name="resolutions"
    )
    motion = models.OneToOneField(
        Motion, verbose_name=_("议案"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="resolution",
    )  # fmt: skip
    ballot = models.ForeignKey(
        Ballot, verbose_name=_("表决"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="resolutions",
    )  # fmt: skip
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("号"))
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("决议内容"))
    adopted_on = models.DateField(_("通过日期"))
    paper = paper(_("决议文件"))
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("决议")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "year", "number"], name="resolution_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"〔{self.year}〕{self.number} {self.title}"
