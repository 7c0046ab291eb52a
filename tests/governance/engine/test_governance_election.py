"""Elections: valid slips, seats, majorities, ties, lots, and the sentence of the result."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine.election import (
    Poll,
    Question,
    Result,
    asked,
    commitment,
    count_election,
    judge,
    lot,
    unfit,
)
from silian.governance.engine.outcome import Inconsistent
from silian.governance.engine.rules import PRESETS, read_rules
from silian.governance.engine.thresholds import BASES, Threshold

HALF = Threshold(Fraction(1, 2), "present", strict=True)
TWO_THIRDS = Threshold(Fraction(2, 3), "seats")
OPEN = Question(("A", "B", "C"), 2, none_of_above=True, write_in=True)


def marks(*names: str, times: int = 1) -> list[dict[str, Any]]:
    return [{"marks": list(names), "write_in": [], "none": False}] * times


def count(question: Question, slips: list[dict[str, Any]], **options: Any) -> Result:
    return count_election(question, slips, options.pop("present", len(slips)), **options)


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        ({"marks": ["A"]}, "vote"),
        ({"marks": ["A", "B"], "write_in": [], "none": False}, "vote"),
        ({"marks": ["A"], "write_in": ["D"]}, "vote"),
        ({"write_in": ["D"]}, "vote"),
        ({"none": True}, "none"),
        ({}, "abstain"),
        ({"marks": [], "write_in": [], "none": False}, "abstain"),
        ({"abstain": True}, "abstain"),
        ({"marks": ["A", "B", "C"]}, "invalid"),
        ({"marks": ["A", "B"], "write_in": ["D"]}, "invalid"),
        ({"marks": ["A"], "none": True}, "invalid"),
        ({"write_in": ["D"], "none": True}, "invalid"),
        ({"abstain": True, "write_in": ["D"]}, "invalid"),
        ({"abstain": True, "marks": ["A"]}, "invalid"),
        ({"abstain": True, "none": True}, "invalid"),
        ({"marks": ["A", "A"]}, "invalid"),
        ({"write_in": ["D", "D"]}, "invalid"),
        ({"write_in": ["A"]}, "invalid"),
        ({"marks": ["Z"]}, "invalid"),
        ({"write_in": [""]}, "invalid"),
        ({"write_in": [" D"]}, "invalid"),
        ({"marks": "A"}, "invalid"),
        ({"marks": [1]}, "invalid"),
        ({"marks": [["A"]]}, "invalid"),
        ({"marks": None}, "invalid"),
        ({"none": 1}, "invalid"),
        ({"abstain": "no"}, "invalid"),
        (None, "invalid"),
        (["A"], "invalid"),
    ],
)
def test_slip_is_judged(slip: Any, kind: str) -> None:
    assert judge(OPEN, slip) == kind


def test_what_the_question_does_not_offer_makes_a_slip_void() -> None:
    plain = replace(OPEN, none_of_above=False, write_in=False)
    assert judge(plain, {"none": True}) == "invalid"
    assert judge(plain, {"write_in": ["D"]}) == "invalid"


def test_most_marked_are_elected_in_the_order_of_votes() -> None:
    result = count(Question(("A", "B", "C"), 2), marks("C", "A", times=3) + marks("C", "B"))
    assert result.elected == ("C", "A")
    assert result.counts == {"A": 3, "B": 1, "C": 4}
    assert (result.tied, result.runoff, result.open_seats, result.needed) == ((), False, 0, None)


def test_nobody_is_elected_without_a_vote() -> None:
    result = count(Question(("A", "B"), 2), [*marks("A"), {}])
    assert (result.elected, result.open_seats, result.abstain) == (("A",), 1, 1)
    assert count(Question(("A",), 1), []).elected == ()


def test_majority_is_of_those_present_not_of_slips() -> None:
    question = Question(("A", "B", "C"), 2, method="majority", majority=HALF)
    slips = marks("A", "B", times=5) + marks("A", "C", times=3)
    assert count(question, slips, present=8).elected == ("A", "B")
    result = count(question, slips, present=10)
    assert (result.elected, result.needed, result.base) == (("A",), 6, 10)
    assert result.open_seats == 1


@pytest.mark.parametrize(
    ("of", "base"), [("seats", 12), ("present", 10), ("cast", 8), ("yes_no", 7)]
)
def test_bases_of_a_majority(of: str, base: int) -> None:
    question = Question(
        ("A", "B"), 1, none_of_above=True, method="majority",
        majority=Threshold(Fraction(1, 2), of, strict=True),
    )  # fmt: skip
    slips = [*marks("A", times=6), {"none": True}, {}, {"marks": ["Z"]}]
    result = count(question, slips, present=10, poll=Poll(10, 12))
    assert (result.base, result.cast, result.valid_slips, result.invalid) == (base, 8, 7, 1)
    assert result.elected == (() if of == "seats" else ("A",))


def test_majority_of_the_seats_needs_their_number() -> None:
    question = Question(("A",), 1, method="majority", majority=TWO_THIRDS)
    with pytest.raises(Inconsistent):
        count(question, marks("A"))


def test_equal_election_can_fail_a_candidate() -> None:
    question = Question(("A", "B"), 2, none_of_above=True, method="majority", majority=HALF)
    result = count(question, marks("A", "B", times=3) + marks("A", times=4) + [{"none": True}])
    assert not question.contested
    assert result.elected == ("A",)
    assert "等额选举" in result.sentence


def test_none_of_the_above_beats_whom_it_outnumbers() -> None:
    question = Question(("A", "B"), 1, none_of_above=True)
    slips: list[dict[str, Any]] = [*marks("A", times=3), *[{"none": True}] * 3]
    assert count(question, slips).elected == ()
    assert count(question, slips + marks("A")).elected == ("A",)


def test_write_in_can_win() -> None:
    question = Question(("A",), 1, write_in=True)
    result = count(question, [*marks("A"), *[{"write_in": ["D"]}] * 2])
    assert (result.elected, result.write_ins, result.counts) == (("D",), {"D": 2}, {"A": 1})


def tie(rule: str, seed: str = "") -> Result:
    slips = marks("A", "B", times=3) + marks("A", "C", times=3)
    return count(Question(("A", "B", "C"), 2, tie=rule), slips, seed=seed)


def test_tie_for_the_last_seat_goes_to_a_runoff() -> None:
    result = tie("runoff")
    assert (result.elected, result.tied, result.runoff) == (("A",), ("B", "C"), True)
    assert result.sentence.endswith("B、C得票相同，按章程另行表决。")


def test_tie_may_leave_the_seat_vacant() -> None:
    result = tie("fails")
    assert (result.elected, result.tied, result.runoff, result.open_seats) == (
        ("A",), ("B", "C"), False, 1,
    )  # fmt: skip


def test_lot_is_the_order_of_digests_and_waits_for_its_seed() -> None:
    waiting = tie("lot")
    assert (waiting.elected, waiting.lot_order, waiting.tied) == (("A",), (), ("B", "C"))
    assert "待抽签决定" in waiting.sentence
    won = set()
    for seed in ("春", "夏", "秋", "冬", "甲", "乙"):
        digests = {n: hashlib.sha256(f"{seed}\n{n}".encode()).hexdigest() for n in "BC"}
        order = tuple(sorted("BC", key=digests.__getitem__))
        result = tie("lot", seed)
        assert result.lot_order == lot(seed, "CB") == order
        assert result.elected == ("A", order[0])
        won.add(order[0])
    assert won == {"B", "C"}


def test_commitment_is_the_digest_of_the_seed() -> None:
    assert commitment("春") == hashlib.sha256("春".encode()).hexdigest()


def test_tie_that_fits_the_seats_is_no_tie() -> None:
    result = count(Question(("A", "B", "C"), 2), marks("A", "B", times=3) + marks("C"))
    assert (result.elected, result.tied) == (("A", "B"), ())


def test_without_quorum_or_with_too_many_ballots_nobody_is_elected() -> None:
    short = count(Question(("A",), 1), marks("A", times=3), poll=Poll(3, 6, TWO_THIRDS), present=3)
    assert (short.quorate, short.valid, short.elected) == (False, True, ())
    assert short.sentence.endswith("因到会不足，选举不产生结果。")
    void = count(Question(("A",), 1), marks("A", times=3), present=2, poll=Poll(2, 2, None, 2, 3))
    assert (void.valid, void.elected) == (False, ())
    assert "收回多于发出" in void.sentence


def test_more_votes_than_present_are_refused() -> None:
    with pytest.raises(Inconsistent):
        count(OPEN, marks("A", times=3), present=2)


@pytest.mark.parametrize(
    "numbers",
    [(-1,), (True,), (5, 4), (5, None, TWO_THIRDS), (5, 6, None, 5), (5, 6, None, None, 5),
     (2.5,), (5, 6, HALF)],
)  # fmt: skip
def test_inconsistent_polls_are_refused(numbers: tuple[Any, ...]) -> None:
    with pytest.raises(Inconsistent):
        assert Poll(*numbers).quorate


def test_sentence_calls_candidates_by_name() -> None:
    names = {"A": "甲学院", "B": "乙公司"}
    result = count(Question(("A", "B"), 1), marks("A"), names=names)
    assert result.sentence == (
        "实到 1；应选 1 席、候选 2（差额选举）；有效 1、弃权 0、无效 0；甲学院 1 票、乙公司 0 票；"
        "票多者当选；当选：甲学院。"
    )


@pytest.mark.parametrize(
    "question",
    [
        Question(("A", "B"), 0),
        Question(("A", "B"), -1),
        Question(("A", "B"), 3),
        Question((), 1),
        Question(("A", "A"), 1),
        Question(("A", " "), 1),
        Question(("A", "B"), 1, max_marks=2),
        Question(("A", "B"), 1, max_marks=-1),
        Question(("A", "B"), 1, tie="chair"),
        Question(("A", "B"), 1, method="acclamation"),
        Question(("A", "B"), 1, method="majority"),
        Question(("A", "B"), 1, method="majority", majority=Threshold(Fraction(2), "cast")),
    ],
)
def test_question_that_cannot_be_put_says_why(question: Question) -> None:
    found = unfit(question)
    assert found
    assert all(zh.endswith("。") and en.endswith(".") for zh, en in found)


def test_questions_that_can_be_put() -> None:
    assert unfit(OPEN) == []
    assert unfit(Question(("A",), 2, write_in=True)) == []
    assert unfit(Question(("A", "B"), 2, method="majority", majority=HALF)) == []


def test_question_follows_the_charter() -> None:
    body = read_rules(PRESETS["association"].rules).bodies["assembly"]
    question = asked(body, ["A", "B"], 1)
    assert (question.method, question.majority, question.tie) == ("majority", HALF, "runoff")
    assert (question.max_marks, question.none_of_above, question.write_in) == (1, True, False)
    assert unfit(question) == []


NAMES = ("A", "B", "C", "D", "E")
SLIPS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "marks": st.lists(st.sampled_from([*NAMES, "Z"]), max_size=4),
            "write_in": st.lists(st.sampled_from(["A", "X", "Y", ""]), max_size=2),
            "none": st.booleans(),
            "weight": st.integers(1, 4),
        },
    ),
    max_size=25,
)
QUESTIONS = st.builds(
    Question,
    st.integers(1, 5).map(lambda n: NAMES[:n]),
    st.integers(1, 3),
    none_of_above=st.booleans(),
    write_in=st.booleans(),
    method=st.sampled_from(["plurality", "majority"]),
    majority=st.builds(
        Threshold, st.sampled_from([Fraction(1, 3), Fraction(1, 2)]), st.sampled_from(BASES),
        st.booleans(),
    ),
    tie=st.sampled_from(["runoff", "lot", "fails"]),
)  # fmt: skip


@given(QUESTIONS, SLIPS, st.randoms())
def test_order_does_not_matter_and_nothing_is_lost(
    question: Question, slips: list[dict[str, Any]], random: Any
) -> None:
    total = sum(slip.get("weight", 1) for slip in slips)
    result = count(question, slips, present=total, poll=Poll(total, total), seed="s")
    assert result.cast + result.invalid == total
    assert len(result.elected) + result.open_seats == question.seats
    assert len(set(result.elected)) == len(result.elected)
    random.shuffle(slips)
    again = count(question, slips, present=total, poll=Poll(total, total), seed="s")
    assert again == result
    assert again.sentence == result.sentence


@given(QUESTIONS, SLIPS)
def test_no_loser_has_more_votes_than_a_winner(
    question: Question, slips: list[dict[str, Any]]
) -> None:
    total = sum(slip.get("weight", 1) for slip in slips)
    result = count(question, slips, present=total, poll=Poll(total, total), seed="s")
    votes = {**result.counts, **result.write_ins}
    if result.elected:
        last = min(votes[name] for name in result.elected)
        level = [name for name in votes if name not in result.elected and votes[name] >= last]
        assert all(votes[name] == last for name in level)
        assert set(level) <= set(result.tied)


@given(QUESTIONS, SLIPS)
def test_a_further_mark_never_hurts(question: Question, slips: list[dict[str, Any]]) -> None:
    question = replace(question, method="plurality", tie="fails")
    total = sum(slip.get("weight", 1) for slip in slips) + 1
    before = count(question, slips, present=total)
    for name in before.elected:
        if name in question.candidates:
            after = count(question, slips + marks(name), present=total)
            assert name in after.elected
