"""`silian placement solve`, `verify`, `explain`: answers, refusals, nothing half done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from silian.cultivation.cli.placement import app
from silian.kernel.refusals import Invalid

FILES = {
    "S": "student_id,school\ns1,甲\ns2,甲\ns3,乙\n",
    "P": 'post_id,capacity,minimum,reserves\np1,1,,\np2,2,1,"[{""where"": {""school"": ""乙""}, '
    '""places"": 1, ""hard"": false}]"\n',
    "F": "student_id,rank,post_id\ns1,1,p1\ns1,2,p2\ns2,1,p1\ns2,4,p2\ns3,1,p1\n",
    "R": "post_id,student_id,score\np1,s1,10\np1,s2,9.5\np1,s3,11\np2,s1,1\np2,s2,1\n",
}
OPTIONS = {"S": "--students", "P": "--posts", "F": "--preferences", "R": "--priorities"}
ANSWER = "student_id,post_id,rank\ns1,p2,2\ns2,p2,4\ns3,p1,1\n"


def given(folder: Path, **changed: str | bytes | None) -> list[str]:
    """Writes the files and gives the options; `None` leaves a file out."""
    arguments = []
    for name, text in {**FILES, **changed}.items():
        if text is None:
            continue
        path = folder / f"{name}.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        arguments += [OPTIONS[name], str(path)]
    return arguments


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def solved(folder: Path, *extra: object, **changed: str | bytes | None) -> Result:
    return invoke("solve", *given(folder, **changed), "-o", folder / "OUT.csv", *extra)


def test_solve_writes_the_result_and_the_report(tmp_path: Path) -> None:
    found = solved(tmp_path, "--report", tmp_path / "REPORT.json", "--seed", "7")
    assert found.exit_code == 0, found.output
    assert (tmp_path / "OUT.csv").read_text() == ANSWER
    report = json.loads((tmp_path / "REPORT.json").read_text())
    assert report["seed"] == 7
    assert report["counts"]["placed"] == 3
    assert report["counts"]["by_rank"] == {"1": 1, "2": 1, "4": 1}
    assert report["cutoffs"][0] == {
        "post_id": "p1", "places": 1, "filled": 1, "score": 11.0, "student_id": "s3",
    }  # fmt: skip
    assert report["certificate"]["right"]
    assert report["closed"] == []
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "F.csv", "OUT.csv", "P.csv", "R.csv", "REPORT.json", "S.csv",
    ]  # fmt: skip


def test_byte_order_mark_and_order_of_rows_make_no_difference(tmp_path: Path) -> None:
    turned = {
        name: "\ufeff" + "".join([lines[0], *reversed(lines[1:])])
        for name, text in FILES.items()
        if (lines := text.splitlines(keepends=True))
    }
    assert solved(tmp_path, **turned).exit_code == 0
    assert (tmp_path / "OUT.csv").read_text() == ANSWER


def test_parquet_gives_the_same_with_numbers_and_texts(tmp_path: Path) -> None:
    arguments: list[object] = []
    for name, option in OPTIONS.items():
        source = tmp_path / f"{name}.csv"
        source.write_text(
            FILES[name] if name == "P" else FILES[name].replace("s1", "1").replace(
                "s2", "2").replace("s3", "3")
        )  # fmt: skip
        target = tmp_path / f"{name}.parquet"
        duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT PARQUET)")
        arguments += [option, target]
    out = tmp_path / "OUT.parquet"
    assert invoke("solve", *arguments, "-o", out).exit_code == 0
    rows = duckdb.sql(f"SELECT * FROM '{out}' ORDER BY 1").fetchall()
    assert rows == [(1, "p2", 2), (2, "p2", 4), (3, "p1", 1)]
    assert invoke("verify", *arguments, "--result", out).exit_code == 0


def test_numbers_are_ordered_as_numbers(tmp_path: Path) -> None:
    """Posts 2 and 10 are equally far below their minimum: 2 closes, being smaller."""
    changed = {
        "S": "student_id\n1\n2\n",
        "P": "post_id,capacity,minimum\n10,2,2\n2,2,2\n",
        "F": "student_id,rank,post_id\n1,1,10\n2,1,2\n2,2,10\n",
    }
    assert solved(tmp_path, R=None, **changed).exit_code == 0
    assert (tmp_path / "OUT.csv").read_text() == "student_id,post_id,rank\n1,10,1\n2,10,2\n"


def test_without_priorities_the_seed_decides_and_repeats(tmp_path: Path) -> None:
    seen = set()
    for seed in range(12):
        assert solved(tmp_path, "--seed", seed, R=None).exit_code == 0
        seen.add((tmp_path / "OUT.csv").read_text())
        assert invoke(
            "verify", *given(tmp_path, R=None), tmp_path / "OUT.csv", "--seed", seed
        ).exit_code == (0)
    assert len(seen) > 1


def test_rank_in_the_priorities_is_lower_the_better(tmp_path: Path) -> None:
    ranks = "post_id,student_id,rank\np1,s1,1\np1,s2,2\np1,s3,3\n"
    assert solved(tmp_path, R=ranks).exit_code == 0
    assert (tmp_path / "OUT.csv").read_text() == "student_id,post_id,rank\ns1,p1,1\ns2,,\ns3,,\n"


TAMPERED = {
    "another post": ANSWER.replace("s3,p1,1", "s3,,"),
    "a place taken away": ANSWER.replace("s1,p2,2", "s1,,"),
    "swapped": "student_id,post_id,rank\ns1,p1,1\ns2,p2,4\ns3,,\n",
    "another rank": ANSWER.replace("s2,p2,4", "s2,p2,2"),
    "a student missing": ANSWER.replace("s1,p2,2\n", ""),
    "a student twice": ANSWER + "s1,p2,2\n",
    "a post that was not wished": ANSWER.replace("s3,p1,1", "s3,p2,1"),
    "all unplaced": "student_id,post_id,rank\ns1,,\ns2,,\ns3,,\n",
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_verify_rejects_each_tampering(tmp_path: Path, kind: str) -> None:
    arguments = given(tmp_path)
    result = tmp_path / "OUT.csv"
    result.write_text(ANSWER)
    good = invoke("verify", *arguments, result)
    assert good.exit_code == 0, good.output
    result.write_text(TAMPERED[kind])
    found = invoke("verify", *arguments, result)
    assert found.exit_code == 1, kind
    assert found.output.strip()


def test_verify_names_the_blocking_pairs(tmp_path: Path) -> None:
    result = tmp_path / "OUT.csv"
    result.write_text(TAMPERED["another post"])
    found = invoke("verify", *given(tmp_path), result, "--format", "json")
    pairs = json.loads(found.stdout)["blocking_pairs"]
    assert {"student_id": "s3", "post_id": "p1"} in pairs
    assert len(pairs) == 3


def test_explain_states_the_cutoff_as_a_fact(tmp_path: Path) -> None:
    found = invoke("explain", "s2", *given(tmp_path), "--exact", "--format", "json")
    answer = json.loads(found.stdout)
    assert (answer["post_id"], answer["rank"]) == ("p2", 4)
    (reason,) = answer["not_obtained"]
    assert (reason["reason"], reason["score"]) == ("cutoff", 9.5)
    assert reason["cutoffs"][0]["score"] == 11
    assert reason["threshold"]["score"] == 11
    assert "最后录取者 11 分，本人 9.5 分" in invoke("explain", "s2", *given(tmp_path)).stdout
    with pytest.raises(Invalid, match="nobody"):
        invoke_raising("explain", "nobody", *given(tmp_path))


def invoke_raising(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)


P, F, R, S = FILES["P"], FILES["F"], FILES["R"], FILES["S"]
WRONG: list[tuple[str, dict[str, str | bytes | None], str]] = [
    ("unknown student", {"F": F + "s9,1,p1\n"}, "F.csv, row 7, column student_id"),
    ("unknown post", {"F": F + "s3,2,p9\n"}, "F.csv, row 7, column post_id.*p9"),
    ("unknown post in R", {"R": R + "p9,s1,1\n"}, "R.csv, row 7, column post_id"),
    ("a rank twice", {"F": F.replace("s2,4", "s2,1")}, "F.csv, row 5, column rank.*row 4"),
    ("a post twice", {"F": F + "s1,3,p1\n"}, "F.csv, row 7, column post_id.*row 2"),
    ("capacity zero", {"P": P.replace("p1,1", "p1,0")}, "P.csv, row 2, column capacity"),
    ("capacity text", {"P": P.replace("p1,1", "p1,two")}, "P.csv, row 2, column capacity.*two"),
    ("capacity empty", {"P": P.replace("p1,1", "p1,")}, "P.csv, row 2, column capacity"),
    ("capacity broken", {"P": P.replace("p1,1", "p1,1.5")}, "P.csv, row 2, column capacity"),
    ("minimum above", {"P": P.replace("p2,2,1", "p2,2,3")}, "P.csv, row 3, column minimum"),
    ("minimum text", {"P": P.replace("p2,2,1", "p2,2,x")}, "P.csv, row 3, column minimum"),
    ("reserves above", {"P": P.replace('places"": 1', 'places"": 3')}, "row 3, column reserves"),
    ("unknown attribute", {"P": P.replace("school", "town")}, "row 3, column reserves.*town"),
    ("no JSON", {"P": P.replace("[{", "[")}, "P.csv, row 3, column reserves"),
    ("hard is text", {"P": P.replace("false", '""no""')}, "row 3, column reserves.*hard"),
    ("score missing", {"R": R.replace("p1,s2,9.5", "p1,s2,")}, "R.csv, row 3, column score"),
    ("score text", {"R": R.replace("9.5", "good")}, "R.csv, row 3, column score.*good"),
    ("score infinite", {"R": R.replace("9.5", "inf")}, "R.csv, row 3, column score"),
    ("score not a number", {"R": R.replace("9.5", "nan")}, "R.csv, row 3, column score"),
    ("pair twice in R", {"R": R + "p1,s1,3\n"}, "R.csv, row 7.*row 2"),
    ("student twice", {"S": S + "s1,乙\n"}, "S.csv, row 5, column student_id.*row 2"),
    ("post twice", {"P": P + "p1,1,,\n"}, "P.csv, row 4, column post_id.*row 2"),
    ("student empty", {"S": S + ",乙\n"}, "S.csv, row 5, column student_id"),
    ("rank zero", {"F": F.replace("s3,1", "s3,0")}, "F.csv, row 6, column rank"),
    ("rank text", {"F": F.replace("s3,1", "s3,first")}, "F.csv, row 6, column rank.*first"),
    ("rank broken", {"F": F.replace("s3,1", "s3,1.5")}, "F.csv, row 6, column rank"),
    ("column missing", {"F": F.replace("rank", "order")}, "F.csv.*missing columns: rank"),
    ("column twice", {"S": S.replace("school", "student_id")}, "S.csv, row 1"),
    ("short row", {"F": F + "s3,2\n"}, "F.csv"),
    ("empty file", {"F": ""}, "F.csv.*empty"),
    ("not UTF-8", {"S": S.encode("gbk")}, "S.csv.*UTF-8"),
    ("score and rank", {"R": "post_id,student_id,score,rank\n"}, "R.csv.*one of the columns"),
]


@pytest.mark.parametrize(("changed", "said"), [row[1:] for row in WRONG], ids=[r[0] for r in WRONG])
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_written(
    tmp_path: Path, changed: dict[str, str | bytes | None], said: str
) -> None:
    arguments = given(tmp_path, **changed)
    out, report = tmp_path / "OUT.csv", tmp_path / "REPORT.json"
    out.write_text("kept")
    with pytest.raises(Invalid, match=said) as refused:
        invoke_raising("solve", *arguments, "-o", out, "--report", report)
    assert out.read_text() == "kept"
    assert not report.exists()
    assert any("\u4e00" <= sign <= "\u9fff" for sign in str(refused.value))
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_places_that_cannot_be_written_to_are_refused_first(tmp_path: Path) -> None:
    for target in ("none/OUT.csv", "OUT.xlsx"):
        with pytest.raises(Invalid, match="OUT"):
            invoke_raising("solve", *given(tmp_path), "-o", tmp_path / target)
    with pytest.raises(Invalid, match="no such file"):
        invoke_raising("solve", *given(tmp_path), "--posts", tmp_path / "none.csv",
                       "-o", tmp_path / "OUT.csv")  # fmt: skip


def test_other_commands_do_not_pay_for_the_compiler() -> None:
    code = (
        "import sys, django; django.setup(); import silian.cultivation.cli.placement; "
        "print([one for one in sys.modules if one in ('numba', 'llvmlite')])"
    )
    root = Path(__file__).resolve().parents[3]
    settings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=settings
    )
    assert done.stdout.strip() == "[]"
