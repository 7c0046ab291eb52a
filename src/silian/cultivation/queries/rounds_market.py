"""The frozen tables of a round, put together from its rows; the same rows give the same bytes."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from ..engine.rounds.conditions import names_in, unmet
from ..engine.rounds.formula import FormulaError, canonical, parse
from ..engine.rounds.frozen import Frozen, Place
from ..models import PlacementRound, Preference
from .rounds import AGE, age_of, people, standing, values_of


def settings_of(round_: PlacementRound) -> dict[str, Any]:
    """The rules of the round that decide the result."""
    return {
        "kind": round_.kind, "choices": round_.choices, "formula": round_.formula,
        "ties": round_.ties, "seed": round_.seed, "reserve_order": round_.reserve_order,
        "closing": round_.closing,
    }  # fmt: skip


def freezing_values(round_: PlacementRound) -> dict[int, int]:
    """The ages by applicant, where a rule of the round asks for them: they are kept with the
    attributes then, and nobody's otherwise.
    """
    asked = set(parse(round_.formula).names)
    for post in standing(round_):
        asked |= names_in(post.eligibility, post.reserves)
    if AGE not in asked:
        return {}
    found = {row.pk: age_of(row, round_) for row in people(round_)}
    return {pk: age for pk, age in found.items() if age is not None}


def frozen_tables(round_: PlacementRound) -> Frozen:
    """Students with the attributes that reserves name, posts, rankings, scores of those who may.

    `FormulaError` where a score cannot be worked out; the applicant's code is in its detail.
    """
    posts = {post.pk: post for post in standing(round_)}
    rows = people(round_)
    named = {
        canonical(name) for post in posts.values() for one in post.reserves for name in one["where"]
    }
    ranked: dict[int, list[int]] = defaultdict(list)
    chosen = Preference.objects.filter(applicant__round=round_).order_by("applicant", "rank")
    for applicant, post in chosen.values_list("applicant_id", "post_id"):
        if post in posts:
            ranked[applicant].append(post)
    formula = parse(round_.formula)
    students, lists, scores = {}, {}, {}
    for row in rows:
        values = values_of(row)
        students[row.code] = {name: str(values.get(name, "")) for name in named}
        own = [posts[pk] for pk in ranked[row.pk]]
        if not own:
            continue
        lists[row.code] = [post.code for post in own]
        try:
            score: Decimal = formula.value(values)
        except FormulaError as error:
            raise FormulaError(error.kind, f"{row.code} {error.detail}") from None
        for post in own:
            if not unmet(post.eligibility, values):
                scores[(post.code, row.code)] = score
    places = [
        Place(post.code, post.capacity, post.minimum,
              [{"where": one["where"], "places": one["places"], "hard": bool(one.get("hard"))}
               for one in post.reserves])
        for post in posts.values()
    ]  # fmt: skip
    return Frozen(students, places, lists, scores, settings_of(round_))
