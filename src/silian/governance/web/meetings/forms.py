"""Forms of meetings, their agenda, papers, motions and attendance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from silian.kernel.files import UploadField

from ...enums import CharterState, ItemKind, Matter, MeetingKind, MeetingMode, PlanState, Reply
from ...models import AgendaItem, Attendance, Charter, Meeting, Proxy, WorkPlan
from ...queries.bodies import bodies
from ...queries.meetings import rules_of_meeting
from ..forms import TextField, UnitField, offer

MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time as the browser picks them, in Asia/Shanghai."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"], **kwargs)


class MeetingForm(forms.Form):
    """A meeting; without a choice of bodies once it is convened."""

    kind = forms.ChoiceField(label=_("会议种类"), choices=())
    body: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("机构"), queryset=None)
    title = forms.CharField(label=_("名称"), max_length=200)
    mode = forms.ChoiceField(label=_("方式"), choices=())
    starts_at = MomentField(label=_("开始时间"))
    ends_at = MomentField(label=_("结束时间"), required=False)
    venue = forms.CharField(
        label=_("地点"), max_length=200, required=False, help_text=_("线下会议必须写明。")
    )
    link = forms.URLField(
        label=_("线上会议地址"),
        required=False,
        assume_scheme="https",
        help_text=_("音视频会议的地址；表决、签到和发言都在本系统里，不依赖它。"),
    )
    description = TextField(label=_("说明"))
    template = forms.BooleanField(
        label=_("带入这类会议常用的议程"), required=False, initial=True,
        help_text=_("之后可以增删、调整。"),
    )  # fmt: skip

    def __init__(self, *args: Any, fixed: bool = False, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["kind"], self.fields["body"]
        else:
            offer(self, "kind", MeetingKind.choices)
            self.fields["body"].queryset = bodies()  # type: ignore[attr-defined]
        if not new:
            del self.fields["template"]
        offer(self, "mode", MeetingMode.choices)


class ConveneForm(forms.Form):
    """The reason for short notice, where it is short."""

    short_notice_reason = forms.CharField(
        label=_("缩短通知期的理由"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "wide": True}),
        help_text=_("会写进通知和会议纪要。"),
    )


class ItemForm(forms.Form):
    """An item of the agenda."""

    kind = forms.ChoiceField(label=_("类别"), choices=())
    title = forms.CharField(label=_("议题"), max_length=200)
    presenter = forms.CharField(label=_("报告单位或人"), max_length=100, required=False)
    minutes = forms.IntegerField(
        label=_("时长（分钟）"), min_value=1, max_value=600, required=False
    )
    text = TextField(label=_("说明"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", ItemKind.choices)


class PaperForm(forms.Form):
    """A paper for the meeting or for one item."""

    title = forms.CharField(
        label=_("名称"), max_length=200, required=False, help_text=_("不填则用文件名。")
    )
    item = forms.ChoiceField(label=_("议程"), choices=(), required=False)
    file = UploadField(label=_("文件"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "item", [("", _("整个会议")), *item_choices(meeting)])


def item_choices(meeting: Meeting) -> list[tuple[str, str]]:
    """The items of a meeting as choices."""
    return [(item.ref, str(item)) for item in meeting.items.order_by("position", "pk")]


class MotionForm(forms.Form):
    """A motion; charter and plan are put forward by the secretariat alone."""

    title = forms.CharField(label=_("议案"), max_length=200)
    text = TextField(label=_("内容"), rows=10, max_length=20_000)
    matter = forms.ChoiceField(
        label=_("事项"), choices=(), help_text=_("决定需要多大的多数，见章程。")
    )
    charter: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("所审议的章程"), queryset=None, required=False
    )
    plan: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("所审议的工作计划"), queryset=None, required=False
    )

    def __init__(self, *args: Any, manages: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "matter", Matter.choices)
        if not manages:
            del self.fields["charter"], self.fields["plan"]
            return
        charters = Charter.objects.filter(state__in=[CharterState.DRAFT, CharterState.PROPOSED])
        self.fields["charter"].queryset = charters  # type: ignore[attr-defined]
        plans = WorkPlan.objects.filter(state=PlanState.DRAFT)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


class MeetingChoiceForm(forms.Form):
    """In which meeting a motion is dealt with, and under which item."""

    meeting: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("会议"), queryset=None)
    item: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("议程"), queryset=None, required=False,
        help_text=_("不选则在议程最后新增一项。"),
    )  # fmt: skip

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
        self.fields["item"].queryset = AgendaItem.objects.filter(  # type: ignore[attr-defined]
            meeting__in=meetings
        ).select_related("meeting")
        self.fields["item"].label_from_instance = (  # type: ignore[attr-defined]
            lambda item: f"{item.meeting} · {item}"
        )


class ReplyForm(forms.Form):
    """回执."""

    answer = forms.ChoiceField(label=_("是否参加"), choices=(), widget=forms.RadioSelect)
    representative = forms.CharField(label=_("参会代表"), max_length=50, required=False)
    representative_title = forms.CharField(label=_("代表职务"), max_length=100, required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self, "answer", [(Reply.YES.value, Reply.YES.label), (Reply.NO.value, Reply.NO.label)]
        )


class ProxyForm(forms.Form):
    """Which unit votes for another; the secretariat also says for which, with its paper."""

    giver = forms.ChoiceField(label=_("委托单位"), choices=())
    holder = forms.ChoiceField(label=_("受托单位"), choices=())
    file = UploadField(label=_("委托书"), required=False)

    def __init__(
        self, *args: Any, meeting: Meeting, giver: Attendance | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = list(meeting.attendances.filter(voting=True).select_related("organisation"))
        held: dict[int, int] = {}
        gave = set()
        for proxy in Proxy.objects.filter(meeting=meeting, ended_at__isnull=True):
            held[proxy.holder_id] = held.get(proxy.holder_id, 0) + 1
            gave.add(proxy.giver_id)
        limit = rules_of_meeting(meeting)[1].proxy_limit
        free = [row for row in rows if row.pk not in gave and held.get(row.pk, 0) < limit]
        if giver is not None:
            del self.fields["giver"]
            free = [row for row in free if row.pk != giver.pk]
        else:
            offer(self, "giver", [(row.ref, str(row)) for row in rows if row.pk not in gave])
            self.fields["file"].required = True
        offer(self, "holder", [("", "---------"), *[(row.ref, str(row)) for row in free]])


class GuestForm(forms.Form):
    """A unit that is invited without a vote."""

    organisation = UnitField(label=_("单位"), required=True)
    representative = forms.CharField(label=_("参会代表"), max_length=50, required=False)
    representative_title = forms.CharField(label=_("代表职务"), max_length=100, required=False)


class MinutesForm(forms.Form):
    """The text of the minutes."""

    text = forms.CharField(
        label=_("纪要"), max_length=60_000, widget=forms.Textarea(attrs={"rows": 32, "wide": True})
    )
