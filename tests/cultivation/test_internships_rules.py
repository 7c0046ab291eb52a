"""The rules of internships at their bounds, and which version holds where and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.cultivation.engine.internships.check import (
    CHECKS,
    Facts,
    Program,
    below_share,
    check,
    months_later,
    over_share,
)
from silian.cultivation.engine.internships.rules import BadRules, in_force, read
from silian.cultivation.queries.internships_rules import (
    evidence_of,
    rule_sets,
    sets_for,
    text_of,
    words_of,
)

DAY = dt.date(2026, 3, 2)
CNC = Program("460103", "机械设计制造类", "装备制造大类")
GOOD = Facts(
    kind="on_post", starts_on=DAY, ends_on=dt.date(2026, 9, 2), born_on=dt.date(2007, 1, 1),
    entry_year=2024, student_signed_on=DAY, school_signed_on=DAY, unit_signed_on=DAY,
    pay=Decimal(3200), post_wage=Decimal(4000), unit_staff=10, post_staff=5, insured=True,
    visited_on=DAY, school_mentor=True, unit_mentor=True, program=CNC, post_program=CNC,
)  # fmt: skip


def broken(facts: Facts, region: str = "33") -> set[str]:
    return {finding.key for finding in check(facts, sets_for(facts.starts_on, region))}


def test_internship_that_keeps_everything_has_no_finding() -> None:
    assert broken(GOOD) == set()


# Each case: the change at its bound that still holds, the change that breaks, and the rule.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "agreement": ({"unit_signed_on": DAY}, {"unit_signed_on": DAY + dt.timedelta(days=1)}),
    "least_age": (
        {"born_on": dt.date(2010, 3, 2), "guardian_consent": True},
        {"born_on": dt.date(2010, 3, 3), "guardian_consent": True},
    ),
    "not_first_year": (
        {"entry_year": 2025, "starts_on": dt.date(2026, 9, 1), "ends_on": dt.date(2027, 3, 1)},
        {"entry_year": 2025, "starts_on": dt.date(2026, 8, 31), "ends_on": dt.date(2027, 2, 28)},
    ),
    "guardian": ({"born_on": dt.date(2008, 3, 2)}, {"born_on": dt.date(2008, 3, 3)}),
    "hours": ({"day_hours": Decimal("8.0")}, {"day_hours": Decimal("8.1")}),
    "no_overtime": ({}, {"overtime": True}),
    "no_night_shift": ({}, {"night_shift": True}),
    "no_holiday_work": ({}, {"holiday_work": True}),
    "pay_floor": ({"pay": Decimal("3200.00")}, {"pay": Decimal("3199.99")}),
    "share_of_unit": ({"unit_interns": 1}, {"unit_interns": 2}),
    "share_of_post": ({"post_interns": 1}, {"post_interns": 2}),
    "insurance": ({}, {"insured": False}),
    "same_category": (
        {"post_program": Program("660103", "机械设计制造类", "装备制造大类")},
        {"post_program": Program("530605", "工商管理类", "财经商贸大类")},
    ),
    "same_class": (
        {"post_program": Program("460104", "机械设计制造类", "装备制造大类")},
        {"post_program": Program("460301", "自动化类", "装备制造大类")},
    ),
    "no_fees": ({"fees": Decimal(0)}, {"fees": Decimal("0.01")}),
    "no_barred_work": ({}, {"barred_work": True}),
    "no_agency": ({}, {"by_agency": True}),
    "two_mentors": ({}, {"unit_mentor": False}),
    "visited": ({"visited_on": DAY}, {"visited_on": DAY + dt.timedelta(days=1)}),
    "length": ({"ends_on": dt.date(2026, 9, 2)}, {"ends_on": dt.date(2026, 9, 3)}),
}


@pytest.mark.parametrize("rule", CASES)
def test_rule_holds_at_its_bound_and_breaks_beyond(rule: str) -> None:
    kept, breaking = CASES[rule]
    later = {"visited_on", "student_signed_on", "school_signed_on", "unit_signed_on"}
    assert later <= {field.name for field in fields(Facts)}

    assert broken(replace(GOOD, **kept)) == set()
    assert broken(replace(GOOD, **breaking)) == {f"national-2021:{rule}"}


def test_every_rule_of_the_country_has_a_case() -> None:
    national = next(one for one in rule_sets() if one.key == "national-2021")
    assert {rule.key for rule in national.rules} == set(CASES)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"born_on": None}, "least_age"), ({"entry_year": None}, "not_first_year"),
        ({"pay": None}, "pay_floor"), ({"post_wage": None}, "pay_floor"),
        ({"unit_staff": None}, "share_of_unit"), ({"post_staff": None}, "share_of_post"),
        ({"post_program": None}, "same_category"), ({"visited_on": None}, "visited"),
    ],
)  # fmt: skip
def test_what_nobody_said_is_never_taken_as_kept(change: dict[str, Any], rule: str) -> None:
    found = {f.rule.key: f for f in check(replace(GOOD, **change), sets_for(DAY, ""))}
    assert "unknown" in found[rule].values
    assert found[rule].blocks


def test_pay_is_not_asked_where_the_student_only_learns() -> None:
    assert broken(replace(GOOD, independent=False, pay=None, post_wage=None)) == set()


def test_observing_and_teachers_meet_only_the_rules_made_for_them() -> None:
    bare = Facts(kind="teacher", starts_on=DAY, ends_on=DAY + dt.timedelta(days=30))
    assert broken(bare) == set()
    seen = broken(replace(bare, kind="observing", born_on=dt.date(2000, 1, 1)))
    assert seen == {"national-2021:insurance"}


def test_blocking_findings_come_first() -> None:
    facts = replace(GOOD, ends_on=dt.date(2028, 1, 1), insured=False)
    assert [f.blocks for f in check(facts, sets_for(DAY, ""))] == [True, False]


def test_version_is_chosen_by_day_and_region() -> None:
    def keys(day: dt.date, region: str) -> list[str]:
        return [one.key for one in sets_for(day, region)]

    assert keys(DAY, "430100") == ["national-2021", "hunan-2019"]
    assert keys(DAY, "320500") == ["national-2021", "jiangsu-2022"]
    assert keys(DAY, "330604") == keys(DAY, "") == ["national-2021"]
    assert keys(dt.date(2021, 12, 30), "330604") == []
    assert keys(dt.date(2021, 12, 30), "430100") == ["hunan-2019"]
    assert keys(dt.date(2021, 12, 31), "") == ["national-2021"]


def test_newer_version_of_a_line_takes_the_place_of_the_older() -> None:
    old = next(one for one in rule_sets() if one.key == "national-2021")
    new = replace(old, key="national-2030", valid_from=dt.date(2030, 1, 1))
    ended = replace(old, valid_until=dt.date(2029, 12, 31))
    assert [s.key for s in in_force([old, new], dt.date(2030, 1, 1), "")] == ["national-2030"]
    assert [s.key for s in in_force([new, old], dt.date(2029, 12, 31), "")] == ["national-2021"]
    assert in_force([ended], dt.date(2030, 1, 1), "") == []


def test_superseded_rule_is_shown_and_not_checked() -> None:
    hunan = next(one for one in rule_sets() if one.key == "hunan-2019")
    assert [rule.key for rule in hunan.rules if rule.superseded] == ["pay_floor"]
    found = broken(replace(GOOD, pay=Decimal(1)), "43")
    assert found == {"national-2021:pay_floor"}


def test_every_rule_names_its_source_and_how_well_it_is_known() -> None:
    for one in rule_sets():
        assert one.document
        for rule in one.rules:
            assert rule.source
            assert text_of(rule)
            assert evidence_of(rule)
            assert ("转述" in rule.source) == (rule.evidence == "recalled")
            assert len(f"{one.key}:{rule.key}") <= 60


def test_every_finding_has_a_sentence() -> None:
    nothing = Facts(
        kind="on_post", starts_on=DAY, ends_on=dt.date(2029, 1, 1), born_on=dt.date(2015, 1, 1),
        entry_year=2026, day_hours=Decimal(10), night_shift=True, overtime=True,
        holiday_work=True, pay=Decimal(1), post_wage=Decimal(4000), fees=Decimal(9),
        barred_work=True, by_agency=True, unit_staff=1, post_staff=1, program=CNC,
        post_program=Program("530605", "工商管理类", "财经商贸大类"),
    )  # fmt: skip
    for region in ("", "43", "32"):
        found = check(nothing, sets_for(DAY, region))
        assert len(found) >= 18
        assert all("%(" not in words_of(finding) for finding in found)


def test_file_with_an_unknown_check_or_effect_is_refused() -> None:
    rule = {
        "key": "hours", "effect": "block", "text": "x", "text_en": "x", "source": "x",
        "evidence": "read",
    }  # fmt: skip
    head = {"key": "k", "line": "l", "name": "n", "name_en": "n", "document": "d",
            "valid_from": DAY}  # fmt: skip
    assert read({**head, "rules": [rule]}, CHECKS).rules[0].check == "hours"
    for wrong in ({"key": "no_such"}, {"effect": "maybe"}, {"evidence": "guessed"},
                  {"kinds": ["other"]}):  # fmt: skip
        with pytest.raises(BadRules):
            read({**head, "rules": [{**rule, **wrong}]}, CHECKS)
    with pytest.raises(BadRules):
        read({**head, "rules": [rule, rule]}, CHECKS)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 100))
def test_shares_are_those_of_exact_fractions(part: int, whole: int, percent: int) -> None:
    assert over_share(part, whole, percent) == (Fraction(part) > Fraction(whole * percent, 100))


@given(
    st.decimals(0, 10**6, places=2, allow_nan=False), st.decimals(0, 10**6, places=2),
    st.integers(0, 100),
)  # fmt: skip
def test_pay_is_compared_exactly(pay: Decimal, wage: Decimal, percent: int) -> None:
    exact = Fraction(pay) < Fraction(wage) * percent / 100
    assert below_share(pay, wage, percent) == exact


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)), st.integers(0, 60))
def test_months_later_never_leaves_the_month(day: dt.date, months: int) -> None:
    found = months_later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day
    assert found.day == day.day or (found + dt.timedelta(days=1)).day == 1
