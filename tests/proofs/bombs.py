"""Small files that ask for much: each a name and its bytes.

As a program it writes them into a folder, so that the memory it takes to make them is not that
of the process that reads them: `python -m tests.proofs.bombs FOLDER [TITLE …]`.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import django

django.setup()

from tests.kernel.made_sheets import HEADS, row, workbook  # noqa: E402 - its tables need Django

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def packed(**members: bytes) -> bytes:
    """A good workbook with members replaced or added."""
    source, out = zipfile.ZipFile(io.BytesIO(workbook([row()]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in members:
                target.writestr(name, source.read(name))
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


def sheet(body: str) -> dict[str, bytes]:
    """The first worksheet with these rows."""
    return {SHEET: f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>".encode()}


def strings(*texts: str) -> dict[str, bytes]:
    """The table of shared strings: the headers, then these."""
    items = "".join(f"<si><t>{text}</t></si>" for text in (*HEADS, *texts))
    return {STRINGS: f"<sst {MAIN}>{items}</sst>".encode()}


def head_row() -> str:
    """The header, by shared strings."""
    return "<row>" + "".join(f'<c t="s"><v>{n}</v></c>' for n in range(len(HEADS))) + "</row>"


def shared_string_bomb(copies: int = 20_000) -> bytes:
    """One text of 32,000 characters, referred to again and again: 3 bytes packed, 32 KB each."""
    at = len(HEADS)
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{at}</v></c></row>' for n in range(2, copies + 2)
    )
    return packed(**strings("x" * 32_000), **sheet(head_row() + rows))


def far_cells() -> bytes:
    """Two cells, in the first and the last corner of a worksheet."""
    corners = [(1, "A1"), (1_048_576, "XFD1048576")]
    rows = [f'<row r="{n}"><c r="{at}"><v>1</v></c></row>' for n, at in corners]
    return packed(**sheet("".join(rows)))


def laughs() -> bytes:
    """Entities that refer to entities."""
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{names}]>'
    return packed(**{STRINGS: f"{head}<sst {MAIN}><si><t>&l9;</t></si></sst>".encode()})


def outside_entity() -> bytes:
    """An entity that would be read from this machine."""
    head = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return packed(**{STRINGS: f"{head}<sst {MAIN}><si><t>&f;</t></si></sst>".encode()})


def lying_size() -> bytes:
    """A directory that says 1,000 bytes of a member that unfolds to 50 MB."""
    data = bytearray(packed(**{"xl/styles.xml": b"<a>" + b" " * 50_000_000 + b"</a>"}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/styles.xml"))
    data[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    return bytes(data)


def overlapping() -> bytes:
    """A directory whose members are all the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            target.writestr(name, b"<a/>")
        target.writestr("xl/m0.xml", b"<a>" + b"0" * 30_000_000 + b"</a>")
        first = target.getinfo("xl/m0.xml")
        for number in range(1, 60):
            twin = zipfile.ZipInfo(f"xl/m{number}.xml")
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(twin, name, getattr(first, name))
            target.filelist.append(twin)
            target.NameToInfo[twin.filename] = twin
    return out.getvalue()


def bombs() -> Iterator[tuple[str, bytes]]:
    """Every bomb."""
    yield "padding", packed(**{SHEET: b"<worksheet>" + b" " * 300_000_000 + b"</worksheet>"})
    yield "a million rows", packed(**sheet("<row><c><v>1</v></c></row>" * 1_000_000))
    wide = "".join("<c><v>1</v></c>" for _column in range(16_384))
    yield "wide rows", packed(**sheet(f"<row>{wide}</row>" * 100))
    yield "far cells", far_cells()
    yield "shared string", shared_string_bomb()
    yield "nested archive", packed(**{"xl/embeddings/a.zip": workbook([row()] * 50)})
    yield "many members", packed(**{f"xl/m{n}.xml": b"" for n in range(60_000)})
    yield "entities", laughs()
    yield "outside entity", outside_entity()
    yield "lying size", lying_size()
    yield "overlapping members", overlapping()
    yield "deep elements", packed(**{SHEET: b"<a>" * 3_000_000})
    yield "long attribute", packed(**{SHEET: b'<worksheet a="' + b"x" * 90_000_000 + b'"/>'})
    yield "many strings", packed(**strings(*["x" * 8] * 900_000))
    styles = b"<xf/>" * 6_000_000
    yield "many styles", packed(**{"xl/styles.xml": b"<styleSheet><cellXfs>" + styles})


if __name__ == "__main__":
    folder, only = Path(sys.argv[1]), sys.argv[2:]
    for title, data in bombs():
        if not only or title in only:
            (folder / f"{title}.xlsx").write_bytes(data)
