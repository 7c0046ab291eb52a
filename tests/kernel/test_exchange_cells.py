"""Cells: what was typed becomes a value, or a problem that says how to mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from silian.kernel.exchange.cleaning import CellReader
from silian.kernel.exchange.columns import Column, Problem
from tests.kernel.made_sheets import SHEET


def read(key: str, raw: Any, **changes: Any) -> tuple[Any, Problem | None]:
    return CellReader(replace(SHEET.column(key), **changes))(raw)


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("company", "  示例制造有限公司\u3000", "示例制造有限公司"),
        ("company", "甲\u200b乙\x07", "甲乙"),
        ("company", 12, "12"),
        ("company", "'=1+1", "=1+1"),
        ("phone", 13800001234, "13800001234"),
        ("headcount", 12, 12),
        ("headcount", "１２", 12),
        ("headcount", "1,200 人", 1200),
        ("headcount", "12.0", 12),
        ("level", "中职", "secondary"),
        ("level", "BACHELOR", "bachelor"),
        ("level", " 高职 专科", "associate"),
        ("program", "460103 数控技术", "460103"),
        ("wishes", "数控技术、460104；铁道工程技术", ["460103", "460104", "500101"]),
        ("wishes", None, []),
        ("from", "2026-09-01", date(2026, 9, 1)),
        ("from", "2026/9/1", date(2026, 9, 1)),
        ("from", "2026年9月1日", date(2026, 9, 1)),
        ("from", "2026-09-01 08:30:00", date(2026, 9, 1)),
        ("from", 20260901, date(2026, 9, 1)),
        ("from", 46266, date(2026, 9, 1)),
        ("month", "2026年9月", date(2026, 9, 1)),
        ("month", "2026-09-17", date(2026, 9, 1)),
        ("month", 202609, date(2026, 9, 1)),
        ("pay", 5000, Decimal("5000.00")),
        ("pay", 0.1 + 0.2, Decimal("0.30")),
        ("pay", "5,000.5元", Decimal("5000.50")),
        ("housing", True, True),
        ("housing", "否", False),
        ("housing", 1, True),
        ("housing", "", None),
    ],
)
def test_cell_is_read_as_its_kind(key: str, raw: Any, value: Any) -> None:
    found, problem = read(key, raw)
    assert problem is None
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("key", "raw", "sentence", "mend"),
    [
        ("company", None, "必填，不能为空。", "例如：示例制造有限公司"),
        ("company", "字" * 61, "有 61 个字，最多 60 个。", "请缩短。"),
        ("phone", 110101199003071234, "长数字的末几位已被表格软件丢失。",
         "请把这一列设为“文本”格式，重新输入完整的数字。"),
        ("headcount", "若干", "不是数字。", "例如：12"),
        ("headcount", 12.5, "不是整数。", "例如：12"),
        ("headcount", 0, "超出范围。", "应在 1 到 10000 之间。"),
        ("headcount", "9" * 400, "超出范围。", "应在 1 到 10000 之间。"),
        ("headcount", True, "不是数字。", "例如：12"),
        ("level", "博士后", "没有这个选项：“博士后”。", "只能填：中职、高职专科、普通本科。"),
        ("program", "烹饪", "标准目录里没有“烹饪”。", "请从模板的下拉表中选择。"),
        ("from", "明年春天", "不是日期。", "请写成 2026-09-01 的样子。"),
        ("from", "2026-02-30", "没有这一天。", "请写成 2026-09-01 的样子。"),
        ("from", "2026-09", "只有年月，缺少日。", "请写成 2026-09-01 的样子。"),
        ("pay", 0.125, "最多 2 位小数。", ""),
        ("pay", -1, "超出范围。", "不小于 0。"),
        ("pay", "1e400", "不是数字。", "只填数字，例如 12。"),
        ("pay", float("inf"), "不是数字。", "只填数字，例如 12。"),
        ("housing", "也许", "只能填“是”或“否”。", ""),
    ],
)  # fmt: skip
def test_wrong_cell_says_what_is_wrong_and_how_to_mend_it(
    key: str, raw: Any, sentence: str, mend: str
) -> None:
    value, problem = read(key, raw)
    assert value is None
    assert problem is not None
    assert (problem.column, problem.severity) == (key, "error")
    assert str(problem.sentence) == sentence
    assert str(problem.mend) == mend


def test_unknown_term_brings_suggestions_for_the_whole_cell() -> None:
    _value, problem = read("program", "数控加工")
    assert problem is not None
    assert [(s.value, s.label) for s in problem.suggestions] == [
        ("460103 数控技术", "460103 数控技术")
    ]

    value, problem = read("wishes", "铁道工程技术、数控加工")
    assert problem is not None
    assert (value, problem.severity) == (["500101"], "warning")
    assert [s.value for s in problem.suggestions] == ["铁道工程技术、460103 数控技术"]


def test_name_of_two_entries_asks_which_is_meant() -> None:
    _value, problem = read("program", "焊接")
    assert problem is not None
    assert (problem.sentence, problem.mend) == ("“焊接”不止一项。", "请选定其中一项。")
    # The list does not know the name with its remark, so the code alone would be typed.
    assert [(s.value, s.label) for s in problem.suggestions] == [
        ("460110", "460110 焊接（高职专科）"),
        ("660104", "660104 焊接（中职）"),
    ]


def test_true_one_and_one_point_nought_are_three_cells() -> None:
    reader = CellReader(Column(key="note", name="备注", name_en="Note"))
    assert [reader(raw)[0] for raw in (1, True, 1.5, "1")] == ["1", "是", "1.5", "1"]


def test_sentences_are_in_the_language_of_the_reader() -> None:
    with override("en"):
        _value, problem = read("headcount", "若干")
        assert problem is not None
        assert problem.plain()["sentence"] == "This is not a number."
