"""Membership: application, review, admission, activation, withdrawal, seats, contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Forbidden, Invalid
from silian.organisations import public as organisations
from silian.organisations.public import OrganisationPermission

from ..enums import ChangeKind, ConsortiumState, MembershipState, Seat
from ..models import Application, Consortium, Membership, MembershipChange, RoleAssignment
from ..permissions import ConsortiaPermission as P
from ..policy import is_own_organisation
from ..queries.actors import not_over, today
from ..workflows import MEMBERSHIP
from .values import valid

APPLICATION_FIELDS = (
    "wanted_seat", "address", "postcode", "website", "nature", "registered_capital",
    "business_scope", "established_on", "reason",
)  # fmt: skip


@command("consortia.membership.apply", P.MEMBERSHIP_APPLY)
def apply(
    *,
    actor: Actor,
    organisation: Model | None = None,
    unit: Mapping[str, str] | None = None,
    contact_name: str = "",
    contact_phone: str = "",
    form: Mapping[str, Any] | None = None,
    is_demo: bool = False,
) -> Membership:
    """Files an application of an organisation; `form` holds fields of the application form.

    `unit` (name, kind, uscc) describes one that the registry may not have: it is found there or
    registered with the application. Who left or was refused applies again on the same row.
    `Conflict` for a member, for an open application and where the consortium is not running;
    `Invalid` for bad values.
    """
    require(actor, P.MEMBERSHIP_APPLY)
    consortium = _running(actor)
    membership = _row_of(consortium, organisation or _unit(actor, unit or {}))
    if membership.pk is None:
        changes: dict[str, Any] = {"state": ["", MembershipState.APPLIED]}
        membership.state_changed_at = timezone.now()
    else:
        changes = MEMBERSHIP.advance(actor, membership, "reapply")
        membership.left_on, membership.leave_reason = None, ""
    membership.applied_on = today()
    membership.contact_name, membership.contact_phone = contact_name.strip(), contact_phone.strip()
    membership.is_demo = is_demo
    if unknown := set(form or {}) - set(APPLICATION_FIELDS):
        raise TypeError(f"not on the application form: {sorted(unknown)}")
    application = Application(
        consortium=consortium, filed_on=today(), filed_by=actor.user_id, **(form or {})
    )
    valid(membership)
    valid(application, leave_out=("membership",))
    membership.save()
    application.membership = membership
    application.save()
    _note_state(membership, changes)
    audit.record(actor, membership, changes)
    return membership


@command("consortia.membership.review", P.MEMBERSHIP_REVIEW)
def review(*, actor: Actor, membership: Membership | str) -> Membership:
    """Takes an application up."""
    return _advance(actor, membership, "review")


@command("consortia.membership.admit", P.MEMBERSHIP_REVIEW)
def admit(
    *, actor: Actor, membership: Membership | str, opinion: str = "", seat: str = ""
) -> Membership:
    """Agrees to an application, with that seat, or else with the one that it asked for."""
    if seat and seat not in Seat.values:
        raise Invalid({"seat": [_("没有这种席位。")]})
    row = _advance(actor, membership, "admit", reason=opinion)
    _decide(row, opinion, seat)
    return row


@command("consortia.membership.reject", P.MEMBERSHIP_REVIEW)
def reject(*, actor: Actor, membership: Membership | str, opinion: str) -> Membership:
    """Refuses an application; the applicant reads the opinion. `Invalid` without one."""
    if not opinion.strip():
        raise Invalid({"opinion": [_("请写明不予入会的理由。")]})
    row = _advance(actor, membership, "reject", reason=opinion)
    _decide(row, opinion)
    return row


@command("consortia.membership.retract", P.MEMBERSHIP_RETRACT)
def retract(*, actor: Actor, membership: Membership | str) -> Membership:
    """The applicant takes an undecided application back; the unit may apply again at any time.

    A unit that had been a member before keeps the day and the reason of its leaving.
    """
    row, words = lock(Membership, membership), _("申请人撤回申请")
    left = row.changes.filter(kind=ChangeKind.STATE, after=MembershipState.WITHDRAWN)
    before = left.filter(before=MembershipState.ACTIVE).order_by("-on", "-pk").first()
    day, reason = (before.on, before.reason) if before else (today(), words)
    row = _advance(actor, row, "retract", reason=words, left_on=day, leave_reason=reason or words)
    _decide(row, words)
    return row


@command("consortia.membership.activate", P.MEMBERSHIP_MANAGE)
def activate(
    *, actor: Actor, membership: Membership | str, joined_on: dt.date | None = None
) -> Membership:
    """Makes an admitted unit a member from that day (today without one)."""
    day = joined_on or today()
    if day > today():
        raise Invalid({"joined_on": [_("加入日期不能在今天之后。")]})
    return _advance(actor, membership, "activate", on=day, joined_on=day)


@command("consortia.membership.withdraw", P.MEMBERSHIP_MANAGE)
def withdraw(
    *, actor: Actor, membership: Membership | str, reason: str, left_on: dt.date | None = None
) -> Membership:
    """Records that a unit left, with day and reason; its people's roles here end with it."""
    return _leave(actor, membership, "withdraw", reason, left_on)


@command("consortia.membership.leave", P.MEMBERSHIP_LEAVE)
def leave(*, actor: Actor, membership: Membership | str, reason: str) -> Membership:
    """The unit itself leaves, today: 入会自愿、退会自由. A lead unit asks the secretariat."""
    row = lock(Membership, membership)
    if row.seat == Seat.LEAD and actor.organisation_id == row.organisation_id:
        raise Conflict(_("牵头单位退出需要秘书处先调整席位。"))
    return _leave(actor, row, "leave", reason, None)


@command("consortia.membership.advance_many", P.MEMBERSHIP_REVIEW)
def advance_many(
    *, actor: Actor, refs: Sequence[str], verb: str, reason: str = ""
) -> list[Membership]:
    """Takes the same step with many memberships: all of them or none, one audit entry.

    `verb` is review, admit, reject, activate or withdraw.
    """
    if verb not in {"review", "admit", "reject", "activate", "withdraw"}:
        raise Invalid(_("这一步不能成批办理。"))
    if verb in {"reject", "withdraw"} and not reason.strip():
        raise Invalid({"reason": [_("请写明原因。")]})
    if not refs:
        raise Invalid(_("请先勾选成员单位。"))
    rows = [lock(Membership, ref) for ref in sorted(set(refs))]
    for row in rows:
        changes = MEMBERSHIP.advance(actor, row, verb)
        if verb == "activate":
            row.joined_on = row.joined_on or today()
        if verb == "withdraw":
            row.left_on, row.leave_reason = today(), reason.strip()
            _end_roles(row, reason)
        valid(row)
        row.save()
        _note_state(row, changes, reason=reason)
        if verb in {"admit", "reject"}:
            _decide(row, reason)
    names = [str(row) for row in rows]
    audit.record(actor, _("成员单位（%(count)d 个）") % {"count": len(rows)},
                 {"verb": verb, "reason": reason, "units": names})  # fmt: skip
    return rows


@command("consortia.membership.seat", P.MEMBERSHIP_MANAGE)
def change_seat(
    *,
    actor: Actor,
    membership: Membership | str,
    seat: str,
    reason: str,
    on: dt.date | None = None,
) -> Membership:
    """Gives an active member another seat from a day; the former one stays in its history."""
    row = lock(Membership, membership)
    require(actor, P.MEMBERSHIP_MANAGE, row)
    if row.state != MembershipState.ACTIVE:
        raise Conflict(_("只有正式成员才有席位变动。"))
    if seat not in Seat.values:
        raise Invalid({"seat": [_("没有这种席位。")]})
    if seat == row.seat:
        raise Invalid({"seat": [_("已经是这个席位。")]})
    if not reason.strip():
        raise Invalid({"reason": [_("请写明席位变动的依据，例如某次会议的决议。")]})
    day = on or today()
    _not_before_last(row, day)
    changes = {"seat": [row.seat, seat], "on": day.isoformat(), "reason": reason.strip()}
    _note(row, ChangeKind.SEAT, row.seat, seat, day, reason)
    row.seat = seat
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("consortia.membership.update", None)
def update(*, actor: Actor, membership: Membership | str, values: Mapping[str, Any]) -> Membership:
    """Changes contact, note, day of joining or the kind of actor.

    The secretariat may change all of them, the unit itself its own contact.
    """
    row = lock(Membership, membership)
    contact = set(values) <= {"contact_name", "contact_phone"}
    if not (contact and is_own_organisation(actor, row)):
        require(actor, P.MEMBERSHIP_MANAGE, row)
    elif row.consortium_id != actor.consortium_id:
        raise Forbidden(_("这属于另一个联合体。"))
    unknown = set(values) - {"contact_name", "contact_phone", "note", "actor_kind", "joined_on"}
    if unknown:
        raise TypeError(f"not to be changed: {sorted(unknown)}")
    changes: dict[str, Any] = {}
    for field, value in values.items():
        before = getattr(row, field)
        if before != value:
            setattr(row, field, value)
            # The entry says that a contact changed, never to what.
            changes[field] = True if field.startswith("contact_") else [before, value]
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row


def _running(actor: Actor) -> Consortium:
    consortium = Consortium.objects.filter(pk=actor.consortium_id or 0).first()
    if consortium is None:
        raise Invalid(_("请在一个联合体里办理。"))
    if consortium.state != ConsortiumState.ACTIVE:
        raise Conflict(_("这个联合体没有在运行，不接受申请。"))
    return consortium


def _unit(actor: Actor, unit: Mapping[str, str]) -> Model:
    """The organisation of the registry that is meant, or a new one."""
    match = organisations.match_organisation(unit.get("name", ""), unit.get("uscc", ""))
    if match.code is not None and match.exact:
        return organisations.by_ref(match.code)
    # An applicant may register nothing but the unit of the application itself.
    right = OrganisationPermission.ORGANISATION_REGISTER.value
    registrar = replace(actor, permissions=actor.permissions | {right})
    return organisations.register(
        actor=registrar,
        name=unit.get("name", ""),
        kind=unit.get("kind", ""),
        uscc=unit.get("uscc", ""),
        source=_("入会申请"),
    )


def _row_of(consortium: Consortium, organisation: Model) -> Membership:
    if getattr(organisation, "merged_into_id", None):
        raise Conflict(_("这个单位已并入另一个单位，请选那一个。"))
    rows = Membership.objects.select_for_update(of=("self",))
    row = rows.filter(organisation_id=organisation.pk).first()
    return row or Membership(consortium=consortium, organisation_id=organisation.pk)


def _advance(
    actor: Actor,
    membership: Membership | str,
    verb: str,
    *,
    on: dt.date | None = None,
    reason: str = "",
    **values: Any,
) -> Membership:
    row = lock(Membership, membership)
    changes: dict[str, Any] = MEMBERSHIP.advance(actor, row, verb)
    for field, value in values.items():
        setattr(row, field, value)
        changes[field] = value
    valid(row)
    row.save()
    _note_state(row, changes, on=on, reason=reason)
    if reason.strip():
        changes["reason"] = reason.strip()
    audit.record(actor, row, changes)
    return row


def _leave(
    actor: Actor, membership: Membership | str, verb: str, reason: str, left_on: dt.date | None
) -> Membership:
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": [_("请写明退出原因。")]})
    day = left_on or today()
    if day > today():
        raise Invalid({"left_on": [_("退出日期不能在今天之后。")]})
    row = _advance(actor, membership, verb, on=day, reason=reason, left_on=day, leave_reason=reason)
    _end_roles(row, reason)
    return row


def _end_roles(row: Membership, reason: str) -> int:
    """The people of a unit that left act for it here no longer."""
    held = RoleAssignment.objects.filter(
        not_over(today()),
        consortium_id=row.consortium_id,
        organisation_id=row.organisation_id,
    )
    words = _("单位退出：%(reason)s") % {"reason": reason}
    return held.update(revoked_at=timezone.now(), revoked_reason=words[:200])


def _decide(row: Membership, opinion: str, seat: str = "") -> None:
    application = row.applications.filter(decided_on__isnull=True).first()
    if application is None:
        return
    seat = seat or application.wanted_seat
    application.opinion, application.decided_on = opinion.strip(), today()
    valid(application, leave_out=("membership",))
    application.save()
    if row.state == MembershipState.ADMITTED and row.seat != seat:
        row.seat = seat
        row.save(update_fields=["seat"])


def _note_state(
    row: Membership, changes: dict[str, Any], *, on: dt.date | None = None, reason: str = ""
) -> None:
    before, after = changes["state"]
    _note(row, ChangeKind.STATE, before, after, on or today(), reason)


def _note(
    row: Membership, kind: ChangeKind, before: str, after: str, on: dt.date, reason: str
) -> None:
    MembershipChange.objects.create(
        consortium_id=row.consortium_id,
        membership=row,
        kind=kind,
        before=before,
        after=after,
        on=on,
        reason=reason.strip()[:300],
    )


def _not_before_last(row: Membership, day: dt.date) -> None:
    last = row.changes.filter(kind=ChangeKind.SEAT).order_by("-on", "-pk").first()
    earliest = last.on if last else row.joined_on
    if day > today() or (earliest and day < earliest):
        raise Invalid({"on": [_("日期应在上一次变动和今天之间。")]})
