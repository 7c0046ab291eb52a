"""`silian cultivation paths`: the official paths, as text and as JSON; refusals as sentences."""

from __future__ import annotations

import json
from typing import Any

import pytest
from project_world import build_world
from typer.testing import CliRunner

from silian.cultivation.cli import app
from silian.kernel.refusals import Invalid, Missing


@pytest.fixture(autouse=True)
def lists(db: Any) -> None:
    build_world()


def said(*words: str) -> str:
    found = CliRunner().invoke(app, ["paths", *words], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def test_text_names_every_step() -> None:
    lines = said("710102").splitlines()
    assert lines == [
        "710102 物联网技术应用（中职） → 510102 物联网应用技术（高职） → 080905 物联网工程（本科）",
        "710102 物联网技术应用（中职） → 510102 物联网应用技术（高职） → "
        "310102 物联网工程技术（职业本科） → 电子信息（硕士）",
        "710102 物联网技术应用（中职） → 310102 物联网工程技术（职业本科） → 电子信息（硕士）",
    ]


@pytest.mark.parametrize(
    ("to", "ends"),
    [("本科", {"080905"}), ("bachelor", {"080905"}), ("高职", {"510102"}),
     ("职业本科", {"310102"}), ("硕士", {"master:电子信息"})],
)  # fmt: skip
def test_json_ends_at_the_level_asked_for(to: str, ends: set[str]) -> None:
    data = json.loads(said("710102", "--to", to, "--format", "json"))
    assert {path[-1]["code"] for path in data["paths"]} == ends
    assert all(path[0]["code"] == "710102" for path in data["paths"])
    assert data["count"] == len(data["paths"])


def test_limit_says_what_it_left_out() -> None:
    assert "另有 2 条" in said("710102", "--limit", "1")


def test_program_without_continuation_says_so() -> None:
    assert "没有接续路径" in said("080905")


def test_unknown_code_is_refused_with_what_may_have_been_meant() -> None:
    with pytest.raises(Missing, match="510102"):
        said("510103")


def test_unknown_level_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(Invalid, match=r"博士.*中职、高职、职业本科、本科、硕士"):
        said("710102", "--to", "博士")
