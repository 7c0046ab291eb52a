"""The parties of an agreement: who they are, what they owe, their approval and confirmation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid, Missing

from ..enums import AgreementState
from ..models import Agreement, AgreementVersion, Duty, Party
from ..permissions import P
from ..queries.agreements import label_of, latest, signs_now, unsigned
from .agreements import FEWEST, MOST, advance_for_all, check_drafting, clear
from .reasons import reason_of
from .values import fill, valid


@command("governance.party.add", P.AGREEMENT_DRAFT)
def add_party(*, actor: Actor, agreement: Agreement | str, unit: Any, duty: str = "") -> Party:
    """Adds a unit as the last party, while drafting. `Invalid` for one that is a party already."""
    row = lock(Agreement, agreement)
    require(actor, P.AGREEMENT_DRAFT, row)
    check_drafting(row)
    count = row.parties.count()
    if count >= MOST:
        raise Invalid({"unit": [_("协议最多 12 方。")]})
    if row.parties.filter(organisation=unit).exists():
        raise Invalid({"unit": [_("这个单位已经是协议的一方。")]})
    party = Party.objects.create(
        consortium_id=row.consortium_id, agreement=row, organisation=unit, order=count + 1,
        label=label_of(count + 1), duty=duty.strip(),
    )  # fmt: skip
    audit.record(actor, row, {"party": [None, str(unit)], "label": party.label})
    return party


@command("governance.party.update", P.AGREEMENT_DRAFT)
def update_party(*, actor: Actor, party: Party | str, duty: str) -> Party:
    """Changes what a party is there for, while drafting."""
    row, agreement = _drafting(actor, party)
    changes = fill(row, {"duty": duty.strip()})
    row.save(update_fields=["duty"])
    audit.record(actor, agreement, {"party": row.label} | changes)
    return row


@command("governance.party.move", P.AGREEMENT_DRAFT)
def move_party(*, actor: Actor, party: Party | str, up: bool) -> Party:
    """One place up or down in the order of signing; the labels follow the places."""
    row, agreement = _drafting(actor, party)
    order = list(agreement.parties.order_by("order"))
    at = order.index(row)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        raise Conflict(_("已经在这一端了。"))
    order[at], order[to] = order[to], order[at]
    _number(order)
    row.refresh_from_db()
    audit.record(actor, agreement, {"party": str(row.organisation), "order": [at + 1, to + 1]})
    return row


@command("governance.party.remove", P.AGREEMENT_DRAFT)
def remove_party(*, actor: Actor, party: Party | str) -> Agreement:
    """Takes a party out with its duties, while drafting. `Conflict` where two would not remain."""
    row, agreement = _drafting(actor, party)
    if agreement.parties.count() <= FEWEST:
        raise Conflict(_("协议至少要有两方。"))
    name = str(row.organisation)
    row.delete()
    _number(list(agreement.parties.order_by("order")))
    audit.record(actor, agreement, {"party": [name, None]})
    return agreement


def locked(party: Party | str) -> tuple[Party, Agreement]:
    """The party and its agreement; every command locks the agreement first, so that two never
    wait for each other, and only under that lock the party is to be believed.
    """
    rows = Party.objects.select_related("agreement")
    found = rows.filter(pk=party.pk) if isinstance(party, Party) else rows.filter(ref=party)
    row = found.first()
    if row is None:
        raise Missing()
    agreement = lock(Agreement, row.agreement)
    return lock(Party, row), agreement


def _drafting(actor: Actor, party: Party | str) -> tuple[Party, Agreement]:
    row, agreement = locked(party)
    require(actor, P.AGREEMENT_DRAFT, agreement)
    check_drafting(agreement)
    return row, agreement


def _number(parties: list[Party]) -> None:
    """Numbers them anew; by a detour, because no two may ever hold one place."""
    for at, party in enumerate(parties, 1):
        Party.objects.filter(pk=party.pk).update(order=at + 1_000)
    for at, party in enumerate(parties, 1):
        Party.objects.filter(pk=party.pk).update(order=at, label=label_of(at))


@command("governance.party.approve", P.AGREEMENT_DECIDE)
def approve(*, actor: Actor, party: Party | str, sha256: str, note: str = "") -> Party:
    """A unit approves exactly the text that it was shown, named by its SHA-256; after the last
    approval the agreement goes to signing. `Conflict` for another text, or where it is not the
    time.
    """
    row, agreement = _deciding(actor, party, AgreementState.APPROVING)
    version = to_approve(row, agreement, sha256)
    row.approved_by, row.approval_note = actor.label[:100], note.strip()[:300]
    changes = approved(row, agreement, version)
    audit.record(actor, agreement, changes)
    return row


def to_approve(row: Party, agreement: Agreement, sha256: str) -> AgreementVersion:
    """The version that a party approves; `Conflict` for another text, or where it has already."""
    version = latest(agreement)
    if version.sha256 != sha256:
        raise Conflict(_("文本已经变了，请重新阅读第 %(n)d 稿再审批。") % {"n": version.number})
    if row.approved_at is not None:
        raise Conflict(_("贵单位已经审批同意这一稿。"))
    return version


def approved(row: Party, agreement: Agreement, version: AgreementVersion) -> dict[str, Any]:
    """Saves an approval; after the last one the agreement goes to signing."""
    row.approved_version, row.approved_at = version, timezone.now()
    row.save()
    changes: dict[str, Any] = {
        "approved": row.label, "version": version.number, "sha256": version.sha256,
    }  # fmt: skip
    if not agreement.parties.filter(approved_at__isnull=True).exists():
        changes |= advance_for_all(agreement, "sign")
        agreement.save()
    return changes


@command("governance.party.send_back", P.AGREEMENT_DECIDE)
def send_back(*, actor: Actor, party: Party | str, reason: str) -> Party:
    """A unit does not approve: the text goes back to drafting with its reason, and every approval
    of it is void. `Invalid` without a reason.
    """
    row, agreement = _deciding(actor, party, AgreementState.APPROVING)
    given = reason_of(reason)
    changes = advance_for_all(agreement, "return")
    agreement.save()
    clear(agreement)
    row.refresh_from_db()
    row.approval_note = given
    row.save(update_fields=["approval_note"])
    audit.record(actor, agreement, changes | {"sent_back_by": row.label, "reason": given})
    return row


@command("governance.party.confirm", P.AGREEMENT_DECIDE)
def confirm(
    *, actor: Actor, party: Party | str, sha256: str, signatory: str, signatory_title: str
) -> Party:
    """A unit confirms that it has signed: by whom and in which office. `Conflict` out of order,
    `Invalid` without a name and a title.
    """
    row, agreement = _deciding(actor, party, AgreementState.SIGNING)
    version = to_confirm(row, agreement, sha256)
    sign(row, actor, signatory, signatory_title)
    audit.record(actor, agreement, {"confirmed": row.label, "sha256": version.sha256})
    return row


def to_confirm(row: Party, agreement: Agreement, sha256: str) -> AgreementVersion:
    """The version that a party confirms; `Conflict` for another text, twice, or out of order."""
    version = latest(agreement)
    if version.sha256 != sha256 or row.approved_version_id != version.pk:
        raise Conflict(_("文本已经变了，不能确认。请刷新页面。"))
    if row.confirmed_at is not None:
        raise Conflict(_("贵单位已经确认签署。"))
    parties = list(agreement.parties.select_related("organisation"))
    if row not in signs_now(agreement, parties):
        first = unsigned(parties)[0]
        raise Conflict(
            _("按顺序签署，先等%(label)s（%(name)s）确认。")
            % {"label": first.label, "name": first.organisation.name}
        )
    return version


def sign(row: Party, actor: Actor, signatory: str, signatory_title: str) -> None:
    """Saves who signed for the unit; `Invalid` without a name and a title."""
    empty = {"signatory": signatory, "signatory_title": signatory_title}
    errors = {key: [_("请填写。")] for key, value in empty.items() if not value.strip()}
    if errors:
        raise Invalid(errors)
    row.signatory, row.signatory_title = signatory.strip(), signatory_title.strip()
    row.confirmed_at, row.confirmed_by = timezone.now(), actor.label[:100]
    valid(row, leave_out=("agreement", "organisation", "approved_version"))
    row.save()


def _deciding(actor: Actor, party: Party | str, state: str) -> tuple[Party, Agreement]:
    """The own party and its agreement, locked, in that state."""
    row, agreement = locked(party)
    require(actor, P.AGREEMENT_DECIDE, row)
    check_state(agreement, state)
    return row, agreement


def check_state(agreement: Agreement, state: str) -> None:
    """`Conflict` unless the agreement is in that state."""
    if agreement.state != state:
        raise Conflict(
            _("现在是“%(state)s”，不能办理这一步。") % {"state": agreement.get_state_display()}
        )


@command("governance.duty.add", P.AGREEMENT_DRAFT)
def add_duty(
    *, actor: Actor, party: Party | str, title: str, due_on: dt.date | None = None, target: str = ""
) -> Duty:
    """What a party owes by when, while drafting; it becomes a task when the agreement is in
    force. `Invalid` without a title.
    """
    row, agreement = _drafting(actor, party)
    duty = Duty(
        consortium_id=row.consortium_id, agreement=agreement, party=row, title=title.strip(),
        due_on=due_on, target=target.strip(),
    )  # fmt: skip
    valid(duty, leave_out=("agreement", "party"))
    duty.save()
    audit.record(actor, agreement, {"duty": [None, duty.title], "party": row.label})
    return duty


@command("governance.duty.remove", P.AGREEMENT_DRAFT)
def remove_duty(*, actor: Actor, duty: Duty | str) -> Agreement:
    """Takes a duty out, while drafting."""
    row = lock(Duty, duty)
    _party, agreement = _drafting(actor, row.party)
    title = row.title
    row.delete()
    audit.record(actor, agreement, {"duty": [title, None]})
    return agreement
