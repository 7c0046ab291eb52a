"""A placement round: drafted, changed, opened; its later steps are in the files beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..engine.rounds.formula import FormulaError, parse
from ..enums import RoundKind, RoundState
from ..models import PlacementRound
from ..permissions import P
from ..policy import place_of
from ..queries.rounds import obstacles
from ..queries.rounds_words import formula_sentence
from ..workflows import ROUND
from .values import fill, plain, valid

S = RoundState
MOST_CHOICES = 20
MOST_SEED = 2**31 - 1
PREPARED = frozenset({
    "kind", "name", "text", "project", "choices", "formula", "ties", "seed", "reserve_order",
    "closing", "opens_at", "closes_at", "appeal_until", "confirm_until",
})  # fmt: skip
# What the frozen tables do not hold may still be put right later.
LATER = frozenset({"name", "text", "closes_at", "appeal_until", "confirm_until"})


@command("cultivation.round.draft", P.ROUND_MANAGE)
def draft(
    *, actor: Actor, values: Mapping[str, Any], is_demo: bool = False
) -> PlacementRound:  # fmt: skip
    """A new round, organised by the unit acted for. `Invalid` for values that cannot stand."""
    require(actor, P.ROUND_MANAGE)
    row = PlacementRound(
        consortium_id=place_of(actor), organisation_id=actor.organisation_id, is_demo=is_demo
    )
    changes = put(row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


def put(row: PlacementRound, values: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the fields of a round and checks them together; returns what changed."""
    if unknown := set(values) - PREPARED:
        raise TypeError(f"no field of a round: {sorted(unknown)}")
    changes = {key: plain(value) for key, value in fill(row, values).items()}
    errors: dict[str, list[object]] = {}
    if not 1 <= (row.choices or 0) <= MOST_CHOICES:
        errors["choices"] = [_("志愿数是 1 到 %(n)d 的整数。") % {"n": MOST_CHOICES}]
    if not 0 <= (row.seed or 0) <= MOST_SEED:
        errors["seed"] = [_("抽签种子是 0 到 %(n)d 的整数；0 表示冻结时抽取。") % {"n": MOST_SEED}]
    try:
        parse(row.formula)
    except FormulaError as error:
        errors["formula"] = [formula_sentence(error)]
    same = PlacementRound.objects.filter(name=row.name).exclude(pk=row.pk)
    if same.exists():
        errors["name"] = [_("已有同名的双选。")]
    for before, after, sentence in (
        ("opens_at", "closes_at", _("填报截止要晚于填报开始。")),
        ("closes_at", "appeal_until", _("申诉截止要晚于填报截止。")),
        ("closes_at", "confirm_until", _("确认截止要晚于填报截止。")),
    ):
        first, last = getattr(row, before), getattr(row, after)
        if first and last and last <= first:
            errors[after] = [sentence]
    if errors:
        raise Invalid(errors)
    valid(row, leave_out=("project", "after", "organisation", "export"))
    return changes


@command("cultivation.round.update", P.ROUND_MANAGE)
def update(
    *, actor: Actor, round: PlacementRound | str, values: Mapping[str, Any]
) -> PlacementRound:  # fmt: skip
    """Changes a round: all of a draft, later only name, text and the ends of its periods.

    `Conflict` for what no longer changes; `Invalid` for values that cannot stand.
    """
    row = lock(PlacementRound, round)
    require(actor, P.ROUND_MANAGE, row)
    changed = {key for key, value in values.items() if getattr(row, key) != value}
    if row.state == S.CLOSED and changed:
        raise Conflict(_("双选已经结束，不再改动。"))
    if row.state != S.DRAFT and changed - LATER:
        raise Conflict(_("开放填报之后，只能改名称、说明和截止时间。"))
    if row.frozen_at is not None and "closes_at" in changed:
        raise Conflict(_("志愿已经冻结，填报截止时间不再改动。"))
    if "kind" in changed and row.applicants.exists():
        raise Conflict(_("已有参加者，不能再改对象。"))
    changes = put(row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


def preparing(actor: Actor, round_: PlacementRound | str, *, managed: bool = True) -> (
    PlacementRound
):  # fmt: skip
    """The round, locked, while posts and applicants are put together; `Conflict` later."""
    row = lock(PlacementRound, round_)
    if managed:
        require(actor, P.ROUND_MANAGE, row)
    if row.state != S.DRAFT:
        raise Conflict(
            _("双选现在是“%(state)s”，岗位和参加者不再改动。") % {"state": row.get_state_display()}
        )
    return row


@command("cultivation.round.open", P.ROUND_MANAGE)
def open_round(*, actor: Actor, round: PlacementRound | str) -> PlacementRound:
    """Opens the round for rankings. `Conflict` with every reason why it cannot be opened."""
    row = lock(PlacementRound, round)
    changes: dict[str, Any] = dict(ROUND.advance(actor, row, "open"))
    if found := obstacles(row):
        raise Conflict("".join(found))
    row.save()
    audit.record(actor, row, changes)
    return row


def is_for_students(round_: PlacementRound) -> bool:
    """Whether students are placed; else instructors are."""
    return round_.kind == RoundKind.STUDENTS
