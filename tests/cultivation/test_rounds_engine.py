"""The formula, the conditions, the frozen tables, and the threshold against brute force."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.cultivation.engine.rounds.conditions import (
    ConditionError,
    check_reserves,
    read_eligibility,
    read_reserves,
    unmet,
    write_eligibility,
    write_reserves,
)
from silian.cultivation.engine.rounds.explaining import compare, threshold
from silian.cultivation.engine.rounds.formula import FormulaError, parse
from silian.cultivation.engine.rounds.frozen import Frozen, Place
from silian.cultivation.engine.rounds.solving import reasons, with_capacities, work_out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "0.0000"),
        ("0.6*成绩+0.4*面试", "84.0000"),
        ("0.6×grade + 0.4×Interview", "84.0000"),
        ("max(成绩, 面试) - min(成绩, 面试)", "10.0000"),
        ("(成绩 + 面试) / 3", "56.6667"),
        ("-成绩 + 2", "-78.0000"),
        ("0.1+0.2", "0.3000"),
    ],
)
def test_a_formula_is_worked_out_as_by_hand(text: str, expected: str) -> None:
    assert parse(text).value({"成绩": "80", "面试": "90"}) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0.6*", "syntax"),
        ("__import__('os').system('true')", "not_allowed"),
        ("成绩.real", "not_allowed"),
        ("成绩 if 1 else 2", "not_allowed"),
        ("2**100", "not_allowed"),
        ("'a'*9", "not_allowed"),
        ("True", "not_allowed"),
        ("max()", "not_allowed"),
        ("max(*成绩)", "not_allowed"),
        ("1e300", "large"),
        ("+".join(["1"] * 400), "long"),
        ("-" * 100 + "1", "not_allowed"),
    ],
)
def test_what_is_no_formula_is_refused_by_name(text: str, kind: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("text", "values", "kind"),
    [
        ("成绩", {}, "missing"),
        ("成绩", {"成绩": "缺考"}, "not_number"),
        ("成绩", {"成绩": "NaN"}, "not_number"),
        ("1/成绩", {"成绩": "0"}, "zero"),
        ("成绩*成绩*成绩", {"成绩": "999999"}, "large"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(text: str, values: Any, kind: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text).value(values)
    assert caught.value.kind == kind


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(1, 99))
def test_formula_agrees_with_python(one: int, two: int, three: int) -> None:
    found = parse("(甲+乙)*丙-min(甲,乙)").value({"甲": one, "乙": two, "丙": three})
    assert found == (one + two) * three - min(one, two)


def test_conditions_are_read_and_written_alike() -> None:
    rules = read_eligibility("专业=汽车制造、汽车检测；年龄>=18")
    assert rules == [
        {"attribute": "专业", "in": ["汽车制造", "汽车检测"]}, {"attribute": "年龄", "min": 18},
    ]  # fmt: skip
    assert read_eligibility(write_eligibility(rules)) == rules
    kept = read_reserves("学校=甲校，层次=中职：2\n生源地=绍兴：1！")
    assert kept[1] == {"where": {"生源地": "绍兴"}, "places": 1, "hard": True}
    assert read_reserves(write_reserves(kept)) == kept
    assert unmet(rules, {"专业": "汽车检测", "年龄": 17}) == "年龄"
    assert unmet(rules, {"专业": "汽车检测", "年龄": "18"}) == ""


@pytest.mark.parametrize("text", ["学校", "学校=甲", "学校=甲：多"])
def test_a_reserve_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ConditionError):
        read_reserves(text)


@pytest.mark.parametrize(
    ("text", "kind"), [("甲=1：0", "places"), ("甲=1：1;甲=1：1", "twice"), ("甲=1：6", "too_many")]
)
def test_reserves_that_contradict(text: str, kind: str) -> None:
    with pytest.raises(ConditionError) as caught:
        check_reserves(read_reserves(text), 5)
    assert caught.value.kind == kind


def made(seed: int, *, kept: bool = False, people: int = 14) -> Frozen:
    """A small round by chance."""
    chance = random.Random(seed)

    def reserves() -> list[dict[str, Any]]:
        one = {"where": {"学校": "甲"}, "places": 1, "hard": chance.random() < 0.5}
        return [one] if kept else []

    posts = [Place(f"G{n}", chance.randint(1, 3), 0, reserves()) for n in range(4)]
    codes = [f"S{n:02d}" for n in range(people)]
    lists = {code: chance.sample([p.code for p in posts], chance.randint(1, 4)) for code in codes}
    scores = {}
    for code in codes:
        score = Decimal(chance.randint(1, 9))
        scores |= {(post, code): score for post in lists[code] if chance.random() < 0.9}
    students = {code: {"学校": chance.choice("甲乙")} for code in codes}
    return Frozen(students, posts, lists, scores, {"seed": seed, "ties": "single"})


def obtains(frozen: Frozen, student: str, post: str, score: Decimal) -> bool:
    """Whether the student has that post or one ranked above it with another score there."""
    scores = {**frozen.scores, (post, student): score}
    held = work_out(replace(frozen, scores=scores)).places.get(student, ("", 0))[0]
    return held == post


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_threshold_is_exact(seed: int, kept: bool) -> None:
    frozen = made(seed, kept=kept)
    outcome = work_out(frozen)
    asked = 0
    for student in frozen.students:
        for reason in reasons(outcome, student):
            found = threshold(frozen, student, reason["post"])
            if reason["kind"] == "ineligible":
                assert found is None
                continue
            if found is None:
                # All places are kept for others: no score would have done.
                assert kept
                assert not obtains(frozen, student, reason["post"], Decimal(10_000))
                continue
            asked += 1
            little = Decimal("0.5")
            assert obtains(frozen, student, reason["post"], found + little)
            if found > 0:
                assert not obtains(frozen, student, reason["post"], found - little)
    assert asked


def test_reasons_are_facts_about_who_was_admitted() -> None:
    frozen = made(3)
    outcome = work_out(frozen)
    for student in frozen.students:
        for reason in reasons(outcome, student):
            if reason["kind"] != "cutoff":
                continue
            held = [c for c, (post, _rank) in outcome.places.items() if post == reason["post"]]
            lowest = min(frozen.scores[(reason["post"], code)] for code in held)
            assert Decimal(reason["cutoff"]) == lowest >= Decimal(reason["own"])


def test_the_digest_depends_on_the_content_and_not_on_the_order() -> None:
    frozen = made(1)
    turned = replace(
        frozen, posts=list(reversed(frozen.posts)),
        students=dict(reversed(list(frozen.students.items()))),
        scores=dict(reversed(list(frozen.scores.items()))),
    )  # fmt: skip
    assert turned.digest() == frozen.digest()
    student = next(iter(frozen.lists))
    other = replace(frozen, lists={**frozen.lists, student: [*frozen.lists[student][::-1], "G9"]})
    assert other.digest() != frozen.digest()


def test_other_quotas_say_who_gains_and_who_loses() -> None:
    frozen = made(2)
    before = work_out(frozen)
    assert compare(before, work_out(with_capacities(frozen, {}))) == []
    more = compare(before, work_out(with_capacities(frozen, {"G0": 9})))
    assert more
    assert all(change.gains for change in more)
    fewer = compare(before, work_out(with_capacities(frozen, {"G0": 0})))
    assert fewer
    assert not any(change.gains for change in fewer)
