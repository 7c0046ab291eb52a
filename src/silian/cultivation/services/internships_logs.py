"""What happens while an internship runs: weekly logs and their answers, sign-ins, incidents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Forbidden, Invalid

from ..enums import IncidentState, InternshipState, Side
from ..models import Incident, Internship, SignIn, WeeklyLog
from ..permissions import P
from ..queries.internships import is_person
from .values import valid

LONGEST = 10_000
MOST_HOURS = Decimal(168)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week of that day."""
    return day - dt.timedelta(days=day.weekday())


def _running(row: Internship) -> None:
    if row.state != InternshipState.RUNNING:
        raise Conflict(
            _("实习现在是“%(state)s”，不能再登记。") % {"state": row.get_state_display()}
        )


def _said(text: str, field: str = "text") -> str:
    given = text.strip()
    if not given:
        raise Invalid({field: [_("请填写内容。")]})
    if len(given) > LONGEST:
        raise Invalid({field: [_("最多 %(n)d 字。") % {"n": LONGEST}]})
    return given


@command("cultivation.log.write", P.SELF)
def write(
    *,
    actor: Actor,
    internship: Internship | str,
    week_on: dt.date,
    text: str,
    hours: Decimal | None = None,
) -> WeeklyLog:
    """The log of the week of that day, by the student or teacher; again while nobody answered.

    `Conflict` where the internship does not run or a mentor has answered; `Invalid` for a week
    outside the internship or to come.
    """
    place = lock(Internship, internship)
    require(actor, P.SELF, place)
    _running(place)
    week = monday_of(week_on)
    if week > today() or week + dt.timedelta(days=6) < place.starts_on or week > place.ends_on:
        raise Invalid({"week_on": [_("这一周不在实习期内，或还没有到。")]})
    if hours is not None and not 0 <= hours <= MOST_HOURS:
        raise Invalid({"hours": [_("一周的工时在 0 到 168 之间。")]})
    row = place.logs.filter(week_on=week).first() or WeeklyLog(
        consortium_id=place.consortium_id, internship=place, week_on=week
    )
    if row.school_answered_at or row.unit_answered_at:
        raise Conflict(_("导师已经批阅，这篇周志不能再改。"))
    row.text, row.hours = _said(text), hours
    valid(row, leave_out=("internship",))
    row.save()
    audit.record(actor, place, {"week": week.isoformat()})
    return row


@command("cultivation.log.answer", P.INTERNSHIP_MENTOR)
def answer(*, actor: Actor, log: WeeklyLog | str, text: str) -> WeeklyLog:
    """A mentor's answer to a log, for the side that the mentor's unit is on; again overwrites.

    `Forbidden` for who belongs to neither, and for one's own log.
    """
    row = lock(WeeklyLog, log)
    place = row.internship
    side = side_of(actor, place)
    given, now = _said(text), timezone.now()
    if side == Side.ENTERPRISE:
        row.unit_answer, row.unit_answered_at = given, now
    else:
        row.school_answer, row.school_answered_at = given, now
    row.save()
    audit.record(actor, place, {"week": row.week_on.isoformat(), "side": side})
    return row


def side_of(actor: Actor, place: Internship) -> Side:
    """Whether the actor speaks for the unit (ENTERPRISE) or for the school (COLLEGE)."""
    require(actor, P.INTERNSHIP_MENTOR, place)
    if is_person(actor, place):
        raise Forbidden(_("不能批阅或登记自己的实习。"))
    if actor.organisation_id == place.organisation_id:
        return Side.ENTERPRISE
    if actor.organisation_id == place.school_id:
        return Side.COLLEGE
    raise Forbidden(_("只有学校和实习单位的导师可以办理。"))


@command("cultivation.sign_in.add", None)
def sign_in(
    *, actor: Actor, internship: Internship | str, on: dt.date | None = None, note: str = ""
) -> SignIn:
    """签到 of today by the person; of a day up to today by a mentor, with a note.

    `Conflict` where that day is signed in or the internship does not run; `Invalid` for a day
    outside it.
    """
    place = lock(Internship, internship)
    own = actor.has(P.SELF) and is_person(actor, place)
    if own:
        require(actor, P.SELF, place)
    by = "" if own else side_of(actor, place)
    _running(place)
    day = today() if own or on is None else on
    if not place.starts_on <= day <= min(place.ends_on, today()):
        raise Invalid({"on": [_("这一天不在实习期内，或还没有到。")]})
    if place.sign_ins.filter(on=day).exists():
        raise Conflict(_("%(day)s 已经签到。") % {"day": day})
    if not own and not note.strip():
        raise Invalid({"note": [_("代为登记请写明情况。")]})
    row = SignIn(
        consortium_id=place.consortium_id, internship=place, on=day, at=timezone.now(),
        note=note.strip()[:200], by=by,
    )  # fmt: skip
    row.save()
    audit.record(actor, place, {"on": day.isoformat(), "by": by})
    return row


@command("cultivation.incident.report", None)
def report(
    *,
    actor: Actor,
    internship: Internship | str,
    kind: str,
    on: dt.date,
    text: str,
    urgent: bool = False,
) -> Incident:
    """An incident or exception, by the person or a mentor of either side.

    `Invalid` for a day to come or without a text.
    """
    place = lock(Internship, internship)
    if actor.has(P.SELF) and is_person(actor, place):
        require(actor, P.SELF, place)
    else:
        side_of(actor, place)
    if on > today():
        raise Invalid({"on": [_("日期不能在今天之后。")]})
    row = Incident(
        consortium_id=place.consortium_id, internship=place, kind=kind, on=on, text=_said(text),
        urgent=urgent, reported_by=actor.label[:100], state_changed_at=timezone.now(),
    )  # fmt: skip
    valid(row, leave_out=("internship",))
    row.save()
    audit.record(actor, place, {"kind": kind, "urgent": urgent, "on": on.isoformat()})
    return row


@command("cultivation.incident.handle", P.INTERNSHIP_MENTOR)
def handle(*, actor: Actor, incident: Incident | str, handling: str) -> Incident:
    """Says how an incident was handled. `Conflict` where it was, `Invalid` without a text."""
    row = lock(Incident, incident)
    side_of(actor, row.internship)
    if row.state != IncidentState.OPEN:
        raise Conflict(_("这项异常已经处理。"))
    row.handling = _said(handling, "handling")
    row.state, row.state_changed_at = IncidentState.HANDLED, timezone.now()
    row.save()
    audit.record(actor, row.internship, {"incident": row.ref})
    return row
