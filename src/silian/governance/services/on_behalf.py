"""What the secretariat records for a party that nobody can sign in for.

The unit decides on paper. The record names the person and the day that stand there, holds the
scan, and says on every page that the secretariat entered it. A unit that has people of its own
is never recorded for: then its own word would be missing where it could have been given.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command
from silian.kernel.files import keep
from silian.kernel.refusals import Conflict, Invalid

from ..enums import AgreementState
from ..models import Agreement, AgreementVersion, Party
from ..permissions import P
from .parties import approved, check_state, locked, sign, to_approve, to_confirm

LONGEST_PERSON = 100


@command("governance.party.record_approval", P.AGREEMENT_DRAFT)
def record_approval(
    *,
    actor: Actor,
    party: Party | str,
    sha256: str,
    person: str,
    on: dt.date,
    upload: Any,
    note: str = "",
) -> Party:
    """Records that a unit without an account approved a text: by whom, when, with the scan.

    `Conflict` where somebody can sign in for the unit, for another text, or where it is not the
    time; `Invalid` without a person, or for a day before the text or to come.
    """
    row, agreement = _for_a_unit(actor, party, AgreementState.APPROVING)
    version = to_approve(row, agreement, sha256)
    if not person.strip():
        raise Invalid({"person": [_("请填写。")]})
    _check_day(version, on)
    row.approval_proof = keep(actor=actor, upload=upload)
    row.approved_by, row.approval_note = person.strip()[:LONGEST_PERSON], note.strip()[:300]
    row.approved_on, row.approval_recorded_by = on, actor.label[:100]
    changes = approved(row, agreement, version)
    audit.record(actor, agreement, changes | _noted(row, on, row.approval_proof))
    return row


@command("governance.party.record_confirmation", P.AGREEMENT_DRAFT)
def record_confirmation(
    *,
    actor: Actor,
    party: Party | str,
    sha256: str,
    signatory: str,
    signatory_title: str,
    on: dt.date,
    upload: Any,
) -> Party:
    """Records that a unit without an account signed: by whom, when, with the scan.

    Refuses as `record_approval` does, and out of the order of signing.
    """
    row, agreement = _for_a_unit(actor, party, AgreementState.SIGNING)
    version = to_confirm(row, agreement, sha256)
    _check_day(version, on)
    row.confirmation_proof = keep(actor=actor, upload=upload)
    row.confirmed_on, row.confirmation_recorded_by = on, actor.label[:100]
    sign(row, actor, signatory, signatory_title)
    changes = {"confirmed": row.label, "sha256": version.sha256}
    audit.record(actor, agreement, changes | _noted(row, on, row.confirmation_proof))
    return row


def _for_a_unit(actor: Actor, party: Party | str, state: str) -> tuple[Party, Agreement]:
    """A party that cannot act itself, with its agreement, locked, in that state."""
    row, agreement = locked(party)
    require(actor, P.AGREEMENT_DRAFT, agreement)
    check_state(agreement, state)
    if consortia.with_people([row.organisation_id], agreement.consortium_id):
        raise Conflict(
            _("“%(name)s”有人能登录，请由它自己办理，秘书处不能代为登记。")
            % {"name": row.organisation.name}
        )
    return row, agreement


def _check_day(version: AgreementVersion, on: dt.date) -> None:
    written = timezone.localdate(version.created_at)
    if not written <= on <= consortia.today():
        raise Invalid({
            "on": [_("日期应在第 %(n)d 稿写成的 %(day)s 和今天之间。")
                   % {"n": version.number, "day": written}]
        })  # fmt: skip


def _noted(row: Party, on: dt.date, proof: Any) -> dict[str, Any]:
    return {
        "recorded_by_secretariat": True,
        "unit": row.organisation.name,
        "on": on.isoformat(),
        "proof": proof.name,
        "proof_sha256": proof.sha256,
    }
