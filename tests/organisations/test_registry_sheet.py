"""The registry from a spreadsheet: every problem at its cell, then all rows or none."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.organisations.made_codes import code_of

from silian.kernel.access import Actor
from silian.kernel.exchange import commit, export_csv, stage
from silian.kernel.models import ImportRow
from silian.kernel.refusals import Conflict, Forbidden
from silian.kernel.scoping import across
from silian.organisations.public import ORGANISATIONS, Organisation, forget

Make = Callable[..., Organisation]
HEAD = ["单位名称", "单位类别", "统一社会信用代码", "企业规模", "网站", "学校标识码"]


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """A CSV with these rows under `HEAD`."""

    def write(*rows: list[str], name: str = "单位.csv") -> Path:
        path = tmp_path / name
        text = io.StringIO()
        csv.writer(text).writerows([HEAD, *rows])
        path.write_text(text.getvalue(), encoding="utf-8-sig")
        return path

    return write


def lines(batch: Any) -> list[ImportRow]:
    """The rows of a batch of the platform, which belongs to no consortium."""
    with across():
        return list(ImportRow.objects.filter(batch=batch).order_by("number"))


def staged(actor: Actor, path: Path) -> Any:
    forget()
    return stage(actor=actor, sheet=ORGANISATIONS, path=path, file_name=path.name).batch


def test_good_rows_are_registered_once(
    sheet: Callable[..., Path], db: None, secretary: Actor
) -> None:
    path = sheet(
        ["示例甲有限公司", "企业", code_of(1).lower(), "小型", "https://example.org", ""],
        ["示例乙协会", "行业协会", "", "", "", ""],
    )
    done = commit(actor=secretary, batch=staged(secretary, path))
    assert (done.created, done.unchanged) == (2, 0)
    row = Organisation.objects.get(name="示例甲有限公司")
    assert (row.kind, row.uscc, row.size, row.website) == (
        "enterprise",
        code_of(1),
        "small",
        "https://example.org",
    )
    again = sheet(
        ["示例甲有限公司", "企业", "", "", "", ""],
        ["示例丙厂", "企业", "", "", "", ""],
        name="第二份.csv",
    )
    done = commit(actor=secretary, batch=staged(secretary, again))
    assert (done.created, done.unchanged) == (1, 1)
    assert Organisation.objects.count() == 3


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["", "企业", "", "", "", ""], "name"),
        (["。。", "企业", "", "", "", ""], "name"),
        (["示例丁", "马戏团", "", "", "", ""], "kind"),
        (["示例丁", "企业", "9144030071526726XH", "", "", ""], "uscc"),
        (["示例丁", "本科院校", "", "大型", "", ""], "size"),
        (["示例丁", "企业", "", "", "javascript:alert(1)", ""], "website"),
        (["示例丁", "本科院校", "", "", "", "12"], "school_code"),
        (["示例丁", "企业", code_of(2), "", "", ""], "uscc"),
    ],
)
def test_a_problem_is_named_at_its_cell(
    sheet: Callable[..., Path], make: Make, secretary: Actor, row: list[str], column: str
) -> None:
    make("示例已有", uscc=code_of(2))
    batch = staged(secretary, sheet(row))
    problems = json.loads(lines(batch)[0].problems)
    assert {p["column"] for p in problems if p["severity"] == "error"} == {column}
    with pytest.raises(Conflict):
        commit(actor=secretary, batch=batch)
    assert Organisation.objects.count() == 1


def test_one_code_in_two_rows_stops_the_commit(
    sheet: Callable[..., Path], db: None, secretary: Actor
) -> None:
    path = sheet(
        ["示例甲", "企业", code_of(1), "", "", ""], ["示例乙", "企业", code_of(1), "", "", ""]
    )
    with pytest.raises(Conflict, match="同一个代码"):
        commit(actor=secretary, batch=staged(secretary, path))
    assert not Organisation.objects.exists()


def test_nearly_the_same_name_is_a_warning(
    sheet: Callable[..., Path], make: Make, secretary: Actor
) -> None:
    make("示例甲（珠海）有限公司")
    batch = staged(secretary, sheet(["示例甲(珠海) 有限公司", "企业", "", "", "", ""]))
    line = lines(batch)[0]
    assert line.state == "warning"
    assert "示例甲（珠海）有限公司" in str(line.problems)


def test_import_refuses_without_the_right(
    sheet: Callable[..., Path], db: None, outsider: Actor
) -> None:
    with pytest.raises(Forbidden):
        staged(outsider, sheet(["示例甲", "企业", "", "", "", ""]))


def test_an_export_can_be_imported_and_changes_nothing(
    make: Make, secretary: Actor, tmp_path: Path
) -> None:
    for n in range(3):
        make(f"示例{n}有限公司", uscc=code_of(n), size="large")
    stream = io.BytesIO()
    rows = [
        {column.key: getattr(row, column.key) for column in ORGANISATIONS.columns}
        for row in Organisation.objects.all()
    ]
    export_csv(ORGANISATIONS, rows, stream)
    path = tmp_path / "导出.csv"
    path.write_bytes(stream.getvalue())
    batch = staged(secretary, path)
    assert [line.state for line in lines(batch)] == ["unchanged"] * 3
