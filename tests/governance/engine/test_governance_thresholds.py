"""Shares as exact fractions: what 以上, 超过 and 过半数 mean, and what cannot be read."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine.thresholds import (
    BASES,
    Threshold,
    Unreadable,
    fraction_words,
)

SHARES = st.builds(
    Threshold,
    st.builds(Fraction, st.integers(0, 40), st.integers(1, 40)),
    st.sampled_from(BASES),
    st.booleans(),
)


def share(text: str, strict: bool = False, of: str = "present") -> Threshold:
    return Threshold.read({"fraction": text, "of": of, "strict": strict})


@pytest.mark.parametrize(
    ("words", "fraction", "strict", "base", "least"),
    [
        ("2/3以上", "2/3", False, 45, 30),
        ("2/3以上", "2/3", False, 46, 31),
        ("2/3以上", "2/3", False, 1, 1),
        ("超过2/3", "2/3", True, 45, 31),
        ("超过2/3", "2/3", True, 46, 31),
        ("过半数", "1/2", True, 60, 31),
        ("过半数", "1/2", True, 61, 31),
        ("半数以上（含半数）", "1/2", False, 60, 30),
        ("半数以上（含半数）", "1/2", False, 61, 31),
        ("全体", "1/1", False, 60, 60),
        ("3/4以上", "3/4", False, 45, 34),
        ("1/3以上", "1/3", False, 60, 20),
        ("4/5以上", "4/5", False, 45, 36),
    ],
)
def test_chinese_rules_ask_for_exactly_this_many(
    words: str, fraction: str, strict: bool, base: int, least: int
) -> None:
    rule = share(fraction, strict)
    assert rule.needed(base) == least
    assert rule.met(least, base)
    assert not rule.met(least - 1, base)


def test_a_float_would_have_decided_otherwise() -> None:
    # 0.07 * 100 is 7.000000000000001 as a float: seven of a hundred would not have been enough.
    assert 0.07 * 100 > 7
    assert share("7/100").met(7, 100)


def test_base_of_zero_is_never_met() -> None:
    for rule in (share("1/2"), share("0"), share("1/1"), share("0/5", strict=True)):
        assert (rule.met(0, 0), rule.met(5, 0), rule.needed(0), rule.smallest(0)) == (
            False, False, None, None,
        )  # fmt: skip


def test_more_than_all_is_needed_by_nobody() -> None:
    rule = share("1/1", strict=True)
    assert rule.needed(45) is None
    assert rule.smallest(45) == 46
    assert rule.hopeless
    assert share("3/2").hopeless
    assert not share("1/1").hopeless


@pytest.mark.parametrize(
    ("fraction", "of", "strict", "zh", "en"),
    [
        ("2/3", "seats", False, "应到单位的三分之二以上（含本数）",
         "at least two thirds of the seats"),
        ("2/3", "seats", True, "超过应到单位的三分之二（不含本数）",
         "more than two thirds of the seats"),
        ("1/2", "present", True, "实到单位的过半数", "more than half of those present"),
        ("1/2", "present", False, "实到单位的半数以上（含本数）", "at least half of those present"),
        ("1", "seats", False, "应到单位的全部", "all of the seats"),
        ("3/5", "yes_no", False, "同意票与反对票之和的五分之三以上（含本数）",
         "at least three fifths of the votes for and against"),
        ("7/13", "present", False, "实到单位的十三分之七以上（含本数）",
         "at least 7/13 of those present"),
    ],
)  # fmt: skip
def test_words_are_those_of_a_charter(
    fraction: str, of: str, strict: bool, zh: str, en: str
) -> None:
    assert share(fraction, strict, of).words() == (zh, en)


def test_fractions_are_said_in_chinese_numerals() -> None:
    said = [fraction_words(Fraction(*pair))[0] for pair in ((1, 10), (11, 20), (51, 100), (7, 101))]
    assert said == ["十分之一", "二十分之十一", "百分之五十一", "7/101"]


@pytest.mark.parametrize(
    "data",
    [
        None, [], "2/3", 2,
        {}, {"fraction": "2/3"}, {"of": "seats"},
        {"fraction": 0.5, "of": "seats"}, {"fraction": 1, "of": "seats"},
        {"fraction": True, "of": "seats"}, {"fraction": None, "of": "seats"},
        {"fraction": "0.5", "of": "seats"}, {"fraction": "2/0", "of": "seats"},
        {"fraction": "-1/2", "of": "seats"}, {"fraction": "1/-2", "of": "seats"},
        {"fraction": "2/3 ", "of": "seats"}, {"fraction": "２/３", "of": "seats"},
        {"fraction": "1/2\n", "of": "seats"}, {"fraction": "9" * 5000, "of": "seats"},
        {"fraction": "2/3", "of": "voters"}, {"fraction": "2/3", "of": ["seats"]},
        {"fraction": "2/3", "of": "seats", "strict": 1},
        {"fraction": "2/3", "of": "seats", "strict": "false"},
        {"fraction": "2/3", "of": "seats", "strict": None},
        {"fraction": "2/3", "of": "seats", "round": "up"}, {1: 2},
    ],
)  # fmt: skip
def test_unreadable_threshold_says_so_in_both_languages(data: object) -> None:
    with pytest.raises(Unreadable) as caught:
        Threshold.read(data)
    assert caught.value.problem_zh.endswith("。")
    assert caught.value.problem_en.endswith(".")


@given(SHARES)
def test_plain_form_reads_back(rule: Threshold) -> None:
    assert Threshold.read(rule.plain()) == rule


@given(SHARES, st.integers(0, 300), st.integers(0, 300))
def test_met_is_what_cross_multiplied_whole_numbers_say(
    rule: Threshold, count: int, base: int
) -> None:
    left = count * rule.fraction.denominator
    right = base * rule.fraction.numerator
    expected = base != 0 and (left > right or (left == right and not rule.strict))
    assert rule.met(count, base) is expected


@given(SHARES, st.integers(0, 120))
def test_needed_is_the_first_number_that_meets_it(rule: Threshold, base: int) -> None:
    assert rule.needed(base) == next((n for n in range(base + 1) if rule.met(n, base)), None)
    if base:
        assert rule.smallest(base) == next(n for n in range(50 * base + 2) if rule.met(n, base))


@given(SHARES, st.integers(0, 200), st.integers(1, 200))
def test_one_more_never_undoes_it(rule: Threshold, count: int, base: int) -> None:
    if rule.met(count, base):
        assert rule.met(count + 1, base)
        if base > 1:
            assert rule.met(count, base - 1)
