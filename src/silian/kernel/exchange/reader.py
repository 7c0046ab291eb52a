"""Reads a spreadsheet in a process of its own: `python -I reader.py FILE KIND …`.

It is started by `reading.py`, knows neither Django nor the database, lowers its own limits of
memory and time before it loads the parser, and writes JSON lines to its standard output:
`{"sheet": name}`, then `[row number, [cells]]` for every row that is not empty, then
`{"rows": count}`. An `{"error": word}` in place of the last line says what was wrong; no last
line at all means that a limit ended the process.
"""

from __future__ import annotations

import csv
import errno
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO

CSV_FIELD = 131_072
COLUMNS = 300
WHOLE = 2**63


class Unreadable(Exception):
    """Why not: a word that the parent turns into a sentence."""


def lower_limits(memory: int, seconds: int, output: int) -> None:
    """Bytes of address space, seconds of processor, bytes written; 0 leaves one as it is."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if output:
        resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def plain(cell: Any, longest: int) -> Any:
    """A cell as JSON: numbers that are whole come back as integers, dates as ISO text."""
    if cell.__class__ is str:
        text = cell[:longest]
        # PostgreSQL takes no NUL in a text.
        return (text.replace("\x00", "") if "\x00" in text else text) or None
    if cell.__class__ is float:
        return int(cell) if cell.is_integer() and abs(cell) < WHOLE else cell
    if isinstance(cell, datetime):
        whole = cell.time() == time(0)
        return cell.date().isoformat() if whole else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell


def blank(cell: Any) -> bool:
    """Whether a plain cell holds nothing that shows."""
    return cell is None or (cell.__class__ is str and not cell.strip())


def workbook_rows(path: str, preferred: Iterable[str]) -> Iterator[tuple[str, Iterable[list[Any]]]]:
    """The one worksheet that is read: the first of a preferred name, else the first visible."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible
            and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        if not visible:
            raise Unreadable("no_sheet")
        named = [name for name in preferred if name in visible]
        name = (named or visible)[0]
        yield name, book.get_sheet_by_name(name).iter_rows()
    except calamine.PasswordError as error:
        raise Unreadable("password") from error
    except calamine.CalamineError as error:
        raise Unreadable("damaged") from error


def encoding_of(path: str) -> str:
    """UTF-8, else GB18030, UTF-16 by its mark, after reading all of it. NUL is refused."""
    with open(path, "rb") as file:
        mark = file.read(2)
    wide = mark in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            with open(path, encoding=encoding, newline="") as text:
                while block := text.read(1 << 16):
                    if "\x00" in block:
                        raise Unreadable("nul")
        except UnicodeError:
            continue
        return encoding
    raise Unreadable("encoding")


def text_rows(path: str) -> Iterator[list[Any]]:
    """The rows of a CSV; the separator is the sign that its first line holds most of."""
    csv.field_size_limit(CSV_FIELD)
    with open(path, encoding=encoding_of(path), newline="") as text:
        first = text.readline(CSV_FIELD)
        text.seek(0)
        yield from csv.reader(text, delimiter=max(",\t;", key=first.count))


def write(rows: Iterable[list[Any]], out: TextIO, most: int, longest: int) -> int:
    """Writes the rows that hold something; `Unreadable` when there are more than `most`."""
    count = 0
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for number, row in enumerate(rows, start=1):
        cells = [plain(cell, longest) for cell in row[:COLUMNS]]
        while cells and blank(cells[-1]):
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > most:
            raise Unreadable("too_many_rows")
        out.write(encode([number, cells]) + "\n")
    return count


def read(path: str, kind: str, most: int, longest: int, names: list[str], out: TextIO) -> None:
    """The whole conversation; every failure ends in an `error` line."""
    try:
        if kind == "csv":
            out.write('{"sheet":""}\n')
            count = write(text_rows(path), out, most, longest)
        else:
            for name, rows in workbook_rows(path, names):
                out.write(json.dumps({"sheet": name}) + "\n")
                count = write(rows, out, most, longest)
        last: dict[str, Any] = {"rows": count}
    except Unreadable as error:
        last = {"error": str(error)}
    except (MemoryError, ImportError):  # the parser itself did not fit
        last = {"error": "memory"}
    except csv.Error:
        last = {"error": "csv"}
    except OSError as error:
        last = {"error": "memory" if error.errno == errno.ENOMEM else "damaged"}
    except BaseException as error:  # a panic of the parser is no Exception
        last = {"error": "damaged", "detail": type(error).__name__}
    out.write(json.dumps(last) + "\n")
    out.flush()


def main(arguments: list[str]) -> None:
    """FILE KIND MEMORY SECONDS OUTPUT ROWS CHARACTERS [PREFERRED SHEET …]"""
    path, kind, memory, seconds, output, most, longest, *names = arguments
    lower_limits(int(memory), int(seconds), int(output))
    with open(sys.stdout.fileno(), "w", encoding="utf-8", errors="replace", closefd=False) as out:
        read(path, kind, int(most), int(longest), names, out)


if __name__ == "__main__":
    main(sys.argv[1:])
