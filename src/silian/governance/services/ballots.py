"""A ballot from its preparation to the moment it opens, and how it is declared void.

Its close is in `closing`, what voters do in `votes`.
"""

from __future__ import annotations

import base64
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..engine.election import commitment
from ..engine.sealing import new_key
from ..enums import BallotState, CharterState, ElectionState, Matter, MeetingState, MotionState
from ..models import Attendance, Ballot, Election, Meeting, Motion, Vote, Voter
from ..permissions import P
from ..policy import place_of
from ..queries import votes as voices
from ..queries.charter import body_rules
from ..workflows import BALLOT
from . import ballot_keys, holding, live
from .freezing import check_enough, check_secret, freeze

READY = (ElectionState.LISTED, ElectionState.RUNOFF)


@command("governance.ballot.prepare", P.BALLOT_MANAGE)
def prepare(
    *,
    actor: Actor,
    motion: Motion | str | None = None,
    election: Election | str | None = None,
    secret: bool = False,
    on_paper: bool = False,
) -> Ballot:
    """A ballot on a motion or in an election, not yet open.

    Secret whatever was asked where the charter says so. `Conflict` while another round of the
    same thing is prepared or open, and for a motion or an election that cannot be voted on.
    """
    if (motion is None) == (election is None):
        raise Invalid(_("请选择一项议案或一次选举。"))
    subject: Any = lock(Motion, motion) if motion is not None else lock(Election, election)  # type: ignore[arg-type]
    require(actor, P.BALLOT_MANAGE, subject)
    meeting = _meeting_of(subject)
    rounds = subject.ballots.all()
    if rounds.filter(state__in=(BallotState.DRAFT, BallotState.OPEN)).exists():
        raise Conflict(_("已经有一次表决在准备或进行中。"))
    matter = subject.matter if isinstance(subject, Motion) else Matter.PERSONNEL.value
    ballot = Ballot(
        consortium_id=place_of(actor), meeting=meeting, number=rounds.count() + 1,
        secret=secret or matter in body_rules(meeting.body.kind)[1].secret_matters,
        on_paper=on_paper, is_demo=subject.is_demo,
    )  # fmt: skip
    if isinstance(subject, Motion):
        ballot.motion = subject
    else:
        ballot.election = subject
    ballot.save()
    live.touch(meeting)
    audit.record(actor, ballot, {"secret": ballot.secret, "on_paper": on_paper,
                                 "round": ballot.number})  # fmt: skip
    return ballot


def _meeting_of(subject: Motion | Election) -> Meeting:
    """Where it is voted on; `Conflict` where it cannot be."""
    if isinstance(subject, Motion):
        if subject.meeting is None or subject.state != MotionState.ADMITTED:
            raise Conflict(_("只有已列入会议议程的议案才能表决。"))
        if subject.charter is not None and subject.charter.state != CharterState.PROPOSED:
            raise Conflict(_("所审议的章程稿还没有提请表决，请先提请。"))
    elif subject.state not in READY:
        raise Conflict(_("候选名单确定以后才能投票。"))
    meeting = subject.meeting
    assert meeting is not None
    if meeting.state not in (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.OPEN):
        raise Conflict(_("会议已经结束，不能再安排表决。"))
    return meeting


@command("governance.ballot.open", P.BALLOT_MANAGE)
def open_ballot(*, actor: Actor, ballot: Ballot | str) -> Ballot:
    """Opens the ballot: rule, roll and presence are frozen; a secret one gets its key.

    `Conflict` when the meeting is not open, not quorate, or a secret vote would not be secret.
    """
    known = lock(Ballot, ballot)
    # Held until this is committed, so that the meeting cannot end under the ballot.
    meeting = lock(Meeting, known.meeting)
    changes: dict[str, Any] = BALLOT.advance(actor, known, "open")
    if meeting.state != MeetingState.OPEN:
        raise Conflict(_("会议还没有开始（或已经结束），不能开启表决。请先宣布开会。"))
    subject = known.motion or known.election
    assert subject is not None
    _meeting_of(subject)
    charter, rules = body_rules(meeting.body.kind)
    out = voices.recused_ids(known)
    called = list(meeting.attendances.filter(voting=True).select_related("organisation"))
    roll = [row for row in called if row.pk not in out]
    there = voices.who_is_there(known)
    check_secret(known, rules, roll)
    gone = sum(row.weight for row in called if row.pk in out)
    known.settings = freeze(known, charter, rules, roll, gone)
    check_enough(known.settings, [row for row, _holder in there], known.secret)
    lines = voices.presence_lines(there)
    known.charter, known.opened_at = charter, timezone.now()
    known.presence_hash = voices.presence_hash(lines)
    known.opening = {
        "seats": known.settings["seats"], "units": len(there), "list": lines,
        "present": sum(row.weight for row, _holder in there),
    }  # fmt: skip
    _lay_secrets(known)
    known.save()
    _make_roll(known, roll)
    live.touch(meeting)
    audit.record(actor, known, changes | {
        "present": known.opening["present"], "seats": known.settings["seats"],
        "presence_sha256": known.presence_hash, "charter": known.settings["facts"]["charter"],
    })  # fmt: skip
    return known


def _lay_secrets(ballot: Ballot) -> None:
    """The key of the envelopes and the seed of the lot, on the disk before anything is open."""
    private, seed = b"", ""
    if ballot.secret:
        private, public = new_key()
        ballot.sealing_key = base64.b64encode(public).decode()
    if ballot.election_id is not None and ballot.settings["tie"] == "lot":
        seed = ballot_keys.new_seed()
        ballot.seed_commitment = commitment(seed)
    if private or seed:
        ballot_keys.keep(ballot.ref, ballot_keys.BallotKey(private, seed))


def _make_roll(ballot: Ballot, roll: list[Attendance]) -> None:
    Voter.objects.bulk_create(
        Voter(
            consortium_id=ballot.consortium_id, ballot=ballot, attendance=row,
            organisation_id=row.organisation_id, weight=row.weight,
        )
        for row in roll
    )  # fmt: skip


@command("governance.ballot.void", P.BALLOT_MANAGE)
def void(*, actor: Actor, ballot: Ballot | str, reason: str) -> Ballot:
    """Declares a ballot void that has not been closed: its votes are destroyed, not counted."""
    holding.alone(ballot)
    row = lock(Ballot, ballot)
    changes: dict[str, Any] = BALLOT.advance(actor, row, "void")
    if not reason.strip():
        raise Invalid({"reason": [_("请写明作废的原因。")]})
    row.void_reason = reason.strip()[:300]
    row.closed_at = timezone.now()
    row.save()
    destroy_votes(row)
    live.touch(row.meeting)
    audit.record(actor, row, changes | {"reason": row.void_reason})
    return row


def destroy_votes(ballot: Ballot) -> None:
    """Takes the votes away, and the secrets once that is committed."""
    Vote.objects.filter(voter__ballot=ballot).delete()
    transaction.on_commit(lambda: _forget(ballot.ref), robust=True)


def _forget(ref: str) -> None:
    ballot_keys.destroy(ref)


@command("governance.ballot.edit", P.BALLOT_MANAGE)
def change(*, actor: Actor, ballot: Ballot | str, secret: bool, on_paper: bool) -> Ballot:
    """Secret or not, with paper or not; `Conflict` once it is open: settings are frozen."""
    row = lock(Ballot, ballot)
    require(actor, P.BALLOT_MANAGE, row)
    if row.state != BallotState.DRAFT:
        raise Conflict(_("表决开启以后，设置不能再改。"))
    before = [row.secret, row.on_paper]
    matter = row.motion.matter if row.motion else Matter.PERSONNEL.value
    row.secret = secret or matter in body_rules(row.meeting.body.kind)[1].secret_matters
    row.on_paper = on_paper
    row.save()
    live.touch(row.meeting)
    audit.record(actor, row, {"secret": [before[0], row.secret],
                              "on_paper": [before[1], row.on_paper]})  # fmt: skip
    return row
