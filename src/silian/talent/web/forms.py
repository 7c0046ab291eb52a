"""The forms of the two lists, made from the same columns as their spreadsheets.

A field is cleaned by the reader of its cell, so that a form, a file and the API accept the same
words and say the same sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.access import Actor
from silian.kernel.exchange.cleaning import CellReader
from silian.kernel.exchange.columns import ESSENTIAL, Column
from silian.kernel.punctuation import listed
from silian.kernel.refusals import Invalid
from silian.organisations.public import Organisation

from ..enums import ListKind
from ..exchange.columns import GROUPS
from ..exchange.filling import refers
from ..exchange.lists import TalentList
from ..queries.responses import ASKED_KINDS

PICK = "occupation_pick"
LONG_TEXT = 500
# A list of choices is offered as boxes, any other list as one line of text.
_INPUT_TYPES = {"date": "date", "integer": "number", "decimal": "number"}


class ColumnField(forms.Field):
    """One column as a field; `slug` is the consortium in whose pages it stands."""

    def __init__(self, column: Column, slug: str) -> None:
        self.column = column
        self._read = CellReader(column)
        super().__init__(
            required=column.required,
            label=column.title(),
            help_text=column.about(),
            widget=_widget(column, slug),
        )

    def clean(self, value: Any) -> Any:
        """The cleaned value, or the sentence of the cell with how to mend it."""
        if isinstance(value, list):
            value = "、".join(value)
        found, problem = self._read(value if value != "" else None)
        if problem is None:
            return found
        offers = listed((one.label for one in problem.suggestions), "；")
        words = [str(problem.sentence), str(problem.mend)]
        if offers:
            words.append(_("您要填的可能是：%(offers)s。") % {"offers": offers})
        raise forms.ValidationError("".join(word for word in words if word))


def _widget(column: Column, slug: str) -> forms.Widget:
    attrs: dict[str, Any] = {}
    if column.example and column.choices is None:
        attrs["placeholder"] = column.example
    if column.choices is not None:
        labels = [(str(label), label) for _value, label in column.choices.choices]
        if column.kind == "list":
            return forms.CheckboxSelectMultiple(choices=labels)
        return forms.Select(choices=[("", _("请选择")), *labels])
    if column.lookup is not None:
        attrs |= _typeahead(column, slug)
    if column.max_length >= LONG_TEXT and column.kind == "text" and column.width > 30:
        return forms.Textarea(attrs={"rows": 3, "maxlength": column.max_length, "wide": True})
    if column.kind == "text":
        attrs["maxlength"] = column.max_length
    for bound, name in (("minimum", "min"), ("maximum", "max")):
        limit = getattr(column, bound)
        if limit is not None and column.kind in ("integer", "decimal"):
            attrs[name] = limit
    if column.kind == "decimal":
        attrs["step"] = "any"
    kind = _INPUT_TYPES.get(column.kind, "text")
    return forms.TextInput(attrs={**attrs, "type": kind})


def _typeahead(column: Column, slug: str) -> dict[str, str]:
    """Entries of the code list as one types: a data list, filled by HTMX."""
    url = reverse("talent:lookup", kwargs={"slug": slug, "key": column.key})
    return {
        "list": f"options-{column.key}",
        "autocomplete": "off",
        "hx-get": url,
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#options-{column.key}",
    }


class LineForm(forms.Form):
    """A line of one of the lists. `values()` is what the command takes."""

    def __init__(
        self,
        talent_list: TalentList,
        actor: Actor,
        slug: str,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        reports_for_all: bool = False,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.talent_list = talent_list
        self.own: Organisation | None = None
        for column in talent_list.columns:
            if column.key != "organisation":
                self.fields[column.key] = ColumnField(column, slug)
            elif reports_for_all:
                self.fields["organisation"] = self._unit_field(column)
            else:
                self.own = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
        if talent_list.kind == ListKind.DEMAND:
            self._suggest_while_typing(slug)

    def _unit_field(self, column: Column) -> forms.ChoiceField:
        """The members, those who are asked for this list first."""
        members = list(consortia.active_members())
        asked = ASKED_KINDS[self.talent_list.kind]
        members.sort(key=lambda row: (row.organisation.kind not in asked, row.organisation.name))
        options = [(row.organisation.ref, row.organisation.name) for row in members]
        return forms.ChoiceField(label=column.title(), choices=[("", _("请选择")), *options])

    def _suggest_while_typing(self, slug: str) -> None:
        attrs = self.fields["position"].widget.attrs
        attrs["hx-get"] = reverse("talent:demand_suggest", kwargs={"slug": slug})
        attrs["hx-trigger"] = "input changed delay:400ms, load, change from:#id_education"
        attrs["hx-target"] = "#suggested-codes"
        attrs["hx-include"] = "closest form"
        attrs["hx-sync"] = "this:replace"
        # The description is long and changes the answer only a little: the title decides.
        attrs["hx-params"] = "position,education,occupation_pick"

    def hide_contacts(self) -> None:
        """Says of the contact that it is not shown, and that an empty field keeps it."""
        for column in self.talent_list.columns:
            if column.private:
                self.fields[column.key].help_text = _("已填的内容在此不显示；不填则保持不变。")

    @property
    def lookups(self) -> list[str]:
        """The keys of the fields that need a data list."""
        return [column.key for column in self.talent_list.columns if refers(column)
                or (column.kind == "list" and column.lookup is not None)]  # fmt: skip

    def values(self) -> dict[str, Any]:
        """The cleaned values by column key; a suggestion that was picked is given."""
        found = {key: self.cleaned_data.get(key) for key in self.fields}
        if self.own is not None:
            found["organisation"] = self.own.ref
        picked = self.data.get(PICK, "")
        if self.talent_list.kind == ListKind.DEMAND and picked and not found.get("occupation"):
            found["occupation"] = str(picked)[:10]
        return found

    def parts(self) -> list[dict[str, Any]]:
        """The essential fields, and each group folded unless something in it is set."""
        groups: dict[str, list[Any]] = {}
        for column in self.talent_list.columns:
            if column.key in self.fields:
                groups.setdefault(column.group, []).append(self[column.key])
        found: list[dict[str, Any]] = [{"title": "", "fields": groups.pop(ESSENTIAL)}]
        for key, (title, title_en) in GROUPS.items():
            fields = groups.get(key)
            if fields:
                found.append(
                    {
                        "title": title_en if get_language() == "en" else title,
                        "fields": fields,
                        "optional": True,
                        "open": any(field.errors or _set(field) for field in fields),
                    }
                )
        return found

    def put_errors(self, refusal: Invalid) -> None:
        """Puts the sentences of a refused command beside their fields."""
        for field, sentences in refusal.errors.items():
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, str(sentence))


def _set(field: Any) -> bool:
    return field.value() not in (None, "", [], 0)


class ReasonForm(forms.Form):
    """Why lines are sent back or withdrawn."""

    note = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "wide": True}),
        help_text=gettext_lazy("填报单位会看到这段话，请写明要改什么。"),
    )


class PublishForm(forms.Form):
    """What to publish."""

    kind = forms.ChoiceField(label=gettext_lazy("清单"), choices=ListKind.choices)
    period = forms.CharField(
        label=gettext_lazy("期次"),
        max_length=7,
        help_text=gettext_lazy("2026、2026H1、2026Q3 或 2026-05"),
    )
    title = forms.CharField(
        label=gettext_lazy("标题"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("留空即按联合体名称和期次生成。"),
        widget=forms.TextInput(attrs={"wide": True}),
    )
    title_en = forms.CharField(
        label=gettext_lazy("英文标题"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"wide": True}),
    )
