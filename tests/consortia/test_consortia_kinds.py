"""Who must lead: the rules of the kinds."""

from __future__ import annotations

import pytest

from silian.consortia.engine.kinds import KINDS, check_composition, suits
from silian.consortia.enums import ConsortiumKind

E, U, S, V, P, G, A = (
    "enterprise", "university", "secondary_school", "vocational_college", "park", "government",
    "association",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "leads", "park", "unmet"),
    [
        ("industry_community", [E, U, S], False, []),
        ("industry_community", [E, U, V], False, []),
        ("industry_community", [E, E, U, V], False, ["enterprise"]),
        ("industry_community", [U, S], False, ["enterprise"]),
        ("industry_community", [E, S, V], False, ["university", "vocational"]),
        ("industry_community", [], False, ["enterprise", "university", "vocational"]),
        ("industry_community", [E, U, S], True, []),
        ("city_consortium", [S, E], True, []),
        ("city_consortium", [S, E], False, ["park"]),
        ("city_consortium", [P, U, E], False, []),
        ("city_consortium", [G, V, E, E], False, []),
        ("city_consortium", [P, E], False, ["school"]),
        ("city_consortium", [P, S], False, ["enterprise"]),
        ("alliance", [], False, []),
        ("demonstration_park", [A], False, []),
        ("regional_community", [], False, []),
        ("other", [], False, []),
    ],
)
def test_composition_names_the_rules_not_met(
    kind: str, leads: list[str], park: bool, unmet: list[str]
) -> None:
    assert [need.key for need in check_composition(kind, leads, park)] == unmet


def test_every_kind_has_rules_with_words_and_a_source() -> None:
    assert set(KINDS) == set(ConsortiumKind.values)
    for rules in KINDS.values():
        assert rules.about.zh
        assert rules.about.en
        assert rules.source.zh
        assert rules.scopes
        assert all(need.words.zh and need.words.en for need in rules.needs)


def test_unknown_kind_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        check_composition("club", [])


def test_scope_suits_the_kind() -> None:
    assert suits("industry_community", "national")
    assert not suits("city_consortium", "national")
