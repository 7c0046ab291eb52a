"""Forms of projects, of what they consist of, of duties and of students' steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.codes import public as codes
from silian.kernel.files import UploadField

from ...enums import Level, Outcome, Place, ProjectState, Side
from ...exchange.projects import Listing
from ...models import Project
from ...queries.agreements import agreement_choices, one_agreement
from ...queries.project_kinds import kind_choices, preset_choices
from ...services.project_parts import HOURS, MENTOR_SIDES
from ..forms import DayField, TextField, UnitField, offer

WIDE = forms.TextInput(attrs={"wide": True})


class ProgramField(forms.CharField):
    """A code or name of a program; cleaned to it, or None where empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        match = codes.resolve(codes.ListKey.PROGRAMS, text)
        if match.code is None:
            raise forms.ValidationError(codes.no_such_code(codes.ListKey.PROGRAMS, text))
        return codes.find_program(match.code)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.code} {value.name}" if isinstance(value, codes.Program) else value


class ProjectForm(forms.Form):
    """A joint project."""

    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=[])
    name = forms.CharField(label=gettext_lazy("名称"), max_length=200, widget=WIDE)
    name_en = forms.CharField(
        label=gettext_lazy("英文名称"), required=False, max_length=300, widget=WIDE
    )
    lead = UnitField(
        label=gettext_lazy("牵头单位"), help_text=gettext_lazy("单位库里的名称，不限于成员单位。")
    )
    program = ProgramField(
        label=gettext_lazy("专业"), required=False, help_text=gettext_lazy("专业代码或名称。")
    )
    starts_on = DayField(label=gettext_lazy("起"))
    ends_on = DayField(label=gettext_lazy("止"))
    planned_students = forms.IntegerField(
        label=gettext_lazy("计划人数"), required=False, min_value=1, max_value=100_000
    )
    agreement = forms.ChoiceField(
        label=gettext_lazy("协议"), required=False, choices=[],
        help_text=gettext_lazy("治理栏目里的协议；没有就先不选。"),
    )  # fmt: skip
    summary = TextField(label=gettext_lazy("目标与内容"), rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", kind_choices())
        offer(self, "agreement", [("", "—"), *agreement_choices()])

    def values(self) -> dict[str, Any]:
        """By field of the project."""
        data = dict(self.cleaned_data)
        return data | {"agreement": one_agreement(data["agreement"])}


class PartyForm(forms.Form):
    """A unit that takes part."""

    organisation = UnitField(
        label=gettext_lazy("单位"),
        help_text=gettext_lazy("单位库里的名称；外省、其他联合体的单位也可以。"),
    )
    side = forms.ChoiceField(label=gettext_lazy("角色"), choices=Side.choices)
    from_consortium = forms.CharField(
        label=gettext_lazy("所属联合体"), required=False, max_length=200
    )
    role = forms.CharField(label=gettext_lazy("分工"), required=False, max_length=300, widget=WIDE)


class StageForm(forms.Form):
    """A stage of the training."""

    level = forms.ChoiceField(label=gettext_lazy("层次"), choices=Level.choices)
    organisation = UnitField(label=gettext_lazy("培养单位"))
    program = ProgramField(
        label=gettext_lazy("专业"), required=False, help_text=gettext_lazy("专业代码或名称。")
    )
    years = forms.DecimalField(
        label=gettext_lazy("学制（年）"), min_value=0, max_value=9, max_digits=3, decimal_places=1
    )
    quota = forms.IntegerField(
        label=gettext_lazy("名额"), required=False, min_value=1, max_value=100_000
    )
    condition = forms.CharField(
        label=gettext_lazy("转段条件"), required=False, max_length=500, widget=WIDE,
        help_text=gettext_lazy("进入这个学段要满足什么。"),
    )  # fmt: skip


class MentorForm(forms.Form):
    """One of the two mentors. Of one who is there already only what is typed is changed."""

    organisation = UnitField(label=gettext_lazy("单位"))
    side = forms.ChoiceField(
        label=gettext_lazy("导师类别"),
        choices=[(side.value, side.label) for side in Side if side in MENTOR_SIDES],
    )
    person = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    phone = forms.CharField(label=gettext_lazy("电话"), required=False, max_length=30)
    title = forms.CharField(label=gettext_lazy("职务职称"), required=False, max_length=100)

    def keep_person(self) -> None:
        """Nothing of the person is shown: empty fields stay as they are."""
        for name in ("person", "phone"):
            self.fields[name].required = False
            self.fields[name].help_text = _("已填写的不显示；不改就留空。")


class CourseForm(forms.Form):
    """A course of the curriculum."""

    name = forms.CharField(label=gettext_lazy("课程"), max_length=100)
    term = forms.IntegerField(label=gettext_lazy("学期"), min_value=1, max_value=20, initial=1)
    school_hours = forms.IntegerField(
        label=gettext_lazy("校内学时"), required=False, min_value=0, max_value=5_000
    )
    joint_hours = forms.IntegerField(
        label=gettext_lazy("校企合授学时"), required=False, min_value=0, max_value=5_000
    )
    enterprise_hours = forms.IntegerField(
        label=gettext_lazy("企业学时"), required=False, min_value=0, max_value=5_000
    )
    site_hours = forms.IntegerField(
        label=gettext_lazy("现场学时"), required=False, min_value=0, max_value=5_000
    )
    organisation = UnitField(label=gettext_lazy("企业授课单位"), required=False)

    def clean(self) -> dict[str, Any]:
        """Hours that are left out are none."""
        data = super().clean() or self.cleaned_data
        return data | {name: data.get(name) or 0 for name in HOURS}


class AlternationForm(forms.Form):
    """A period of the alternation."""

    place = forms.ChoiceField(label=gettext_lazy("地点"), choices=Place.choices)
    organisation = UnitField(label=gettext_lazy("单位"), required=False)
    starts_on = DayField(label=gettext_lazy("起"), required=True)
    ends_on = DayField(label=gettext_lazy("止"), required=True)
    note = forms.CharField(label=gettext_lazy("内容"), required=False, max_length=200, widget=WIDE)


class DutyForm(forms.Form):
    """A duty of one of the parties."""

    party = forms.ChoiceField(label=gettext_lazy("责任单位"), choices=[])
    title = forms.CharField(label=gettext_lazy("职责"), max_length=200, widget=WIDE)
    due_on = DayField(label=gettext_lazy("期限"))
    text = TextField(label=gettext_lazy("要求"), rows=3)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {
            party.ref: party for party in project.parties.select_related("organisation")
        }
        offer(self, "party", [
            (ref, f"{party.organisation.title} · {party.get_side_display()}")
            for ref, party in self.parties.items()
        ])  # fmt: skip

    def values(self) -> dict[str, Any]:
        """By field of the duty."""
        data = dict(self.cleaned_data)
        return data | {"party": self.parties[data["party"]]}


class PresetForm(forms.Form):
    """Which preset of duties."""

    preset = forms.ChoiceField(
        label=gettext_lazy("职责预设"), choices=[],
        help_text=gettext_lazy("每类参与单位中的第一家各得一份，期限从项目起始日算起；之后可以逐项修改。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "preset", preset_choices())


class SubmitForm(forms.Form):
    """What was done, and its proof."""

    report = TextField(label=gettext_lazy("完成情况"), rows=4, required=True)
    note = forms.CharField(
        label=gettext_lazy("佐证说明"), required=False, max_length=300, widget=WIDE,
        help_text=gettext_lazy("没有文件时写明佐证在哪里，例如文号或网址。"),
    )  # fmt: skip
    upload = UploadField(label=gettext_lazy("佐证文件"), required=False)


class ResultForm(forms.Form):
    """The result at the end."""

    result = TextField(label=gettext_lazy("结项说明"), rows=8, required=True, max_length=10_000)


class TransferForm(forms.Form):
    """When, and how the condition was met."""

    on = DayField(label=gettext_lazy("转段日期"), required=True)
    condition_met = TextField(
        label=gettext_lazy("条件满足情况"), rows=3, required=True, max_length=500
    )


class OutcomeForm(forms.Form):
    """Where the student goes."""

    outcome = forms.ChoiceField(label=gettext_lazy("去向"), choices=Outcome.choices)


class NumberForm(forms.Form):
    """A student by number."""

    number = forms.CharField(label=gettext_lazy("学号"), max_length=40)
    school = UnitField(
        label=gettext_lazy("学校"), required=False,
        help_text=gettext_lazy("两所学校有相同学号时填写。"),
    )  # fmt: skip


class _OfProject(forms.Form):
    """Which project the rows of the file belong to."""

    project = forms.ChoiceField(label=gettext_lazy("项目"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        over = [ProjectState.FINISHED, ProjectState.STOPPED]
        rows = Project.objects.exclude(state__in=over).values_list("ref", "name")
        offer(self, "project", list(rows))


class CurriculumOptions(_OfProject):
    """Which project the courses belong to."""


class SelectionOptions(_OfProject):
    """Which project the students come to, and how far they are taken."""

    to = forms.ChoiceField(label=gettext_lazy("办理到"), choices=Listing.choices)
