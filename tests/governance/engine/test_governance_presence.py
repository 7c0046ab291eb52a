"""Who counts as present: attendance, proxies, recusal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine.presence import assemble

SEATS = {"A": 1, "B": 1, "C": 2, "D": 1, "E": 1}


def test_those_here_with_a_seat_are_present() -> None:
    roll = assemble(SEATS, {"A", "C", "guest"}, {})
    assert (roll.seats, roll.present) == (6, 3)
    assert roll.casts == {"A": "A", "C": "C"}


def test_a_mandate_counts_once_and_only_for_who_is_away() -> None:
    roll = assemble(SEATS, {"A", "B"}, {"C": "A", "B": "A"}, proxy_limit=2)
    assert roll.casts == {"A": "A", "B": "B", "C": "A"}
    assert roll.present == 4


def test_beyond_the_limit_mandates_do_not_count() -> None:
    roll = assemble(SEATS, {"A"}, {"B": "A", "C": "A", "D": "A"}, proxy_limit=2)
    assert sorted(roll.casts) == ["A", "B", "C"]
    assert [giver for giver, _zh, _en in roll.refused] == ["D"]
    assert assemble(SEATS, {"A"}, {"B": "A"}).casts == {"A": "A"}


@pytest.mark.parametrize("carrier", ["guest", "D", "E", "B"])
def test_a_mandate_needs_a_carrier_who_is_here_and_may_vote(carrier: str) -> None:
    roll = assemble(
        SEATS, {"A", "guest", "E"}, {"B": carrier, "D": "A"}, proxy_limit=1, recused={"E"}
    )
    assert sorted(roll.casts) == ["A", "D"]
    assert [giver for giver, _zh, _en in roll.refused] == ["B"]


def test_who_recuses_itself_counts_neither_here_nor_there() -> None:
    roll = assemble(SEATS, {"A", "C"}, {}, recused={"C"})
    assert (roll.seats, roll.present, dict(roll.casts)) == (4, 1, {"A": "A"})
    away = assemble(SEATS, {"A"}, {"C": "A"}, proxy_limit=1, recused={"C"})
    assert (away.casts, away.refused) == ({"A": "A"}, ())


UNITS = st.sampled_from("ABCDEF")


@given(
    st.dictionaries(UNITS, st.integers(1, 3)),
    st.sets(UNITS),
    st.dictionaries(UNITS, UNITS),
    st.integers(0, 3),
    st.sets(UNITS, max_size=2),
)
def test_nobody_votes_twice_or_beyond_the_limit(
    seats: dict[str, int], here: set[str], proxies: dict[str, str], limit: int, recused: Any
) -> None:
    roll = assemble(seats, here, proxies, proxy_limit=limit, recused=recused)
    assert 0 <= roll.present <= roll.seats
    assert set(roll.casts) <= set(seats) - recused
    for unit, caster in roll.casts.items():
        assert caster in here
        assert caster == unit or (proxies[unit] == caster and unit not in here)
    for caster in set(roll.casts.values()):
        carried = [u for u, c in roll.casts.items() if c == caster and u != caster]
        assert len(carried) <= limit
