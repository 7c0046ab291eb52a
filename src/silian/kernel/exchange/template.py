"""The empty spreadsheet that people fill in: headers, drop-downs, hints, a page of instructions.

Lists of choices lie on a hidden sheet and are offered by name, because a list written into the
cell's own rule may hold 255 characters only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from .cleaning import range_text
from .columns import Column, Sheet, english, listed
from .export import _width

DATA_ROWS = 100_000
LISTS = "lists"
KIND_NAMES = {
    "text": ("文本", "text"), "integer": ("整数", "whole number"), "decimal": ("数字", "number"),
    "date": ("日期，如 2026-09-01", "date, e.g. 2026-09-01"),
    "month": ("年月，如 2026-09", "month, e.g. 2026-09"), "choice": ("单选", "one choice"),
    "code": ("标准目录中的一项", "an entry of a standard list"), "bool": ("是或否", "yes or no"),
    "list": ("多项，用顿号分隔", "several, separated by commas"),
}  # fmt: skip


def write_template(sheet: Sheet, stream: IO[bytes], lang: str = "zh-hans") -> None:
    """Writes the template of a sheet as XLSX, in Chinese or English."""
    with override(lang):
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        page = book.add_worksheet(sheet_name(sheet.name()))
        guide = book.add_worksheet(_("填写说明"))
        lists = book.add_worksheet(LISTS)
        lists.hide()
        _Writer(sheet, book, page, lists).write()
        _write_guide(sheet, book, guide)
        page.activate()
        book.close()


def sheet_name(text: str) -> str:
    """A text as the name of a worksheet: 31 characters, without the seven forbidden ones."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:31].strip()


class _Writer:
    """The sheet to fill in, and the hidden lists behind its drop-downs."""

    def __init__(self, sheet: Sheet, book: Any, page: Any, lists: Any) -> None:
        self.sheet, self.book, self.page, self.lists = sheet, book, page, lists
        base = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
        self.required = book.add_format({**base, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
        self.optional = book.add_format({**base, "bg_color": "#DDEBF7"})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.list_columns = 0

    def write(self) -> None:
        """Headers, formats, hints and rules of every column."""
        self.page.set_row(0, 34)
        for at, column in enumerate(self.sheet.columns):
            title = column.title() + (" *" if column.required else "")
            cell = self.required if column.required else self.optional
            self.page.write_string(0, at, title, cell)
            self.page.set_column(at, at, column.width or _width(column), self._format(column))
            hint = hint_of(column)
            if hint:
                self.page.write_comment(0, at, hint, {"x_scale": 2, "y_scale": 1.2, "author": ""})
            rule = self._rule(column)
            if rule:
                self.page.data_validation(1, at, DATA_ROWS, at, rule)
        self.page.freeze_panes(1, 0)

    def _format(self, column: Column) -> Any:
        if column.kind in {"date", "month"}:
            return self.day if column.kind == "date" else self.text
        # Phones and codes of 18 digits lose their end, and leading zeros, as numbers.
        return self.text if column.kind in {"text", "code", "choice", "list", "bool"} else None

    def _rule(self, column: Column) -> dict[str, Any] | None:
        options = list(options_of(column))
        if options and column.kind != "list":
            return {
                "validate": "list", "source": "=" + self._named(column, options),
                "error_type": "warning", "error_title": _("请从列表中选择"),
                "error_message": _("这一项不在列表中，导入时会提示更正。"),
            }  # fmt: skip
        if column.kind in {"integer", "decimal"}:
            return self._number_rule(column)
        return None

    def _number_rule(self, column: Column) -> dict[str, Any]:
        rule: dict[str, Any] = {
            "validate": column.kind, "ignore_blank": True, "error_title": _("请填数字"),
            "error_message": range_text(column)[:255] or _("这一列只填数字。"),
        }  # fmt: skip
        least, most = column.minimum, column.maximum
        if least is not None and most is not None:
            return {**rule, "criteria": "between", "minimum": least, "maximum": most}
        if most is not None:
            return {**rule, "criteria": "<=", "value": most}
        return {**rule, "criteria": ">=", "value": -999_999_999 if least is None else least}

    def _named(self, column: Column, options: list[str]) -> str:
        """Puts a list onto the hidden sheet and gives its name."""
        at = self.list_columns
        self.list_columns += 1
        for row, option in enumerate(options):
            self.lists.write_string(row, at, option)
        letter = xlsxwriter.utility.xl_col_to_name(at)
        name = "options_" + re.sub(r"\W", "_", column.key)
        self.book.define_name(name, f"={LISTS}!${letter}$1:${letter}${len(options)}")
        return name


def options_of(column: Column) -> Iterable[str]:
    """What a drop-down offers, in the active language."""
    if column.choices is not None:
        return [str(label) for _value, label in column.choices.choices]
    if column.kind == "bool":
        return [_("是"), _("否")]
    if column.lookup is not None:
        return [f"{code} {name}".strip() for code, name in column.lookup.options()]
    return []


def hint_of(column: Column) -> str:
    """The note on a header: required or not, what to write, an example."""
    parts = [_("必填") if column.required else _("选填"), kind_name(column)]
    if column.kind in {"integer", "decimal"} and range_text(column):
        parts.append(range_text(column))
    if column.about():
        parts.append(column.about())
    if column.example:
        parts.append(_("例如：%(example)s") % {"example": column.example})
    return "\n".join(parts)


def kind_name(column: Column) -> str:
    """What a cell of the column holds, in words."""
    return KIND_NAMES[column.kind][1 if english() else 0]


def _write_guide(sheet: Sheet, book: Any, guide: Any) -> None:
    """The second sheet: what each column means, with an example that cannot be imported."""
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    about = sheet.about_en if english() else str(sheet.about)
    lines = [about, _("带 * 的列必填。一行填一条；不要改动表头，不需要的列可以删去。"),
             _("下拉列表可以直接输入名称或代码；填错的单元格会在预览时逐个指出。")]  # fmt: skip
    row = 0
    for line in filter(None, lines):
        guide.write_string(row, 0, line)
        row += 1
    row += 1
    heads = [_("列"), _("是否必填"), _("内容"), _("说明"), _("示例")]
    for at, head in enumerate(heads):
        guide.write_string(row, at, head, bold)
    for column in sheet.columns:
        row += 1
        cells = [
            column.title(), _("必填") if column.required else _("选填"), kind_name(column),
            " ".join(filter(None, [column.about(), _choices_text(column), range_text(column)])),
            column.example,
        ]  # fmt: skip
        for at, text in enumerate(cells):
            guide.write_string(row, at, text, wrap)
    for at, width in enumerate([24, 10, 24, 60, 28]):
        guide.set_column(at, at, width)


def _choices_text(column: Column) -> str:
    options = list(options_of(column)) if column.lookup is None else []
    return listed(options[:30])
