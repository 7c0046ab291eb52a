"""A list as people of a back office expect it.

Search, filters, order and page live in the address, so that a link shows what its sender saw.
A table reads one count, one page of rows and nothing else, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .columns import Action, Choice, Column, Empty, Tool, Value

__all__ = ["Action", "Choice", "Column", "Empty", "Table", "Tool", "Value"]

SHOWN_AT_ONCE = 5
WIDE = 5_000


@dataclass(frozen=True)
class Chosen:
    """A filter of this request: its options and the value chosen ('' for none)."""

    key: str
    label: object
    options: list[tuple[str, object]]
    value: str

    @property
    def shown(self) -> object:
        return next((label for key, label in self.options if key == self.value), "")


class _ByKeys:
    """A long queryset whose pages are found by their keys first."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def __getitem__(self, part: slice) -> list[Any]:
        keys = list(self.rows.values_list("pk", flat=True)[part])
        found = {row.pk: row for row in self.rows.filter(pk__in=keys).order_by()}
        return [found[key] for key in keys if key in found]


@dataclass
class Table:
    """One list of one request: a queryset (or rows already read) and its declaration.

    `order` is the order where none is chosen. `exports` are (label, address); search and
    filters of the page are carried to them, and `narrowed` gives an export the same rows.
    """

    request: HttpRequest
    rows: QuerySet[Any] | Sequence[Any]
    columns: Sequence[Column]
    empty: Empty
    search: Sequence[str] = ()
    search_hint: object = ""
    filters: Sequence[Choice] = ()
    exports: Sequence[tuple[object, str]] = ()
    actions: Sequence[Action] = ()
    action_url: str = ""
    tools: Sequence[Tool] = ()
    per_page: int = 50
    title: object = ""
    note: object = ""
    order: str = ""
    row_url: Callable[[Any], str] | None = None
    stacked: bool = False

    def _get(self, key: str) -> str:
        return self.request.GET.get(key, "").strip()

    def _address(self, *without: str, **changes: str) -> str:
        """This address with some parameters taken out and others set; always from page one."""
        query = self.request.GET.copy()
        for key in (*without, "page"):
            query.pop(key, None)
        for key, value in changes.items():
            query[key] = value
        return f"?{query.urlencode()}"

    @cached_property
    def query(self) -> str:
        """What was searched for, cut at 100 characters."""
        return self._get("q")[:100]

    @cached_property
    def chosen(self) -> list[Chosen]:
        """The filters with their values; a value that is no option counts as none."""
        found = []
        for choice in self.filters:
            options = [(str(key), label) for key, label in choice.choices]
            value = self._get(choice.key)
            if value not in {key for key, _label in options}:
                value = ""
            found.append(Chosen(choice.key, choice.label, options, value))
        return found

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or filter is on: an empty list then says something else."""
        return bool(self.query) or any(chosen.value for chosen in self.chosen)

    @cached_property
    def narrowed(self) -> Any:
        """The rows after search, filters and order: also what an export writes."""
        rows: Any = self.rows
        if not isinstance(rows, QuerySet):
            return rows
        for chosen, choice in zip(self.chosen, self.filters, strict=True):
            if chosen.value:
                rows = choice.narrow(rows, chosen.value)
        for word in self.query.replace("\x00", "").split() if self.search else ():
            test = Q()
            for name in self.search:
                test |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(test)
        return self._ordered(rows)

    def _ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self._get("sort")
        for column in self.columns:
            if column.sort and column.key == wanted.removeprefix("-"):
                sign = "-" if wanted.startswith("-") else ""
                # Both in one direction: an index over both then gives the order in either.
                return rows.order_by(sign + column.sort, sign + "pk")
        sign = "-" if self.order.startswith("-") else ""
        return rows.order_by(self.order, sign + "pk") if self.order else rows

    @cached_property
    def page(self) -> Page[Any]:
        """The page of the address; a page that does not exist gives the nearest."""
        paginator = Paginator(self.narrowed, self.per_page)
        if isinstance(self.narrowed, QuerySet) and paginator.count > WIDE:
            # Skipping and sorting go over bare keys; only the rows of the page are read whole.
            lean: Any = _ByKeys(self.narrowed)
            paginator.object_list = lean
        return paginator.get_page(self._get("page"))

    def table_context(self) -> dict[str, Any]:
        """What `ui/table.html` reads."""
        return {
            "columns": [self._header(column) for column in self.columns],
            "rows": [self._row(item) for item in self.page.object_list],
            "page": self.page,
            "total": self.page.paginator.count,
            "caption": self.title,
            "note": self.note,
            "exports": self._export_links(),
            "actions": self.actions,
            "action_url": self.action_url,
            "tools": self.tools,
            "stacked": self.stacked,
            "empty": self._nothing(),
        }

    def filter_context(self) -> dict[str, Any] | None:
        """What `ui/filter.html` reads; None when there is nothing to narrow by."""
        if not self.search and not self.filters:
            return None
        form = self._filter_form()
        bound = list(form)
        active = [
            {"label": one.label, "value": one.shown, "clear_url": self._address(one.key)}
            for one in self.chosen
            if one.value
        ]
        if self.query:
            clear = {"label": _("关键词"), "value": self.query, "clear_url": self._address("q")}
            active.insert(0, clear)
        own = {*form.fields, "page"}
        return {
            "fields": bound[:SHOWN_AT_ONCE],
            "more": bound[SHOWN_AT_ONCE:],
            "more_open": any(form[field.name].initial for field in bound[SHOWN_AT_ONCE:]),
            "keep": [
                (key, value)
                for key, values in self.request.GET.lists()
                for value in values
                if key not in own
            ],
            "active": active,
            "reset_url": "?" if active else "",
        }

    def _filter_form(self) -> forms.Form:
        form = forms.Form(auto_id="filter-%s")
        if self.search:
            hint = {"type": "search", "placeholder": self.search_hint or _("名称、编号……")}
            form.fields["q"] = forms.CharField(
                label=_("关键词"),
                required=False,
                initial=self.query,
                widget=forms.TextInput(attrs=hint),
            )
        for one in self.chosen:
            form.fields[one.key] = forms.ChoiceField(
                label=str(one.label),
                required=False,
                initial=one.value,
                choices=[("", _("全部")), *one.options],
            )
        return form

    def _header(self, column: Column) -> dict[str, Any]:
        wanted = self._get("sort")
        state = {column.key: "asc", f"-{column.key}": "desc"}.get(wanted, "")
        after = f"-{column.key}" if state == "asc" else column.key
        return {
            "key": column.key,
            "label": column.label,
            "sortable": bool(column.sort),
            "numeric": column.numeric,
            "sorted": state if column.sort else "",
            "hint": column.hint,
            "sort_url": self._address(sort=after),
        }

    def _row(self, item: Any) -> dict[str, Any]:
        cells = [
            {
                "value": column.read(item),
                "url": column.url(item) if column.url else "",
                "numeric": column.numeric,
                "badge": column.badge(item) if column.badge else "",
                "wide": column.wide,
                "nowrap": column.nowrap,
            }
            for column in self.columns
        ]
        return {
            "id": getattr(item, "ref", None) or (item.pk if isinstance(item, Model) else ""),
            "url": self.row_url(item) if self.row_url else "",
            "label": str(item) if isinstance(item, Model) else "",
            "cells": cells,
        }

    def _export_links(self) -> list[dict[str, object]]:
        query = self.request.GET.urlencode()
        return [
            {"label": label, "url": url + (("&" if "?" in url else "?") + query if query else "")}
            for label, url in self.exports
        ]

    def _nothing(self) -> Empty:
        if self.is_narrowed:
            hint = _("换一个词，或去掉一些条件。")
            return Empty(_("没有符合条件的记录"), hint, _("去掉条件"), "?", "search")
        return self.empty
