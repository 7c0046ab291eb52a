"""Forms of agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.files import UploadField
from silian.organisations import public as organisations

from ...models import Party
from ...queries.agreement_templates import TEMPLATES
from ..forms import DayField, TextField, UnitField, offer

PLACES = 4
_UNITS = {"attrs": {"list": "members", "autocomplete": "off"}}


class FactsForm(forms.Form):
    """What stands beside the text: title, number, purpose, dates, the order of signing."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    number = forms.CharField(label=gettext_lazy("编号"), max_length=60, required=False)
    starts_on = DayField(label=gettext_lazy("起"), help_text=gettext_lazy("不填则从签订日期开始。"))
    ends_on = DayField(label=gettext_lazy("止"), help_text=gettext_lazy("不填即没有约定期限。"))
    purpose = TextField(label=gettext_lazy("合作目的"), rows=3, max_length=500)
    ordered_signing = forms.BooleanField(
        label=gettext_lazy("按甲、乙、丙的顺序签署"), required=False, initial=True
    )


class DraftForm(FactsForm):
    """A new agreement: the template, and the parties in the order of signing."""

    kind = forms.ChoiceField(label=gettext_lazy("模板"), required=False, choices=[])
    more = forms.CharField(
        label=gettext_lazy("更多各方"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("一行一个单位名称，接在上面各方之后；一共最多十二方。"),
        widget=forms.Textarea(attrs={"rows": 3, "wide": True}),
    )

    field_order = ("kind", "title", "purpose", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [("", _("空白文本")), *((t.key, t.title) for t in TEMPLATES)])
        labels = (_("甲方"), _("乙方"), _("丙方"), _("丁方"))
        for at in range(1, PLACES + 1):
            self.fields[f"party_{at}"] = UnitField(
                label=labels[at - 1], required=at <= 2, widget=forms.TextInput(**_UNITS)
            )
        self.order_fields([
            "kind", "title", "party_1", "party_2", "party_3", "party_4", "more", "purpose",
            "starts_on", "ends_on", "number", "ordered_signing",
        ])  # fmt: skip

    def clean_more(self) -> list[Any]:
        """The units named, one on each line."""
        found = []
        for line in self.cleaned_data["more"].splitlines():
            if not (text := line.strip()):
                continue
            unit, offered = organisations.find_or_suggest(text)
            if unit is None:
                names = "、".join(name for _ref, name in offered[:3])
                said = _("单位库里没有“%(text)s”。") % {"text": text[:60]}
                raise forms.ValidationError(
                    said + (_("您要找的可能是：%(names)s。") % {"names": names} if names else "")
                )
            found.append(unit)
        return found

    def parties(self) -> list[tuple[Any, str]]:
        """The units in the order of signing."""
        data = self.cleaned_data
        first = [data.get(f"party_{at}") for at in range(1, PLACES + 1)]
        return [(unit, "") for unit in [*first, *data.get("more", [])] if unit is not None]

    def facts(self) -> dict[str, Any]:
        """The values by field of the agreement, without title and template."""
        names = ("number", "purpose", "starts_on", "ends_on", "ordered_signing")
        return {name: self.cleaned_data[name] for name in names}


class TextForm(forms.Form):
    """A version: the whole text, and what was changed."""

    note = forms.CharField(
        label=gettext_lazy("改了什么、为什么"),
        max_length=300,
        widget=forms.TextInput(attrs={"wide": True}),
    )
    text = TextField(
        label=gettext_lazy("正文"), rows=28, required=True, max_length=60_000,
        help_text=gettext_lazy("空白写作【＿＿】；还有空白时不能送审。"),
    )  # fmt: skip
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class PartyForm(forms.Form):
    """One more party."""

    unit = UnitField(label=gettext_lazy("单位"), widget=forms.TextInput(**_UNITS))
    duty = forms.CharField(label=gettext_lazy("职责"), max_length=500, required=False)


class DutyForm(forms.Form):
    """What a party owes by when."""

    party = forms.ChoiceField(label=gettext_lazy("协议方"), choices=[])
    title = forms.CharField(label=gettext_lazy("义务"), max_length=200)
    due_on = DayField(label=gettext_lazy("期限"))
    target = forms.CharField(label=gettext_lazy("目标"), max_length=100, required=False)

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "party", [(p.ref, f"{p.label} {p.organisation.name}") for p in parties])


class SignedForm(forms.Form):
    """On which day it was signed."""

    signed_on = DayField(label=gettext_lazy("签订日期"), required=True)


class EndForm(forms.Form):
    """When and why it ends."""

    on = DayField(label=gettext_lazy("终止日期"), required=True)
    reason = TextField(label=gettext_lazy("终止原因"), rows=3, required=True, max_length=300)


class RenewForm(forms.Form):
    """Until when."""

    ends_on = DayField(label=gettext_lazy("新的终止日期"), required=True)


class ScanForm(forms.Form):
    """The scan of the signed paper."""

    file = UploadField(label=gettext_lazy("签署扫描件"))


class ApproveForm(forms.Form):
    """Yes to exactly one text."""

    note = TextField(label=gettext_lazy("审批意见"), rows=2, max_length=300)
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RecordApprovalForm(forms.Form):
    """What a unit without an account approved on paper."""

    person = forms.CharField(label=gettext_lazy("审批人姓名和职务"), max_length=100)
    on = DayField(label=gettext_lazy("审批日期"), required=True)
    upload = UploadField(label=gettext_lazy("签字盖章的审批件（扫描件）"))
    note = TextField(label=gettext_lazy("审批意见"), rows=2, max_length=300)
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RecordConfirmationForm(forms.Form):
    """What a unit without an account signed on paper."""

    signatory = forms.CharField(label=gettext_lazy("签署人姓名"), max_length=50)
    signatory_title = forms.CharField(label=gettext_lazy("签署人职务"), max_length=100)
    on = DayField(label=gettext_lazy("签署日期"), required=True)
    upload = UploadField(label=gettext_lazy("签字盖章的协议（扫描件）"))
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ConfirmForm(forms.Form):
    """Who signed for the unit."""

    signatory = forms.CharField(label=gettext_lazy("签署人姓名"), max_length=50)
    signatory_title = forms.CharField(label=gettext_lazy("签署人职务"), max_length=100)
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
