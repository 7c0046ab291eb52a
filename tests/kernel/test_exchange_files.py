"""Files: what is refused before it is parsed, and what is read from the rest."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from silian.kernel.exchange.gate import LIMITS, Limits, clean_name, pass_gate
from silian.kernel.exchange.reading import ReaderLimits, open_rows
from silian.kernel.refusals import Invalid, Refusal, TooLarge
from tests.kernel.made_sheets import HEADS, put, row, workbook


def rows_of(path: Path, name: str = "", **more: object) -> list[tuple[int, list[object]]]:
    with open_rows(path, name or path.name, **more) as rows:  # type: ignore[arg-type]
        return list(rows)


def repacked(data: bytes, **members: bytes | None) -> bytes:
    """A workbook with members replaced, added, or (None) left out."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in members:
                target.writestr(name, source.read(name))
        for name, content in members.items():
            if content is not None:
                target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.xlsx", b"", "文件是空的"),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "另存为"),
        ("表.ods", b"PK\x03\x04", "不能读取 .ods 文件"),
        ("表.xlsm", b"PK\x03\x04", "带宏的表格不接收"),
        ("说明.pdf", b"%PDF-1.7", "只接收 .xlsx 和 .csv"),
        ("表", b"PK\x03\x04", "只接收 .xlsx 和 .csv"),
        ("锁.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "加了密码"),
        ("网页.xlsx", b"  <html><table></table></html>", "其实是网页"),
        ("网页.csv", b"\xef\xbb\xbf<?xml version='1.0'?>", "其实是网页"),
        ("文本.xlsx", "岗位,人数".encode(), "内容却不是表格"),
        ("表.csv", workbook([]), "内容却是压缩包或表格"),
        ("二进制.csv", b"a,b\n\x00\x01", "内容却不是文本"),
        ("断.xlsx", workbook([row()])[:900], "文件已损坏"),
        ("压缩包.xlsx", repacked(workbook([]), **{"xl/workbook.xml": None}), "内容却不是表格"),
        ("宏.xlsx", repacked(workbook([]), **{"xl/vbaProject.bin": b"1"}), "带宏"),
        ("嵌.xlsx", repacked(workbook([]), **{"xl/embeddings/a.xlsx": b"1"}), "嵌有其他文件"),
        ("爬.xlsx", repacked(workbook([]), **{"../../etc/cron": b"1"}), "内部结构不安全"),
        ("绝对.xlsx", repacked(workbook([]), **{"/etc/cron": b"1"}), "内部结构不安全"),
        ("重名.xlsx", repacked(workbook([]), **{"XL/Workbook.xml": b"<a/>"}), "内部结构不安全"),
        ("开放.xlsx", repacked(workbook([]), mimetype=b"application/x"), "OpenDocument"),
        (
            "实体.xlsx",
            repacked(workbook([]), **{"xl/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "DTD",
        ),
        (
            "实体16.xlsx",
            repacked(workbook([]), **{"xl/x.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
            "DTD",
        ),
        ("无头.xlsx", repacked(workbook([]), **{"xl/x.xml": b" " * 90_000 + b"<a/>"}), "已损坏"),
    ],
)
def test_unfit_file_is_refused_with_a_sentence(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        pass_gate(put(tmp_path, data, "upload.bin"), name)


def test_archive_beyond_a_limit_is_refused_before_it_is_unfolded(tmp_path: Path) -> None:
    many = repacked(workbook([]), **{f"xl/m{n}.bin": b"" for n in range(2_001)})
    with pytest.raises(Invalid, match="内部文件"):
        pass_gate(put(tmp_path, many), "多.xlsx")

    padded = repacked(workbook([]), **{"xl/worksheets/sheet9.xml": b"<a>" + b" " * 30_000_000})
    with pytest.raises(Invalid, match="100 倍"):
        pass_gate(put(tmp_path, padded), "胀.xlsx")

    with pytest.raises(Invalid, match="解压后超过 0 MB"):
        pass_gate(put(tmp_path, workbook([row()])), "大.xlsx", Limits(unfolded_bytes=100))

    with pytest.raises(TooLarge, match="超过 0 MB"):
        pass_gate(put(tmp_path, workbook([row()])), "大.xlsx", Limits(file_bytes=100))


def test_directory_that_lies_about_a_size_is_found_out(tmp_path: Path) -> None:
    data = bytearray(repacked(workbook([]), **{"xl/big.xml": b"<a>" + b"x" * 5_000_000}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/big.xml"))
    data[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    with pytest.raises(Invalid, match="已损坏"):
        pass_gate(put(tmp_path, bytes(data)), "谎.xlsx")


def test_good_workbook_passes_and_keeps_its_kinds_and_numbers(tmp_path: Path) -> None:
    path = put(tmp_path, workbook([row(), row(pay=5000.5, headcount=12.0)]))
    assert pass_gate(path, path.name, LIMITS).kind == "xlsx"
    rows = rows_of(path)
    assert rows[0] == (1, HEADS)
    assert rows[1][1][:5] == ["示例制造有限公司", "数控车工", 12, "中职", "460103"]
    assert (rows[2][0], rows[2][1][2], rows[2][1][9]) == (3, 12, 5000.5)


def test_rows_keep_their_numbers_when_the_sheet_begins_lower(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("说明").hide()
    page = book.add_worksheet("数据")
    page.activate()
    page.set_first_sheet()
    page.write(4, 1, "表头")
    page.write(8, 1, "内容")
    page.write(9, 0, "   ")
    book.close()
    assert rows_of(tmp_path / "a.xlsx") == [(5, [None, "表头"]), (9, [None, "内容"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_people_save(tmp_path: Path, encoding: str) -> None:
    separator = "\t" if encoding == "utf-16" else ","
    text = f'企业名称{separator}人数\n"示例，甲"{separator}12\n\n乙{separator}\n'
    path = put(tmp_path, text.encode(encoding), "a.csv")
    assert rows_of(path) == [(1, ["企业名称", "人数"]), (2, ["示例，甲", "12"]), (4, ["乙"])]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n" + b"x" * 5000 + b"\x00", "空字符"),
        (b"a,b\n\xff\x81\x30\x81\xff", "认不出文本的编码"),
        (b'a,b\n"' + b"x" * 200_000, "CSV 的格式有误"),
        (b"\n\n , \n", "表格里没有内容"),
    ],
)
def test_unreadable_csv_is_refused_with_a_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        rows_of(put(tmp_path, data, "a.csv"))


def test_reader_that_passes_a_limit_ends_in_a_sentence(tmp_path: Path) -> None:
    path = put(tmp_path, workbook([row() for _number in range(20)]))
    with pytest.raises(Invalid, match="内存过大"):
        rows_of(path, reader_limits=ReaderLimits(base_mb=8, factor=0))
    with pytest.raises(Invalid, match="超过 5 行"):
        rows_of(path, reader_limits=ReaderLimits(rows=5))
    with pytest.raises(Invalid, match="已停止"):
        rows_of(path, reader_limits=ReaderLimits(wall_seconds=0))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\表\\需求.xlsx", "需求.xlsx"),
        ("a\x00b\r\nSet-Cookie: x.xlsx", "abSet-Cookie: x.xlsx"),
        ("需求\u202exslx.exe.xlsx", "需求xslx.exe.xlsx"),
        ("字" * 400 + ".xlsx", "字" * 180 + ".xlsx"),
        ("..", ""),
    ],
)
def test_file_name_keeps_only_what_shows(name: str, clean: str) -> None:
    assert clean_name(name) == clean
