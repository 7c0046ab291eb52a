"""What all forms of cultivation are made of: sending, attempting, days, units, reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.kernel.refusals import Conflict, Invalid
from silian.organisations import public as organisations


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


def files(request: HttpRequest) -> Any:
    """The uploads that a form is bound to."""
    return request.FILES if request.method == "POST" else None


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Gives a field its choices: when the form is made, in the language of the page."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def member_choices() -> list[tuple[str, str]]:
    """The active members as choices, by their refs."""
    rows = consortia.active_members()
    return [(row.organisation.ref, row.organisation.name) for row in rows]


class DayInput(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), required=kwargs.pop("required", False), **kwargs)


class TextField(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "wide": True})
        super().__init__(widget=widget, **{"required": False, "max_length": 5_000, **kwargs})


class MemberField(forms.ChoiceField):
    """One of the active members; cleaned to the organisation, or None where empty.

    `self.choices` are given by the form when it is made: see `member_choices`.
    """

    def clean(self, value: Any) -> Any:
        ref = super().clean(value)
        return organisations.by_ref(ref) if ref else None

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "ref", value)


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
            names = "、".join(name for _ref, name in offered[:4])
            sentence += _("您要找的可能是：%(names)s。") % {"names": names}
        raise forms.ValidationError(sentence)

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "name", value)


class ReasonForm(forms.Form):
    """A reason, for what is not done lightly."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "wide": True}),
    )
