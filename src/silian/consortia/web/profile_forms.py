"""Forms of the consortium's profile, and of a blueprint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.codes import public as codes

from ..enums import ConsortiumKind, Scope
from .forms import DayField, LinesField, RegionField, RegionsField, among, offer


class ProfileForm(forms.Form):
    """The consortium's profile and the rules of its kind."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=[])
    scope = forms.ChoiceField(label=gettext_lazy("范围"), choices=[])
    industry_text = forms.CharField(label=gettext_lazy("产业"), required=False, max_length=100)
    sectors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("重点产业"),
        queryset=codes.Sector.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    home_region = RegionField(label=gettext_lazy("所在地"))
    home_region_text = forms.CharField(
        label=gettext_lazy("所在地（原文）"), required=False, max_length=100
    )
    regions = RegionsField(
        label=gettext_lazy("覆盖地区"), help_text=gettext_lazy("一行一个，名称或代码")
    )
    park = forms.CharField(label=gettext_lazy("园区"), required=False, max_length=100)
    area_mu = forms.DecimalField(
        label=gettext_lazy("面积（亩）"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )
    founded_on = DayField(label=gettext_lazy("成立日期"))
    founded_note = forms.CharField(label=gettext_lazy("日期说明"), required=False, max_length=200)
    aims = LinesField(label=gettext_lazy("目标"), help_text=gettext_lazy("一行一个"))
    aims_en = LinesField(
        label=gettext_lazy("目标（英文）"), help_text=gettext_lazy("与中文逐行对应")
    )
    source = forms.CharField(label=gettext_lazy("来源"), required=False, max_length=300)
    parent: Any = forms.ModelChoiceField(
        label=gettext_lazy("上级联合体"), queryset=None, required=False
    )
    hosted_by: Any = forms.ModelChoiceField(
        label=gettext_lazy("依托的联合体"), queryset=None, required=False
    )
    rule_override_reason = forms.CharField(
        label=gettext_lazy("不合规则的理由"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "wide": True}),
    )

    layout = (
        (gettext_lazy("基本情况"),
         ("name", "name_en", "kind", "scope", "founded_on", "founded_note", "source")),
        (gettext_lazy("产业与地区"),
         ("industry_text", "sectors", "home_region", "home_region_text", "regions", "park",
          "area_mu")),
        (gettext_lazy("目标"), ("aims", "aims_en")),
        (gettext_lazy("与其他联合体的关系"), ("parent", "hosted_by")),
        (gettext_lazy("牵头规则"), ("rule_override_reason",)),
    )  # fmt: skip

    def __init__(self, *args: Any, above: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", ConsortiumKind.choices)
        offer(self, "scope", Scope.choices)
        among(self, "parent", above)
        among(self, "hosted_by", above)

    def parts(self) -> list[dict[str, Any]]:
        """The fields under their headings."""
        return [
            {"title": title, "fields": [self[name] for name in names]}
            for title, names in self.layout
        ]


class BlueprintForm(forms.Form):
    """A blueprint as a file or as text, and the reason for rules that are not met."""

    file = forms.FileField(label=gettext_lazy("蓝图文件（YAML）"), required=False)
    text = forms.CharField(
        label=gettext_lazy("或把内容贴在这里"),
        required=False,
        max_length=262_144,
        widget=forms.Textarea(attrs={"rows": 16, "wide": True, "spellcheck": "false"}),
    )
    override_reason = forms.CharField(
        label=gettext_lazy("不合规则的理由"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("只在预览提示牵头规则没有满足时填写；理由会公开并记入操作记录。"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("file")
        if upload is not None:
            if upload.size > 262_144:
                self.add_error("file", _("文件超过 256 KiB。"))
                return data
            try:
                data["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("文件不是 UTF-8 文本。"))
                return data
        if not (data.get("text") or "").strip() and not self.errors:
            self.add_error("text", _("请选择文件，或贴上内容。"))
        return data
