"""The engine against exhaustive enumeration: every option, every pair of options."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from placement_oracle import (
    Assignment,
    Tiny,
    assignments,
    blocking,
    entries,
    extreme,
    is_stable,
    outcome,
    stable_ones,
    tiny,
)

from silian.cultivation.engine.placement.certificate import certify
from silian.cultivation.engine.placement.solve import Placement, posts_of, solve

OPTIONS = list(itertools.product(("students", "posts"), ("one-by-one", "batch"), ("first", "last")))
ENGINES: list[tuple[bool, int]] = [(False, 1), (True, 1), (True, 2), (True, 3)]


def as_assignment(case: Tiny, found: Placement) -> Assignment:
    post = posts_of(case.market(), found.entry)
    return tuple(None if at < 0 else int(at) for at in post)


@pytest.mark.parametrize(("optimal", "closing", "order"), OPTIONS)
@pytest.mark.parametrize("kinds", [(False, False), (True, False), (False, True), (True, True)])
def test_outcome_is_that_of_the_definitions(
    optimal: str, closing: str, order: str, kinds: tuple[bool, bool]
) -> None:
    for seed in range(25):
        case = tiny(seed * 7919 + 1, reserves=kinds[0], minimums=kinds[1])
        wanted, closed = outcome(case, optimal, closing, order)
        compiled, threads = ENGINES[seed % len(ENGINES)]
        found = solve(
            case.market(), optimal=optimal, closing=closing, reserve_order=order,
            threads=threads, compiled=compiled,
        )  # fmt: skip
        assert as_assignment(case, found) == wanted, seed
        order_closed = [one.post for one in found.closings]
        assert (order_closed if closing == "one-by-one" else sorted(order_closed)) == (
            closed if closing == "one-by-one" else sorted(closed)
        ), seed


@given(st.integers(0, 10**9), st.sampled_from(("students", "posts")), st.booleans(),
       st.sampled_from(("first", "last")))  # fmt: skip
def test_certificate_agrees_with_the_definitions_on_every_assignment(
    seed: int, optimal: str, reserves: bool, order: str
) -> None:
    case = tiny(seed, reserves=reserves)
    market = case.market()
    best = extreme(case, stable_ones(case, order), optimal)
    every = list(assignments(case))
    for one in every[:: max(1, len(every) // 60)] + stable_ones(case, order):
        found = certify(market, entries(case, one), optimal=optimal, reserve_order=order,
                        compiled=bool(seed % 2))  # fmt: skip
        assert found.stable == is_stable(case, one, order, frozenset()), one
        assert found.right == (one == best), one
        if found.feasible:
            assert set(found.blocking) == set(blocking(case, one, order, frozenset()))


def test_markets_with_many_stable_assignments_are_among_those_tried() -> None:
    several = sum(len(stable_ones(tiny(seed * 7919 + 1))) > 1 for seed in range(120))
    assert several >= 5


def test_an_empty_market_has_an_empty_answer() -> None:
    case = Tiny([], [{}], [2], [0], [[]])
    for compiled, threads in ENGINES:
        found = solve(case.market(), compiled=compiled, threads=threads)
        assert found.entry.tolist() == []
        assert certify(case.market(), np.zeros(0, np.int32), compiled=compiled).right
