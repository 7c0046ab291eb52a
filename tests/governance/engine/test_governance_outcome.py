"""Motions: the issue's example, bases, quorum, void votes, the sentence, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine.motion import count_motion
from silian.governance.engine.outcome import Counts, Inconsistent, Outcome, decide, read_case
from silian.governance.engine.thresholds import BASES, Threshold, Unreadable

EXAMPLE: dict[str, Any] = {
    "seats": 60, "present": 45, "cast": {"yes": 30, "no": 10, "abstain": 5}, "invalid": 0,
    "quorum": {"fraction": "2/3", "of": "seats"},
    "majority": {"fraction": "2/3", "of": "present", "strict": False},
    "issued": 45, "returned": 45,
}  # fmt: skip


def outcome(**changed: Any) -> Outcome:
    case = {**EXAMPLE, **changed}
    return decide(*read_case({key: value for key, value in case.items() if value != "gone"}))


def majority(fraction: str, of: str, strict: bool = False) -> dict[str, Any]:
    return {"fraction": fraction, "of": of, "strict": strict}


def votes(yes: int, no: int, abstain: int) -> dict[str, int]:
    return {"yes": yes, "no": no, "abstain": abstain}


def test_example_of_the_documentation() -> None:
    answer = outcome()
    assert answer.plain() == {
        "quorate": True, "valid": True, "passed": True, "needed": 30, "sentence": answer.sentence,
    }  # fmt: skip
    assert answer.sentence == (
        "应到 60、实到 45，达到章程规定的到会要求，即应到的三分之二以上（含本数，即 40），"
        "会议有效；发出选票 45、收回选票 45，同意 30、反对 10、弃权 5、无效 0；"
        "章程要求实到的三分之二以上（含本数，即 30）同意，表决通过。"
    )
    assert answer.sentence_en == (
        "45 present of 60 seats meets the charter's quorum of at least two thirds of the seats "
        "(40), the meeting is quorate; 45 ballots issued, 45 returned, 30 for, 10 against, "
        "5 abstaining, 0 invalid; the charter requires at least two thirds of those present (30) "
        "in favour; the motion is carried."
    )


@pytest.mark.parametrize(
    ("rule", "cast", "needed", "base", "passed"),
    [
        (majority("2/3", "present"), votes(29, 11, 5), 30, 45, False),
        (majority("2/3", "present", strict=True), votes(30, 10, 5), 31, 45, False),
        (majority("1/2", "present", strict=True), votes(22, 0, 23), 23, 45, False),
        (majority("1/2", "present", strict=True), votes(23, 22, 0), 23, 45, True),
        (majority("1/2", "cast", strict=True), votes(20, 20, 0), 21, 40, False),
        (majority("1/2", "cast"), votes(20, 20, 0), 20, 40, True),
        (majority("1/2", "yes_no", strict=True), votes(3, 2, 40), 3, 5, True),
        (majority("1/2", "yes_no", strict=True), votes(0, 0, 45), None, 0, False),
        (majority("1/2", "cast"), votes(0, 0, 0), None, 0, False),
        (majority("2/3", "seats"), votes(39, 0, 0), 40, 60, False),
        (majority("2/3", "seats"), votes(40, 5, 0), 40, 60, True),
        (majority("1", "seats"), votes(45, 0, 0), 60, 60, False),
        (majority("1", "present", strict=True), votes(45, 0, 0), 46, 45, False),
        (majority("1", "cast"), votes(44, 0, 0), 44, 44, True),
    ],
)
def test_majorities_of_each_base(
    rule: dict[str, Any], cast: dict[str, int], needed: int | None, base: int, passed: bool
) -> None:
    answer = outcome(majority=rule, cast=cast)
    assert (answer.needed, answer.base, answer.passed) == (needed, base, passed)


def test_quorum_is_met_at_the_number_and_not_one_below() -> None:
    cast = votes(39, 0, 0)
    assert outcome(present=40, cast=cast, issued=40, returned=40).quorate
    short = outcome(present=39, cast=cast, issued=39, returned=39)
    assert (short.quorate, short.valid, short.passed) == (False, True, False)
    assert "未达到章程规定的到会要求" in short.sentence
    assert short.sentence.endswith("因到会不足，表决不通过。")


def test_strict_quorum_needs_more_than_the_number() -> None:
    strict = {"fraction": "3/4", "of": "seats", "strict": True}
    assert not outcome(quorum=strict).quorate
    assert outcome(quorum=strict, present=46).quorate


def test_more_returned_than_issued_voids_the_vote() -> None:
    answer = outcome(returned=46)
    assert (answer.quorate, answer.valid, answer.passed) == (True, False, False)
    assert answer.sentence.endswith(
        "发出选票 45、收回选票 46，收回多于发出，本次表决无效，应重新表决。"
    )
    assert outcome(returned=44).valid


def test_without_paper_ballots_nothing_is_reconciled() -> None:
    answer = outcome(issued="gone", returned="gone")
    assert (answer.valid, answer.passed) == (True, True)
    assert "选票" not in answer.sentence
    assert outcome(issued=None, returned=None).valid


def test_invalid_ballots_are_not_cast() -> None:
    rule = majority("2/3", "cast")
    assert outcome(majority=rule, cast=votes(28, 12, 2), invalid=3).passed
    assert not outcome(majority=rule, cast=votes(28, 12, 3), invalid=2).passed


def test_a_body_without_seats_decides_nothing() -> None:
    answer = outcome(seats=0, present=0, cast=votes(0, 0, 0), issued=0, returned=0)
    assert (answer.quorate, answer.passed, answer.needed) == (False, False, None)


def test_base_of_nothing_is_said() -> None:
    answer = outcome(majority=majority("1/2", "yes_no"), cast=votes(0, 0, 45))
    assert answer.sentence.endswith("但可计的票数为 0，表决不通过。")


@pytest.mark.parametrize(
    "changed",
    [
        {"invalid": 1},
        {"cast": votes(30, 10, 6)},
        {"seats": 44},
        {"seats": -1}, {"present": -45}, {"cast": votes(-1, 10, 5)}, {"invalid": -1},
        {"cast": {"yes": 2.5, "no": 10, "abstain": 5}}, {"seats": 60.0}, {"present": "45"},
        {"cast": {"yes": True, "no": 10, "abstain": 5}}, {"seats": None}, {"invalid": None},
        {"issued": 45, "returned": "gone"}, {"issued": "gone"}, {"returned": -1},
        {"issued": 45.5}, {"seats": 10**10},
        {"quorum": {"fraction": "2/3", "of": "present"}},
    ],
)  # fmt: skip
def test_inconsistent_counts_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Inconsistent) as caught:
        outcome(**changed)
    assert caught.value.zh.endswith("。")
    assert caught.value.en.endswith(".")


@pytest.mark.parametrize(
    "changed",
    [
        {"seats": "gone"}, {"cast": "gone"}, {"quorum": "gone"}, {"majority": "gone"},
        {"cast": 45}, {"cast": {"yes": 30, "no": 10}},
        {"cast": {"yes": 30, "no": 10, "abstain": 5, "maybe": 0}}, {"rounding": "up"},
        {"quorum": "2/3"}, {"majority": {"fraction": 0.667, "of": "present"}},
    ],
)  # fmt: skip
def test_unknown_shapes_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        outcome(**changed)


@pytest.mark.parametrize("data", [None, [], 1, "x"])
def test_a_case_is_an_object(data: object) -> None:
    with pytest.raises(Unreadable):
        read_case(data)


SHARES = [Fraction(1, 3), Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(3, 4),
          Fraction(1)]  # fmt: skip


@st.composite
def meetings(draw: st.DrawFn) -> tuple[Counts, Threshold, Threshold]:
    parts = draw(st.tuples(*[st.integers(0, 30)] * 6))
    yes, no, abstain, invalid, silent, absent = parts
    present = yes + no + abstain + invalid + silent
    paper = draw(st.none() | st.tuples(st.integers(0, 40), st.integers(0, 40)))
    rule = draw(st.sampled_from(SHARES)), draw(st.sampled_from(BASES)), draw(st.booleans())
    quorum = Threshold(draw(st.sampled_from(SHARES)), "seats", draw(st.booleans()))
    counts = Counts(present + absent, present, yes, no, abstain, invalid, *(paper or (None, None)))
    return counts, quorum, Threshold(*rule)


def by_whole_numbers(counts: Counts, quorum: Threshold, majority: Threshold) -> bool:
    """Whether it is carried, by a table of bases and cross-multiplied whole numbers."""
    bases = [counts.seats, counts.present, counts.yes + counts.no + counts.abstain,
             counts.yes + counts.no]  # fmt: skip
    for have, whole, rule in (
        (counts.present, counts.seats, quorum),
        (counts.yes, bases[BASES.index(majority.of)], majority),
    ):
        over = have * rule.fraction.denominator - rule.fraction.numerator * whole
        if whole == 0 or over < (1 if rule.strict else 0):
            return False
    return counts.issued is None or (counts.returned or 0) <= counts.issued


@given(meetings())
def test_outcome_is_that_of_whole_numbers(meeting: tuple[Counts, Threshold, Threshold]) -> None:
    answer = decide(*meeting)
    assert answer.passed is by_whole_numbers(*meeting)
    assert answer.sentence.endswith("表决通过。") is answer.passed
    assert answer.sentence_en.endswith("the motion is carried.") is answer.passed


@given(meetings())
def test_a_yes_for_a_no_never_undoes_a_motion(
    meeting: tuple[Counts, Threshold, Threshold],
) -> None:
    counts, quorum, rule = meeting
    if counts.no and decide(*meeting).passed:
        more = Counts(counts.seats, counts.present, counts.yes + 1, counts.no - 1, counts.abstain,
                      counts.invalid, counts.issued, counts.returned)  # fmt: skip
        assert decide(more, quorum, rule).passed


SLIPS = st.lists(
    st.fixed_dictionaries(
        {"choice": st.sampled_from(["yes", "no", "abstain", "maybe", "", None, 1, ["yes"]])},
        optional={"weight": st.integers(1, 5)},
    ),
    max_size=30,
)


@given(SLIPS, st.randoms())
def test_every_slip_is_counted_once_in_any_order(slips: list[dict[str, Any]], random: Any) -> None:
    total = sum(slip.get("weight", 1) for slip in slips)
    counts = count_motion(slips, seats=total, present=total)
    assert counts.cast + counts.invalid == total
    random.shuffle(slips)
    assert count_motion(slips, seats=total, present=total) == counts


@pytest.mark.parametrize("weight", [0, -1, 1.0, True, "2", None, 10**10])
def test_a_weight_is_a_whole_number(weight: object) -> None:
    with pytest.raises(Inconsistent):
        count_motion([{"choice": "yes", "weight": weight}], seats=9, present=9)


def test_more_slips_than_present_are_refused() -> None:
    with pytest.raises(Inconsistent):
        count_motion([{"choice": "yes"}] * 3, seats=9, present=2)


def test_what_is_no_slip_is_invalid() -> None:
    assert count_motion([None, {}, "yes"], seats=3, present=3).invalid == 3  # type: ignore[list-item]
