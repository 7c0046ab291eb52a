"""Forms of the charter and of regulations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from silian.consortia import public as consortia
from silian.kernel import files

from ...engine.rules import PRESETS
from ...queries.rule_words import preset_words
from ..forms import DayField, TextField, offer


class StartForm(forms.Form):
    """A new version: from the version in force, or from the skeleton with a preset."""

    source = forms.ChoiceField(label=_("从哪里开始"), choices=[], widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("名称"), max_length=200, required=False, help_text=_("不填则用联合体的名称。")
    )
    reason = TextField(label=_("制定或修改说明"), max_length=500, rows=3)

    def __init__(self, *args: Any, base: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, object]] = []
        if base is not None:
            label = _("从现行第 %(version)d 版修改") % {"version": base.version}
            choices.append(("base", label))
        for key, preset in PRESETS.items():
            name, about, _source = preset_words(preset)
            choices.append(
                (key, _("新起草 · %(name)s：%(about)s") % {"name": name, "about": about})
            )
        offer(self, "source", choices)
        self.fields["source"].initial = choices[0][0]


class TitleForm(forms.Form):
    """Title and explanation of a draft."""

    title = forms.CharField(label=_("名称"), max_length=200)
    reason = TextField(label=_("制定或修改说明"), max_length=500, rows=3)


class ArticleForm(forms.Form):
    """An article."""

    chapter = forms.CharField(
        label=_("所属章"), max_length=100, required=False,
        help_text=_("只写名称，不写“第几章”，编号自动产生。"),
    )  # fmt: skip
    heading = forms.CharField(label=_("条标"), max_length=100, required=False)
    text = TextField(
        label=_("内容"), required=True, max_length=20_000, rows=10,
        help_text=_(
            "只写内容，不写“第几条”。【】表示待填的空白；"
            "{{council.quorum}} 这样的字样由议事规则填入。"
        ),
    )  # fmt: skip


class WholeTextForm(forms.Form):
    """The whole charter as running text."""

    text = TextField(
        label=_("全文"), required=True, max_length=400_000, rows=24,
        help_text=_(
            "每章、每条各起一行：“第一章　总则”“第一条　【名称】……”。条标写在【】里，可以没有。"
        ),
    )  # fmt: skip


class ProposeForm(forms.Form):
    """Freezing a draft for the vote."""

    effective_on = DayField(label=_("拟定的生效日期"), help_text=_("不填则自通过之日起生效。"))


class AdoptForm(forms.Form):
    """Registering an adoption on paper."""

    adopted_on = DayField(label=_("通过日期"), required=True)
    note = forms.CharField(
        label=_("通过依据"), max_length=300, help_text=_("例如某年某月某日成员大会的决议。"),
        widget=forms.TextInput(attrs={"wide": True}),
    )  # fmt: skip
    effective_on = DayField(label=_("生效日期"), help_text=_("不填则自通过之日起生效。"))


class RejectForm(forms.Form):
    """Registering that a vote held elsewhere did not adopt it."""

    note = forms.CharField(
        label=_("未通过的依据"), max_length=300,
        help_text=_("表决不在系统里进行时填写：哪次会议、哪一天、票数多少。登记后不能恢复。"),
        widget=forms.TextInput(attrs={"wide": True}),
    )  # fmt: skip


class ScheduleForm(forms.Form):
    """Another day to come into force."""

    effective_on = DayField(label=_("生效日期"), required=True)


class RegulationForm(forms.Form):
    """Title and text of a regulation."""

    title = forms.CharField(label=_("名称"), max_length=200)
    text = TextField(
        label=_("正文"), max_length=100_000, rows=22, help_text=_("【】表示待填的空白。")
    )


class OwnRegulationForm(forms.Form):
    """A regulation that the catalogue does not have."""

    title = forms.CharField(label=_("名称"), max_length=200)


class FileForm(forms.Form):
    """The formal file of a regulation."""

    upload = files.UploadField(label=_("正式文件"))


class RegulationAdoptForm(forms.Form):
    """Registering the adoption of a regulation."""

    adopted_on = DayField(label=_("通过日期"), required=True)
    note = forms.CharField(
        label=_("通过依据"), max_length=300, help_text=_("例如某次理事会会议的决议。"),
        widget=forms.TextInput(attrs={"wide": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adopted_on"].initial = consortia.today()


class NoteForm(forms.Form):
    """Why something is repealed."""

    note = forms.CharField(
        label=_("依据或原因"), max_length=300, widget=forms.TextInput(attrs={"wide": True})
    )
