"""The published record: counted again by the engine and by the program that stands alone."""

from __future__ import annotations

import copy
import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine.election import Question, Result, commitment
from silian.governance.engine.export import (
    build_export,
    check_export,
    digest,
    plain_question,
    read_question,
    recount,
    recount_script,
)
from silian.governance.engine.outcome import Inconsistent
from silian.governance.engine.sealing import new_receipt
from silian.governance.engine.thresholds import BASES, Threshold, Unreadable

QUORUM = Threshold(Fraction(2, 3), "seats")
HALF = Threshold(Fraction(1, 2), "cast", strict=True)
BALLOT = {"ref": "b1", "title": "审议章程", "secret": True}
QUESTION = Question(
    ("A", "B", "C"), 2, none_of_above=True, write_in=True, method="majority",
    majority=Threshold(Fraction(1, 3), "present"), tie="lot",
)  # fmt: skip


def receipts(slips: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"receipt": new_receipt(), **slip} for slip in slips]


def motion(*choices: str, **options: Any) -> dict[str, Any]:
    slips = receipts([{"choice": choice} for choice in choices])
    given = {"quorum": QUORUM, "seats": 9, "present": 6, "majority": HALF, **options}
    return json.loads(json.dumps(build_export(BALLOT, slips, **given)))


def election(**options: Any) -> dict[str, Any]:
    slips = [{"marks": ["A", "B"]}] * 4 + [{"marks": ["A", "C"]}] * 4
    slips += [{"write_in": ["王某某"]}, {"none": True}, {}, {"marks": ["A", "B", "C"]}]
    given = {"quorum": QUORUM, "seats": 15, "present": 12, "question": QUESTION, "seed": "春"}
    return json.loads(json.dumps(build_export(BALLOT, receipts(slips), **{**given, **options})))


EXPORTS: dict[str, Callable[[], dict[str, Any]]] = {
    "motion": lambda: motion("yes", "yes", "no", "abstain", "spoilt"),
    "lost": lambda: motion("yes", "no", "no"),
    "no quorum": lambda: motion("yes", "yes", present=5),
    "void": lambda: motion("yes", "yes", issued=1, returned=2),
    "paper": lambda: motion("yes", "yes", issued=2, returned=2),
    "empty": lambda: motion(),
    "election": election,
    "runoff": lambda: election(
        question=Question(("A", "B", "C"), 2, tie="runoff", write_in=True, none_of_above=True)
    ),
    "no lot yet": lambda: election(seed=""),
    "nobody": lambda: election(seats=30),
}


def alone(tmp_path: Path, export: object, *receipts: str) -> subprocess.CompletedProcess[str]:
    """What the program that people download says, with nothing of the product in reach."""
    program, file = tmp_path / "recount.py", tmp_path / "export.json"
    program.write_bytes(recount_script())
    file.write_text(json.dumps(export, ensure_ascii=False), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(file), *receipts],
        capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_export_holds_and_both_counts_agree(name: str, tmp_path: Path) -> None:
    export = EXPORTS[name]()
    assert check_export(export) == []
    done = alone(tmp_path, export)
    assert (done.returncode, done.stderr) == (0, "")


def test_program_is_short_and_imports_nothing_of_the_product() -> None:
    text = recount_script().decode()
    assert len(text.splitlines()) <= 50
    assert "silian" not in text


def test_voter_finds_the_slip_and_the_program_shows_it(tmp_path: Path) -> None:
    export = election()
    slip = export["slips"][3]
    done = alone(tmp_path, export, slip["receipt"])
    assert str(slip) in done.stdout


def changed_count(export: dict[str, Any]) -> None:
    export["counts"]["yes"] += 1


def changed_outcome(export: dict[str, Any]) -> None:
    export["outcome"]["passed"] = not export["outcome"]["passed"]


def changed_slip(export: dict[str, Any]) -> None:
    slip = next(slip for slip in export["slips"] if slip["choice"] == "yes")
    slip["choice"] = "no"


def dropped_slip(export: dict[str, Any]) -> None:
    export["slips"].pop()


def changed_rule(export: dict[str, Any]) -> None:
    export["rule"]["majority"]["fraction"] = "9/10"


@pytest.mark.parametrize(
    "change", [changed_count, changed_outcome, changed_slip, dropped_slip, changed_rule]
)
def test_changed_export_is_found_by_both(
    change: Callable[[dict[str, Any]], None], tmp_path: Path
) -> None:
    export = motion("yes", "yes", "no")
    change(export)
    assert len(check_export(export)) >= 2
    export["sha256"] = digest(export)
    assert check_export(export) != []
    done = alone(tmp_path, export)
    assert done.returncode == 1
    assert "DIFFERS" in done.stderr


def test_changed_election_is_found_by_both(tmp_path: Path) -> None:
    export = election()
    export["outcome"]["elected"] = ["A", "B", "C"]
    assert check_export(export) != []
    assert alone(tmp_path, export).returncode == 1
    export = election()
    export["counts"]["candidates"]["A"] -= 1
    assert alone(tmp_path, export).returncode == 1


def test_lot_follows_the_seed_that_was_committed_to() -> None:
    export = election()
    assert export["commitment"] == commitment("春")
    assert len(export["outcome"]["elected"]) == 2
    export = election(committed=commitment("夏"))
    assert len(check_export(export)) == 1


def with_time(export: dict[str, Any]) -> None:
    export["slips"][0]["at"] = "10:00"


def with_unit(export: dict[str, Any]) -> None:
    export["slips"][0]["unit"] = "u1"


def without_receipt(export: dict[str, Any]) -> None:
    del export["slips"][0]["receipt"]


def same_receipt(export: dict[str, Any]) -> None:
    export["slips"][1]["receipt"] = export["slips"][0]["receipt"]


def other_order(export: dict[str, Any]) -> None:
    export["slips"].reverse()


@pytest.mark.parametrize(
    "change", [with_time, with_unit, without_receipt, same_receipt, other_order]
)
def test_slip_that_says_too_much_or_too_little_is_found(
    change: Callable[[dict[str, Any]], None],
) -> None:
    export = motion("yes", "yes", "yes")
    change(export)
    export["sha256"] = digest(export)
    assert len(check_export(export)) == 1


def test_open_ballot_may_name_its_units() -> None:
    slips = receipts([{"choice": "yes", "unit": "u1"}])
    export = build_export({"secret": False}, slips, quorum=QUORUM, seats=1, present=1,
                          majority=HALF)  # fmt: skip
    assert check_export(export) == []


def test_weights_are_counted(tmp_path: Path) -> None:
    slips = receipts([{"choice": "yes", "weight": 3}, {"choice": "no", "weight": 2}])
    export = build_export(BALLOT, slips, quorum=QUORUM, seats=6, present=5, majority=HALF)
    assert (export["counts"]["yes"], export["outcome"]["needed"]) == (3, 3)
    assert check_export(export) == []
    assert alone(tmp_path, export).returncode == 0


def test_question_reads_back() -> None:
    assert read_question(json.loads(json.dumps(plain_question(QUESTION)))) == QUESTION


ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=4) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
)


@cache
def made(name: str) -> dict[str, Any]:
    """One export of each kind: receipts are random, and the same part must be found again."""
    return EXPORTS[name]()


@given(st.sampled_from(sorted(EXPORTS)), st.data())
def test_no_change_of_an_export_is_an_accident(name: str, data: st.DataObject) -> None:
    """Any part replaced by anything: a list of problems or a refusal, and nothing else."""
    export = copy.deepcopy(made(name))
    place: Any = export
    for _depth in range(data.draw(st.integers(0, 3))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        inner = [key for key in keys if isinstance(place[key], dict | list) and place[key]]
        if not inner:
            break
        place = place[data.draw(st.sampled_from(inner))]
    key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
    place[key] = data.draw(ODD)
    found = check_export(export)
    assert all(zh and en for zh, en in found)
    try:
        recount(export)
    except (Unreadable, Inconsistent):
        assert found


SLIPS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "marks": st.lists(st.sampled_from(["A", "B", "C", "Z"]), max_size=3),
            "write_in": st.lists(st.sampled_from(["A", "X", "Y", "", " X"]), max_size=2),
            "none": st.booleans(),
            "abstain": st.booleans(),
            "weight": st.integers(1, 4),
        },
    ),
    max_size=25,
)


@given(
    SLIPS, st.integers(1, 3), st.sampled_from(["plurality", "majority"]), st.booleans(),
    st.booleans(), st.sampled_from(["lot", "runoff", "fails"]), st.sampled_from(BASES),
    st.sampled_from(["", "春"]),
)  # fmt: skip
def test_program_elects_whom_the_engine_elects(
    slips: list[dict[str, Any]], seats: int, method: str, none: bool, write_in: bool, tie: str,
    of: str, seed: str,
) -> None:  # fmt: skip
    share = Threshold(Fraction(1, 3), of)
    question = Question(("A", "B", "C"), seats, 0, none, write_in, method, share, tie)
    total = sum(slip.get("weight", 1) for slip in slips)
    export = build_export(BALLOT, receipts(slips), quorum=QUORUM, seats=total, present=total,
                          question=question, seed=seed)  # fmt: skip
    result = recount(export)
    assert isinstance(result, Result)
    assert run_inside(export) == 0


def run_inside(export: dict[str, Any]) -> int:
    """The program's exit code, run in this process: a new one for each example takes long."""
    code = compile(recount_script(), "recount.py", "exec")
    text = json.dumps(export).encode()
    with (
        patch.object(sys, "argv", ["recount.py", "export.json"]),
        patch.object(Path, "read_bytes", lambda _path: text),
        redirect_stdout(io.StringIO()),
        pytest.raises(SystemExit) as ended,
    ):
        exec(code, {"__name__": "__main__"})
    return 0 if ended.value.code is None else 1
