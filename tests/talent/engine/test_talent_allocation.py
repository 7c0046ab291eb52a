"""Heads are conserved in all three ways, and the level rule holds as it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.talent.engine.allocation import (
    MICRO,
    Candidate,
    Unmapped,
    Way,
    allocate,
    candidates,
    linked_at_level,
    split,
    weights,
)
from silian.talent.engine.levels import Level, level_named, level_of_program_code

WELDING = ("660105", 1)
MACHINES = ("460101", 2)
AUTOMATION = ("460103", 2)
VOCATIONAL = ("260102", 3)
ACADEMIC = ("080202", 4)
LINKED = {WELDING, MACHINES, AUTOMATION, VOCATIONAL, ACADEMIC}


@given(
    st.integers(0, 10**15),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any),
)
def test_split_conserves_and_stays_within_one_unit(total: int, parts: list[int]) -> None:
    shares = split(total, parts)
    assert sum(shares) == total
    whole = sum(parts)
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share * whole - total * weight) < whole
        assert weight or not share


@pytest.mark.parametrize(("total", "parts"), [(-1, [1]), (1, [-1, 2]), (1, []), (1, [0, 0])])
def test_split_refuses_what_cannot_be_split(total: int, parts: list[int]) -> None:
    with pytest.raises(ValueError, match="weight"):
        split(total, parts)


@pytest.mark.parametrize(
    ("level", "expected", "raised"),
    [
        (Level.ANY, LINKED, False),
        (Level.SECONDARY, {WELDING}, False),
        (Level.COLLEGE, {MACHINES, AUTOMATION}, False),
        (Level.VOCATIONAL_BACHELOR, {VOCATIONAL, ACADEMIC}, False),
        (Level.BACHELOR, {VOCATIONAL, ACADEMIC}, False),
        (Level.POSTGRADUATE, set(), False),
    ],
)
def test_a_post_counts_at_the_level_it_states(level, expected, raised) -> None:
    assert linked_at_level(LINKED, level) == (sorted(expected), raised)


def test_a_post_goes_up_to_the_nearest_level_and_never_down() -> None:
    assert linked_at_level({MACHINES, ACADEMIC}, Level.SECONDARY) == ([MACHINES], True)
    assert linked_at_level({WELDING}, Level.COLLEGE) == ([], False)


def test_unmapped_says_why() -> None:
    def why(occupation: str, level: int, linked: set) -> Unmapped | None:
        return candidates(occupation, level, linked, (), {}).unmapped

    assert why("", Level.ANY, set()) is Unmapped.NO_OCCUPATION
    assert why("6-18-02-04", Level.ANY, set()) is Unmapped.NO_LINK
    assert why("6-18-02-04", Level.COLLEGE, {WELDING}) is Unmapped.LEVEL_ABOVE
    assert why("6-18-02-04", Level.COLLEGE, {MACHINES}) is None
    assert all(reason.words.zh and reason.words.en for reason in Unmapped)


def test_three_ways_of_one_post() -> None:
    supply = {MACHINES: 30, AUTOMATION: 10}
    found = candidates("6-18-01-01", Level.COLLEGE, LINKED, {AUTOMATION}, supply)
    parts = allocate(8, found.programs)
    assert [c.program for c in found.programs] == [MACHINES, AUTOMATION]
    assert parts[Way.EQUAL] == [4 * MICRO, 4 * MICRO]
    assert parts[Way.SUPPLY] == [6 * MICRO, 2 * MICRO]
    assert parts[Way.STATED] == [0, 8 * MICRO]


def test_without_supply_the_supply_way_is_equal() -> None:
    found = candidates("x", Level.COLLEGE, LINKED, (), {})
    assert weights(found.programs, Way.SUPPLY) == weights(found.programs, Way.EQUAL) == [1, 1]


def test_a_named_program_stands_in_where_none_is_linked() -> None:
    found = candidates("", Level.ANY, (), {AUTOMATION}, {})
    assert found.unmapped is None
    assert allocate(3, found.programs) == {way: [3 * MICRO] for way in Way}


def test_a_named_program_outside_the_links_is_taken_at_its_word() -> None:
    found = candidates("x", Level.COLLEGE, {MACHINES}, {WELDING}, {})
    parts = allocate(2, found.programs)
    assert [c.program for c in found.programs] == [MACHINES, WELDING]
    assert parts[Way.EQUAL] == [2 * MICRO, 0]
    assert parts[Way.STATED] == [0, 2 * MICRO]


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        program=st.tuples(st.sampled_from(["460101", "460103", "660105"]), st.integers(1, 4)),
        linked=st.booleans(),
        stated=st.booleans(),
        supply=st.integers(0, 10_000),
    ),
    max_size=8,
)


@given(st.integers(0, 100_000), CANDIDATES)
def test_every_way_allocates_all_heads(heads: int, programs: list[Candidate]) -> None:
    for parts in allocate(heads, programs).values():
        assert sum(parts) == (heads * MICRO if programs else 0)
        assert min(parts, default=0) >= 0


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("660105", Level.SECONDARY),
        ("750101K", Level.SECONDARY),
        ("460103", Level.COLLEGE),
        ("520201K", Level.COLLEGE),
        ("260102", Level.VOCATIONAL_BACHELOR),
        ("080202", Level.BACHELOR),
        ("0502104TK", Level.BACHELOR),
        ("100101K", Level.BACHELOR),
        ("4601", None),
        ("960101", None),
        ("数控", None),
        ("", None),
    ],
)
def test_a_national_code_tells_its_level(code: str, level: Level | None) -> None:
    assert level_of_program_code(code) is level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("中职", Level.SECONDARY),
        ("高职专科", Level.COLLEGE),
        (" 大专及以上 ", Level.COLLEGE),
        ("本科及以上学历", Level.BACHELOR),
        ("职业本科", Level.VOCATIONAL_BACHELOR),
        ("硕士", Level.POSTGRADUATE),
        ("不限", Level.ANY),
        ("", Level.ANY),
        ("看情况", None),
    ],
)
def test_levels_are_read_as_lists_write_them(words: str, level: Level | None) -> None:
    assert level_named(words) is level
