"""Template tags of the kit: icons, badges, figures, tile maps and form controls.

A builtin library: every template has these without `load`. The parts that need no work in
Python are plain templates in `templates/ui/`, each with its context written on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .tiles import COLUMNS, ROWS, TILES

register = template.Library()

TONES = ("neutral", "info", "progress", "success", "warning", "danger", "muted")

# The tone of a state that does not bring its own. Workflows name their states with these words.
STATE_TONES = {
    "info": "submitted applied received new open matched planned offered",
    "progress": "reviewing in_review under_review running active_review processing queued",
    "success": "active admitted approved accepted published confirmed done passed valid committed",
    "warning": "returned suspended expiring waiting pending paused partial overdue",
    "danger": "rejected refused failed invalid revoked blocked error",
    "muted": "withdrawn closed expired archived cancelled left deleted superseded merged inactive",
}
TONE_OF_STATE = {state: tone for tone, words in STATE_TONES.items() for state in words.split()}


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw one icon of the sprite; with a label it speaks, without one it is decoration."""
    sprite = static("vendor/icons/icons.svg")
    voice = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        SafeString(voice),
        sprite,
        name,
    )


@register.simple_tag
def badge(state: Any, label: Any = "", tone: str = "") -> SafeString:
    """Show a state as a badge: `{% badge row.state row.get_state_display %}`.

    `state` is a word of an enumeration (its own `label` is shown where none is given), or any
    text. The tone is the one given, else that of the state, else neutral.
    """
    word = str(getattr(state, "value", state))
    label = label or getattr(state, "label", state)
    found = tone or getattr(state, "tone", "") or TONE_OF_STATE.get(word, "neutral")
    if found not in TONES:
        found = "neutral"
    return format_html('<span class="state state-{}">{}</span>', found, label)


@register.filter
def page_window(page: Page[Any]) -> list[int | None]:
    """The page numbers to offer; None stands where some are left out."""
    return [
        number if isinstance(number, int) else None
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]


@register.filter
def number(value: Any, places: int = 0) -> str:
    """Write a number with commas: 12345.6 → 12,346; `|number:1` → 12,345.6; nothing → —.

    A text is already written and stays as it is.
    """
    if value is None or value == "":
        return "—"
    if isinstance(value, str):
        return value
    return f"{value:,.{places}f}"


@register.filter
def entry(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Read one entry of a mapping by a key that is itself a variable."""
    return mapping.get(key)


@register.simple_tag
def control(field: BoundField, **attrs: Any) -> SafeString:
    """Draw a form field's widget with the classes and the ARIA attributes of the kit."""
    widget = field.field.widget
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        kind = "options"  # Django puts it on the group and on each input
    elif isinstance(widget, forms.CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, (forms.Select, forms.SelectMultiple)):
        kind = "form-select"
    else:
        kind = "form-control"
    given = widget.attrs.get("class", "")
    attrs["class"] = " ".join(filter(None, [kind, given, "is-invalid" if field.errors else ""]))
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def widget_kind(field: BoundField) -> str:
    """Say how a field is laid out: `check`, `options`, `file`, `hidden`, or `line`."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "file" if isinstance(widget, forms.FileInput) else "line"


@register.inclusion_tag("ui/figure.html")
def chart(
    spec_id: str, option: Mapping[str, Any], table: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """Draw a chart with the same data as a table.

    `option` is an ECharts option in plain JSON; a string that begins with `@` names a colour or
    a format of `charts.js`. `table` has `columns` (labels) and `rows` (lists). `more`: title,
    note (the 口径), note_url, rows_url, csv_url, height (`sm`, `md`, `lg`, `xl`), walk, empty.
    """
    return {"figure": {"id": spec_id, "option": option, "table": table, **more}}


def _level(value: float, breaks: Sequence[float]) -> int:
    """The number of breaks that a value has reached."""
    return sum(value >= edge for edge in breaks)


def _edges(values: Sequence[float], steps: int) -> list[float]:
    """Break the values into `steps` classes of about equal numbers of regions."""
    ranked = sorted(values)
    found: list[float] = []
    for step in range(1, steps):
        edge = ranked[min(len(ranked) - 1, step * len(ranked) // steps)]
        if edge not in found and edge > ranked[0]:
            found.append(edge)
    return found


def _legend(breaks: Sequence[float], unit: str) -> list[dict[str, Any]]:
    """One line for each class, from the lowest."""
    words = [_("低于 %(edge)s") % {"edge": f"{breaks[0]:g}{unit}"}] if breaks else []
    words += [
        _("%(low)s 至 %(high)s") % {"low": f"{low:g}", "high": f"{high:g}{unit}"}
        for low, high in pairwise(breaks)
    ]
    words += [_("%(edge)s 及以上") % {"edge": f"{breaks[-1]:g}{unit}"}] if breaks else [_("有数据")]
    return [{"level": level, "label": word} for level, word in enumerate(words)]


@register.inclusion_tag("ui/tilemap.html")
def tilemap(
    values: Mapping[str, Any],
    title: str = "",
    *,
    breaks: Sequence[float] | None = None,
    scale: str = "plain",
    unit: str = "",
    **more: Any,
) -> dict[str, Any]:
    """Draw the tile map 方格地图 of the 34 provinces.

    `values` maps a division code (its first two digits count) to a number, or to a mapping with
    `value`, and optionally `text` and `url`. `breaks` are the lower edges of the classes from
    the second on; without them the regions are split evenly into five. `scale` is `plain` (few
    to many) or `signed` (too few, even, too many: give an even number of breaks around zero).
    """
    given = {str(code)[:2]: value for code, value in values.items()}
    cells = {
        code: value if isinstance(value, Mapping) else {"value": value}
        for code, value in given.items()
    }
    numbers = [float(cell["value"]) for cell in cells.values() if cell.get("value") is not None]
    edges = list(breaks) if breaks is not None else (_edges(numbers, 5) if numbers else [])
    english = (get_language() or "").startswith("en")
    span = len(edges)
    tiles = []
    for code, tile in TILES.items():
        cell = cells.get(code, {})
        number = cell.get("value")
        level = None if number is None else _level(float(number), edges)
        tiles.append(
            {
                "code": code,
                "short": tile.short,
                "name": tile.name_en if english else tile.name,
                "row": tile.row,
                "column": tile.column,
                "value": number,
                "mark": cell.get("text") or ("" if number is None else f"{number:,}"),
                "text": cell.get("text") or ("" if number is None else f"{number:,}{unit}"),
                "url": cell.get("url", ""),
                "shade": None if level is None else _shade(level, span, scale),
            }
        )
    legend = [
        {**line, "shade": _shade(line["level"], span, scale)} for line in _legend(edges, unit)
    ]
    tiles.sort(key=lambda tile: (tile["row"], tile["column"]))
    return {
        "tilemap": {
            "title": title,
            "tiles": tiles,
            "listed": sorted(
                (tile for tile in tiles if tile["value"] is not None),
                key=lambda tile: -tile["value"],
            ),
            "legend": legend if numbers else [],
            "columns": COLUMNS,
            "rows": ROWS,
            "scale": scale,
            **more,
        }
    }


def _shade(level: int, span: int, scale: str) -> str:
    """The name of the colour of a class: `p1`–`p6` from pale to full, or `s1`–`s7` signed."""
    steps, letter = (6, "s") if scale == "signed" else (5, "p")
    return f"{letter}{1 + (round(level * steps / span) if span else steps // 2)}"
