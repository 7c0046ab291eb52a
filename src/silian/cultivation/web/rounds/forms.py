"""Forms of rounds, posts, applicants and appeals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import Actor

from ...engine.rounds.conditions import write_eligibility, write_reserves
from ...enums import Closing, ReserveOrder, RoundKind, RoundState, Ties
from ...models import PlacementRound, Post, Project, StudentClass
from ...services.rounds import MOST_CHOICES, MOST_SEED
from ..forms import MemberField, TextField, member_choices, offer

MOMENT = "%Y-%m-%dT%H:%M"
_z = gettext_lazy
WIDE = {"wide": True}


class MomentField(forms.DateTimeField):
    """A day and a time as the browser picks them, in Asia/Shanghai."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        formats = [MOMENT, "%Y-%m-%dT%H:%M:%S"]
        super().__init__(widget=widget, input_formats=formats, required=False, **kwargs)


class RoundForm(forms.Form):
    """What a round is decided by. After the opening only name, text and ends of periods stay."""

    name = forms.CharField(label=_z("名称"), max_length=200, widget=forms.TextInput(attrs=WIDE))
    kind = forms.ChoiceField(label=_z("对象"), choices=RoundKind.choices)
    project = forms.ChoiceField(label=_z("共育项目"), required=False, choices=[])
    choices = forms.IntegerField(
        label=_z("志愿数上限"), min_value=1, max_value=MOST_CHOICES, initial=5
    )
    formula = forms.CharField(
        label=_z("评分公式"), max_length=500, required=False, widget=forms.TextInput(attrs=WIDE),
        help_text=_z("用成绩和属性的名称写，如 0.6*成绩+0.4*面试；留空则全凭抽签。"),
    )  # fmt: skip
    ties = forms.ChoiceField(label=_z("同分办法"), choices=Ties.choices)
    seed = forms.IntegerField(
        label=_z("抽签种子"), min_value=0, max_value=MOST_SEED, initial=0, required=False,
        help_text=_z("事先公布一个数，或留 0 由系统在冻结时抽取。"),
    )  # fmt: skip
    reserve_order = forms.ChoiceField(label=_z("预留次序"), choices=ReserveOrder.choices)
    closing = forms.ChoiceField(label=_z("不足最低人数的岗位"), choices=Closing.choices)
    opens_at = MomentField(label=_z("填报开始"))
    closes_at = MomentField(label=_z("填报截止"))
    appeal_until = MomentField(label=_z("申诉截止"))
    confirm_until = MomentField(label=_z("确认截止"))
    text = TextField(label=_z("说明"), rows=4)

    def __init__(self, *args: Any, round_: PlacementRound | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "project", [("", "—"), *((r.ref, r.name) for r in Project.objects.all())])
        if round_ is not None and round_.state != RoundState.DRAFT:
            for name in set(self.fields) - {
                "name", "text", "closes_at", "appeal_until", "confirm_until"
            }:  # fmt: skip
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """By field of the round."""
        data = dict(self.cleaned_data)
        if "seed" in data:
            data["seed"] = data["seed"] or 0
        if "project" in data:
            ref = data["project"]
            data["project"] = Project.objects.filter(ref=ref).first() if ref else None
        return data


class PostForm(forms.Form):
    """A post. The unit is offered to who runs the round; others offer their own."""

    organisation = MemberField(label=_z("提供单位"), choices=[])
    title = forms.CharField(label=_z("岗位"), max_length=100, widget=forms.TextInput(attrs=WIDE))
    code = forms.CharField(
        label=_z("岗位编号"), max_length=20, required=False, help_text=_z("不填则接着编号。")
    )
    capacity = forms.IntegerField(label=_z("名额"), min_value=1, max_value=50_000)
    minimum = forms.IntegerField(
        label=_z("最低人数"), min_value=0, required=False, initial=0,
        help_text=_z("录取不足这个人数时，岗位不开设。"),
    )  # fmt: skip
    pay = forms.DecimalField(
        label=_z("月报酬（元）"), min_value=0, max_digits=9, decimal_places=2, required=False
    )
    eligibility = TextField(
        label=_z("报名条件"), rows=2, max_length=1000,
        help_text=_z("一行一个，须同时符合：专业=汽车制造、汽车检测；年龄>=18。"),
    )  # fmt: skip
    reserves = TextField(
        label=_z("预留名额"), rows=2, max_length=1000,
        help_text=_z("一行一个：学校=某校：2；末尾加“！”为硬预留，没有人时空着。"),
    )  # fmt: skip
    text = TextField(label=_z("说明"), rows=4, max_length=2000)

    def __init__(self, *args: Any, actor: Actor, runs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = None if runs else actor.organisation_id
        if self.own is None:
            offer(self, "organisation", [("", "—"), *member_choices()])
        else:
            del self.fields["organisation"]

    def values(self) -> dict[str, Any]:
        """By field of the post."""
        data = dict(self.cleaned_data)
        data["minimum"] = data["minimum"] or 0
        return data


def post_values(post: Post) -> dict[str, Any]:
    """What the form of a post begins with."""
    names = ("organisation", "title", "code", "capacity", "minimum", "pay", "text")
    return {name: getattr(post, name) for name in names} | {
        "eligibility": write_eligibility(post.eligibility),
        "reserves": write_reserves(post.reserves),
    }


class AddForm(forms.Form):
    """Where the applicants come from."""

    source = forms.ChoiceField(label=_z("从哪里加"), choices=[])

    def __init__(self, *args: Any, actor: Actor, round_: PlacementRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes, self.projects = {}, {}
        if round_.kind != RoundKind.STUDENTS:
            everybody = _("名册里的全部教师和导师")
            offer(self, "source", [("instructors", everybody)])
            return
        rows = StudentClass.objects.select_related("organisation")
        if actor.organisation_id is not None:
            rows = rows.filter(organisation_id=actor.organisation_id)
        self.classes = {row.ref: row for row in rows}
        self.projects = {row.ref: row for row in Project.objects.all()}
        offer(self, "source", [
            *((f"class {ref}", f"{row.organisation.title} {row.name}")
              for ref, row in self.classes.items()),
            *((f"project {ref}", _("项目：%(name)s") % {"name": row.name})
              for ref, row in self.projects.items()),
        ])  # fmt: skip


class AppealForm(forms.Form):
    """Why somebody appeals."""

    text = TextField(label=_z("理由"), rows=4, required=True, max_length=2000)


class AnswerForm(forms.Form):
    """The organiser's answer."""

    answer = TextField(label=_z("答复"), rows=5, required=True, max_length=2000)


class RoundOptions(forms.Form):
    """Which round the rows of a file belong to."""

    state = RoundState.DRAFT
    round = forms.ChoiceField(label=_z("双选"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = PlacementRound.objects.filter(state=self.state)
        offer(self, "round", [(row.ref, row.name) for row in rows])


class OpenRoundOptions(RoundOptions):
    """The same for rankings: rounds that are open."""

    state = RoundState.OPEN
