"""Writing rows out as CSV or XLSX, streamed, with no cell that a spreadsheet would compute.

Text is always text: a cell of an XLSX is written as a string, a cell of a CSV that begins like a
formula gets an apostrophe in front (the import takes it off again). Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..refusals import Invalid
from .columns import Column, Sheet

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
SHEET_ROWS = 1_048_575
CELL_CHARACTERS = 32_767
# Spreadsheets keep 15 digits of a number, and no day before 1900.
EXACT = 10**15
FIRST_YEAR = 1900
TRIGGERS = "=+-@|＝＋－＠｜\t\r\n"
# Signs that do not show, before which a spreadsheet still sees the trigger.
_INVISIBLE = re.compile(
    r"^[\s\x00-\x1f\x7f\u00a0\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff]+"
)
_BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')

Rows = Iterable[Mapping[str, Any] | Sequence[Any]]


def columns_of(what: Sheet | Sequence[Column], *, public: bool = False) -> tuple[Column, ...]:
    """The columns that an export writes; a public one leaves private columns out."""
    columns = what.columns if isinstance(what, Sheet) else tuple(what)
    return tuple(column for column in columns if not (public and column.private))


def shown(column: Column, value: Any) -> Any:
    """A value as an export writes it: str, int, float, Decimal, date or datetime; None if empty.

    A choice is its label in the active language, so that the file can be imported again.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(str(shown(column, item)) for item in value) or None
    if column.choices is not None and value in column.choices.values:
        return str(column.choices(value).label)
    if column.kind == "month" and isinstance(value, date):
        return f"{value:%Y-%m}"
    if isinstance(value, int | float | Decimal | date | time):
        return value
    return _BROKEN.sub("", str(value)) or None


def safe_text(text: str) -> str:
    """A text for a CSV: an apostrophe before one that begins like a formula."""
    bare = _INVISIBLE.sub("", text)
    if text[:1] in TRIGGERS or bare[:1] in TRIGGERS:
        return f"'{text}" if text else text
    return text


def export_csv(
    what: Sheet | Sequence[Column], rows: Rows, stream: IO[bytes], *, public: bool = False
) -> int:
    """Writes rows as CSV in UTF-8 with a byte order mark (as Excel wants); returns their number.

    A row is a mapping by column key, or a sequence in the order of the columns written.
    """
    columns = columns_of(what, public=public)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow([safe_text(column.title()) for column in columns])
    count = 0
    for row in rows:
        count += 1
        writer.writerow([_csv_cell(shown(*pair)) for pair in _pairs(columns, row)])
    text.flush()
    text.detach()
    return count


def export_xlsx(
    what: Sheet | Sequence[Column], rows: Rows, stream: IO[bytes], *,
    public: bool = False, title: str = "",
) -> int:  # fmt: skip
    """Writes rows as XLSX, a row at a time; returns their number. `Invalid` beyond 1,048,575."""
    columns = columns_of(what, public=public)
    name = title or (what.name() if isinstance(what, Sheet) else _("数据"))
    book = xlsxwriter.Workbook(stream, {"constant_memory": True, "in_memory": False})
    page = book.add_worksheet(_UNSAFE_IN_NAMES.sub(" ", re.sub(r"[\[\]']", "", name))[:31].strip())
    head = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1, "text_wrap": True})
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "time": book.add_format({"num_format": "hh:mm"}),
    }
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width or _width(column))
        page.write_string(0, at, column.title(), head)
    page.freeze_panes(1, 0)
    count = 0
    for row in rows:
        count += 1
        if count > SHEET_ROWS:
            book.close()
            raise Invalid(
                _("超过 %(n)d 行，一张工作表放不下。请缩小范围，或导出 CSV。") % {"n": SHEET_ROWS}
            )
        for at, (column, value) in enumerate(_pairs(columns, row)):
            _write_cell(page, count, at, shown(column, value), formats)
    if count:
        page.autofilter(0, 0, count, len(columns) - 1)
    book.close()
    return count


def file_name(*parts: object, suffix: str, day: date | None = None) -> str:
    """A name for a download, e.g. 人才需求_京津冀汽车_2026-11-22.xlsx."""
    day = day or timezone.localdate()
    words = [_plain_word(str(part)) for part in parts]
    return "_".join([*filter(None, words), day.isoformat()]) + "." + suffix.lstrip(".")


def download(name: str, write: Callable[[IO[bytes]], Any]) -> FileResponse:
    """The answer to a request for a file: `write(stream)` fills it; the name may be Chinese."""
    kinds = {"xlsx": XLSX_TYPE, "csv": CSV_TYPE}
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    write(stream)
    stream.seek(0)
    kind = kinds.get(name.rpartition(".")[2], "application/octet-stream")
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pairs(
    columns: Sequence[Column], row: Mapping[str, Any] | Sequence[Any]
) -> Iterable[tuple[Column, Any]]:
    if isinstance(row, Mapping):
        return ((column, row.get(column.key)) for column in columns)
    return zip(columns, row, strict=True)


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    return "" if value is None else value


def _write_cell(page: Any, row: int, at: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, int | float | Decimal) and abs(float(value)) < EXACT:
        page.write_number(row, at, value)
    elif isinstance(value, date) and value.year < FIRST_YEAR:
        page.write_string(row, at, value.isoformat())
    elif isinstance(value, datetime):
        page.write_datetime(row, at, _local(value), formats["datetime"])
    elif isinstance(value, date):
        page.write_datetime(row, at, value, formats["date"])
    elif isinstance(value, time):
        page.write_datetime(row, at, value, formats["time"])
    else:
        # Beyond the limit of a cell the library would drop the text without a word.
        page.write_string(row, at, str(value)[:CELL_CHARACTERS])


def _local(value: datetime) -> datetime:
    aware = timezone.localtime(value) if timezone.is_aware(value) else value
    return aware.replace(tzinfo=None)


def _width(column: Column) -> int:
    signs = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in column.title())
    least = {"text": 16, "code": 22, "list": 22, "date": 12, "month": 10}.get(column.kind, 10)
    return min(40, max(least, signs + 4))


def _plain_word(text: str) -> str:
    shows = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C" or sign in "\t\n")
    return _UNSAFE_IN_NAMES.sub("-", shows).strip("-. ")[:60]
