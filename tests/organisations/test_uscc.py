"""统一社会信用代码: published codes, every single mistake, and the sentences said about them."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests.organisations.made_codes import code_of

from silian.organisations.engine import uscc
from silian.organisations.engine.uscc import ALPHABET, Fault
from silian.organisations.public import sentence_of

# Codes that their holders publish on their own pages.
PUBLISHED = [
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
    "91440400192548256N",
    "91440300192317458F",
    "12100000400002259P",
]
numbers = st.integers(min_value=0, max_value=99_999_999)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_right(code: str) -> None:
    assert uscc.fault(code) is None
    assert sentence_of(code) == ""


def oracle(code: str) -> bool:
    """The check of GB 32100-2015 the long way: the weighted sum with its check is 0 mod 31."""
    total, weight = 0, 1
    for letter in code:
        total += ALPHABET.index(letter) * weight
        weight = weight * 3 % 31
    # The check character has the weight 1.
    last = ALPHABET.index(code[-1])
    return (total - last * pow(3, 17, 31) + last) % 31 == 0


@given(numbers)
def test_made_codes_are_right_by_the_long_way_too(number: int) -> None:
    code = code_of(number)
    assert uscc.fault(code) is None
    assert oracle(code)


@given(numbers, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(number: int, place: int, letter: str) -> None:
    code = code_of(number)
    wrong = code[:place] + letter + code[place + 1 :]
    assert (uscc.fault(wrong) is None) == (wrong == code)


@given(numbers, st.integers(0, 16))
def test_swapped_neighbours_are_found(number: int, place: int) -> None:
    code = code_of(number)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (uscc.fault(wrong) is None) == (wrong == code)


@given(st.text(max_size=24))
def test_any_text_gets_an_answer(text: str) -> None:
    found = uscc.fault(uscc.normal(text))
    assert found is None or isinstance(found, Fault)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", Fault.LENGTH),
        ("9144030071526726X", Fault.LENGTH),
        ("9144030071526726XI", Fault.LETTER),
        ("91A403007152672 6X", Fault.LETTER),
        ("91A4030071526726XG", Fault.REGION),
        ("9144030071526726XH", Fault.CHECK),
    ],
)
def test_the_fault_names_the_part(code: str, fault: Fault) -> None:
    assert uscc.fault(code) is fault


def test_a_wrong_inner_check_is_found_under_a_right_outer_one() -> None:
    code = code_of(12345678)
    inner = "0" if code[16] != "0" else "1"
    body = code[:16] + inner
    assert uscc.fault(body + uscc.check_character(body)) is Fault.INNER


def test_normal_mends_width_case_and_spaces() -> None:
    assert uscc.normal(" 9144 0300 7152 6726 xg ") == "9144030071526726XG"
    assert uscc.normal("９１４４０３００７１５２６７２６ＸＧ") == "9144030071526726XG"


def test_confused_letters_are_suggested_only_when_that_makes_it_right() -> None:
    assert uscc.suggestion("91440300I922038216") == "914403001922038216"
    assert uscc.suggestion("914403O01922038216") == "914403001922038216"
    assert uscc.suggestion("914403O01922038217") == ""
    with override("zh-hans"):
        assert "是否应为 914403001922038216" in sentence_of("91440300I922038216")


def test_region_is_read_from_the_code() -> None:
    assert uscc.region_of("914403001922038216") == "440300"
