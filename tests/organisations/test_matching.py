"""Which organisation a text means: exact ways, guesses that say so, rivals, suggestions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.organisations.made_codes import code_of

from silian.organisations import public as organisations
from silian.organisations.engine.matching import Entry, NameIndex
from silian.organisations.engine.names import name_key, plain_key
from silian.organisations.public import OrganisationLookup, find_or_suggest, match_organisation

Make = Callable[..., organisations.Organisation]


@pytest.mark.parametrize(
    "written",
    [
        "示例精工机械股份有限公司",
        "示例精工机械有限公司",
        "示例精工机械（集团）有限公司",
        "示例精工机械(集团) 股份有限公司",
        "示例精工机械集团",
        "示例精工机械",
        "示例精工机械有限责任公司",
    ],
)
def test_name_key_drops_the_legal_form(written: str) -> None:
    assert name_key(written) == "示例精工机械"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例精工（珠海）有限公司", "示例精工（佛山）有限公司"),
        ("示例精工有限公司珠海分公司", "示例精工有限公司"),
        ("示例职业技术学院", "示例职业学院"),
        ("有限公司", "集团"),
    ],
)
def test_name_key_keeps_what_tells_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_plain_key_is_the_same_name_retyped() -> None:
    assert plain_key("示例（集团）ＡＢＣ 公司") == plain_key("示例(集团)abc公司")


def test_each_exact_way_says_how(make: Make) -> None:
    row = make("示例精工机械有限公司", uscc=code_of(7), short_name="示例精工")
    row.aliases.create(name="示例机床厂")
    organisations.forget()
    for text, how in [
        (row.ref, "ref"),
        (f"{row.ref} {row.name}", "ref"),
        (code_of(7).lower(), "uscc"),
        ("示例精工机械 有限公司", "name"),
        ("示例机床厂", "alias"),
        ("示例精工", "short_name"),
    ]:
        match = match_organisation(text)
        assert (match.code, match.exact, match.how, match.id) == (row.ref, True, how, row.pk)


def test_another_legal_form_is_a_guess_to_be_confirmed(make: Make) -> None:
    row = make("示例精工机械有限公司")
    match = match_organisation("示例精工机械股份有限公司")
    assert (match.code, match.exact, match.how) == (row.ref, False, "form")
    assert match.suggestions == ((row.ref, row.name),)
    assert find_or_suggest("示例精工机械股份有限公司") == (None, ((row.ref, row.name),))
    assert find_or_suggest("示例精工机械有限公司") == (row, ())


def test_two_that_fit_are_rivals_not_a_guess(make: Make) -> None:
    one, other = make("示例协会", "association"), make("示例协会", "association")
    match = match_organisation("示例协会")
    assert match.code is None
    assert set(match.suggestions) == {(one.ref, one.name), (other.ref, other.name)}


def test_code_wins_over_name(make: Make) -> None:
    right = make("示例甲有限公司", uscc=code_of(8))
    make("示例乙有限公司")
    assert match_organisation("示例乙有限公司", uscc=code_of(8)).code == right.ref


def test_unknown_gets_suggestions_and_nothing_alike_gets_none(make: Make) -> None:
    row = make("示例市机电职业技术学院", "vocational_college")
    assert match_organisation("示例机电职业技术学院").suggestions == ((row.ref, row.name),)
    assert match_organisation("毫不相干").suggestions == ()
    assert match_organisation("").code is None


def test_merged_one_is_found_under_its_successor(make: Make) -> None:
    kept = make("示例精工机械有限公司")
    make("旧示例厂", merged_into=kept)
    assert match_organisation("旧示例厂").code is None


def test_lookup_narrows_to_kinds(make: Make) -> None:
    school = make("示例职业技术学院", "vocational_college")
    firm = make("示例精工机械有限公司")
    lookup = OrganisationLookup(kinds=["vocational_college"])
    assert lookup.resolve(school.name).code == school.ref
    assert lookup.resolve(firm.name).code is None
    assert lookup.options() == [(school.ref, school.name)]
    assert len(OrganisationLookup().options()) == 2


def test_index_sees_what_another_process_wrote(make: Make, monkeypatch: Any) -> None:
    from silian.organisations.queries import index

    make("示例甲有限公司")
    assert match_organisation("示例丙有限公司").code is None
    organisations.Organisation.objects.create(name="示例丙有限公司", kind="enterprise")
    monkeypatch.setattr(index, "SECONDS_BETWEEN_LOOKS", 0)
    assert match_organisation("示例丙有限公司").exact is True


def test_many_texts_resolve_to_the_very_one() -> None:
    rows = [
        Entry(n, f"r{n:015d}", f"示例{n:05d}号精密机械制造有限公司", "enterprise")
        for n in range(10_000)
    ]
    index = NameIndex.of(rows)
    found = [index.resolve(f"示例{n % 10_000:05d}号精密机械制造有限公司") for n in range(100_000)]
    assert all(match.exact for match in found)
    for n in range(200):
        assert index.resolve(f"示例{n:05d}号精密机械加工厂").suggestions
