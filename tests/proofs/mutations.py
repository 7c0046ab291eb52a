"""Spreadsheets changed at random: their bytes, their XML, their cells."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

from tests.kernel.made_sheets import COLUMNS, HEADS, row, workbook

WORDS: list[Any] = [
    None, "", " ", 0, -1, 1e308, -1e-308, 2**63, 10**17 + 1, 0.1, True, False, "=1+1", "+1", "-1",
    "@SUM(A1)", "\t=1", "\r=1", "\x01=1", "＝1+1", "|calc", "=cmd|'/c calc'!A1", "'=1", "{=1}",
    "\u202e倒", "😀", "字" * 3_000, "x" * 40_000, "2026-02-30", "0000-00-00", "9999-99-99", "1/0",
    "999999999999999999", "NaN", "inf", "1e999", "١٢", "½", "Ⅻ", "<script>alert(1)</script>",
    "'; DROP TABLE kernel_importrow; --", "%s %(n)s {0}", "a\nb\rc", "\ufeff", "\u200b", "&#0;",
    "_x0000_", "_x003D_1", "http://x.example", "٪", "\U000e0001", "é", "e\u0301", "460103",
]  # fmt: skip
ATTRIBUTES = [
    "",
    "0",
    "-1",
    "XFD1048576",
    "A1:XFD1048576",
    "ZZZZ9999999",
    "A0",
    "999999999999",
    "é",
    "s",
    "inlineStr",
    "b",
    "e",
    "d",
    "n",
    "str",
    "1e9",
    "&#x41;",
    "../../x",
    "true",
]
SNIPPETS = [
    b"<c",
    b"</c>",
    b"<v>99999999</v>",
    b"<v>-1</v>",
    b"<f>1+1</f>",
    b"<!--",
    b"]]>",
    b"<![CDATA[x",
    b"&undefined;",
    b"&#0;",
    b"\xff\xfe",
    b"\x00",
    b"<a:b/>",
    b"<row/>",
    b"<sheetData>",
    b"<si/>",
    b"<mergeCell ref='A1:XFD1048576'/>",
    b"<c r='XFD9' t='s'><v>0</v></c>",
    b"<?x y?>",
]


def good_workbook(chance: random.Random) -> bytes:
    """A workbook of some rows, with the template's kinds of cells."""
    rows = [row(position=f"岗位{n}", pay=chance.randrange(9_000)) for n in range(12)]
    return workbook(rows)


def cells(chance: random.Random) -> tuple[str, bytes]:
    """Any value in any cell, and headers that are not quite right."""
    rows = []
    for _number in range(chance.randrange(1, 9)):
        line = row(position=f"岗位{chance.random()}")
        for _time in range(chance.randrange(1, 6)):
            line[chance.randrange(len(line))] = chance.choice(WORDS)
        rows.append(line[: chance.randrange(1, len(line) + 1)])
    heads: list[Any] = list(HEADS)
    if chance.random() < 0.3:
        heads[chance.randrange(len(heads))] = chance.choice([*WORDS, COLUMNS[0].name_en])
    if chance.random() < 0.3:
        return "cells.csv", _csv([heads, *rows], chance)
    return "cells.xlsx", workbook(rows, heads)


def _csv(rows: list[list[Any]], chance: random.Random) -> bytes:
    text = "\n".join(
        chance.choice(",,,;\t").join(
            f'"{cell}"' if chance.random() < 0.5 else str(cell) for cell in line
        )
        for line in rows
    )  # fmt: skip
    data = bytearray(text.encode(chance.choice(["utf-8", "gb18030", "utf-16"]), "replace"))
    for _time in range(chance.randrange(0, 4)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def archive(chance: random.Random) -> tuple[str, bytes]:
    """Bytes of the archive turned, cut, doubled or overwritten."""
    data = bytearray(good_workbook(chance))
    at = chance.randrange(len(data))
    kind = chance.randrange(6)
    if kind == 0:
        for _time in range(chance.randrange(1, 40)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == 1:
        del data[at:]
    elif kind == 2:
        data[at:at] = data[at : at + chance.randrange(1, 500)]
    elif kind == 3:
        del data[at : at + chance.randrange(1, 200)]
    elif kind == 4:
        # A field of the directory: sizes, offsets, counts, names, flags.
        start = data.rfind(b"PK\x01\x02", 0, at) if at > 4 else -1
        at = max(start, 0) + chance.randrange(4, 60)
        data[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x01\0\0\0"])
    else:
        data[at : at + 64] = chance.randbytes(64)
    return "archive.xlsx", bytes(data)


def xml(chance: random.Random) -> tuple[str, bytes]:
    """XML of a member with changed attributes, torn tags and foreign pieces."""
    source = zipfile.ZipFile(io.BytesIO(good_workbook(chance)))
    out = io.BytesIO()
    victim = chance.choice([n for n in source.namelist() if "docProps" not in n])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _torn(content, chance) if name == victim else content)
    return "xml.xlsx", out.getvalue()


def _torn(content: bytes, chance: random.Random) -> bytes:
    for _time in range(chance.randrange(1, 6)):
        kind = chance.randrange(4)
        at = chance.randrange(len(content) or 1)
        if kind == 0:
            found = list(re.finditer(rb'="[^"]*"', content))
            if found:
                one = chance.choice(found)
                value = f'="{chance.choice(ATTRIBUTES)}"'.encode()
                content = content[: one.start()] + value + content[one.end() :]
        elif kind == 1:
            content = content[:at] + chance.choice(SNIPPETS) + content[at:]
        elif kind == 2:
            content = content[:at] + content[at + chance.randrange(1, 80) :]
        else:
            part = content[at : at + chance.randrange(1, 400)]
            content = content[:at] + part * chance.randrange(2, 50) + content[at:]
    return content


KINDS: list[Callable[[random.Random], tuple[str, bytes]]] = [cells, archive, xml]
