"""Forms of the parts of the structure: one for each, with the command that saves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy

from ..enums import ActorKind, BodyKind, CircleKind, FactSection, OccasionKind, PartyRole
from ..models import ActorDuty, Body, Circle, ConsortiumFact, ConsortiumParty, Occasion, Zone
from ..services import structure
from .forms import DayField, LinesField, RegionField, UnitField, among


def _text(label: Any, longest: int = 200, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required)


class ZoneForm(forms.Form):
    """A zone."""

    name = _text(gettext_lazy("名称"), 100, required=True)
    name_en = _text(gettext_lazy("英文名称"))
    region = RegionField(label=gettext_lazy("地区"))


class BodyForm(forms.Form):
    """A body with its lead unit and tasks."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=BodyKind.choices)
    name = _text(gettext_lazy("名称"), 100, required=True)
    name_en = _text(gettext_lazy("英文名称"))
    lead = UnitField(label=gettext_lazy("牵头单位"), required=False)
    industry_text = _text(gettext_lazy("面向产业"), 100)
    founded_on = DayField(label=gettext_lazy("成立日期"))
    tasks = LinesField(label=gettext_lazy("任务"), help_text=gettext_lazy("一行一项"))
    note = _text(gettext_lazy("说明"), 300)


class CircleForm(forms.Form):
    """A circle, body or link."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=CircleKind.choices)
    name = _text(gettext_lazy("名称"), 60, required=True)
    name_en = _text(gettext_lazy("英文名称"), 120)
    items = LinesField(label=gettext_lazy("内容"), help_text=gettext_lazy("一行一项"))
    note = _text(gettext_lazy("说明"), 300)


class DutyForm(forms.Form):
    """What a kind of actor owes."""

    actor_kind = forms.ChoiceField(label=gettext_lazy("五方"), choices=ActorKind.choices)
    duty = _text(gettext_lazy("职责"), 100, required=True)


class OccasionForm(forms.Form):
    """A day of the consortium's life."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=OccasionKind.choices)
    title = _text(gettext_lazy("标题"), required=True)
    on = DayField(label=gettext_lazy("日期"))
    date_note = _text(gettext_lazy("日期说明"))
    venue = _text(gettext_lazy("地点"))
    theme = _text(gettext_lazy("主题"))
    steps = LinesField(label=gettext_lazy("环节"), help_text=gettext_lazy("一行一项"))
    attending = _text(gettext_lazy("参加单位类别"), 300)


class FactForm(forms.Form):
    """A reported fact with its source."""

    section = forms.ChoiceField(label=gettext_lazy("栏目"), choices=FactSection.choices)
    title = _text(gettext_lazy("事项"), required=True)
    value = _text(gettext_lazy("内容"), 500)
    number = forms.DecimalField(
        label=gettext_lazy("数值"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    on = DayField(label=gettext_lazy("日期"))
    source = _text(gettext_lazy("来源"), 300, required=True)
    title_en = _text(gettext_lazy("事项（英文）"), 300)
    value_en = _text(gettext_lazy("内容（英文）"), 500)


class PartyForm(forms.Form):
    """A unit in a role, of the whole, of an occasion or of a body."""

    organisation = UnitField(label=gettext_lazy("单位"))
    role = forms.ChoiceField(label=gettext_lazy("身份"), choices=PartyRole.choices)
    occasion: Any = forms.ModelChoiceField(
        label=gettext_lazy("大事"),
        queryset=None,
        required=False,
        help_text=gettext_lazy("只属于某次大事时选择"),
    )
    body: Any = forms.ModelChoiceField(
        label=gettext_lazy("实体机构"),
        queryset=None,
        required=False,
        help_text=gettext_lazy("只属于某个机构时选择"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked here, not above: both are of the consortium that the request is inside of.
        among(self, "occasion", Occasion.objects.all())
        among(self, "body", Body.objects.all())


@dataclass(frozen=True)
class Part:
    """A kind of part: its model, form, command, the argument of the command, its words."""

    key: str
    model: type[Model]
    form: type[forms.Form]
    save: Callable[..., Any]
    label: object
    add_label: object
    edit_label: object


PARTS = {
    part.key: part
    for part in (
        Part("zone", Zone, ZoneForm, structure.save_zone, gettext_lazy("分区"),
             gettext_lazy("增加分区"), gettext_lazy("修改分区")),
        Part("body", Body, BodyForm, structure.save_body, gettext_lazy("实体机构"),
             gettext_lazy("增加实体机构"), gettext_lazy("修改实体机构")),
        Part("circle", Circle, CircleForm, structure.save_circle, gettext_lazy("圈、体、业"),
             gettext_lazy("增加圈、体、业"), gettext_lazy("修改圈、体、业")),
        Part("duty", ActorDuty, DutyForm, structure.save_duty, gettext_lazy("五方职责"),
             gettext_lazy("增加五方职责"), gettext_lazy("修改五方职责")),
        Part("party", ConsortiumParty, PartyForm, structure.save_party, gettext_lazy("有关单位"),
             gettext_lazy("增加有关单位"), gettext_lazy("修改有关单位")),
        Part("occasion", Occasion, OccasionForm, structure.save_occasion, gettext_lazy("大事"),
             gettext_lazy("增加大事"), gettext_lazy("修改大事")),
        Part("fact", ConsortiumFact, FactForm, structure.save_fact, gettext_lazy("公开事实"),
             gettext_lazy("增加公开事实"), gettext_lazy("修改公开事实")),
    )
}  # fmt: skip
