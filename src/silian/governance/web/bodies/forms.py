"""Forms of bodies, terms and mandates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from silian.consortia import public as consortia

from ...enums import BodyKind, MandateEnd, Post
from ...services.mandates import BY_HAND
from ..forms import DayField, MemberField, TextField, member_choices, offer


class BodyForm(forms.Form):
    """A body."""

    kind = forms.ChoiceField(label=_("类别"), choices=[])
    name = forms.CharField(label=_("名称"), max_length=100)
    name_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    duties = TextField(label=_("职责"), rows=4)
    order = forms.IntegerField(
        label=_("次序"), min_value=0, max_value=1000, help_text=_("小的排在前面。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", BodyKind.choices)


class DissolveForm(forms.Form):
    """The day on which a body ended."""

    on = DayField(label=_("撤销日期"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = consortia.today()


class TermForm(forms.Form):
    """A term."""

    starts_on = DayField(label=_("起"), required=True)
    ends_on = DayField(label=_("止"), help_text=_("不填则按章程规定的任期计算。"))
    seats = forms.IntegerField(
        label=_("席位数"), min_value=1, max_value=10_000, required=False,
        help_text=_("应到按席位数计算；不填则按实际任职的单位数。"),
    )  # fmt: skip


class DelayForm(forms.Form):
    """A delayed renewal."""

    until = DayField(label=_("延期至"), required=True, help_text=_("最长延期一年。"))
    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "wide": True})
    )


class AppointForm(forms.Form):
    """A mandate recorded by hand."""

    organisation = MemberField(label=_("单位"), choices=[])
    post = forms.ChoiceField(label=_("职务"), choices=[])
    representative = forms.CharField(
        label=_("代表"), max_length=50, required=False, help_text=_("由单位委派的人。")
    )
    representative_title = forms.CharField(label=_("代表职务"), max_length=100, required=False)
    starts_on = DayField(
        label=_("任职日期"), help_text=_("不填则为今天；本届还没开始的，为开始之日。")
    )
    basis = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("例如某次会议的决议或任命文件。"),
        widget=forms.TextInput(attrs={"wide": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", [("", _("请选择")), *member_choices()])
        offer(self, "post", Post.choices)


class RepresentativeForm(forms.Form):
    """Another representative."""

    representative = forms.CharField(label=_("代表"), max_length=50)
    representative_title = forms.CharField(label=_("代表职务"), max_length=100, required=False)


class EndForm(forms.Form):
    """The end of a mandate."""

    reason = forms.ChoiceField(label=_("离任原因"), choices=[])
    on = DayField(label=_("离任日期"), required=True)
    note = forms.CharField(
        label=_("离任说明"), max_length=300, help_text=_("例如辞任函或会议决议。"),
        widget=forms.TextInput(attrs={"wide": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", [(key.value, MandateEnd(key).label) for key in BY_HAND])
