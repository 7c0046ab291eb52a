"""Mandates: who holds which post; appointed by an election or by hand, ended with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.consortia.public import Membership, MembershipState, Seat
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import BodyKind, MandateEnd, Post
from ..models import Candidate, Election, Mandate, Term
from ..permissions import P
from ..queries.bodies import held_on, last_day, running_on
from .letters import end_for_mandate
from .values import fill, valid

SEATED = (BodyKind.COUNCIL, BodyKind.ASSEMBLY)
"""Bodies whose posts are also seats in the roll of members."""
BY_HAND = (MandateEnd.RESIGNED, MandateEnd.REMOVED, MandateEnd.REPLACED, MandateEnd.LEFT)


@command("governance.mandate.appoint", P.BODY_MANAGE)
def appoint(
    *,
    actor: Actor,
    term: Term | str,
    organisation: Any,
    post: str,
    basis: str,
    representative: str = "",
    representative_title: str = "",
    starts_on: dt.date | None = None,
    is_demo: bool = False,
) -> Mandate:
    """Records by hand who holds a post, with the paper that decided it (`basis`).

    `Invalid` for a unit that is no member or holds a post already, a day outside of the term,
    more mandates than seats, or without the basis.
    """
    row = lock(Term, term)
    require(actor, P.BODY_MANAGE, row)
    if not basis.strip():
        raise Invalid({"basis": [_("请写明依据，例如某次会议的决议或任命文件。")]})
    if post not in Post.values:
        raise Invalid({"post": [_("没有这种职务。")]})
    if held_in(row, organisation.pk) is not None:
        raise Invalid({"organisation": [_("这个单位在这一届已经有任职。")]})
    room_for(row, 1)
    made = take_up(
        row, organisation.pk, post, starts_on, basis=basis.strip(), is_demo=is_demo,
        representative=representative.strip(), representative_title=representative_title.strip(),
    )  # fmt: skip
    seat_in_roll(actor, made, basis)
    audit.record(actor, made, _facts(made))
    return made


@command("governance.mandate.elected", P.BALLOT_MANAGE)
def appoint_elected(
    *, actor: Actor, election: Election | str, candidates: Sequence[Candidate]
) -> list[Mandate]:
    """Gives the elected their posts, from today or from the term's first day: one audit entry.

    Who holds another post in the term changes over to the new one (`REPLACED`); who holds the
    same keeps it. Posts that are seats change the roll of members as well.
    """
    vote = lock(Election, election)
    require(actor, P.BALLOT_MANAGE, vote)
    term = lock(Term, vote.term)
    day = max(consortia.today(), term.starts_on)
    basis = _("选举：%(title)s") % {"title": vote.title}
    made: list[Mandate] = []
    for candidate in candidates:
        held = held_in(term, candidate.organisation_id)
        if held is not None and held.post == vote.post:
            continue
        representative, title = candidate.representative, ""
        if held is not None:
            representative = representative or held.representative
            title = held.representative_title if representative == held.representative else ""
            _end(held, MandateEnd.REPLACED, day, basis)
        made.append(
            take_up(term, candidate.organisation_id, vote.post, day, election=vote, basis=basis,
                     representative=representative, representative_title=title,
                     is_demo=vote.is_demo)
        )  # fmt: skip
    for row in made:
        seat_in_roll(actor, row, basis)
    audit.record(actor, vote, {"post": vote.post, "units": [str(row.organisation) for row in made]})
    return made


@command("governance.mandate.represent", P.BODY_MANAGE)
def change_representative(
    *, actor: Actor, mandate: Mandate | str, representative: str, representative_title: str = ""
) -> Mandate:
    """Another person stands for the unit from now on; the post stays the unit's."""
    row = lock(Mandate, mandate)
    require(actor, P.BODY_MANAGE, row)
    _running(row)
    if not representative.strip():
        raise Invalid({"representative": [_("请填写代表姓名。")]})
    changes = fill(row, {"representative": representative.strip(),
                         "representative_title": representative_title.strip()})  # fmt: skip
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.mandate.end", P.BODY_MANAGE)
def end(
    *, actor: Actor, mandate: Mandate | str, reason: str, note: str = "", on: dt.date | None = None
) -> Mandate:
    """Ends a mandate from that day (today without one); its letter dies with it.

    `reason` is one of `BY_HAND`. The unit's seat in the roll goes back to member where it came
    from this post.
    """
    row = lock(Mandate, mandate)
    require(actor, P.BODY_MANAGE, row)
    _running(row)
    day = on or max(consortia.today(), row.starts_on)
    if reason not in {str(choice) for choice in BY_HAND}:
        raise Invalid({"reason": [_("请选择离任原因。")]})
    if not note.strip():
        raise Invalid({"note": [_("请写明离任的依据，例如辞任函或会议决议。")]})
    # One that has not begun yet is ended on its first day: it was entered by mistake.
    if not row.starts_on <= day <= max(consortia.today(), row.starts_on):
        raise Invalid({"on": [_("离任日期应在任职日期和今天之间。")]})
    _end(row, MandateEnd(reason), day, note.strip())
    _seat_back(actor, row, note)
    audit.record(actor, row, {"end": reason, "on": day.isoformat(), "note": note.strip()})
    return row


@command("governance.mandate.expire", P.BODY_MANAGE)
def expire(*, actor: Actor) -> list[Mandate]:
    """Ends every mandate whose term is over or whose unit has left: one audit entry.

    What is read already takes no notice of them; this writes down when and why.
    """
    require(actor, P.BODY_MANAGE)
    day = consortia.today()
    ended = []
    for due in unended():
        row = lock(Mandate, due)
        left = _left_on(row)
        if left is not None and left <= row.ends_on:
            _end(row, MandateEnd.LEFT, max(left, row.starts_on), _("单位已不是正式成员"))
        elif row.ends_on < day:
            _end(row, MandateEnd.TERM_OVER, row.ends_on + dt.timedelta(days=1), _("任期届满"))
            if _renewed(row, day):
                _seat_back(actor, row, _("任期届满"))
        else:
            continue
        ended.append(row)
    units = [f"{row.organisation} {row.term} {row.end}" for row in ended]
    audit.record(actor, _("届满和退出的任职（%(count)d 个）") % {"count": len(ended)},
                 {"ended": units})  # fmt: skip
    return ended


def unended() -> list[Mandate]:
    """Mandates not yet ended whose term is over or whose unit is no active member."""
    day = consortia.today()
    rows = Mandate.objects.filter(ended_on__isnull=True).select_related(
        "organisation", "term", "term__body"
    )
    members = consortia.member_ids()
    return [row for row in rows if row.organisation_id not in members or row.ends_on < day]


def held_in(term: Term, organisation_id: int) -> Mandate | None:
    """What the unit holds in the term and has not given up."""
    rows = Mandate.objects.select_for_update(of=("self",))
    return rows.filter(term=term, organisation_id=organisation_id, ended_on__isnull=True).first()


def room_for(term: Term, more: int) -> None:
    """`Conflict` where the declared seats of the term are all taken."""
    if term.seats is None:
        return
    held = Mandate.objects.filter(term=term, ended_on__isnull=True).count()
    if held + more > term.seats:
        sentence = _("这一届设 %(seats)d 个席位，已有 %(held)d 个任职，请先登记离任或增加席位。")
        raise Conflict(sentence % {"seats": term.seats, "held": held})


def take_up(
    term: Term, organisation_id: int, post: str, starts_on: dt.date | None, **values: Any
) -> Mandate:
    if term.body.dissolved_on is not None:
        raise Conflict(_("这个机构已经撤销。"))
    if not consortia.is_active_member(organisation_id):
        raise Invalid({"organisation": [_("只有正式成员单位才能任职。")]})
    today, last = consortia.today(), last_day(term)
    day = starts_on or max(term.starts_on, min(today, last))
    if not term.starts_on <= day <= last:
        sentence = _("任职日期应在这一届之内：%(first)s 至 %(last)s。")
        raise Invalid({"starts_on": [sentence % {"first": term.starts_on, "last": last}]})
    row = Mandate(
        consortium_id=term.consortium_id, term=term, organisation_id=organisation_id, post=post,
        starts_on=day, ends_on=last, **values,
    )  # fmt: skip
    valid(row)
    row.save()
    return row


def _running(row: Mandate) -> None:
    if row.ended_on is not None:
        raise Conflict(_("这项任职已经结束。"))


def _end(row: Mandate, reason: MandateEnd, day: dt.date, note: str) -> None:
    row.end, row.ended_on, row.end_note = reason.value, day, note[:300]
    valid(row)
    row.save()
    end_for_mandate(row)


def _left_on(row: Mandate) -> dt.date | None:
    """The day on which the unit left; today where it is no member and no day is known."""
    held = Membership.objects.filter(organisation_id=row.organisation_id).first()
    if held is not None and held.state == MembershipState.ACTIVE:
        return None
    return (held.left_on if held else None) or consortia.today()


def _renewed(row: Mandate, day: dt.date) -> bool:
    """Whether the next term runs and the unit no longer holds this post in it."""
    following = Term.objects.filter(running_on(day), body=row.term.body).first()
    if following is None or following.pk == row.term_id:
        return False
    held = Mandate.objects.filter(held_on(day), term=following, post=row.post)
    return not held.filter(organisation_id=row.organisation_id).exists()


def _membership(row: Mandate) -> Membership | None:
    return Membership.objects.filter(
        organisation_id=row.organisation_id, state=MembershipState.ACTIVE
    ).first()


def seat_in_roll(actor: Actor, row: Mandate, reason: str) -> None:
    """The post as a seat in the roll of members; a lead unit stays a lead unit."""
    if row.term.body.kind not in SEATED or row.post not in Seat.values:
        return
    member = _membership(row)
    if member is not None and member.seat not in {Seat.LEAD, row.post}:
        consortia.change_seat(actor=actor, membership=member, seat=row.post, reason=reason)


def _seat_back(actor: Actor, row: Mandate, reason: str) -> None:
    """A seat that came from this post becomes that of a member again."""
    if row.term.body.kind not in SEATED or row.post == Post.MEMBER:
        return
    member = _membership(row)
    if member is not None and member.seat == row.post:
        consortia.change_seat(actor=actor, membership=member, seat=Seat.MEMBER.value, reason=reason)


def _facts(row: Mandate) -> dict[str, Any]:
    return {
        "term": str(row.term),
        "post": row.post,
        "from": row.starts_on.isoformat(),
        "until": row.ends_on.isoformat(),
        "basis": row.basis,
    }
