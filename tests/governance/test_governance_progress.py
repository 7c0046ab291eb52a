"""Progress of trees against an independent oracle, and the comparison of two texts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine.compare import Row, changed, compare_texts
from silian.governance.engine.progress import Node, roll_up, whole

rows = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 100), st.booleans()), max_size=12
)


def oracle(nodes: list[Node], key: object) -> Fraction:
    """By recursion from the top, as one would explain it."""
    own = [n for n in nodes if n.parent == key and n.counted]
    if not own:
        return Fraction(next((n.progress for n in nodes if n.key == key), 0))
    total = sum(n.weight for n in own)
    return (
        sum((Fraction(n.weight, total) * oracle(nodes, n.key) for n in own), Fraction(0))
        if (total)
        else Fraction(0)
    )


@given(rows)
def test_roll_up_equals_the_oracle(made: list[tuple[int, int, int, bool]]) -> None:
    nodes = [
        Node(at, above - 1 if 0 < above <= at else None, weight, progress, counted)
        for at, (above, weight, progress, counted) in enumerate(made)
    ]
    found = roll_up(nodes)
    assert {n.key: found[n.key] for n in nodes} == {n.key: oracle(nodes, n.key) for n in nodes}
    assert found[None] == oracle(nodes, None)


def test_roll_up_refuses_a_circle_and_rounds_down() -> None:
    with pytest.raises(ValueError, match="parts of each other"):
        roll_up([Node(1, 2, 1, 0), Node(2, 1, 1, 0)])
    assert whole(Fraction(200, 3)) == 66
    assert whole(Fraction(9999, 100)) == 99


lines = st.lists(st.text("甲乙丙丁 ab1。", max_size=12), max_size=8).map("\n".join)


def side(found: list[Row], at: int) -> list[str]:
    parts = ["".join(part.text for part in row[at]) for row in found]
    return [text for text in parts if text]


@given(lines, lines)
def test_comparison_loses_no_words(before: str, after: str) -> None:
    found = compare_texts(before, after)
    for at, text in ((1, before), (2, after)):
        assert side(found, at) == [line.rstrip() for line in text.splitlines() if line.strip()]
    assert (changed(found) == 0) == (side(found, 1) == side(found, 2))


def test_comparison_marks_the_words_that_changed() -> None:
    found = compare_texts(
        "第一条 会期十天\n第二条 保留", "第一条 会期三十天\n第二条 保留\n第三条 新增"
    )
    assert [row.kind for row in found] == ["changed", "same", "added"]
    assert ("added", "三") in found[0].right
    assert all(part.kind == "same" for part in found[0].left)


def test_comparison_of_very_long_lines_is_quick() -> None:
    one, other = "甲" * 20_000, "甲" * 19_000 + "乙" * 1_000
    assert [row.kind for row in compare_texts(one, other)] == ["changed"]
