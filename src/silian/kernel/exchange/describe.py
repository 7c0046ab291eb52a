"""The reference page of a sheet, written from its declaration."""

from __future__ import annotations

from django.utils.translation import override

from .columns import ESSENTIAL, Column, Sheet
from .template import KIND_NAMES


def describe(sheet: Sheet) -> str:
    """Markdown for `docs/reference/sheets/<key>.md`: every column in both languages."""
    with override("zh-hans"):
        lines = [
            f"# {sheet.title} {sheet.title_en}", "",
            *([f"{sheet.about}", ""] if sheet.about else []),
            *([sheet.about_en, ""] if sheet.about_en else []),
            f"`{sheet.key}` · 权限 permission `{sheet.permission.value}`", "",
            _sameness(sheet), "",
            "| 列 Column | Key | 必填 Required | 内容 Content | 说明 Notes |",
            "| --- | --- | --- | --- | --- |",
        ]  # fmt: skip
        lines += [_line(sheet, column) for column in sheet.columns]
    return "\n".join(lines) + "\n"


def _sameness(sheet: Sheet) -> str:
    names = [str(sheet.column(key).name) for key in sheet.identity] or ["全部列 all columns"]
    text = f"同一行的依据 A row is the same when these are: {'、'.join(names)}。"
    if sheet.near:
        near = "、".join(str(sheet.column(key).name) for key in sheet.near)
        text += f" 相近提示的依据 Alike when these are: {near}。"
    return text


def _line(sheet: Sheet, column: Column) -> str:
    kind = " ".join(KIND_NAMES[column.kind])
    notes = [str(column.help), column.help_en]
    if column.choices is not None:
        labels = [f"{label} `{value}`" for value, label in column.choices.choices]
        notes.append("、".join(labels))
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else column.minimum
        high = "" if column.maximum is None else column.maximum
        notes.append(f"{low} – {high}")
    if column.kind == "text":
        notes.append(f"≤ {column.max_length}")
    if column.example:
        notes.append(f"例 e.g. {column.example}")
    if column.private:
        notes.append("个人信息，不公开 personal, never public")
    if column.group != ESSENTIAL and column.group in sheet.groups:
        title, title_en = sheet.groups[column.group]
        notes.append(f"{title} {title_en}")
    required = "是 yes" if column.required else ""
    cells = [f"{column.name}<br>{column.name_en}", f"`{column.key}`", required, kind,
             "<br>".join(filter(None, notes))]  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
