"""Forms of students: the record, a consent, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..forms import DayField, MemberField, ReasonForm, member_choices, offer

KEEP = gettext_lazy("留空则保留原值。")


class StudentForm(forms.Form):
    """Fields of a student; what is personal is never put into the page, empty keeps it."""

    full_name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=50, required=False, help_text=KEEP,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    born_on = DayField(label=gettext_lazy("出生日期"), help_text=KEEP)
    phone = forms.CharField(
        label=gettext_lazy("电话"), max_length=30, required=False, help_text=KEEP
    )
    guardian_phone = forms.CharField(
        label=gettext_lazy("监护人电话"), max_length=30, required=False, help_text=KEEP
    )
    graduated_on = DayField(label=gettext_lazy("毕业日期"))

    def values(self) -> dict[str, Any]:
        """What was given."""
        data = dict(self.cleaned_data)
        graduated = data.pop("graduated_on")
        return {key: value for key, value in data.items() if value} | {"graduated_on": graduated}


class ConsentForm(forms.Form):
    """To which enterprise the name may be shown, and what for."""

    organisation = MemberField(label=gettext_lazy("对方单位"), choices=[])
    purpose = forms.CharField(
        label=gettext_lazy("用途"), max_length=200, initial=gettext_lazy("安排岗位实习"),
        help_text=gettext_lazy("同意之后，这个单位可以查看您的姓名，每次都有记录；可以随时撤回。"),
        widget=forms.TextInput(attrs={"wide": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", [("", "—"), *member_choices()])


class SchoolConsentForm(ConsentForm):
    """Recorded by the school, on paper from the student or the guardian."""

    by_guardian = forms.BooleanField(
        label=gettext_lazy("监护人已书面同意"), required=False,
        help_text=gettext_lazy("未满 18 岁的学生必须由监护人同意。"),
    )  # fmt: skip


class OpeningForm(ReasonForm):
    """Why a minor's record must be opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = gettext_lazy("事由")
        self.fields["reason"].help_text = gettext_lazy(
            "写明为什么要看、看哪一项。由秘书处审批，24 小时有效，每次查看都有记录。"
        )
