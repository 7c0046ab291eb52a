"""The thresholds of a charter as data: presets, what cannot be read, what can never be met."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine.rules import (
    BODIES,
    MATTERS,
    PRESETS,
    BadRules,
    plain,
    read_rules,
    unreachable,
)

HALF = {"fraction": "1/2", "of": "seats", "strict": True}
MORE_THAN_ALL = {"fraction": "1", "of": "yes_no", "strict": True}
BODY: dict[str, Any] = {
    "quorum": HALF,
    "majorities": {"ordinary": {"fraction": "1/2", "of": "present", "strict": True}},
    "notice_days": 7,
    "term_years": 5,
}


def council(**changed: Any) -> dict[str, Any]:
    return {"bodies": {"council": {**copy.deepcopy(BODY), **changed}}}


def said(data: object) -> list[str]:
    with pytest.raises(BadRules) as caught:
        read_rules(data)
    for _path, zh, en in caught.value.problems:
        assert zh.endswith("。")
        assert en.endswith(".")
    return [path for path, _zh, _en in caught.value.problems]


@pytest.mark.parametrize("key", PRESETS)
def test_preset_reads_covers_all_bodies_and_can_be_met(key: str) -> None:
    preset = PRESETS[key]
    rules = read_rules(preset.rules)
    assert tuple(rules.bodies) == BODIES
    assert unreachable(rules, {"assembly": 60, "council": 15, "standing_council": 5}) == []
    assert read_rules(json.loads(json.dumps(plain(rules)))) == rules
    assert preset.key == key
    assert "非官方" in preset.source
    assert "Not official" in preset.source_en


def test_association_has_the_figures_of_its_source() -> None:
    bodies = read_rules(PRESETS["association"].rules).bodies
    assembly, council = bodies["assembly"], bodies["council"]
    assert (assembly.quorum.needed(60), council.quorum.needed(15)) == (40, 10)
    assert assembly.majority("ordinary").needed(45) == 23
    assert assembly.majority("charter").needed(45) == 30
    assert assembly.majority("dissolution").needed(45) == 30
    assert council.majority("ordinary").needed(45) == 30
    assert (assembly.notice_days, assembly.term_years) == (10, 5)


def test_alliance_adopts_its_charter_by_two_thirds_of_all_members() -> None:
    rule = read_rules(PRESETS["alliance"].rules).bodies["assembly"].majority("charter")
    assert (rule.of, rule.needed(60)) == ("seats", 40)


def test_matters_follow_the_ordinary_majority() -> None:
    body = read_rules(council()).bodies["council"]
    assert {body.majority(matter) for matter in MATTERS} == {body.majorities["ordinary"]}


def test_weights_are_one_unless_given() -> None:
    body = read_rules(council(weights={"chair": 3})).bodies["council"]
    assert (body.weight("chair"), body.weight("director")) == (3, 1)


def test_what_is_left_out_has_the_stated_value() -> None:
    body = read_rules(council()).bodies["council"]
    assert (body.proxy_limit, body.change_vote, body.tie) == (0, False, "runoff")
    assert (body.allow_write_in, body.election, body.secret_matters) == (False, "majority", ())


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"quorum": {"fraction": "2/3", "of": "present"}}, "quorum"),
        ({"quorum": {"fraction": 0.5, "of": "seats"}}, "quorum"),
        ({"majorities": {}}, "majorities.ordinary"),
        ({"majorities": {**BODY["majorities"], "weather": HALF}}, "majorities.weather"),
        ({"majorities": {**BODY["majorities"], "charter": "2/3"}}, "majorities.charter"),
        ({"majorities": []}, "majorities"),
        ({"notice_days": -1}, "notice_days"),
        ({"notice_days": 7.0}, "notice_days"),
        ({"notice_days": True}, "notice_days"),
        ({"proxy_limit": "1"}, "proxy_limit"),
        ({"term_years": None}, "term_years"),
        ({"term_years": 10**9}, "term_years"),
        ({"change_vote": 1}, "change_vote"),
        ({"allow_write_in": "no"}, "allow_write_in"),
        ({"tie": "chair"}, "tie"),
        ({"election": None}, "election"),
        ({"weights": {"chair": 0}}, "weights.chair"),
        ({"weights": {"chair": 1.5}}, "weights.chair"),
        ({"weights": [2]}, "weights"),
        ({"seats_min": 0}, "seats_min"),
        ({"secret_matters": "personnel"}, "secret_matters"),
        ({"secret_matters": ["personnel", "weather"]}, "secret_matters.1"),
        ({"quorm": HALF}, "quorm"),
    ],
)
def test_bad_value_is_named_by_its_path(changed: dict[str, Any], path: str) -> None:
    assert f"bodies.council.{path}" in said(council(**changed))


@pytest.mark.parametrize("key", ["quorum", "majorities", "notice_days", "term_years"])
def test_what_must_be_given_is_asked_for(key: str) -> None:
    data = council()
    del data["bodies"]["council"][key]
    assert said(data) == [f"bodies.council.{key}"]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (None, ""), ([], ""), ({}, "bodies"), ({"bodies": {}}, "bodies"), ({"bodies": 3}, "bodies"),
        ({"bodies": {"parliament": BODY}}, "bodies.parliament"),
        ({"bodies": {"council": None}}, "bodies.council"),
        ({"bodies": {"council": BODY}, "x": 1}, "x"),
        ({1: 2}, "1"),
    ],
)  # fmt: skip
def test_other_shapes_are_refused(data: object, path: str) -> None:
    assert path in said(data)


def test_everything_wrong_is_said_at_once() -> None:
    paths = said(council(tie="chair", notice_days=-1, majorities={}))
    assert len(paths) == 3


ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 400) | st.text(max_size=5) | st.just("2/3"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["bodies", "council", *BODY, "ordinary", "fraction", "of", "x"]),
            inner,
            max_size=4,
        )
    ),
)


@given(ODD)
def test_no_data_is_an_accident(data: object) -> None:
    with contextlib.suppress(BadRules):
        rules = read_rules(data)
        assert read_rules(plain(rules)) == rules


@pytest.mark.parametrize(
    ("changed", "seats", "path"),
    [
        ({"quorum": {"fraction": "1/1", "of": "seats", "strict": True}}, 15, "quorum"),
        ({"quorum": {"fraction": "4/3", "of": "seats"}}, 15, "quorum"),
        ({"quorum": {"fraction": "0", "of": "seats"}}, 15, "quorum"),
        ({"majorities": {"ordinary": {"fraction": "3/2", "of": "cast"}}}, 15,
         "majorities.ordinary"),
        ({"majorities": {"ordinary": HALF, "charter": MORE_THAN_ALL}}, 15, "majorities.charter"),
        ({"notice_days": 366}, 15, "notice_days"),
        ({"term_years": 0}, 15, "term_years"),
        ({"term_years": 6}, 15, "term_years"),
        ({"seats_min": 9, "seats_max": 7}, 15, "seats_min"),
        ({"proxy_limit": 7}, 15, "proxy_limit"),
        ({"proxy_limit": 1}, 3, "proxy_limit"),
        ({"proxy_limit": 2, "seats_min": 5}, 60, "proxy_limit"),
    ],
)  # fmt: skip
def test_what_can_never_be_met_is_refused(changed: dict[str, Any], seats: int, path: str) -> None:
    found = unreachable(read_rules(council(**changed)), {"council": seats})
    assert [place for place, _zh, _en in found] == [f"bodies.council.{path}"]


@pytest.mark.parametrize(
    ("changed", "seats"),
    [
        ({"quorum": {"fraction": "1/1", "of": "seats"}}, 15),
        ({"notice_days": 365}, 15),
        ({"term_years": 1}, 15),
        ({"proxy_limit": 6}, 15),
        ({"proxy_limit": 3}, 0),
        ({"proxy_limit": 3}, 1),
        ({"seats_min": 7, "seats_max": 7}, 15),
    ],
)
def test_what_is_hard_but_possible_is_allowed(changed: dict[str, Any], seats: int) -> None:
    assert unreachable(read_rules(council(**changed)), {"council": seats}) == []
