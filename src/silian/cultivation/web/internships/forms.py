"""Forms of internships: what is agreed, its signatures, logs, incidents, endings, papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.codes import public as codes
from silian.consortia.public import today
from silian.kernel.files import UploadField

from ...enums import IncidentKind, InternshipKind, PaperKind
from ...queries.students import instructors, students
from ..forms import DayField, MemberField, TextField, member_choices, offer


class CodeField(forms.CharField):
    """An entry of a code list by code or name; cleaned to the row, or None where empty."""

    list_key = ""
    model: Any = None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        match = codes.resolve(self.list_key, text)
        if match.code is not None and match.exact:
            return self.model.objects.get(pk=match.code)
        sentence = _("代码表里没有“%(text)s”。") % {"text": text}
        if match.suggestions:
            names = "、".join(f"{name} {code}" for code, name in list(match.suggestions)[:4])
            sentence += _("您要找的可能是：%(names)s。") % {"names": names}
        raise forms.ValidationError(sentence)

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "code", value)


class ProgramField(CodeField):
    """A program of the code list."""

    list_key = "programs"
    model = codes.Program


class RegionField(CodeField):
    """A region of the code list."""

    list_key = "regions"
    model = codes.Region


def _flag(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def _money(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=9, decimal_places=2, **options
    )


class LaterForm(forms.Form):
    """What may still be added after the agreement was signed."""

    insurance = forms.CharField(
        label=gettext_lazy("实习责任保险单号"), max_length=100, required=False
    )
    visited_on = DayField(label=gettext_lazy("实地考察日期"))
    school_mentor = forms.CharField(
        label=gettext_lazy("校内指导教师"), max_length=50, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    unit_mentor = forms.CharField(
        label=gettext_lazy("企业指导人"), max_length=50, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    guardian_consent = _flag(gettext_lazy("监护人知情同意"))


class InternshipForm(LaterForm):
    """Everything that the agreement says."""

    organisation = MemberField(label=gettext_lazy("实习单位"), choices=[])
    post = forms.CharField(label=gettext_lazy("岗位"), max_length=100)
    post_program = ProgramField(
        label=gettext_lazy("岗位对应专业"), required=False,
        help_text=gettext_lazy("专业代码或名称，用于判断专业是否对口"),
    )  # fmt: skip
    region = RegionField(
        label=gettext_lazy("实习地"), required=False,
        help_text=gettext_lazy("省市县名称；按它和开始日期选用国家和本省规定"),
    )  # fmt: skip
    starts_on = DayField(label=gettext_lazy("起"), required=True)
    ends_on = DayField(label=gettext_lazy("止"), required=True)
    day_hours = forms.DecimalField(
        label=gettext_lazy("每日工时"), min_value=0, max_value=24, max_digits=4, decimal_places=1,
        initial=8,
    )  # fmt: skip
    independent = _flag(gettext_lazy("相对独立参与工作"))
    pay = _money(gettext_lazy("月报酬（元）"))
    post_wage = _money(gettext_lazy("同岗位月工资（元）"))
    fees = forms.DecimalField(
        label=gettext_lazy("向学生收取的费用（元）"), min_value=0, max_digits=9, decimal_places=2,
        initial=0,
    )  # fmt: skip
    unit_staff = forms.IntegerField(
        label=gettext_lazy("在岗职工总数"), min_value=0, max_value=10_000_000, required=False
    )
    post_staff = forms.IntegerField(
        label=gettext_lazy("同类岗位职工数"), min_value=0, max_value=10_000_000, required=False
    )
    night_shift = _flag(gettext_lazy("安排夜班"))
    overtime = _flag(gettext_lazy("安排加班"))
    holiday_work = _flag(gettext_lazy("法定节假日上岗"))
    barred_work = _flag(gettext_lazy("属于禁止安排的岗位或场所"))
    by_agency = _flag(gettext_lazy("通过中介安排"))

    field_order = (
        "person", "kind", "organisation", "post", "post_program", "region", "starts_on", "ends_on",
        "day_hours", "independent", "pay", "post_wage", "fees", "unit_staff", "post_staff",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", [("", "—"), *member_choices()])

    def values(self) -> dict[str, Any]:
        """As the command takes them."""
        return dict(self.cleaned_data)


class NewInternshipForm(InternshipForm):
    """Whose internship it is, besides."""

    person = forms.CharField(
        label=gettext_lazy("学号或工号"), max_length=40,
        help_text=gettext_lazy("本校学生的学号；教师企业实践填工号"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("类型"), choices=InternshipKind.choices, initial=InternshipKind.ON_POST
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number = data.get("person", "")
        teacher = data.get("kind") == InternshipKind.TEACHER
        rows: Any = instructors(self.actor) if teacher else students(self.actor)
        found = rows.filter(number=number).first() if number else None
        if number and found is None:
            self.add_error("person", _("名册里没有“%(number)s”。") % {"number": number})
        data["found"] = found
        return data

    def values(self) -> dict[str, Any]:
        """As the command takes them, the person apart."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"person", "kind", "found"}}

    def person_values(self) -> dict[str, Any]:
        """Whose it is: `student` or `instructor`, and the kind."""
        data = self.cleaned_data
        teacher = data["kind"] == InternshipKind.TEACHER
        return {"kind": data["kind"], "instructor" if teacher else "student": data["found"]}


class AgreeForm(forms.Form):
    """The three signatures."""

    student_signed_on = DayField(label=gettext_lazy("学生（教师）签字"), required=True)
    school_signed_on = DayField(label=gettext_lazy("学校签章"), required=True)
    unit_signed_on = DayField(label=gettext_lazy("实习单位签章"), required=True)


class LogForm(forms.Form):
    """A weekly log."""

    week_on = DayField(label=gettext_lazy("哪一周"), required=True,
                       help_text=gettext_lazy("这一周里的任意一天"))  # fmt: skip
    text = TextField(label=gettext_lazy("做了什么、学到什么、有什么问题"), rows=8, required=True,
                     max_length=10_000)  # fmt: skip
    hours = forms.DecimalField(
        label=gettext_lazy("本周工时"), required=False, min_value=0, max_value=168, max_digits=5,
        decimal_places=1,
    )  # fmt: skip


class AnswerForm(forms.Form):
    """A mentor's answer, or what was done about an incident."""

    text = TextField(label=gettext_lazy("批阅"), rows=3, required=True)


class SignInForm(forms.Form):
    """A day that a mentor signs in for somebody."""

    on = DayField(label=gettext_lazy("日期"), required=True)
    note = forms.CharField(label=gettext_lazy("情况说明"), max_length=200)


class IncidentForm(forms.Form):
    """What happened."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=IncidentKind.choices)
    on = DayField(label=gettext_lazy("发生日期"), required=True, initial=today)
    text = TextField(label=gettext_lazy("情况说明"), rows=5, required=True,
                     help_text=gettext_lazy("不写姓名和身份信息"))  # fmt: skip
    urgent = forms.BooleanField(
        label=gettext_lazy("紧急"), required=False,
        help_text=gettext_lazy("有人身危险时先打 110、120，再在这里报告。"),
    )  # fmt: skip


class PaperForm(forms.Form):
    """A paper of the archive."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=PaperKind.choices)
    file = UploadField(label=gettext_lazy("文件"))
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)
