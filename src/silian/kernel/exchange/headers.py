"""Which column of the file is which column of the sheet, whoever typed the header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..refusals import Invalid
from .columns import Sheet, fold, listed

# People put a title and a note above the header.
LOOK_AT_ROWS = 15
# What a list of rows with errors carries beside its columns, and a number people put in front.
BESIDE = {"行号", "问题", "row", "problems", "序号", "no"}
_BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]")


@dataclass(frozen=True)
class Header:
    """Where the columns lie: `positions[i]` is the place of the sheet's i-th column, or None."""

    row: int
    positions: tuple[int | None, ...]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]

    def pick(self, cells: Sequence[Any]) -> list[Any]:
        """The cells of one row in the order of the sheet's columns."""
        size = len(cells)
        return [cells[at] if at is not None and at < size else None for at in self.positions]


def names_of(sheet: Sheet) -> dict[str, int]:
    """Every folded header text that means a column: Chinese, English, aliases, the key."""
    found: dict[str, int] = {}
    with override("zh-hans"):
        for place, column in enumerate(sheet.columns):
            for name in (str(column.name), column.name_en, *column.aliases, column.key):
                for form in (fold(name), fold(_BRACKETS.sub("", name))):
                    if form:
                        found.setdefault(form, place)
    return found


def find_header(sheet: Sheet, rows: Sequence[tuple[int, Sequence[Any]]]) -> Header:
    """The header among the first rows: the one with the most known names.

    `Invalid` when no row names a column, or when required columns are missing.
    """
    names = names_of(sheet)
    best, score = None, 0
    for number, cells in rows[:LOOK_AT_ROWS]:
        places = [_place(names, cell) for cell in cells]
        known = len({place for place in places if place is not None})
        if known > score:
            best, score = (number, cells, places), known
    if best is None:
        expected = listed(column.title() for column in sheet.columns if column.required)
        raise Invalid(
            _(
                "没有找到表头：前 %(n)d 行里没有认出一个列名（例如：%(names)s）。"
                "请下载模板，填写后再上传。"
            )
            % {"n": LOOK_AT_ROWS, "names": expected or sheet.columns[0].title()}
        )
    header = _header(sheet, *best)
    missing = [
        column.title()
        for column, at in zip(sheet.columns, header.positions, strict=True)
        if column.required and at is None
    ]
    if missing:
        raise Invalid(
            _("第 %(row)d 行的表头缺少必填的列：%(names)s。请补上这些列，或改用模板。")
            % {"row": header.row, "names": listed(missing)}
        )
    return header


def _place(names: dict[str, int], cell: Any) -> int | None:
    if not isinstance(cell, str):
        return None
    found = names.get(fold(cell))
    return names.get(fold(_BRACKETS.sub("", cell))) if found is None else found


def _header(sheet: Sheet, row: int, cells: Sequence[Any], places: Sequence[int | None]) -> Header:
    positions: list[int | None] = [None] * len(sheet.columns)
    unknown, repeated = [], []
    for at, (cell, place) in enumerate(zip(cells, places, strict=True)):
        if place is None:
            if cell is not None and str(cell).strip() and fold(str(cell)) not in BESIDE:
                unknown.append(str(cell).strip()[:60])
        elif positions[place] is None:
            positions[place] = at
        else:
            repeated.append(str(cell).strip()[:60])
    return Header(row, tuple(positions), tuple(unknown), tuple(repeated))


def notes_of(header: Header) -> list[dict[str, str]]:
    """What the preview says about the file as a whole: sentence and mend."""
    notes = []
    if header.unknown:
        sentence = _("这些列不在表里，已忽略：%(names)s。") % {"names": listed(header.unknown)}
        mend = _("如果其中有该导入的内容，请把列名改成模板里的名称后重新上传。")
        notes.append({"sentence": sentence, "mend": mend})
    if header.repeated:
        names = listed(header.repeated)
        sentence = _("这些列重复出现，只读了第一列：%(names)s。") % {"names": names}
        notes.append({"sentence": sentence, "mend": _("请删去多余的列后重新上传。")})
    return notes
