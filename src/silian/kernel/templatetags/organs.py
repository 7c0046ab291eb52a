"""Tags that draw a `Table` or a `Chart` with the templates of the kit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from .. import punctuation
from ..ui.chart import Chart
from ..ui.table import Table

register = template.Library()


@register.simple_tag(takes_context=True)
def table(context: Any, one: Table) -> SafeString:
    """A list with its filter bar, order, pages, exports and batch actions."""
    request = context.get("request")
    html = ""
    narrowing = one.filter_context()
    if narrowing:
        html += render_to_string("ui/filter.html", {"filter": narrowing}, request)
    html += render_to_string("ui/table.html", {"table": one.table_context()}, request)
    return mark_safe(html)  # noqa: S308 - both parts come out of templates that escape


@register.simple_tag(takes_context=True)
def chart(context: Any, one: Chart) -> SafeString:
    """A figure: the picture, the same data as a table, its 口径, downloads."""
    request = context.get("request")
    return mark_safe(  # noqa: S308 - comes out of a template that escapes
        render_to_string("ui/figure.html", {"figure": one.context()}, request)
    )


@register.simple_tag
def sign(mark: str) -> str:
    """`{% sign "：" %}`: a mark between two parts, as the active language writes it."""
    return punctuation.sign(mark)


@register.filter
def listing(items: Iterable[object], mark: str = "、") -> str:
    """`{{ names|listing }}`: words one after the other; another mark as `listing:"；"`."""
    return punctuation.listed(items, mark)
