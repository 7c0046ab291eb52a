"""`silian governance outcome` and `tally`: answers, refusals, and no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from silian.governance.cli import app
from silian.governance.engine.export import build_export
from silian.governance.engine.sealing import new_receipt
from silian.governance.engine.thresholds import Threshold
from silian.kernel.refusals import Invalid

EXAMPLE = """{"seats": 60, "present": 45, "cast": {"yes": 30, "no": 10, "abstain": 5},
 "invalid": 0, "quorum": {"fraction": "2/3", "of": "seats"},
 "majority": {"fraction": "2/3", "of": "present", "strict": false},
 "issued": 45, "returned": 45}"""


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "case.json"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def exported(folder: Path) -> tuple[Path, dict[str, Any]]:
    slips = [{"receipt": new_receipt(), "choice": choice} for choice in ("yes", "yes", "no")]
    export = build_export(
        {"title": "审议年度计划"}, slips, quorum=Threshold(Fraction(2, 3), "seats"), seats=4,
        present=3, majority=Threshold(Fraction(1, 2), "present", strict=True),
    )  # fmt: skip
    return written(folder, json.dumps(export, ensure_ascii=False)), export


def test_outcome_answers_as_documented(tmp_path: Path) -> None:
    answer = json.loads(invoke("outcome", written(tmp_path, EXAMPLE), "--format", "json").stdout)
    sentence = answer.pop("sentence")
    assert answer == {"quorate": True, "valid": True, "passed": True, "needed": 30}
    assert "实到的三分之二以上（含本数，即 30）同意，表决通过。" in sentence
    assert list(answer) == ["quorate", "valid", "passed", "needed"]


def test_outcome_in_text_is_the_sentence_in_both_languages(tmp_path: Path) -> None:
    lines = invoke("outcome", written(tmp_path, EXAMPLE)).stdout.splitlines()
    assert lines[0].endswith("表决通过。")
    assert lines[1].endswith("the motion is carried.")


def test_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert invoke("outcome", written(tmp_path, "\ufeff" + EXAMPLE)).exit_code == 0


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "null", "[]", "45", b"\xff\xfe", "[" * 100_000,
        EXAMPLE.replace('"yes": 30', '"yes": 2.5'),
        EXAMPLE.replace('"yes": 30', '"yes": 30.0'),
        EXAMPLE.replace('"yes": 30', '"yes": true'),
        EXAMPLE.replace('"yes": 30', '"yes": "30"'),
        EXAMPLE.replace('"yes": 30', '"yes": NaN'),
        EXAMPLE.replace('"yes": 30', '"yes": -1'),
        EXAMPLE.replace('"yes": 30', '"yes": 31'),
        EXAMPLE.replace('"yes": 30', '"yes": 3e1'),
        EXAMPLE.replace('"yes": 30', '"yes": 1' + "0" * 6000),
        EXAMPLE.replace('"yes": 30', '"yes": 30, "yes": 3'),
        EXAMPLE.replace('"2/3"', "0.6667"),
        EXAMPLE.replace('"2/3"', '"2/0"'),
        EXAMPLE.replace('"seats": 60', '"seats": 60, "mood": 1'),
        EXAMPLE.replace('"seats": 60', '"seats": 60, "\\ud800": 1'),
        EXAMPLE.replace('"of": "seats"', '"of": "present"'),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_a_sentence(text: str | bytes, tmp_path: Path) -> None:
    for name in ("outcome", "tally"):
        result = invoke(name, written(tmp_path, text), "--format", "json")
        assert isinstance(result.exception, Invalid), result.exception
        chinese, english = str(result.exception).split(" / ", 1)
        assert chinese
        assert english
        str(result.exception).encode()
        assert result.stdout == ""


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path / "none.json", tmp_path):
        assert isinstance(invoke("outcome", place).exception, Invalid)


def test_tally_agrees_and_finds_the_slip(tmp_path: Path) -> None:
    file, export = exported(tmp_path)
    receipt = export["slips"][0]["receipt"]
    result = invoke("tally", file, "--receipt", receipt.lower(), "--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["agrees"], answer["problems"]) == (0, True, [])
    assert answer["counts"] == {"yes": 2, "no": 1, "abstain": 0, "invalid": 0}
    assert answer["outcome"]["passed"]
    assert answer["slip"] == export["slips"][0]
    text = invoke("tally", file, "--receipt", "AAAA").stdout
    assert "没有这个回执码的选票" in text
    assert "与公布的票数和结果一致" in text


def test_tally_ends_with_1_where_something_was_changed(tmp_path: Path) -> None:
    _file, export = exported(tmp_path)
    export["counts"]["yes"] = 3
    result = invoke("tally", written(tmp_path, json.dumps(export)), "--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["agrees"], len(answer["problems"])) == (1, False, 2)
    assert answer["counts"]["yes"] == 2


def test_whole_command_refuses_with_exit_2_and_asks_no_database(tmp_path: Path) -> None:
    """The database is a place that cannot be reached: nothing notices."""
    environment = {
        **os.environ, "SILIAN_DATA": str(tmp_path / "data"), "SILIAN_MODE": "test",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONUTF8": "1",
    }  # fmt: skip
    file, _export = exported(tmp_path)
    for name, path, code in (
        ("tally", file, 0),
        ("outcome", file, 2),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "silian.config.cli", "governance", name, str(path)],
            env=environment, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert (done.stderr == "") is (code == 0)
        assert "Traceback" not in done.stderr
