"""The posts of a round: offered by a unit for itself or by the organiser, and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.refusals import Conflict, Invalid
from silian.organisations import public as organisations

from ..engine.rounds.conditions import (
    ConditionError,
    check_reserves,
    read_eligibility,
    read_reserves,
)
from ..enums import OfferState, RoundState
from ..exchange.rounds import POST_COLUMNS, POST_GROUPS, check_post
from ..models import Offer, PlacementRound, Post
from ..permissions import P
from ..queries.rounds_words import condition_sentence
from .reasons import reason_of
from .rounds import preparing
from .values import fill, plain, valid

S = RoundState
MOST = 50_000
FIELDS = frozenset({
    "code", "title", "text", "organisation", "region", "capacity", "minimum", "reserves",
    "eligibility", "pay",
})  # fmt: skip


@command("cultivation.post.add", P.POST_OFFER)
def add(*, actor: Actor, round: PlacementRound | str, values: Mapping[str, Any]) -> Post:
    """A post of a round that is being prepared; `values` by field (see FIELDS).

    `reserves` and `eligibility` as lists, or as the lines that people write. `Invalid` for what
    cannot stand, `Conflict` once the round is open.
    """
    row = preparing(actor, round, managed=False)
    post = Post(consortium_id=row.consortium_id, round=row)
    changes = put(actor, post, values)
    post.save()
    audit.record(actor, post, changes | {"round": str(row)})
    return post


def put(actor: Actor, post: Post, values: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the fields of a post and checks them together; returns what changed."""
    if unknown := set(values) - FIELDS:
        raise TypeError(f"no field of a post: {sorted(unknown)}")
    errors: dict[str, list[object]] = {}
    given = dict(values)
    readers = {"reserves": read_reserves, "eligibility": read_eligibility}
    for key, read in readers.items():
        if isinstance(given.get(key), str):
            try:
                given[key] = read(given[key])
            except ConditionError as error:
                errors[key] = [condition_sentence(error)]
                del given[key]
    unit = given.get("organisation")
    if unit is not None and not consortia.is_active_member(unit.pk):
        errors["organisation"] = [_("“%(unit)s”不是正式成员，不能提供岗位。") % {"unit": unit}]
    changes = {key: plain(value) for key, value in fill(post, given).items()}
    post.code = post.code or next_code(post)
    if post.organisation_id is None:
        errors.setdefault("organisation", [_("请选择提供单位。")])
    else:
        require(actor, P.POST_OFFER, post)
    same = Post.objects.filter(round=post.round_id, code=post.code).exclude(pk=post.pk)
    if same.exists():
        errors["code"] = [_("编号“%(code)s”已经用过。") % {"code": post.code}]
    if (post.capacity or 0) < 1:
        errors["capacity"] = [_("名额至少为 1。")]
    elif (post.minimum or 0) > post.capacity:
        errors["minimum"] = [_("最低人数不能大于名额。")]
    try:
        check_reserves(post.reserves, post.capacity or 0)
    except ConditionError as error:
        errors["reserves"] = [condition_sentence(error)]
    if errors:
        raise Invalid(errors)
    valid(post, leave_out=("round", "organisation", "region"))
    return changes


def next_code(post: Post) -> str:
    """The next free number of the round: G001, G002 …"""
    codes = Post.objects.filter(round=post.round_id).values_list("code", flat=True)
    numbers = (code[1:] for code in codes if code[:1] == "G" and code[1:].isdecimal())
    return f"G{max((int(one) for one in numbers), default=0) + 1:03d}"


def _changing(actor: Actor, post: Post | str) -> Post:
    found = lock(Post, post)
    preparing(actor, found.round, managed=False)
    require(actor, P.POST_OFFER, found)
    return found


@command("cultivation.post.update", P.POST_OFFER)
def update(*, actor: Actor, post: Post | str, values: Mapping[str, Any]) -> Post:
    """Changes a post. `Conflict` once the round is open."""
    row = _changing(actor, post)
    changes = put(actor, row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.post.remove", P.POST_OFFER)
def remove(*, actor: Actor, post: Post | str) -> None:
    """Takes a post out of a round that is being prepared; later it is withdrawn instead."""
    row = _changing(actor, post)
    audit.record(actor, row, {"round": str(row.round)})
    row.delete()


@command("cultivation.post.withdraw", P.POST_OFFER)
def withdraw(*, actor: Actor, post: Post | str, reason: str) -> Post:
    """The unit withdraws a post. While rankings are taken, the post leaves the lists. After the
    results are out, its places are cancelled and those who had them come first in the
    supplementary round.

    `Conflict` between freezing and publication, for a draft, and where it is withdrawn already.
    """
    row = lock(Post, post)
    round_ = lock(PlacementRound, row.round)
    require(actor, P.POST_OFFER, row)
    if row.withdrawn_at is not None:
        raise Conflict(_("这个岗位已经撤回。"))
    if round_.state == S.DRAFT:
        raise Conflict(_("双选还在准备，请直接删除岗位。"))
    if round_.state in {S.FROZEN, S.SOLVED}:
        raise Conflict(_("志愿已冻结、结果还没有公布，这时不能撤回；公布之后可以撤回。"))
    if round_.state == S.CLOSED:
        raise Conflict(_("双选已经结束，不再改动。"))
    row.withdrawn_reason = reason_of(reason)
    row.withdrawn_at = timezone.now()
    row.save()
    cancelled = 0
    if round_.state == S.PUBLISHED:
        held = Offer.objects.filter(
            post=row, state__in=(OfferState.GIVEN, OfferState.CONFIRMED)
        )  # fmt: skip
        cancelled = held.update(state=OfferState.CANCELLED, state_changed_at=row.withdrawn_at)
    audit.record(actor, row, {"reason": row.withdrawn_reason, "cancelled": cancelled})
    return row


def save(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Writes the rows of a spreadsheet as posts of one round."""
    round_ = preparing(actor, str(batch.options.get("round", "")), managed=False)
    lines = list(rows)
    if len(lines) > MOST:
        raise Invalid(_("一次最多导入 %(n)d 个岗位，请分开导入。") % {"n": MOST})
    units: dict[str, Any] = {}
    for line in lines:
        post = Post(consortium_id=batch.consortium_id, round=round_)
        ref = line["organisation"]
        if ref not in units:
            units[ref] = organisations.by_ref(ref)
        plain_keys = ("title", "capacity", "pay")
        values = {key: line.get(key) for key in plain_keys}
        text_keys = ("code", "text", "reserves", "eligibility")
        values |= {key: line.get(key, "") for key in text_keys}
        put(actor, post, values | {"organisation": units[ref], "minimum": line.get("minimum", 0)})
        post.save()
    return SaveResult(created=len(lines))


POSTS = register_sheet(
    Sheet(
        key="cultivation.round_posts",
        title=gettext_lazy("双选岗位表"),
        title_en="Posts of a placement round",
        columns=POST_COLUMNS,
        permission=P.POST_OFFER,
        save=save,
        check=check_post,
        identity=("code",),
        groups=POST_GROUPS,
        about=gettext_lazy("一行一个岗位；导入到所选的、正在准备的双选。"),
        about_en="One line a post, for the round chosen, which must be in preparation.",
    )
)
