"""Who stays out of a decision, and who watches the count."""

from __future__ import annotations

from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import BallotState, Consent, ElectionState, MeetingState, MotionState
from ..models import Attendance, Candidate, Meeting, Motion, Recusal, Scrutineer
from ..permissions import P
from ..policy import place_of
from . import live

RUNNING = (ElectionState.NOMINATING, ElectionState.LISTED, ElectionState.RUNOFF)


@command("governance.recusal.add", P.BALLOT_MANAGE)
def recuse(
    *, actor: Actor, motion: Motion | str, attendance: Attendance | str, reason: str
) -> Recusal:
    """Takes a unit out of the decision on a motion, with the reason; before its ballot opens."""
    row = _before_opening(actor, motion)
    seat = lock(Attendance, attendance)
    if seat.meeting_id != row.meeting_id or not seat.voting:
        raise Invalid({"attendance": [_("这个单位不是本次会议的表决单位。")]})
    if not reason.strip():
        raise Invalid({"reason": [_("请写明回避的理由。")]})
    if Recusal.objects.filter(motion=row, attendance=seat).exists():
        raise Conflict(_("这个单位已经回避。"))
    recusal = Recusal.objects.create(
        consortium_id=place_of(actor), motion=row, attendance=seat, reason=reason.strip()[:200]
    )
    _touch(row)
    audit.record(actor, row, {"unit": seat.organisation.name, "reason": recusal.reason})
    return recusal


@command("governance.recusal.remove", P.BALLOT_MANAGE)
def unrecuse(*, actor: Actor, recusal: Recusal | str) -> None:
    """Takes a recusal back, before the ballot opens."""
    row = lock(Recusal, recusal)
    motion = _before_opening(actor, row.motion)
    audit.record(actor, motion, {"unit": row.attendance.organisation.name, "removed": row.reason})
    row.delete()
    _touch(motion)


def _before_opening(actor: Actor, motion: Motion | str) -> Motion:
    row = lock(Motion, motion)
    require(actor, P.BALLOT_MANAGE, row)
    if row.meeting_id is None or row.state not in (MotionState.PROPOSED, MotionState.ADMITTED):
        raise Conflict(_("只有列入会议、还没有表决的议案才能登记回避。"))
    if row.ballots.filter(state=BallotState.OPEN).exists():
        raise Conflict(_("表决已经开启，名册已定，不能再改回避。"))
    return row


def _touch(motion: Motion) -> None:
    if motion.meeting is not None:
        live.touch(motion.meeting)


@command("governance.scrutineer.appoint", P.BALLOT_MANAGE)
def appoint(*, actor: Actor, attendance: Attendance | str) -> Scrutineer:
    """Makes a unit a scrutineer of its meeting; never one that stands in an election there."""
    seat = lock(Attendance, attendance)
    # The meeting stays locked, so that no nomination slips in between.
    meeting = lock(Meeting, seat.meeting)
    require(actor, P.BALLOT_MANAGE, meeting)
    if meeting.state not in (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.OPEN):
        raise Conflict(_("会议已经结束，不能再确定监票单位。"))
    if stands(meeting, seat.organisation_id):
        raise Conflict(_("候选单位不能监票。请另选一个单位。"))
    if Scrutineer.objects.filter(meeting=meeting, attendance=seat).exists():
        raise Conflict(_("这个单位已经是监票单位。"))
    row = Scrutineer.objects.create(consortium_id=place_of(actor), meeting=meeting, attendance=seat)
    audit.record(actor, meeting, {"scrutineer": seat.organisation.name})
    return row


@command("governance.scrutineer.dismiss", P.BALLOT_MANAGE)
def dismiss(*, actor: Actor, scrutineer: Scrutineer | str) -> None:
    """A unit is no longer scrutineer."""
    row = lock(Scrutineer, scrutineer)
    require(actor, P.BALLOT_MANAGE, row)
    if row.meeting.ballots.filter(state=BallotState.OPEN, on_paper=True).exists():
        raise Conflict(_("使用纸质选票的表决正在进行，监票单位不能变动。"))
    audit.record(actor, row.meeting, {"scrutineer_removed": row.attendance.organisation.name})
    row.delete()


def stands(meeting: Meeting, organisation_id: int) -> bool:
    """Whether the unit is nominated in an election of the meeting that still runs."""
    return (
        Candidate.objects.filter(
            election__meeting=meeting, election__state__in=RUNNING, organisation_id=organisation_id
        )
        .exclude(consent=Consent.DECLINED)
        .exists()
    )


def watches(meeting: Meeting, organisation_id: int) -> bool:
    """Whether the unit is a scrutineer of the meeting."""
    return Scrutineer.objects.filter(
        meeting=meeting, attendance__organisation_id=organisation_id
    ).exists()
