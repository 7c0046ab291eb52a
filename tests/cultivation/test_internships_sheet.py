"""Internships by spreadsheet: drafted all together, or none of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cultivation.students_world import World, build_world

from silian.cultivation.models import Internship
from silian.cultivation.services.internships_import import INTERNSHIPS
from silian.kernel.exchange import commit, stage
from silian.kernel.refusals import Conflict
from silian.organisations import public as organisations


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    found = build_world()
    with found.inside():
        yield found


def sheet_of(world: World, tmp_path: Path, *lines: list[str]) -> Any:
    """A preview of these lines by the school."""
    path = tmp_path / "internships.csv"
    text = io.StringIO()
    head = ["学号", "实习单位", "岗位", "岗位对应专业", "起", "止", "月报酬（元）", "校内指导教师"]
    csv.writer(text).writerows([head, *lines])
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    actor = world.actor("school_office")
    return stage(actor=actor, sheet=INTERNSHIPS, path=path, file_name="实习.csv").batch


def test_many_internships_are_drafted_from_a_sheet(world: World, tmp_path: Path) -> None:
    organisations.forget()
    unit = world.unit("maker").name
    line = ["", unit, "数控操作", "460103", "2026-03-02", "2026-09-01", "3200", "示例教师"]
    batch = sheet_of(world, tmp_path, *([n, *line[1:]] for n in ("2401001", "2401002")))
    commit(actor=world.actor("school_office"), batch=batch)

    rows = list(Internship.objects.order_by("student__number"))
    assert [row.student for row in rows] == [world.adult, world.minor]
    assert {row.state for row in rows} == {"draft"}
    assert rows[0].school_mentor == "示例教师"
    wrong = sheet_of(
        world, tmp_path, ["2401001", unit, "岗位", "", "2026-10-01", "2026-12-01", "", ""],
        ["没有的学号", unit, "岗位", "", "2026-10-01", "2026-09-01", "", ""],
    )  # fmt: skip
    with pytest.raises(Conflict):
        commit(actor=world.actor("school_office"), batch=wrong)
    assert Internship.objects.count() == 2
