"""The ladder engine against a plain enumeration, and its small cases."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.cultivation.engine.pathways.ladder import (
    RUNGS,
    Ladder,
    Node,
    edges,
    fields_of,
    paths,
    reached,
)

LEVELS = tuple(RUNGS)


def ladder_of(levels: list[str], links: set[tuple[int, int]]) -> Ladder:
    ladder = Ladder()
    for at, level in enumerate(levels):
        ladder.add(Node(f"p{at}", f"专业{at}", level))
    for low, high in links:
        ladder.join(f"p{low}", f"p{high}")
    return ladder


def by_hand(levels: list[str], links: set[tuple[int, int]], to: str) -> set[tuple[str, ...]]:
    """Every order of some of the programs that follows the links upwards from the first."""
    good = {(a, b) for a, b in links if RUNGS[levels[b]] > RUNGS[levels[a]]}
    found = set()
    for size in (2, 3, 4):
        for some in permutations(range(len(levels)), size):
            if some[0] != 0 or any(pair not in good for pair in pairwise(some)):
                continue
            last = levels[some[-1]]
            on_the_way = [levels[at] for at in some[1:-1]]
            ends = not any(low == some[-1] for low, _high in good)
            if (last == to and to not in on_the_way) if to else ends:
                found.add(tuple(f"p{at}" for at in some))
    return found


@given(
    st.lists(st.sampled_from(LEVELS), min_size=1, max_size=6),
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20),
    st.sampled_from(["", *LEVELS]),
)
def test_paths_are_those_of_plain_enumeration(
    levels: list[str], links: set[tuple[int, int]], to: str
) -> None:
    links = {(a, b) for a, b in links if a < len(levels) and b < len(levels)}
    found = paths(ladder_of(levels, links), "p0", to=to)
    assert {path.codes for path in found.paths} == by_hand(levels, links, to)
    assert found.left_out == 0


@given(st.integers(0, 3))
def test_limit_counts_what_it_leaves_out(limit: int) -> None:
    ladder = ladder_of(["college", "bachelor", "bachelor", "bachelor"], {(0, 1), (0, 2), (0, 3)})
    found = paths(ladder, "p0", to="bachelor", limit=limit)
    assert (len(found.paths), found.left_out) == (limit, 3 - limit)
    assert [path.codes[-1] for path in found.paths] == ["p1", "p2", "p3"][:limit]


def test_edge_leads_upwards_between_known_nodes() -> None:
    ladder = ladder_of(["college", "bachelor", "vocational_bachelor"], set())
    assert ladder.join("p0", "p1")
    assert not ladder.join("p1", "p0")
    assert not ladder.join("p1", "p2")
    assert not ladder.join("p0", "gone")


def test_unknown_start_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        paths(Ladder(), "p0")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", []),
        ("电子信息", ["电子信息"]),
        ("人工智能、软件工程，软件工程；", ["人工智能", "软件工程"]),
        ("领域举例：交通运输、机械工程。", ["交通运输", "机械工程"]),
    ],
)
def test_fields_of_a_master(text: str, fields: list[str]) -> None:
    assert fields_of(text) == fields


def test_nodes_and_steps_of_paths_come_once() -> None:
    ladder = ladder_of(["college", "bachelor", "master"], {(0, 1), (1, 2), (0, 2)})
    found = paths(ladder, "p0").paths
    assert [node.code for node in reached(found)] == ["p0", "p1", "p2"]
    assert edges(found) == [("p0", "p1"), ("p0", "p2"), ("p1", "p2")]
