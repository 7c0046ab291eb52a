"""A meeting: its agenda and papers, who was called, who is there, who speaks, what was written."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import PersonalCharField

from ..enums import (
    ItemKind,
    ItemState,
    MeetingKind,
    MeetingMode,
    MeetingState,
    Presence,
    Reply,
    SpeakerState,
)
from .bodies import REPRESENTATIVE, GoverningBody, Term
from .links import paper, stored_file, unit


def new_key() -> str:
    """A key of 128 random bits for the sign-in link and the live address of a meeting."""
    return secrets.token_urlsafe(16)


class Meeting(Record, OfConsortium):
    """会议. `live` counts the changes that the phones in the room must show."""

    body = models.ForeignKey(
        GoverningBody, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="meetings"
    )
    term = models.ForeignKey(
        Term, verbose_name=_("届次"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="meetings",
    )  # fmt: skip
    kind = models.CharField(_("会议种类"), max_length=12, choices=MeetingKind.choices)
    mode = models.CharField(_("方式"), max_length=8, choices=MeetingMode.choices)
    title = models.CharField(_("名称"), max_length=200)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    venue = models.CharField(_("地点"), max_length=200, blank=True)
    link = models.URLField(_("线上会议地址"), blank=True)
    description = models.TextField(_("说明"), blank=True)
    short_notice_reason = models.CharField(_("缩短通知期的理由"), max_length=300, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=MeetingState.choices, default=MeetingState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True, blank=True)
    convened_at = models.DateTimeField(_("通知时间"), null=True, blank=True)
    opened_at = models.DateTimeField(_("开会时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("散会时间"), null=True, blank=True)
    check_in_key = models.CharField(_("签到钥匙"), max_length=32, default=new_key, editable=False)
    live_key = models.CharField(
        _("直播钥匙"), max_length=32, default=new_key, editable=False, unique=True
    )
    live = models.PositiveIntegerField(_("变化次数"), default=0)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-starts_at", "pk"]
        verbose_name = _("会议")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.values), name="meeting_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(Record, OfConsortium):
    """议程."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="items"
    )
    position = models.PositiveSmallIntegerField(_("次序"))
    kind = models.CharField(_("类别"), max_length=12, choices=ItemKind.choices)
    title = models.CharField(_("议题"), max_length=200)
    text = models.TextField(_("说明"), blank=True)
    presenter = models.CharField(_("报告单位或人"), max_length=100, blank=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=8, choices=ItemState.choices, default=ItemState.WAITING
    )
    notes = models.TextField(_("记录"), blank=True)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("议程")

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class MeetingPaper(Record, OfConsortium):
    """会议材料: a file for the meeting or for one item."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="papers"
    )
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("议程"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="papers",
    )  # fmt: skip
    title = models.CharField(_("名称"), max_length=200)
    file = stored_file()

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("会议材料")

    def __str__(self) -> str:
        return self.title


class Attendance(Record, OfConsortium):
    """参会: a unit that was called to a meeting, its answer, and whether it is there now."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="attendances"
    )
    organisation = unit(_("单位"))
    post = models.CharField(_("职务"), max_length=24, blank=True)
    voting = models.BooleanField(_("有表决权"), default=True)
    weight = models.PositiveSmallIntegerField(_("票数"), default=1)
    reply = models.CharField(_("回执"), max_length=8, choices=Reply.choices, default=Reply.NONE)
    reply_note = models.CharField(_("回执说明"), max_length=200, blank=True)
    representative = PersonalCharField(
        _("参会代表"), max_length=50, blank=True, personal=REPRESENTATIVE
    )
    representative_title = models.CharField(_("代表职务"), max_length=100, blank=True)
    presence = models.CharField(
        _("到会"), max_length=8, choices=Presence.choices, default=Presence.ABSENT
    )
    read_at = models.DateTimeField(_("阅读材料时间"), null=True, blank=True)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("参会单位")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organisation"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class PresenceChange(Record, OfConsortium):
    """Who came and went when, by which way; written once."""

    attendance = models.ForeignKey(
        Attendance, verbose_name=_("参会单位"), on_delete=models.CASCADE, related_name="changes"
    )
    presence = models.CharField(_("到会"), max_length=8, choices=Presence.choices)
    way = models.CharField(_("方式"), max_length=20, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("到会变化")

    def __str__(self) -> str:
        return f"{self.attendance} {self.get_presence_display()}"


class Proxy(Record, OfConsortium):
    """委托: a unit that cannot come lets another vote for it."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="proxies"
    )
    giver = models.ForeignKey(
        Attendance, verbose_name=_("委托单位"), on_delete=models.CASCADE, related_name="given"
    )
    holder = models.ForeignKey(
        Attendance, verbose_name=_("受托单位"), on_delete=models.CASCADE, related_name="held"
    )
    file = stored_file(_("委托书"))
    ended_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    ended_reason = models.CharField(_("失效原因"), max_length=200, blank=True)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("委托")
        constraints = [
            models.UniqueConstraint(
                fields=["giver"], condition=Q(ended_at__isnull=True), name="proxy_given_once"
            ),
            models.CheckConstraint(
                condition=~Q(giver=models.F("holder")), name="proxy_not_to_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.holder}"


class Speaker(Record, OfConsortium):
    """发言登记."""

    item = models.ForeignKey(
        AgendaItem, verbose_name=_("议程"), on_delete=models.CASCADE, related_name="speakers"
    )
    attendance = models.ForeignKey(
        Attendance, verbose_name=_("参会单位"), on_delete=models.CASCADE, related_name="speeches"
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=SpeakerState.choices, default=SpeakerState.WAITING
    )
    began_at = models.DateTimeField(_("开始"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("发言")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "attendance"],
                condition=Q(state__in=["waiting", "speaking"]),
                name="speaker_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendance} {self.get_state_display()}"


class Minutes(Record, OfConsortium):
    """会议纪要: drafted from what happened, corrected by the secretariat, then confirmed."""

    meeting = models.OneToOneField(
        Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="minutes"
    )
    text = models.TextField(_("纪要"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.CharField(_("确认人"), max_length=100, blank=True)
    paper = paper(_("纪要文件"))

    class Meta:
        ordering = ["meeting"]
        verbose_name = _("会议纪要")

    def __str__(self) -> str:
        return str(self.meeting)
