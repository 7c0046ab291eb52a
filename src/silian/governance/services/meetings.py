"""A meeting as a whole: planned, convened in time, opened, closed, or cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.jobs import enqueue
from silian.kernel.refusals import Conflict, Invalid

from ..enums import BallotState, BodyKind, ItemState, MeetingMode, MeetingState, SpeakerState
from ..models import AgendaItem, Attendance, Ballot, Meeting, Speaker
from ..permissions import P
from ..policy import place_of
from ..queries.bodies import current_term, entitled
from ..queries.meetings import day_of, rules_of_meeting, standing
from ..workflows import MEETING
from .agenda_templates import TEMPLATES
from .live import touch
from .values import fill, valid

FIELDS = (
    "body", "kind", "mode", "title", "starts_at", "ends_at", "venue", "link", "description",
    "is_demo",
)  # fmt: skip
PREPARED = (MeetingState.DRAFT, MeetingState.CONVENED)
FIXED_BY_NOTICE = ("body", "kind")
NOTICE_JOB = "governance.meeting.notice"


@command("governance.meeting.plan", P.MEETING_MANAGE)
def plan(*, actor: Actor, values: Mapping[str, Any], template: bool = True) -> Meeting:
    """Drafts a meeting; with `template` its kind brings the usual agenda.

    `values`: body, kind, mode, title, starts_at (aware), ends_at, venue, link, description.
    `Invalid` by field.
    """
    row = Meeting(consortium_id=place_of(actor))
    require(actor, P.MEETING_MANAGE, row)
    changes = _fill(row, values)
    row.save()
    if template:
        for position, (kind, title, minutes) in enumerate(TEMPLATES.get(row.kind, ()), 1):
            AgendaItem.objects.create(
                consortium_id=row.consortium_id, meeting=row, position=position, kind=kind,
                title=str(title), minutes=minutes,
            )  # fmt: skip
    audit.record(actor, row, changes)
    return row


@command("governance.meeting.update", P.MEETING_MANAGE)
def update(*, actor: Actor, meeting: Meeting | str, values: Mapping[str, Any]) -> Meeting:
    """Changes a meeting that has not begun; who was called is told of another time or place.

    After the notice its body and kind are fixed: `Invalid`.
    """
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    _only(row, PREPARED)
    if row.state == MeetingState.CONVENED:
        for name in FIXED_BY_NOTICE:
            if name in values and values[name] != getattr(row, name):
                raise Invalid({name: [_("通知已发出，不能再改。可以取消这次会议，另行召集。")]})
    before = (row.starts_at, row.venue, row.link, row.mode)
    changes = _fill(row, values)
    if row.state == MeetingState.CONVENED:
        _in_time(row, row.short_notice_reason, timezone.localdate(row.convened_at))
    row.save()
    if row.state == MeetingState.CONVENED and before != (
        row.starts_at, row.venue, row.link, row.mode,
    ):  # fmt: skip
        enqueue(NOTICE_JOB, consortium=row.consortium_id, ref=row.ref, what="changed")
    audit.record(actor, row, changes)
    return row


@command("governance.meeting.convene", P.MEETING_MANAGE)
def convene(*, actor: Actor, meeting: Meeting | str, short_notice_reason: str = "") -> Meeting:
    """Fixes who is called, and sends them the notice.

    `Conflict` without an agenda, with nobody to call, or for a time that is past; `Invalid` at
    `short_notice_reason` where the charter's days of notice are not kept and no reason is given,
    with the earliest day that would keep them.
    """
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    changes = MEETING.advance(actor, row, "convene")
    if row.starts_at <= timezone.now():
        raise Conflict(_("开始时间已过，请先改时间再发通知。"))
    if not row.items.exists():
        raise Conflict(_("还没有议程，请先添加议题再发通知。"))
    row.short_notice_reason = short_notice_reason.strip()[:300]
    _in_time(row, row.short_notice_reason, timezone.localdate())
    if not _is_short(row):
        row.short_notice_reason = ""
    called = _call(row)
    row.convened_at = timezone.now()
    row.save()
    enqueue(NOTICE_JOB, consortium=row.consortium_id, ref=row.ref, what="convened")
    audit.record(actor, row, {**changes, "called": called, "reason": row.short_notice_reason})
    return row


@command("governance.meeting.open", P.MEETING_MANAGE)
def open_meeting(*, actor: Actor, meeting: Meeting | str) -> Meeting:
    """Declares the meeting open, on its day or after, and takes up the first item.

    Without a quorum it opens as well, to wait or to listen; each vote asks for the quorum itself.
    """
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    changes = MEETING.advance(actor, row, "open")
    if day_of(row) > timezone.localdate():
        raise Conflict(
            _("会议定于 %(day)s 召开，当天才能宣布开会。") % {"day": f"{day_of(row):%Y-%m-%d}"}
        )
    row.opened_at = timezone.now()
    row.save()
    first = row.items.filter(state=ItemState.WAITING).order_by("position", "pk").first()
    if first is not None:
        first.state = ItemState.CURRENT
        first.save(update_fields=["state"])
    touch(row)
    counts = standing(row)
    audit.record(actor, row, {**changes, "seats": counts.seats, "present": counts.present})
    return row


@command("governance.meeting.close", P.MEETING_MANAGE)
def close_meeting(*, actor: Actor, meeting: Meeting | str) -> Meeting:
    """Declares the meeting closed; `Conflict` naming the ballots that are still open."""
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    changes = MEETING.advance(actor, row, "close")
    votes = Ballot.objects.filter(meeting=row, state=BallotState.OPEN)
    names = [str(vote) for vote in votes.select_related("motion", "election")]
    if names:
        raise Conflict(
            _("还有表决没有结束：%(names)s。请先结束或作废，再宣布散会。")
            % {"names": _("、").join(names)}
        )
    row.closed_at = timezone.now()
    row.save()
    row.items.filter(state=ItemState.CURRENT).update(state=ItemState.DONE)
    speeches = Speaker.objects.filter(item__meeting=row)
    speeches.filter(state=SpeakerState.SPEAKING).update(
        state=SpeakerState.DONE, ended_at=row.closed_at
    )
    speeches.filter(state=SpeakerState.WAITING).update(state=SpeakerState.WITHDRAWN)
    touch(row)
    counts = standing(row)
    audit.record(actor, row, {**changes, "seats": counts.seats, "present": counts.present})
    return row


@command("governance.meeting.cancel", P.MEETING_MANAGE)
def cancel(*, actor: Actor, meeting: Meeting | str, reason: str) -> Meeting:
    """Cancels a meeting that has not begun; who was called gets a notice with the reason."""
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    told = row.state == MeetingState.CONVENED
    changes = MEETING.advance(actor, row, "cancel")
    if not reason.strip():
        raise Invalid({"reason": [_("请写明取消的原因，它会写进通知。")]})
    line = _("取消原因：%(reason)s") % {"reason": reason.strip()[:300]}
    row.description = f"{row.description}\n{line}".strip()
    row.save()
    if told:
        enqueue(NOTICE_JOB, consortium=row.consortium_id, ref=row.ref, what="cancelled")
    audit.record(actor, row, {**changes, "reason": reason.strip()[:300]})
    return row


def earliest(meeting: Meeting, on: dt.date | None = None) -> dt.date:
    """The first day that keeps the charter's days of notice, if it is given on that day."""
    days = rules_of_meeting(meeting)[1].notice_days
    return (on or timezone.localdate()) + dt.timedelta(days=days)


def _is_short(row: Meeting) -> bool:
    return day_of(row) < earliest(row)


def _in_time(row: Meeting, reason: str, given_on: dt.date) -> None:
    if day_of(row) >= earliest(row, given_on) or reason:
        return
    days = rules_of_meeting(row)[1].notice_days
    sentence = _(
        "章程要求提前 %(days)d 天通知，最早可以在 %(day)s 开会。请改时间，或写明缩短通知期的理由。"
    ) % {"days": days, "day": f"{earliest(row, given_on):%Y-%m-%d}"}
    raise Invalid({"short_notice_reason": [sentence]})


def _call(row: Meeting) -> int:
    """Freezes the list of units; who was already a guest now has a vote."""
    units = entitled(row.body, day_of(row))
    if not units:
        raise Conflict(
            _("“%(body)s”还没有可以参会的单位，请先登记成员或任职。") % {"body": row.body}
        )
    if row.body.kind != BodyKind.ASSEMBLY:
        row.term = current_term(row.body, day_of(row))
    guests = {guest.organisation_id: guest for guest in row.attendances.all()}
    for unit in units:
        seat = guests.get(unit.organisation_id) or Attendance(
            consortium_id=row.consortium_id, meeting=row, organisation_id=unit.organisation_id
        )
        seat.voting, seat.post, seat.weight = True, unit.post, unit.weight
        seat.representative = seat.representative or unit.representative
        seat.representative_title = seat.representative_title or unit.representative_title
        seat.save()
    return len(units)


def _only(row: Meeting, states: tuple[MeetingState, ...]) -> None:
    if row.state not in states:
        raise Conflict(
            _("现在是“%(state)s”，不能修改会议。") % {"state": MeetingState(row.state).label}
        )


def _fill(row: Meeting, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"not a field of a meeting: {sorted(unknown)}")
    given = {key: value.strip() if isinstance(value, str) else value
             for key, value in values.items()}  # fmt: skip
    changes = fill(row, given)
    errors: dict[str, list[object]] = {}
    if row.starts_at and row.ends_at and row.ends_at <= row.starts_at:
        errors["ends_at"] = [_("结束时间应晚于开始时间。")]
    if row.mode in {MeetingMode.ONSITE, MeetingMode.MIXED} and not row.venue:
        errors["venue"] = [_("线下会议请写明地点。")]
    if row.body_id and row.body.dissolved_on and row.body.dissolved_on <= consortia.today():
        errors["body"] = [_("这个机构已经撤销。")]
    if row.starts_at and not row.pk and row.starts_at <= timezone.now():
        errors["starts_at"] = [_("开始时间应在现在之后。")]
    if errors:
        raise Invalid(errors)
    valid(row)
    if row.body_id and row.body.kind != BodyKind.ASSEMBLY and row.term_id is None:
        row.term = current_term(row.body, day_of(row))
    return changes
