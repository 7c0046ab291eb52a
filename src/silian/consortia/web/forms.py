"""Forms of membership, of roles and of the consortium's profile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.accounts import public as accounts
from silian.codes import public as codes
from silian.kernel.punctuation import listed
from silian.kernel.refusals import Conflict, Invalid
from silian.organisations import public as organisations

from ..enums import ActorKind, Seat

OPEN_SEATS = (Seat.VICE_CHAIR, Seat.DIRECTOR, Seat.MEMBER)


def attempt(form: forms.Form, run: Callable[[], Any]) -> bool:
    """Runs a command; what it refuses stands at the fields of the form. True when it was done."""
    try:
        run()
    except Invalid as refusal:
        for field, sentences in refusal.errors.items():
            for sentence in sentences:
                form.add_error(field if field in form.fields else None, str(sentence))
        return False
    except Conflict as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    return True


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the values of a POST, also of an empty one, else nothing."""
    return request.POST if request.method == "POST" else None


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Gives a field its choices: when the form is made, in the language of the page."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def among(form: forms.Form, name: str, rows: Any) -> None:
    """Gives a field the rows to choose from: those that the request may see."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class DayInput(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), required=kwargs.pop("required", False), **kwargs)


class LinesField(forms.CharField):
    """A text of several lines, one item each."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "wide": True})
        super().__init__(widget=widget, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return "\n".join(line for line in lines if line)


class UnitField(forms.CharField):
    """A text that means an organisation of the registry; cleaned to it, or None where empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found, offered = organisations.find_or_suggest(text)
        if found is not None:
            return found
        sentence = _("单位库里没有“%(text)s”。") % {"text": text}
        if offered:
            names = listed(name for _ref, name in offered[:4])
            sentence += _("您要找的可能是：%(names)s。") % {"names": names}
        raise forms.ValidationError(sentence)

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "name", value)


class RegionField(forms.CharField):
    """A text that means a division; cleaned to it, or None where empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=100, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        return _region(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.pk} {value.name}" if isinstance(value, codes.Region) else value


class RegionsField(LinesField):
    """Divisions, one on each line; cleaned to a list of them."""

    def clean(self, value: Any) -> Any:
        return [_region(text) for text in super().clean(value).splitlines()]


def _region(text: str) -> Any:
    match = codes.resolve("regions", text)
    if match.code is None:
        raise forms.ValidationError(_("行政区划里没有“%(text)s”。") % {"text": text})
    return codes.Region.objects.get(pk=match.code)


class ApplicationForm(forms.Form):
    """入会申请表. The unit is one of the registry, or a new one that the form describes."""

    unit = forms.CharField(
        label=gettext_lazy("单位名称"),
        max_length=200,
        help_text=gettext_lazy("证照上的全称。单位库里已有的单位会自动认出。"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("单位类别"), choices=[])
    uscc = forms.CharField(label=gettext_lazy("统一社会信用代码"), required=False, max_length=30)
    wanted_seat = forms.ChoiceField(label=gettext_lazy("申请席位"), choices=[])
    contact_name = forms.CharField(
        label=gettext_lazy("联系人"),
        max_length=50,
        help_text=gettext_lazy("只有秘书处可见，用于联系入会事宜。"),
    )
    contact_phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=50)
    reason = forms.CharField(
        label=gettext_lazy("申请理由"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "wide": True}),
    )
    address = forms.CharField(label=gettext_lazy("通讯地址"), required=False, max_length=200)
    postcode = forms.RegexField(
        r"^\d{6}$",
        label=gettext_lazy("邮编"),
        required=False,
        error_messages={"invalid": gettext_lazy("邮编是 6 位数字。")},
    )
    website = forms.URLField(label=gettext_lazy("网址"), required=False, assume_scheme="https")
    nature = forms.CharField(label=gettext_lazy("单位性质"), required=False, max_length=50)
    registered_capital = forms.DecimalField(
        label=gettext_lazy("注册资金（元）"),
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=2,
    )
    established_on = DayField(label=gettext_lazy("成立时间"))
    business_scope = forms.CharField(
        label=gettext_lazy("主要经营范围"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "wide": True}),
    )

    essential = ("unit", "kind", "uscc", "wanted_seat", "contact_name", "contact_phone", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [("", "—"), *organisations.OrganisationKind.choices])
        offer(self, "wanted_seat", [(seat.value, seat.label) for seat in OPEN_SEATS])
        self.fields["wanted_seat"].initial = Seat.MEMBER.value

    def parts(self) -> list[dict[str, Any]]:
        """The few that are needed, and the rest folded."""
        further = [field for field in self if field.name not in self.essential]
        return [
            {"title": "", "fields": [self[name] for name in self.essential]},
            {
                "title": _("单位情况"),
                "fields": further,
                "optional": True,
                "open": any(field.errors for field in further),
            },
        ]


class OpinionForm(forms.Form):
    """Admission or refusal."""

    seat = forms.ChoiceField(label=gettext_lazy("席位"), required=False, choices=[])
    opinion = forms.CharField(
        label=gettext_lazy("审核意见"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "wide": True}),
        help_text=gettext_lazy("不予入会时必须写明理由，申请单位会看到。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "seat", Seat.choices)


class ActivateForm(forms.Form):
    """The day from which a unit is a member."""

    joined_on = DayField(label=gettext_lazy("加入日期"), help_text=gettext_lazy("不填即为今天。"))


class LeaveForm(forms.Form):
    """Why, and from which day."""

    reason = forms.CharField(
        label=gettext_lazy("退出原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "wide": True}),
    )
    left_on = DayField(label=gettext_lazy("退出日期"), help_text=gettext_lazy("不填即为今天。"))


class SeatForm(forms.Form):
    """Another seat, from a day, on a ground."""

    seat = forms.ChoiceField(label=gettext_lazy("新席位"), choices=[])
    on = DayField(label=gettext_lazy("生效日期"), help_text=gettext_lazy("不填即为今天。"))
    reason = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=300,
        help_text=gettext_lazy("例如：2024 年理事会第一次会议选举"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "seat", Seat.choices)


class MemberForm(forms.Form):
    """What the secretariat keeps about a member besides its seat."""

    contact_name = forms.CharField(label=gettext_lazy("联系人"), required=False, max_length=50)
    contact_phone = forms.CharField(
        label=gettext_lazy("新的联系电话"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("不填则保留原来的电话。"),
    )
    actor_kind = forms.ChoiceField(label=gettext_lazy("五方身份"), required=False, choices=[])
    joined_on = DayField(label=gettext_lazy("加入日期"))
    note = forms.CharField(label=gettext_lazy("备注"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "actor_kind", [("", "—"), *ActorKind.choices])


class ContactForm(forms.Form):
    """A member unit's own contact."""

    contact_name = forms.CharField(label=gettext_lazy("联系人"), required=False, max_length=50)
    contact_phone = forms.CharField(
        label=gettext_lazy("新的联系电话"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("不填则保留原来的电话。"),
    )


class PersonField(forms.CharField):
    """A user name or an e-mail address; cleaned to the person."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = accounts.find_user(text)
        if found is None:
            raise forms.ValidationError(_("没有这个账号。请先邀请这个人开通账号，再分配角色。"))
        return found


class AssignmentForm(forms.Form):
    """Who holds which role, for which unit, from when until when."""

    user = PersonField(
        label=gettext_lazy("账号"),
        max_length=150,
        help_text=gettext_lazy("用户名或电子邮箱"),
    )
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=[])
    organisation = forms.ChoiceField(
        label=gettext_lazy("代表单位"),
        required=False,
        choices=[],
        help_text=gettext_lazy("学校、企业和其他成员单位的角色需要选择单位。"),
    )
    valid_from = DayField(label=gettext_lazy("起"), help_text=gettext_lazy("不填即为今天。"))
    valid_until = DayField(label=gettext_lazy("止"), help_text=gettext_lazy("不填即为长期。"))

    def __init__(
        self,
        *args: Any,
        roles: Sequence[tuple[str, object]],
        units: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", roles)
        if units:
            offer(self, "organisation", [("", "—"), *units])
        else:
            del self.fields["organisation"]


class ReasonForm(forms.Form):
    """A reason, for what is not done lightly."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)
