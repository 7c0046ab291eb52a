"""Kinds and presets as data, days of duties, hours and shares, the band."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.cultivation.engine.projects.kinds import BadData, read_kinds, read_presets
from silian.cultivation.engine.projects.reckoning import (
    Hours,
    Span,
    after_months,
    band_of,
    overlapping,
    total_of,
)
from silian.cultivation.enums import Level, Side
from silian.cultivation.queries.project_kinds import kinds, presets

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
HOURS = st.builds(Hours, *[st.integers(0, 500)] * 4)
PRESETS = """
one:
  {zh: 甲, en: A, source: 示例, duties: [{side: park, months: 1, title: 事, title_en: Thing}]}
"""


def test_packaged_data_names_what_the_issue_asks_for() -> None:
    assert {
        "order-class", "modern-apprenticeship", "chinese-apprenticeship", "field-engineer",
        "pathway-3-2", "industry-college", "workstation", "course-building", "textbook-building",
        "equipment-building",
    } <= set(kinds())  # fmt: skip
    sides = [duty.side for duty in presets()["five-actors"].duties]
    assert sorted(sides) == sorted(set(Side.values) - {Side.OTHER})
    assert {stage.level for kind in kinds().values() for stage in kind.stages} <= set(Level.values)
    assert all(one.name.zh != one.name.en for one in (*kinds().values(), *presets().values()))


@pytest.mark.parametrize(
    "text",
    [
        "", "[1]", "one: {", "one: {zh: 甲}", PRESETS.replace("park", "moon"),
        PRESETS.replace("months: 1", "months: 999"), PRESETS.replace("months: 1", "months: one"),
    ],
)  # fmt: skip
def test_bad_presets_are_refused(text: str) -> None:
    with pytest.raises(BadData):
        read_presets(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [("duties: one", "duties: two"), ("true", "3"), ("years: 3", "years: 0"), ("level: s", "l: s")],
)
def test_bad_kinds_are_refused(old: str, new: str) -> None:
    good = (
        "k: {zh: 甲, en: A, students: true, curriculum: false, mentors: false, duties: one, "
        "stages: [{level: secondary, years: 3}]}"
    )
    known = read_presets(PRESETS)
    assert read_kinds(good, known)["k"].students
    assert old in good
    with pytest.raises(BadData):
        read_kinds(good.replace(old, new), known)


@given(DAYS, st.integers(0, 120))
def test_months_later_is_that_month_and_no_later_day(day: dt.date, months: int) -> None:
    found = after_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + dt.timedelta(1)).day == 1)


@given(st.lists(HOURS, max_size=8))
def test_shares_add_up_to_a_hundred(rows: list[Hours]) -> None:
    total = total_of(rows)
    assert total.total == sum(sum(row.parts()) for row in rows)
    assert sum(total.shares()) == (100 if total.total else 0)
    for part, share in zip(total.parts(), total.shares(), strict=True):
        assert abs(share * total.total - 100 * part) < 100 * max(total.total, 1)
        assert part or not share


@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=6))
def test_overlap_is_a_shared_day(rows: list[tuple[dt.date, int]]) -> None:
    spans = [Span(day, day + dt.timedelta(days=more), str(at))
             for at, (day, more) in enumerate(rows)]  # fmt: skip
    days = [span.first + dt.timedelta(days=n) for span in spans for n in range(span.days)]
    found = overlapping(spans)
    assert (found is not None) == (len(set(days)) < len(days))
    if found:
        assert found[0].first <= found[1].last
        assert found[1].first <= found[0].last


def test_band_covers_the_whole_time_with_its_months() -> None:
    band = band_of([
        Span(dt.date(2026, 11, 15), dt.date(2026, 12, 31), "enterprise"),
        Span(dt.date(2026, 9, 10), dt.date(2026, 11, 10), "school"),
    ])  # fmt: skip
    assert band is not None
    assert [(piece.at, piece.days) for piece in band.pieces] == [(0, 62), (66, 47)]
    assert band.months == ((0, 2026, 9), (21, 2026, 10), (52, 2026, 11), (82, 2026, 12))
    assert (band.days, band.at(dt.date(2026, 9, 10)), band.at(dt.date(2027, 1, 1))) == (
        113,
        0,
        None,
    )
    assert band_of([]) is None
