"""Ballots on paper: given out against the roll, counted by a scrutineer, confirmed by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

from ..engine.motion import CHOICES
from ..enums import BallotState
from ..models import Ballot, PaperCount, Scrutineer, Vote, Voter
from ..permissions import P
from ..policy import place_of
from ..queries.votes import is_there, member_name, proxy_of

MOST = 100_000


def is_scrutineer(actor: Actor, ballot: Ballot) -> bool:
    """Whether the actor acts for a scrutineer of the ballot's meeting."""
    return (
        actor.organisation_id is not None
        and Scrutineer.objects.filter(
            meeting=ballot.meeting_id, attendance__organisation_id=actor.organisation_id
        ).exists()
    )


@command("governance.paper.hand_out", P.BALLOT_MANAGE)
def hand_out(*, actor: Actor, voter: Voter | str, back: bool = False) -> Voter:
    """Gives a paper ballot to a unit that is there (or notes that it is taken back unused).

    From then on the unit cannot vote here. `Conflict` when it has voted already or is absent.
    """
    # The ballot first, as a vote does it, or the two could wait for each other.
    ballot = lock(Ballot, _ballot_of(voter))
    row = lock(Voter, voter)
    require(actor, P.BALLOT_MANAGE, ballot)
    _running(ballot)
    if row.paper is not back:
        raise Conflict(_("这个单位没有领取纸质选票。") if back else _("这个单位已经领取纸质选票。"))
    if not back and (row.voted or Vote.objects.filter(voter=row).exists()):
        raise Conflict(_("这个单位已经在系统里投票，不能再领取纸质选票。"))
    if not back and not _can_take(row):
        raise Conflict(_("这个单位还没有签到，不能领取纸质选票。"))
    if PaperCount.objects.filter(ballot=ballot, confirmed_at__isnull=False).exists():
        raise Conflict(_("纸质选票已经清点复核，不能再发放或收回。"))
    row.paper = not back
    row.save(update_fields=["paper"])
    audit.record(actor, ballot, {"unit": row.organisation.name, "paper": row.paper})
    return row


def _ballot_of(voter: Voter | str) -> Ballot:
    rows = Voter.objects.select_related("ballot")
    found = rows.filter(ref=voter.ref if isinstance(voter, Voter) else voter).first()
    if found is None:
        raise Missing()
    return found.ballot


def _can_take(voter: Voter) -> bool:
    """There itself, or through the present holder of its proxy."""
    if is_there(voter.attendance):
        return True
    proxy = proxy_of(voter.attendance)
    return proxy is not None and is_there(proxy.holder)


def _running(ballot: Ballot) -> None:
    if not ballot.on_paper:
        raise Conflict(_("这次表决不用纸质选票。"))
    if ballot.state != BallotState.OPEN:
        raise Conflict(_("表决不在进行中，不能办理纸质选票。"))


@command("governance.paper.enter", P.SCRUTINISE)
def enter(*, actor: Actor, ballot: Ballot | str, values: Mapping[str, Any]) -> PaperCount:
    """Enters what a scrutineer counted; again, until somebody has confirmed it.

    `values`: issued, returned, and for a motion yes, no, abstain, invalid; for an election
    marks {candidate ref: votes}, write_in {name of a member: votes}, marked (papers with a
    name on them), none, abstain, invalid. `Invalid` unless the papers add up.
    """
    row = lock(Ballot, ballot)
    require(actor, P.SCRUTINISE, row)
    if not actor.everything and not is_scrutineer(actor, row):
        raise Forbidden(_("只有这次会议的监票单位能录入纸质选票。"))
    _running(row)
    found = PaperCount.objects.filter(ballot=row).first()
    if found is not None and found.confirmed_at:
        raise Conflict(_("纸质选票的票数已经复核，不能再改。"))
    issued, returned = _whole(values, "issued"), _whole(values, "returned")
    given = row.voters.filter(paper=True).count()
    if issued != given:
        raise Invalid({
            "issued": [_("名册上登记发出 %(given)d 张，与录入的 %(issued)d 张不符，请核对。")
                       % {"given": given, "issued": issued}]
        })  # fmt: skip
    counts = _motion(values) if row.motion_id else _election(row, values)
    papers = sum(counts[key] for key in (*CHOICES, "invalid", "marked", "none") if key in counts)
    if papers != returned:
        raise Invalid({
            "returned": [_("各项合计 %(sum)d 张，与收回的 %(returned)d 张不符，请核对。")
                         % {"sum": papers, "returned": returned}]
        })  # fmt: skip
    count = found or PaperCount(consortium_id=place_of(actor), ballot=row)
    count.issued, count.returned, count.counts = issued, returned, counts
    count.entered_by, count.entered_by_id = actor.label[:100], actor.user_id
    count.save()
    audit.record(actor, row, {"issued": issued, "returned": returned, "counts": counts})
    return count


def _whole(values: Mapping[str, Any], key: str) -> int:
    value = values.get(key, 0)
    if type(value) is not int or not 0 <= value <= MOST:
        raise Invalid({key: [_("请填不小于 0 的整数。")]})
    return value


def _motion(values: Mapping[str, Any]) -> dict[str, int]:
    return {key: _whole(values, key) for key in (*CHOICES, "invalid")}


def _election(ballot: Ballot, values: Mapping[str, Any]) -> dict[str, Any]:
    question = ballot.settings["question"]
    parts = {part: values.get(part) or {} for part in ("marks", "write_in")}
    marked = _whole(values, "marked")
    if set(parts["marks"]) - set(question["candidates"]):
        raise Invalid({"marks": [_("所选单位不在候选名单上。")]})
    if parts["write_in"] and not question["write_in"]:
        raise Invalid({"write_in": [_("章程不允许另选他人。")]})
    marks = {ref: _whole(parts["marks"], ref) for ref in parts["marks"]}
    votes = {"marks": marks, "write_in": _written(ballot, parts["write_in"])}
    numbers = [number for part in votes.values() for number in part.values()]
    if any(number > marked for number in numbers):
        raise Invalid({"marks": [_("有候选单位的得票多于选了人的票数，请核对。")]})
    if not marked <= sum(numbers) <= marked * question["max_marks"]:
        raise Invalid({
            "marked": [_("每张选了人的票有 1 至 %(most)d 个名字，与得票合计 %(sum)d 不符。")
                       % {"most": question["max_marks"], "sum": sum(numbers)}]
        })  # fmt: skip
    rest = {key: _whole(values, key) for key in ("none", "abstain", "invalid")}
    if rest["none"] and not question["none_of_above"]:
        raise Invalid({"none": [_("这次选举没有“以上都不选”。")]})
    return {**votes, "marked": marked, **rest}


def _written(ballot: Ballot, given: Mapping[str, Any]) -> dict[str, int]:
    """The names that were written in, as they are registered: a winner must be a member."""
    names = ballot.settings.get("names", {})
    found: dict[str, int] = {}
    for text in given:
        name, votes = member_name(text, names), given[text]
        if type(votes) is not int or not 1 <= votes <= MOST:
            raise Invalid({"write_in": [_("“%(name)s”的票数应是大于 0 的整数。") % {"name": text}]})
        if name in found:
            raise Invalid({"write_in": [_("“%(name)s”写了两次，请合并票数。") % {"name": name}]})
        found[name] = votes
    return found


@command("governance.paper.confirm", P.SCRUTINISE)
def confirm(*, actor: Actor, ballot: Ballot | str) -> PaperCount:
    """Another person confirms the count: another scrutineer, or the secretariat."""
    row = lock(Ballot, ballot)
    require(actor, P.SCRUTINISE, row)
    if not actor.has(P.BALLOT_MANAGE) and not is_scrutineer(actor, row):
        raise Forbidden(_("只有监票单位和秘书处能复核纸质选票。"))
    _running(row)
    count = PaperCount.objects.filter(ballot=row).first()
    if count is None:
        raise Conflict(_("还没有录入纸质选票的票数。"))
    if count.confirmed_at:
        raise Conflict(_("纸质选票的票数已经复核。"))
    if actor.user_id is not None and actor.user_id == count.entered_by_id:
        raise Forbidden(_("录入的人不能自己复核，请由另一人复核。"))
    if count.issued != row.voters.filter(paper=True).count():
        raise Conflict(_("录入之后又发放或收回了纸质选票，请重新录入。"))
    count.confirmed_by, count.confirmed_at = actor.label[:100], timezone.now()
    count.save()
    audit.record(actor, row, {"confirmed": True, "issued": count.issued,
                              "returned": count.returned})  # fmt: skip
    return count
