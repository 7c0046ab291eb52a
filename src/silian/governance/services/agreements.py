"""An agreement from its first draft to its end: text by version, steps, duties into tasks."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel import audit
from silian.kernel.access import Actor, may, require, system_actor
from silian.kernel.commands import command, lock
from silian.kernel.files import keep
from silian.kernel.refusals import Conflict, Forbidden, Invalid

from ..enums import AgreementState
from ..models import Agreement, AgreementVersion, Party
from ..permissions import P
from ..policy import place_of
from ..queries.agreement_templates import first_text
from ..queries.agreements import blanks_of, label_of, latest, unsigned
from ..workflows import AGREEMENT
from .reasons import reason_of
from .tasks import from_agreement
from .values import fill, valid

FEWEST, MOST = 2, len("甲乙丙丁戊己庚辛壬癸子丑")
LONGEST = 60_000
FIELDS = frozenset({
    "title", "number", "purpose", "starts_on", "ends_on", "ordered_signing",
})  # fmt: skip


@command("governance.agreement.draft", P.AGREEMENT_DRAFT)
def draft(
    *,
    actor: Actor,
    title: str,
    kind: str = "",
    values: Mapping[str, Any] | None = None,
    parties: Sequence[tuple[Any, str]] = (),
    text: str | None = None,
    renews: Agreement | None = None,
    is_demo: bool = False,
) -> Agreement:
    """A new agreement: `kind` names a template ("" for an empty text), `parties` are pairs of unit
    and duty in the order of signing. `Invalid` for an unknown template, fewer than 2 or more than
    12 parties, or a unit twice.
    """
    require(actor, P.AGREEMENT_DRAFT)
    row = Agreement(
        consortium_id=place_of(actor), title=title.strip(), kind=kind, renews=renews,
        is_demo=is_demo,
    )  # fmt: skip
    fill(row, _known(values or {}))
    _check_parties([unit for unit, _duty in parties])
    valid(row, leave_out=("renews", "scan", "paper"))
    row.save()
    made = [_party(row, order, unit, duty) for order, (unit, duty) in enumerate(parties, 1)]
    first = first_text(kind, row, made) if text is None else text
    add_version(row, actor, first, str(_("初稿")))
    audit.record(actor, row, {
        "title": row.title, "kind": kind, "parties": [str(unit) for unit, _duty in parties],
        "renews": str(renews.ref) if renews else "",
    })  # fmt: skip
    return row


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - FIELDS:
        raise TypeError(f"no field of an agreement: {sorted(unknown)}")
    return dict(values)


def _check_parties(units: Sequence[Any]) -> None:
    if not FEWEST <= len(units) <= MOST:
        said = _("协议要有 2 到 12 方，现在是 %(n)d 方。") % {"n": len(units)}
        raise Invalid({"parties": [said]})
    if len({unit.pk for unit in units}) < len(units):
        raise Invalid({"parties": [_("同一个单位只能是一方。")]})


def _party(row: Agreement, order: int, unit: Any, duty: str = "") -> Party:
    return Party.objects.create(
        consortium_id=row.consortium_id, agreement=row, organisation=unit, order=order,
        label=label_of(order), duty=duty.strip(),
    )  # fmt: skip


def digest(text: str) -> str:
    """SHA-256 of a version's text, which approval and signature are of."""
    return hashlib.sha256(text.encode()).hexdigest()


def add_version(row: Agreement, actor: Actor, text: str, note: str) -> AgreementVersion:
    """Writes the next version inside a running command."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid({"text": [_("正文不能是空的。")]})
    if len(text) > LONGEST:
        raise Invalid({"text": [_("正文最多 %(n)d 字。") % {"n": LONGEST}]})
    last = row.versions.aggregate(last=Max("number"))["last"] or 0
    return AgreementVersion.objects.create(
        consortium_id=row.consortium_id, agreement=row, number=last + 1, text=text,
        author=actor.label[:100], note=note.strip()[:300], sha256=digest(text),
    )  # fmt: skip


def own_party(actor: Actor, row: Agreement) -> Party | None:
    """The party that the actor acts for."""
    return row.parties.filter(organisation=actor.organisation_id).first()


def check_drafting(row: Agreement) -> None:
    """`Conflict` unless the text and its parties may still change."""
    if row.state != AgreementState.DRAFTING:
        raise Conflict(
            _("现在是“%(state)s”，只有起草磋商时才能改。") % {"state": row.get_state_display()}
        )


@command("governance.agreement.update", P.AGREEMENT_DRAFT)
def update(*, actor: Actor, agreement: Agreement | str, values: Mapping[str, Any]) -> Agreement:
    """Changes title, number, purpose, dates or the rule of order, while drafting."""
    row = lock(Agreement, agreement)
    require(actor, P.AGREEMENT_DRAFT, row)
    check_drafting(row)
    changes = fill(row, _known(values))
    valid(row, leave_out=("renews", "scan", "paper"))
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.agreement.revise", P.AGREEMENT_VIEW)
def revise(
    *, actor: Actor, agreement: Agreement | str, text: str, note: str, based_on: int
) -> AgreementVersion:
    """Saves another version, by the secretariat or a party; `note` says what was changed or asked.

    `based_on` is the number of the version that was edited: `Conflict` where somebody else saved
    one since, so that nobody's words are lost silently. `Invalid` where nothing was changed.
    """
    row = lock(Agreement, agreement)
    require(actor, P.AGREEMENT_VIEW, row)
    party = own_party(actor, row)
    if not may(actor, P.AGREEMENT_DRAFT, row) and (
        party is None or not may(actor, P.AGREEMENT_DECIDE, party)
    ):
        raise Forbidden(_("只有协议各方和秘书处能修改文本。"))
    check_drafting(row)
    last = latest(row)
    if last.number != based_on:
        raise Conflict(
            _("%(who)s已保存第 %(n)d 稿。请先看它改了什么，再在它上面修改。")
            % {"who": last.author, "n": last.number}
        )
    if digest(text.replace("\r\n", "\n").strip()) == last.sha256:
        raise Invalid({"text": [_("正文和上一稿一样，没有保存新稿。")]})
    if not note.strip():
        raise Invalid({"note": [_("请用一句话说明改了什么、为什么。")]})
    version = add_version(row, actor, text, note)
    audit.record(actor, row, {"version": version.number, "sha256": version.sha256})
    return version


@command("governance.agreement.submit", P.AGREEMENT_DRAFT)
def submit(*, actor: Actor, agreement: Agreement | str) -> Agreement:
    """Sends the last version to the parties for approval. `Invalid` while blanks are left."""
    row = lock(Agreement, agreement)
    changes: dict[str, Any] = dict(AGREEMENT.advance(actor, row, "submit"))
    last = latest(row)
    if left := blanks_of(last.text):
        raise Invalid({"text": [
            _("还有空白没有填：%(lines)s") % {"lines": "；".join(left[:5])}
        ]})  # fmt: skip
    _check_parties([party.organisation for party in row.parties.select_related("organisation")])
    clear(row)
    row.save()
    audit.record(actor, row, changes | {"version": last.number, "sha256": last.sha256})
    return row


def clear(row: Agreement) -> None:
    """Nothing is approved or confirmed any more: another text is to be written or was submitted."""
    row.parties.update(
        approved_version=None, approved_at=None, approved_by="", approval_note="",
        approved_on=None, approval_recorded_by="", approval_proof=None,
        confirmed_at=None, confirmed_by="", signatory="", signatory_title="",
        confirmed_on=None, confirmation_recorded_by="", confirmation_proof=None,
    )  # fmt: skip


@command("governance.agreement.recall", P.AGREEMENT_DRAFT)
def recall(*, actor: Actor, agreement: Agreement | str, reason: str) -> Agreement:
    """Takes the text back to drafting; what parties approved or confirmed is void. `Invalid`
    without a reason.
    """
    row = lock(Agreement, agreement)
    changes: dict[str, Any] = dict(AGREEMENT.advance(actor, row, "return"))
    given = reason_of(reason)
    clear(row)
    row.save()
    audit.record(actor, row, changes | {"reason": given})
    return row


def advance_for_all(row: Agreement, verb: str) -> dict[str, Any]:
    """A step that follows from what the parties did, whoever of them was the last."""
    return dict(AGREEMENT.advance(system_actor("governance", row.consortium_id), row, verb))


@command("governance.agreement.enforce", P.AGREEMENT_DRAFT)
def enforce(*, actor: Actor, agreement: Agreement | str, signed_on: dt.date) -> Agreement:
    """Puts a signed agreement into force; its duties become tasks. `Conflict` while somebody has
    not confirmed, `Invalid` for a day in the future or an end before it.
    """
    row = lock(Agreement, agreement)
    changes: dict[str, Any] = dict(AGREEMENT.advance(actor, row, "enforce"))
    if open_ones := unsigned(list(row.parties.select_related("organisation"))):
        names = "、".join(str(party.organisation) for party in open_ones)
        raise Conflict(_("%(names)s还没有确认签署。") % {"names": names})
    if signed_on > today():
        raise Invalid({"signed_on": [_("签订日期不能在今天之后。")]})
    if row.ends_on and row.ends_on <= signed_on:
        raise Invalid({"signed_on": [_("协议的终止日期早于签订日期，请先退回修改期限。")]})
    row.signed_on = signed_on
    row.starts_on = row.starts_on or signed_on
    row.save()
    tasks = from_agreement(actor=actor, agreement=row)
    changes |= {"signed_on": signed_on.isoformat(), "tasks": len(tasks)}
    audit.record(actor, row, changes)
    return row


@command("governance.agreement.end", P.AGREEMENT_DRAFT)
def end(*, actor: Actor, agreement: Agreement | str, reason: str, on: dt.date) -> Agreement:
    """Ends an agreement that is in force. `Invalid` without a reason or for a day to come."""
    row = lock(Agreement, agreement)
    changes: dict[str, Any] = dict(AGREEMENT.advance(actor, row, "end"))
    if on > today() or (row.signed_on and on < row.signed_on):
        raise Invalid({"on": [_("终止日期应在签订日期之后、今天或以前。")]})
    row.ended_on, row.ended_reason = on, reason_of(reason)
    row.save()
    audit.record(actor, row, changes | {"on": on.isoformat(), "reason": row.ended_reason})
    return row


@command("governance.agreement.cancel", P.AGREEMENT_DRAFT)
def cancel(*, actor: Actor, agreement: Agreement | str, reason: str) -> Agreement:
    """Gives up an agreement that was never in force. `Invalid` without a reason."""
    row = lock(Agreement, agreement)
    changes: dict[str, Any] = dict(AGREEMENT.advance(actor, row, "cancel"))
    row.ended_on, row.ended_reason = today(), reason_of(reason)
    row.save()
    audit.record(actor, row, changes | {"reason": row.ended_reason})
    return row


@command("governance.agreement.renew", P.AGREEMENT_DRAFT)
def renew(*, actor: Actor, agreement: Agreement | str, ends_on: dt.date) -> Agreement:
    """A new draft with the text and parties of one in force, from the day after its end until
    `ends_on`. `Conflict` where a renewal is under way.
    """
    old = lock(Agreement, agreement)
    require(actor, P.AGREEMENT_DRAFT, old)
    if old.state not in {AgreementState.IN_FORCE, AgreementState.ENDED}:
        raise Conflict(_("只有履行中或已终止的协议能续签。"))
    if old.renewals.exclude(state=AgreementState.CANCELLED).exists():
        raise Conflict(_("已经有一份续签的协议，请打开它继续。"))
    starts = (old.ends_on or today()) + dt.timedelta(days=1)
    if ends_on <= starts:
        raise Invalid({"ends_on": [_("新的终止日期应晚于 %(day)s。") % {"day": starts}]})
    parties = [(party.organisation, party.duty) for party in
               old.parties.select_related("organisation")]  # fmt: skip
    values = {
        "purpose": old.purpose, "ordered_signing": old.ordered_signing, "starts_on": starts,
        "ends_on": ends_on,
    }  # fmt: skip
    row = draft(
        actor=actor, title=old.title, kind=old.kind, values=values, parties=parties,
        text=latest(old).text, renews=old, is_demo=old.is_demo,
    )  # fmt: skip
    audit.record(actor, old, {"renewed_by": row.ref, "ends_on": ends_on.isoformat()})
    return row


@command("governance.agreement.attach_scan", P.AGREEMENT_DRAFT)
def attach_scan(*, actor: Actor, agreement: Agreement | str, upload: Any) -> Agreement:
    """Keeps the scan of the signed paper with its SHA-256; another one takes its place.

    `Conflict` before all parties have approved the text.
    """
    row = lock(Agreement, agreement)
    require(actor, P.AGREEMENT_DRAFT, row)
    if row.state not in {AgreementState.SIGNING, AgreementState.IN_FORCE, AgreementState.ENDED}:
        raise Conflict(_("各方审批同意之后才有签署的纸质件。"))
    before = row.scan.sha256 if row.scan else ""
    row.scan = keep(actor=actor, upload=upload)
    row.save(update_fields=["scan"])
    audit.record(actor, row, {"scan": [before, row.scan.sha256], "name": row.scan.name})
    return row
