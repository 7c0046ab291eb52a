"""Elections: what is to be filled, who stands and agrees to, the list, and who is declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, may, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Forbidden, Invalid
from silian.organisations.public import Organisation

from ..engine.election import commitment, lot
from ..enums import BallotState, Consent, ElectionState, MeetingState
from ..models import Candidate, Election, Meeting
from ..permissions import P
from ..policy import place_of
from ..queries.charter import body_rules
from ..workflows import ELECTION
from . import live, mandates
from .ballot_keys import new_seed
from .freezing import put_question
from .recusals import watches
from .values import fill, valid

FIELDS = ("meeting", "item", "term", "post", "title", "seats", "max_marks", "none_of_above",
          "write_in", "by_election", "nominations_until")  # fmt: skip
DONE = (MeetingState.CLOSED, MeetingState.MINUTED, MeetingState.CANCELLED)


@command("governance.election.create", P.BALLOT_MANAGE)
def create(*, actor: Actor, values: Mapping[str, Any], is_demo: bool = False) -> Election:
    """An election in a meeting; nominations open at once. `values` by field, see `FIELDS`."""
    row = Election(consortium_id=place_of(actor), is_demo=is_demo)
    return _save(actor, row, values)


@command("governance.election.edit", P.BALLOT_MANAGE)
def edit(*, actor: Actor, election: Election | str, values: Mapping[str, Any]) -> Election:
    """Changes an election as long as nominations are open."""
    row = lock(Election, election)
    require(actor, P.BALLOT_MANAGE, row)
    _nominating(row)
    return _save(actor, row, values)


def _save(actor: Actor, row: Election, values: Mapping[str, Any]) -> Election:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"not a field of Election: {sorted(unknown)}")
    require(actor, P.BALLOT_MANAGE, row)
    changes = fill(row, values)
    if row.meeting_id is None or row.term_id is None:
        missing = "meeting" if row.meeting_id is None else "term"
        raise Invalid({missing: [_("请选择。")]})
    if row.meeting.state in DONE:
        raise Conflict(_("会议已经结束或取消，不能在其中安排选举。"))
    if row.max_marks is not None and not 1 <= row.max_marks <= (row.seats or 0):
        raise Invalid({"max_marks": [_("每票最多选的数目应在 1 和应选名额之间。")]})
    if row.write_in and not body_rules(row.meeting.body.kind)[1].allow_write_in:
        raise Invalid({"write_in": [_("章程不允许另选他人。")]})
    if row.item is not None and row.item.meeting_id != row.meeting_id:
        raise Invalid({"item": [_("这项议程不属于所选的会议。")]})
    valid(row, leave_out=("result",))
    row.save()
    live.touch(row.meeting)
    audit.record(actor, row, {key: _plain(value) for key, value in changes.items()})
    return row


def _plain(value: Any) -> Any:
    return (
        [str(part) if part is not None else None for part in value]
        if isinstance(value, list)
        else value
    )


def _nominating(row: Election) -> None:
    if row.state != ElectionState.NOMINATING:
        raise Conflict(_("提名已经结束。"))


@command("governance.election.nominate", P.NOMINATE)
def nominate(
    *,
    actor: Actor,
    election: Election | str,
    organisation: Organisation,
    representative: str = "",
    statement: str = "",
) -> Candidate:
    """Nominates a unit: one's own stands at once, another is asked whether it agrees.

    `Conflict` for a scrutineer of the meeting and after the nominations, `Invalid` for a unit
    that is no member or is nominated already.
    """
    row = lock(Election, election)
    require(actor, P.NOMINATE)
    if actor.consortium_id != row.consortium_id:
        raise Forbidden(_("这属于另一个联合体。"))
    # The meeting stays locked, so that it appoints no candidate as scrutineer in between.
    lock(Meeting, row.meeting)
    _nominating(row)
    manages = bool(may(actor, P.BALLOT_MANAGE, row))
    if actor.organisation_id is None and not manages:
        raise Forbidden(_("提名要代表一个单位。请先选择您代表的单位。"))
    if row.nominations_until and timezone.now() > row.nominations_until and not manages:
        raise Conflict(_("提名已于截止时间结束。"))
    if not consortia.is_active_member(organisation.pk):
        raise Invalid({"organisation": [_("只能提名正式成员单位。")]})
    if watches(row.meeting, organisation.pk):
        raise Conflict(_("这个单位是本次会议的监票单位，不能参选。请先另定监票单位。"))
    if row.candidates.filter(organisation=organisation).exists():
        raise Invalid({"organisation": [_("这个单位已经被提名。")]})
    own = actor.organisation_id == organisation.pk
    last = row.candidates.aggregate(last=Max("order"))["last"] or 0
    candidate = Candidate(
        consortium_id=row.consortium_id, election=row, organisation=organisation, order=last + 1,
        nominated_by_id=actor.organisation_id, representative=representative.strip(),
        statement=statement.strip(), consent=Consent.GIVEN if own else Consent.ASKED,
        consent_at=timezone.now() if own else None,
    )  # fmt: skip
    valid(candidate)
    candidate.save()
    audit.record(actor, row, {"candidate": organisation.name, "consent": candidate.consent})
    return candidate


@command("governance.election.answer", P.NOMINATE)
def answer(
    *,
    actor: Actor,
    candidate: Candidate | str,
    agrees: bool,
    representative: str = "",
    statement: str = "",
) -> Candidate:
    """The nominated unit itself agrees to stand or declines; until the list is fixed.

    A unit that was written in and won answers afterwards: without its consent it is not declared.
    """
    row = lock(Candidate, candidate)
    require(actor, P.NOMINATE, row)
    election = lock(Election, row.election)
    written_in = row.ref in (election.result or {}).get("elected", [])
    if election.state != ElectionState.NOMINATING and not (
        written_in and row.consent == Consent.ASKED
    ):
        raise Conflict(_("候选名单已经确定，不能再改变意见。"))
    if agrees and not written_in and watches(election.meeting, row.organisation_id):
        raise Conflict(_("您单位是本次会议的监票单位，不能参选。"))
    row.consent = Consent.GIVEN if agrees else Consent.DECLINED
    row.consent_at = timezone.now()
    if agrees:
        row.representative = representative.strip() or row.representative
        row.statement = statement.strip() or row.statement
    valid(row)
    row.save()
    audit.record(actor, election, {"candidate": row.organisation.name, "consent": row.consent})
    return row


@command("governance.election.list", P.BALLOT_MANAGE)
def fix_list(*, actor: Actor, election: Election | str, by_lot: bool = False) -> Election:
    """Fixes the list: who agreed to stand, in the order of nomination or of a lot.

    The seed of the lot is published with the list. `Conflict` for more seats than candidates,
    unless voters may write others in.
    """
    row = lock(Election, election)
    changes: dict[str, Any] = ELECTION.advance(actor, row, "list")
    put_question(row, body_rules(row.meeting.body.kind)[1])
    standing = {
        one.ref: one for one in row.candidates.filter(consent=Consent.GIVEN).order_by("order", "pk")
    }
    order = list(standing)
    if by_lot:
        seed = new_seed()
        order = list(lot(seed, order))
        row.result = {"order_seed": seed, "order_commitment": commitment(seed)}
    for at, ref in enumerate(order, 1):
        standing[ref].order = at
        standing[ref].save(update_fields=["order"])
    row.save()
    live.touch(row.meeting)
    names = [standing[ref].organisation.name for ref in order]
    audit.record(actor, row, changes | {"list": names, "by_lot": by_lot})
    return row


@command("governance.election.relist", P.BALLOT_MANAGE)
def relist(*, actor: Actor, election: Election | str) -> Election:
    """Opens the nominations again, before anybody has voted."""
    row = lock(Election, election)
    changes: dict[str, Any] = ELECTION.advance(actor, row, "relist")
    _no_round(row)
    if row.ballots.exclude(state=BallotState.VOID).exists():
        raise Conflict(_("已经投过票，名单不能再改。"))
    row.result = {}
    row.save()
    live.touch(row.meeting)
    audit.record(actor, row, changes)
    return row


@command("governance.election.cancel", P.BALLOT_MANAGE)
def cancel(*, actor: Actor, election: Election | str, reason: str) -> Election:
    """Calls an election off, with the reason."""
    row = lock(Election, election)
    changes: dict[str, Any] = ELECTION.advance(actor, row, "cancel")
    _no_round(row)
    if not reason.strip():
        raise Invalid({"reason": [_("请写明取消的原因。")]})
    row.result = {**(row.result or {}), "reason": reason.strip()[:300]}
    row.save()
    live.touch(row.meeting)
    audit.record(actor, row, changes | {"reason": reason.strip()[:300]})
    return row


def _no_round(row: Election) -> None:
    """`Conflict` while a ballot of the election is prepared or open."""
    if row.ballots.filter(state__in=(BallotState.DRAFT, BallotState.OPEN)).exists():
        raise Conflict(_("这次选举有一轮投票在准备或进行中，请先结束它或宣布作废。"))


@command("governance.election.declare", P.BALLOT_MANAGE)
def declare(*, actor: Actor, election: Election | str) -> Election:
    """Declares the result: who is elected gets the post for the term; nobody → not elected.

    `Conflict` before any round was counted, while one runs, and while a unit that voters wrote
    in has not agreed. Seats that stayed open are left to a by-election.
    """
    row = lock(Election, election)
    require(actor, P.BALLOT_MANAGE, row)
    _no_round(row)
    result = row.result or {}
    if not result.get("rounds") and row.state in (ElectionState.LISTED, ElectionState.RUNOFF):
        raise Conflict(_("还没有投票结果，不能宣布当选。"))
    chosen = {one.ref: one for one in row.candidates.filter(ref__in=result.get("elected", []))}
    winners = [chosen[ref] for ref in result.get("elected", []) if ref in chosen]
    waiting = [one for one in winners if one.consent == Consent.ASKED]
    if waiting:
        raise Conflict(
            _("“%(name)s”由选票另选产生，还没有表示同意，请等它答复。")
            % {"name": waiting[0].organisation.title}
        )
    winners = [one for one in winners if one.consent == Consent.GIVEN]
    changes: dict[str, Any] = ELECTION.advance(actor, row, "decide" if winners else "fail")
    row.save()
    for one in row.candidates.filter(consent=Consent.GIVEN):
        one.elected = one in winners
        one.save(update_fields=["elected"])
    if winners:
        mandates.appoint_elected(actor=actor, election=row, candidates=winners)
    live.touch(row.meeting)
    audit.record(actor, row, changes | {"elected": [one.organisation.name for one in winners]})
    return row
