"""Cases from the literature, each with the answer printed there."""

from __future__ import annotations

import numpy as np
import pytest

from silian.cultivation.engine.placement.certificate import certify
from silian.cultivation.engine.placement.market import Market, Reserve, from_lists
from silian.cultivation.engine.placement.solve import posts_of, solve

BOTH = pytest.mark.parametrize("compiled", [False, True])


def by_order(orders: list[list[int]]) -> list[dict[int, int]]:
    """Keys from priority orders, best first."""
    return [{s: len(order) - place for place, s in enumerate(order)} for order in orders]


def solved(market: Market, compiled: bool, **options: str) -> list[int]:
    found = solve(market, compiled=compiled, **options)  # type: ignore[arg-type]
    assert certify(market, found.entry, compiled=compiled, **options).right  # type: ignore[arg-type]
    return posts_of(market, found.entry).tolist()


@BOTH
def test_gale_shapley_1962_example_1(compiled: bool) -> None:
    """Three men, three women: each man has the first choice, or each woman has hers."""
    men = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    women = by_order([[1, 2, 0], [2, 0, 1], [0, 1, 2]])
    market = from_lists(men, women, [1, 1, 1])
    assert solved(market, compiled) == [0, 1, 2]
    assert solved(market, compiled, optimal="posts") == [2, 0, 1]
    middle = certify(market, np.array([1, 4, 7], np.int32), compiled=compiled)
    assert middle.stable
    assert not middle.right, "each gets the second choice: stable, and best for nobody"


@BOTH
def test_gale_shapley_1962_example_2(compiled: bool) -> None:
    """Four by four with exactly one stable set of marriages: (α, C), (β, D), (γ, A), (δ, B)."""
    men = [[0, 1, 2, 3], [0, 3, 2, 1], [1, 0, 2, 3], [3, 1, 2, 0]]
    women = by_order([[3, 2, 0, 1], [1, 3, 0, 2], [3, 0, 1, 2], [2, 1, 0, 3]])
    market = from_lists(men, women, [1] * 4)
    assert solved(market, compiled) == [2, 3, 0, 1]
    assert solved(market, compiled, optimal="posts") == [2, 3, 0, 1]


@BOTH
def test_rural_hospitals_roth_1986(compiled: bool) -> None:
    """A hospital that does not fill its places holds the same students on both sides."""
    lists = [[0, 1], [1, 0], [0, 2], [2, 0, 1], [1]]
    keys = by_order([[1, 3, 0, 2], [0, 1, 4, 3], [2, 3]])
    market = from_lists(lists, keys, [1, 1, 3])
    first = solved(market, compiled)
    second = solved(market, compiled, optimal="posts")
    assert [at >= 0 for at in first] == [at >= 0 for at in second]
    assert sorted(first) == sorted(second)
    assert [s for s, at in enumerate(first) if at == 2] == [
        s for s, at in enumerate(second) if at == 2
    ]


@BOTH
def test_school_choice_abdulkadiroglu_sonmez_2003(compiled: bool) -> None:
    """Their opening example: the students' best stable assignment is not Pareto efficient."""
    lists = [[1, 0, 2], [0, 1, 2], [0, 1, 2]]
    keys = by_order([[0, 2, 1], [1, 0, 2], [1, 0, 2]])
    market = from_lists(lists, keys, [1, 1, 1])
    assert solved(market, compiled) == [0, 1, 2]
    swapped = np.array([0, 3, 8], np.int32)
    assert certify(market, swapped, compiled=compiled).blocking == ((2, 0),)


@BOTH
def test_school_choice_eight_students_four_schools(compiled: bool) -> None:
    """The market of their example with eight students; deferred acceptance worked by hand."""
    lists = [[1, 0, 2, 3], [0, 1, 2, 3], [2, 1, 0, 3], [2, 3, 0, 1], [0, 2, 1, 3], [3, 0, 1, 2],
             [0, 1, 2, 3], [0, 1, 3, 2]]  # fmt: skip
    keys = by_order([list(range(8)), [2, 4, 3, 7, 1, 6, 5, 0], [4, 2, 6, 0, 1, 3, 5, 7],
                     [5, 7, 0, 6, 1, 2, 3, 4]])  # fmt: skip
    market = from_lists(lists, keys, [2, 2, 3, 3])
    # By hand: school 1 refuses students 7 and 8; school 2 then 1; school 1 then 5, who goes to 3.
    assert solved(market, compiled) == [0, 0, 2, 2, 2, 3, 1, 1]


@BOTH
def test_minority_reserves_hafalir_yenmez_yildirim_2013(compiled: bool) -> None:
    """A hard quota for the majority can hurt a minority student; a reserve does not waste places.

    One school of two places prefers the majority students 0 and 1 to the minority student 2.
    """
    keys = by_order([[0, 1, 2]])
    minority = [[False, False, True]]
    soft = from_lists([[0], [0], [0]], keys, [2], reserves=[Reserve(0, 0, 1)], groups=minority)
    assert solved(soft, compiled) == [0, -1, 0]
    nobody = from_lists([[0], [0], []], keys, [2], reserves=[Reserve(0, 0, 1)], groups=minority)
    assert solved(nobody, compiled) == [0, 0, -1]
    hard = from_lists([[0], [0], []], keys, [2], reserves=[Reserve(0, 0, 1, True)],
                      groups=minority)  # fmt: skip
    assert solved(hard, compiled) == [0, -1, -1]


@BOTH
def test_order_of_reserves_matters_dur_kominers_pathak_sonmez_2018(compiled: bool) -> None:
    """Walk-zone places filled first go to students who would have won an open place."""
    keys = by_order([[0, 1, 2, 3]])
    walk = [[True, False, True, False]]
    market = from_lists([[0]] * 4, keys, [2], reserves=[Reserve(0, 0, 1)], groups=walk)
    assert solved(market, compiled, reserve_order="first") == [0, 0, -1, -1]
    assert solved(market, compiled, reserve_order="last") == [0, -1, 0, -1]
