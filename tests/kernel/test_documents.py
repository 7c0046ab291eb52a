"""A template and data become a PDF: same bytes, no code from data, no missing glyph."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from silian.kernel.documents import fonts, missing_characters, typeset
from silian.kernel.refusals import Invalid

TEMPLATE = """
#import "/kernel/documents/typst/paper.typ": *
#let d = json(bytes(sys.inputs.data))
#show: paper.with(title: d.title, author: "示例", head: "示例", foot: "脚注")
#d.title
#stats(((label: "人数", value: "12", unit: "人", note: "合计"),), columns: 1)
#bars(d.bars, unit: "人")
#shares(d.bars.map(bar => bar + (colour: brand)), 30, unit: "人")
#sheet((1fr, auto), ("岗位", "人数"), d.rows, numeric: (1,), total: ("合计", "30000"))
""".encode()
DATA: dict[str, Any] = {
    "title": "示例清单 #pagebreak() [x] $y$",
    "bars": [{"label": "车工", "value": 20}, {"label": "钳工", "value": 10}],
    "rows": [["车工", "20000"], ["钳工", "10000"]],
}
AT = datetime(2026, 3, 1, 8, 30, 15, 999, tzinfo=UTC)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return found.stdout.decode()


def test_same_data_gives_the_same_bytes() -> None:
    first = typeset(TEMPLATE, DATA, at=AT)
    assert first.startswith(b"%PDF")
    assert typeset(TEMPLATE, DATA, at=AT) == first
    assert typeset(TEMPLATE, DATA, at=datetime(2026, 3, 2, tzinfo=UTC)) != first


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="reads the PDF with poppler")
def test_text_is_text_and_never_markup(tmp_path: Path) -> None:
    text = text_of(typeset(TEMPLATE, DATA, at=AT), tmp_path)
    assert "示例清单 #pagebreak() [x] $y$" in text
    assert text.count("\f") == 1
    assert "合计" in text


def test_a_character_without_glyph_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="𬭎"):
        typeset(TEMPLATE, {**DATA, "rows": [["𬭎", "1"]]})
    assert missing_characters(["车工 12 ㎡ é\n"]) == []
    assert missing_characters(["䶮", "a𬭎䶮"]) == ["䶮", "𬭎"]


def test_a_font_of_the_installation_fills_the_gap(monkeypatch: Any, tmp_path: Path) -> None:
    unknown = "\ue000"
    assert missing_characters([unknown]) == [unknown]
    extra = tmp_path / "extra"
    extra.mkdir()
    _one_glyph_font(extra / "own.ttf", unknown)
    monkeypatch.setattr(fonts, "extra_folder", lambda: extra)
    assert missing_characters([unknown, "车"]) == []


def _one_glyph_font(path: Path, character: str) -> None:
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "own"])
    builder.setupCharacterMap({ord(character): "own"})
    builder.setupGlyf({".notdef": Glyph(), "own": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "own": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def test_a_face_is_unpacked_once(monkeypatch: Any) -> None:
    folder = fonts.unpacked("NotoSansSC-Regular")
    monkeypatch.setattr(fonts, "_unpack", pytest.fail)
    assert fonts.unpacked("NotoSansSC-Regular") == folder
    assert [path.suffix for path in folder.iterdir()] == [".ttf"]


def test_the_worker_and_the_demo_unpack_the_fonts_before_anything_is_written(
    monkeypatch: Any,
) -> None:
    from silian.config import cli_run
    from silian.kernel.jobs import worker
    from silian.shell.demo import prepare

    order: list[str] = []
    monkeypatch.setattr(fonts, "unpacked", order.append)
    monkeypatch.setattr(worker, "work", lambda **_how: order.append("work"))
    monkeypatch.setattr(prepare, "prepare", lambda: order.append("demo") or {})
    monkeypatch.setattr(cli_run.settings, "MODE", "demo")
    cli_run.worker(once=False)
    cli_run.demo(serve_after=False)
    assert order == [*fonts.SANS, *fonts.SERIF, "work", *fonts.SANS, *fonts.SERIF, "demo"]
