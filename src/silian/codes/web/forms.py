"""Forms that edit the links without an official key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LinkForm(forms.Form):
    """The other end of a link, its weight, the reason, and the version that was seen."""

    code = forms.CharField(
        label=_("代码或名称"),
        max_length=80,
        help_text=_("写代码最稳妥；写名称时须与清单一致。"),
    )
    weight = forms.FloatField(
        label=_("权重"),
        min_value=0,
        max_value=1,
        help_text=_("1 核心，0.6 相关，0.3 边缘；0 表示撤销这条联系。"),
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )
    note = forms.CharField(
        label=_("修订依据"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：2026 年专家研讨会、企业岗位调查。会与版本一起公开。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
