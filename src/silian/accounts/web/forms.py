"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.refusals import Invalid

from ..queries.places import TokenPlace, scope_choices
from ..services.tokens import LONGEST_DAYS


def put_errors(form: forms.Form, refusal: Invalid) -> None:
    """Puts the sentences of a refused command onto the form, beside their fields."""
    for field, sentences in refusal.errors.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, str(sentence))


def _language_field() -> forms.ChoiceField:
    choices = [("", gettext_lazy("随浏览器")), *settings.LANGUAGES]
    return forms.ChoiceField(label=gettext_lazy("界面语言"), required=False, choices=choices)


class ProfileForm(forms.Form):
    """What a person changes about the own account without giving the password again."""

    name = forms.CharField(
        label=gettext_lazy("姓名"),
        max_length=100,
        help_text=gettext_lazy("显示在办理记录里，同一联合体的人看得到。"),
    )
    language = _language_field()


class EmailForm(forms.Form):
    """The address by which one signs in and gets links."""

    email = forms.EmailField(
        label=gettext_lazy("电子邮箱"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("用于登录和找回密码；留空则不能自助找回。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class InviteForm(forms.Form):
    """A person who gets an account."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=100)
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=150,
        help_text=gettext_lazy("登录用，可用汉字、字母、数字和 @ . + - _。"),
    )
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), max_length=254, required=False)
    language = _language_field()


class PersonForm(InviteForm):
    """What an administrator changes about somebody."""

    username = None  # type: ignore[assignment]
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), max_length=254, required=False)


class DeactivateForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class WelcomeForm(forms.Form):
    """The first password, twice."""

    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一次"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    rules = staticmethod(password_validators_help_texts)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("password") != values.get("again") and not self.errors:
            self.add_error("again", _("两次输入的密码不同。"))
        return values


class TokenForm(forms.Form):
    """A new API token: for what, where it acts, what it may, and how long."""

    name = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=100,
        help_text=gettext_lazy("如：学校数据中台每晚上报"),
    )
    place = forms.ChoiceField(label=gettext_lazy("在哪里、代表谁"))
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("权限"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只选需要的；不能超过您自己在那里的权限。"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("有效天数"), min_value=1, max_value=LONGEST_DAYS, initial=90
    )

    def __init__(self, *args: Any, places: list[TokenPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        self.fields["place"].choices = [(p.key, p.label) for p in places]  # type: ignore[attr-defined]
        self.fields["scopes"].choices = scope_choices(places)  # type: ignore[attr-defined]
