"""Exports and templates: never a formula, nothing private in public, importable again."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override

from silian.kernel.exchange import (
    Column,
    describe,
    download,
    export_csv,
    export_xlsx,
    file_name,
    stage,
    write_template,
)
from silian.kernel.exchange import export as export_module
from silian.kernel.refusals import Invalid
from tests.kernel.made_sheets import COLUMNS, SHEET, Level, put, someone

TRIGGERS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1+1", "＋1", "－1", "＠A",
    "|calc", " =1", "\u3000=1", "\ufeff=1", "\u200b=1", "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://x.example","点")', "{=1+1}", "http://x.example", "mailto:a@x.example",
]  # fmt: skip
TEXT = (Column(key="text", name="文字", name_en="Text"),)
RECORD: dict[str, Any] = {
    "company": "示例制造有限公司", "position": "数控车工", "headcount": 12, "level": "secondary",
    "program": "460103", "wishes": ["460103", "500101"], "from": date(2026, 9, 1), "until": None,
    "month": date(2026, 9, 1), "pay": Decimal("5000.50"), "housing": True, "phone": "13800001234",
}  # fmt: skip


def csv_of(*rows: Any, columns: Any = SHEET, **more: Any) -> list[list[str]]:
    stream = io.BytesIO()
    assert export_csv(columns, rows, stream, **more) == len(rows)
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))


def xlsx_of(*rows: Any, columns: Any = SHEET, **more: Any) -> Any:
    stream = io.BytesIO()
    assert export_xlsx(columns, rows, stream, **more) == len(rows)
    stream.seek(0)
    return openpyxl.load_workbook(stream).worksheets[0]


@pytest.mark.parametrize("text", TRIGGERS)
def test_no_text_becomes_a_formula(text: str) -> None:
    for cell in csv_of([text], columns=TEXT)[1]:
        assert cell[:1] not in set("=+-@|＝＋－＠｜\t\r\n\x00")
        assert cell.lstrip("\u3000\ufeff\u200b ")[:1] not in set("=+-@")
    found = xlsx_of([text], columns=TEXT)["A2"]
    assert found.data_type == "s"
    assert found.hyperlink is None
    assert "\x00" not in found.value


def test_header_is_never_a_formula_either() -> None:
    columns = (Column(key="a", name="=1+1", name_en="=1+1"),)
    assert csv_of(columns=columns)[0] == ["'=1+1"]
    assert xlsx_of(columns=columns)["A1"].data_type == "s"


def test_values_keep_their_kinds() -> None:
    sheet = xlsx_of(RECORD)
    cells = [cell.value for cell in sheet[2]]
    assert cells == [
        "示例制造有限公司", "数控车工", 12, "中职", "460103", "460103、500101",
        datetime(2026, 9, 1), None, "2026-09", 5000.5, "是", "13800001234",
    ]  # fmt: skip
    assert csv_of(RECORD)[1] == [
        "示例制造有限公司", "数控车工", "12", "中职", "460103", "460103、500101", "2026-09-01", "",
        "2026-09", "5000.50", "是", "13800001234",
    ]  # fmt: skip
    assert csv_of([-5], columns=TEXT)[1] == ["-5"]
    assert xlsx_of([-5], columns=TEXT)["A2"].data_type == "n"


def test_time_is_shown_in_shanghai_and_long_numbers_stay_whole() -> None:
    moment = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)
    assert csv_of([moment], columns=TEXT)[1] == ["2026-01-02 04:00"]
    assert xlsx_of([moment], columns=TEXT)["A2"].value == datetime(2026, 1, 2, 4, 0)
    assert xlsx_of([110101199003071234], columns=TEXT)["A2"].value == "110101199003071234"
    assert xlsx_of([date(1898, 7, 3)], columns=TEXT)["A2"].value == "1898-07-03"
    assert xlsx_of([float("nan")], columns=TEXT)["A2"].value == "nan"


def test_unprintable_and_endless_texts_are_written_without_harm() -> None:
    broken = "甲\x00\x0b\ud800\uffff乙"
    assert csv_of([broken], columns=TEXT)[1] == ["甲乙"]
    assert xlsx_of([broken], columns=TEXT)["A2"].value == "甲乙"
    assert len(xlsx_of(["字" * 40_000], columns=TEXT)["A2"].value) == 32_767


def test_public_export_leaves_contact_data_out() -> None:
    for heads in (
        csv_of(RECORD, public=True)[0],
        [c.value for c in xlsx_of(RECORD, public=True)[1]],
    ):
        assert "联系电话" not in heads
        assert len(heads) == len(COLUMNS) - 1
    assert "13800001234" not in str(csv_of(RECORD, public=True))


def test_export_has_the_language_of_its_reader() -> None:
    with override("en"):
        assert csv_of(RECORD)[0][:4] == ["Company", "Position", "Headcount", "Education"]


def test_more_rows_than_a_worksheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "SHEET_ROWS", 2)
    with pytest.raises(Invalid, match="超过 2 行"):
        xlsx_of(*[["甲"]] * 3, columns=TEXT)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_can_be_imported_again(tmp_path: Path, kind: str) -> None:
    stream = io.BytesIO()
    record = {**RECORD, "company": "=示例", "phone": "-110"}
    {"xlsx": export_xlsx, "csv": export_csv}[kind](SHEET, [record], stream)
    path = put(tmp_path, stream.getvalue(), f"a.{kind}")
    batch = stage(actor=someone(), sheet=SHEET, path=path, file_name=path.name).batch
    assert (batch.rows, batch.ok) == (1, 1)
    from silian.kernel.exchange.flow import reach
    from silian.kernel.exchange.preview import unpack

    with reach(1):
        line = batch.lines.get()
    assert unpack(SHEET, line.values, line.cleaned, line.private)[1] == record


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("人才需求", "京津冀汽车"), "人才需求_京津冀汽车_2026-11-22.xlsx"),
        (("a/../b:c", "\u202e换\r\n行"), "a-..-b-c_换-行_2026-11-22.xlsx"),
        (("", "x" * 300), "x" * 60 + "_2026-11-22.xlsx"),
    ],
)
def test_download_name_is_safe(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts, suffix="xlsx", day=date(2026, 11, 22)) == name


@pytest.mark.django_db
def test_download_answers_with_an_encoded_name() -> None:
    response = download("需求_2026.csv", lambda stream: export_csv(TEXT, [["甲"]], stream))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E9%9C%80%E6%B1%82_2026.csv"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize(("lang", "title"), [("zh-hans", "试验需求"), ("en", "Trial demand")])
def test_template_has_headers_lists_and_no_data(lang: str, title: str) -> None:
    stream = io.BytesIO()
    write_template(SHEET, stream, lang)
    stream.seek(0)
    book = openpyxl.load_workbook(stream)
    page = book.worksheets[0]
    assert page.title == title
    assert (page.max_row, page.freeze_panes) == (1, "A2")
    heads = [cell.value for cell in page[1]]
    assert heads[:4] == (
        ["企业名称 *", "岗位名称 *", "需求人数（人） *", "学历层次"]
        if lang == "zh-hans"
        else ["Company *", "Position *", "Headcount *", "Education"]
    )
    assert book["lists"].sheet_state == "hidden"
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert rules["D2:D100001"].formula1 == "options_level"
    assert (rules["C2:C100001"].type, rules["C2:C100001"].formula2) == ("whole", "10000")
    assert book.defined_names["options_program"].attr_text == "lists!$B$1:$B$3"
    assert [cell.value for cell in book["lists"]["B"]] == [
        "460103 数控技术", "460104 机械制造及自动化", "500101 铁道工程技术",
    ]  # fmt: skip
    assert page.column_dimensions["L"].width > 0
    assert ("必填" if lang == "zh-hans" else "Required") in page["A1"].comment.text


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_filled_template_is_imported(tmp_path: Path, lang: str) -> None:
    stream = io.BytesIO()
    write_template(SHEET, stream, lang)
    book = openpyxl.load_workbook(stream)
    page = book.worksheets[0]
    for at, value in enumerate(["甲厂", "焊工", 3, "中职", "460103 数控技术"], start=1):
        page.cell(2, at, value)
    path = tmp_path / "filled.xlsx"
    book.save(path)
    batch = stage(actor=someone(), sheet=SHEET, path=path, file_name="filled.xlsx").batch
    assert (batch.rows, batch.ok, batch.notes) == (1, 1, [])


def test_template_is_small_and_plain() -> None:
    stream = io.BytesIO()
    write_template(SHEET, stream)
    names = zipfile.ZipFile(stream).namelist()
    assert not [name for name in names if "vba" in name or "externalLink" in name]


def test_description_lists_every_column_in_both_languages() -> None:
    page = describe(SHEET)
    assert page.startswith("# 试验需求 Trial demand\n")
    for column in SHEET.columns:
        assert f"{column.name}<br>{column.name_en} | `{column.key}`" in page
    assert "中职 `secondary`" in page
    assert "个人信息，不公开 personal, never public" in page
    with override("en"):
        assert describe(SHEET) == page
    assert Level.SECONDARY.value in page
