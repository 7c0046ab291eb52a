"""The text of minutes, written from the record of a meeting: nothing that did not happen."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..enums import BallotState, SpeakerState
from ..models import AgendaItem, Attendance, Ballot, Meeting, Speaker
from .course import course
from .meetings import attendances, matched, proxies_of, rules_of_meeting, standing


def drafted(meeting: Meeting) -> str:
    """The minutes as text, in the language of the page: head, attendance, items, decisions."""
    parts = [
        "\n".join(_head(meeting)),
        "\n".join(_attendance(meeting)),
        *("\n".join(_item(item)) for item in meeting.items.order_by("position", "pk")),
        "\n".join(_resolutions(meeting)),
        "\n".join(_moments(meeting)),
    ]
    return "\n\n".join(part for part in parts if part)


def _head(meeting: Meeting) -> Iterator[str]:
    start = timezone.localtime(meeting.opened_at or meeting.starts_at)
    yield _("《%(title)s》会议纪要") % {"title": meeting.title}
    yield ""
    yield _("时间：%(day)s %(start)s 至 %(end)s") % {
        "day": f"{start:%Y-%m-%d}",
        "start": f"{start:%H:%M}",
        "end": f"{timezone.localtime(meeting.closed_at):%H:%M}" if meeting.closed_at else "",
    }
    place = " · ".join(filter(None, [meeting.venue, str(meeting.get_mode_display())]))
    yield _("地点和方式：%(place)s") % {"place": place}
    yield _("会议：%(body)s（%(kind)s）") % {
        "body": meeting.term or meeting.body,
        "kind": meeting.get_kind_display(),
    }
    charter = rules_of_meeting(meeting)[0]
    if charter is None:
        yield _("依据：章程尚未生效，按筹备阶段的议事规则进行。")
    else:
        yield _("依据：%(charter)s") % {"charter": charter}
    if meeting.short_notice_reason:
        yield _("缩短通知期的理由：%(reason)s") % {"reason": meeting.short_notice_reason}


def _attendance(meeting: Meeting) -> Iterator[str]:
    rows, proxies = attendances(meeting), proxies_of(meeting)
    counts = standing(meeting, rows, proxies)
    pairs = matched(rows, proxies)
    yield _("应到 %(seats)d，实到 %(present)d（到会 %(there)d，委托 %(proxies)d）。") % {
        "seats": counts.seats,
        "present": counts.present,
        "there": counts.there,
        "proxies": counts.represented,
    }
    if counts.quorate:
        yield _("散会时达到章程规定的到会要求。")
    else:
        yield _("散会时未达到章程规定的到会要求。")
    here = [_named(row) for row, holder in pairs if holder is None]
    given = [f"{row}→{holder}" for row, holder in pairs if holder is not None]
    counted = {row.pk for row, _holder in pairs}
    away = [str(row) for row in rows if row.voting and row.pk not in counted]
    guests = [_named(row) for row in rows if not row.voting and row.presence != "absent"]
    for label, names in (
        (_("到会单位"), here),
        (_("委托表决"), given),
        (_("缺席单位"), away),
        (_("列席单位"), guests),
    ):
        if names:
            yield _("%(label)s：%(value)s") % {"label": label, "value": _("、").join(names)}


def _named(row: Attendance) -> str:
    if not row.representative:
        return str(row)
    return _("%(unit)s（%(name)s）") % {"unit": row, "name": row.representative}


def _item(item: AgendaItem) -> Iterator[str]:
    yield _("议程 %(position)d：%(title)s") % {"position": item.position, "title": item.title}
    if item.presenter:
        yield _("报告：%(who)s") % {"who": item.presenter}
    if item.notes:
        yield item.notes
    spoken = Speaker.objects.filter(item=item, state=SpeakerState.DONE).select_related(
        "attendance__organisation"
    )
    names = list(dict.fromkeys(str(speaker.attendance) for speaker in spoken.order_by("pk")))
    if names:
        yield _("发言：%(names)s") % {"names": _("、").join(names)}
    for motion in item.motions.order_by("number", "pk"):
        yield _("议案 %(number)s：%(title)s（%(state)s）") % {
            "number": motion.number or "",
            "title": motion.title,
            "state": motion.get_state_display(),
        }
        yield from _sentences(motion.ballots.order_by("pk"))
    for election in item.elections.order_by("pk"):
        yield _("选举：%(title)s（%(state)s）") % {
            "title": election.title,
            "state": election.get_state_display(),
        }
        yield from _sentences(election.ballots.order_by("pk"))


def _sentences(ballots: object) -> Iterator[str]:
    english = (get_language() or "").startswith("en")
    ballot: Ballot
    for ballot in ballots:  # type: ignore[attr-defined]
        if ballot.state == BallotState.CLOSED:
            yield ballot.sentence_en if english and ballot.sentence_en else ballot.sentence
        elif ballot.state == BallotState.VOID:
            yield _("第 %(number)d 次表决作废：%(reason)s") % {
                "number": ballot.number,
                "reason": ballot.void_reason,
            }


def _resolutions(meeting: Meeting) -> Iterator[str]:
    rows = list(meeting.resolutions.order_by("year", "number"))
    if rows:
        yield _("会议作出以下决议：")
    for row in rows:
        yield str(row)


def _moments(meeting: Meeting) -> Iterator[str]:
    moments = course(meeting)
    if moments:
        yield _("会议期间的到会变化：")
    for moment in moments:
        words = {
            "came": _("%(at)s %(unit)s到会"),
            "left": _("%(at)s %(unit)s离会"),
            "lost": _("%(at)s 实到 %(present)d，不足章程规定的到会要求"),
            "reached": _("%(at)s 实到 %(present)d，达到章程规定的到会要求"),
        }[moment.what]
        yield words % {
            "at": f"{timezone.localtime(moment.at):%H:%M}",
            "unit": moment.unit,
            "present": moment.present,
        }
