"""Forms of ballots, elections and resolutions."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...enums import Post
from ...models import Attendance, Ballot, Election, Meeting, Term
from ...services.elections import DONE
from ..forms import DayField, MemberField, TextField, member_choices, offer
from ..meetings.forms import MomentField

# A name, a space or a sign, and how many votes it has: 张三厂 3, 张三厂：3票.
WRITTEN = re.compile(r"(?P<name>.*?\S)[\s,，、:：×]+(?P<votes>\d{1,6})\s*票?")


class BallotForm(forms.Form):
    """How a vote is taken."""

    secret = forms.BooleanField(
        label=gettext_lazy("无记名表决"),
        required=False,
        help_text=gettext_lazy("选票封好存放，结束时一起打开；谁投了什么，任何人都查不到。"),
    )
    on_paper = forms.BooleanField(
        label=gettext_lazy("同时使用纸质选票"),
        required=False,
        help_text=gettext_lazy("现场的单位可以领取纸质选票，由监票单位清点后录入。"),
    )


class RecusalForm(forms.Form):
    """A unit that stays out of a decision."""

    attendance = forms.ChoiceField(label=gettext_lazy("回避的单位"), choices=())
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        help_text=gettext_lazy("例如：议案涉及该单位的合同。"),
    )

    def __init__(self, *args: Any, seats: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "attendance", [(row.ref, row.organisation.name) for row in seats])


class ScrutineerForm(forms.Form):
    """A unit that watches the count."""

    attendance = forms.ChoiceField(label=gettext_lazy("监票单位"), choices=())

    def __init__(self, *args: Any, seats: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "attendance", [(row.ref, row.organisation.name) for row in seats])


class ElectionForm(forms.Form):
    """What is to be filled, where, and how a slip may look."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    meeting: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("会议"), queryset=None
    )
    term: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("届次"), queryset=None
    )
    post = forms.ChoiceField(label=gettext_lazy("职务"), choices=())
    seats = forms.IntegerField(label=gettext_lazy("应选名额"), min_value=1, max_value=500)
    max_marks = forms.IntegerField(
        label=gettext_lazy("每票最多选"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=gettext_lazy("不填即等于应选名额。"),
    )
    nominations_until = MomentField(label=gettext_lazy("提名截止"), required=False)
    none_of_above = forms.BooleanField(
        label=gettext_lazy("可投“以上都不选”"), required=False, initial=True
    )
    write_in = forms.BooleanField(
        label=gettext_lazy("可另选他人"),
        required=False,
        help_text=gettext_lazy("只有章程允许时才能勾选。"),
    )
    by_election = forms.BooleanField(label=gettext_lazy("补选"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "post", Post.choices)
        meetings = Meeting.objects.exclude(state__in=DONE).order_by("starts_at")
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
        terms = Term.objects.filter(body__dissolved_on__isnull=True).select_related("body")
        self.fields["term"].queryset = terms  # type: ignore[attr-defined]


class NominateForm(forms.Form):
    """A unit that should stand."""

    organisation = MemberField(label=gettext_lazy("候选单位"), choices=())
    representative = forms.CharField(label=gettext_lazy("代表"), max_length=50, required=False)
    statement = TextField(label=gettext_lazy("参选说明"), rows=3, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", [("", "—"), *member_choices()])


class AnswerForm(forms.Form):
    """Whether one's own unit agrees to stand."""

    agrees = forms.ChoiceField(
        label=gettext_lazy("本单位意见"),
        widget=forms.RadioSelect,
        choices=(("yes", gettext_lazy("同意参选")), ("no", gettext_lazy("谢绝"))),
    )
    representative = forms.CharField(label=gettext_lazy("代表"), max_length=50, required=False)
    statement = TextField(label=gettext_lazy("参选说明"), rows=3, max_length=500)


class ListForm(forms.Form):
    """In which order the candidates stand on the slip."""

    by_lot = forms.BooleanField(
        label=gettext_lazy("抽签决定名单次序"),
        required=False,
        help_text=gettext_lazy("不勾选则按提名先后。抽签的种子随名单公布，任何人都能复核。"),
    )


class ResolutionForm(forms.Form):
    """The wording of a resolution."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    text = TextField(label=gettext_lazy("决议内容"), rows=12, max_length=20_000, required=True)


TASK_ROWS = 5


class TasksForm(forms.Form):
    """Up to five tasks of a resolution: what, who, by when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = [("", "—"), *member_choices()]
        for at in range(TASK_ROWS):
            self.fields[f"title_{at}"] = forms.CharField(
                label=_("任务 %(n)d") % {"n": at + 1}, max_length=200, required=at == 0
            )
            self.fields[f"owner_{at}"] = MemberField(
                label=_("责任单位"), choices=members, required=False
            )
            self.fields[f"due_on_{at}"] = DayField(label=_("期限"))

    def parts(self) -> list[dict[str, Any]]:
        """One part for each task; those without a title yet are folded."""
        return [
            {
                "title": _("任务 %(n)d") % {"n": at + 1},
                "fields": [self[f"{name}_{at}"] for name in ("title", "owner", "due_on")],
                "optional": at > 0,
                "open": bool(self.data.get(f"title_{at}")),
            }
            for at in range(TASK_ROWS)
        ]

    def items(self) -> list[dict[str, Any]]:
        """The tasks with a title."""
        data = self.cleaned_data
        return [
            {name: data[f"{name}_{at}"] for name in ("title", "owner", "due_on")}
            for at in range(TASK_ROWS)
            if data.get(f"title_{at}")
        ]


class WriteInField(TextField):
    """Names that were written on paper, one on each line with its votes; cleaned to a dict."""

    def clean(self, value: Any) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in filter(None, (line.strip() for line in super().clean(value).splitlines())):
            match = WRITTEN.fullmatch(line)
            if match is None:
                raise forms.ValidationError(
                    _("“%(line)s”读不懂：请写单位全称、空格、票数。") % {"line": line[:60]}
                )
            name = match["name"].strip()
            if name in found:
                raise forms.ValidationError(
                    _("“%(name)s”写了两次，请合并票数。") % {"name": name[:60]}
                )
            found[name] = int(match["votes"])
        return found


class PaperForm(forms.Form):
    """What was counted on paper, as `services.paper_counts.enter` reads it."""

    def __init__(self, *args: Any, ballot: Ballot, given: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ballot = ballot
        self._number("issued", _("发出"), given)
        self._number("returned", _("收回"))
        if ballot.motion_id:
            for key, label in (("yes", _("同意")), ("no", _("反对"))):
                self._number(key, label)
        else:
            for ref in ballot.settings["question"]["candidates"]:
                self._number(f"mark_{ref}", ballot.settings["names"][ref])
            if ballot.settings["question"]["write_in"]:
                self.fields["write_in"] = WriteInField(
                    label=_("另选他人"),
                    help_text=_("一行一个：成员单位全称、空格、票数。写了别的名字的票算无效票。"),
                )
            self._number("marked", _("选了人的票（张）"))
            if ballot.settings["question"]["none_of_above"]:
                self._number("none", _("以上都不选"))
        self._number("abstain", _("弃权"))
        self._number("invalid", _("无效"))

    def _number(self, name: str, label: str, initial: int | None = None) -> None:
        self.fields[name] = forms.IntegerField(
            label=label, min_value=0, max_value=100_000, initial=initial
        )

    def values(self) -> dict[str, Any]:
        """The numbers in the shape of the command."""
        data = dict(self.cleaned_data)
        if self.ballot.motion_id:
            return data
        marks = {
            ref: data.pop(f"mark_{ref}") for ref in self.ballot.settings["question"]["candidates"]
        }
        return data | {"marks": {ref: votes for ref, votes in marks.items() if votes}}


def election_values(election: Election) -> dict[str, Any]:
    """What `ElectionForm` shows of an election."""
    return {name: getattr(election, name) for name in ElectionForm.base_fields}
