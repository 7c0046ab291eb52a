"""Casting a vote.

Three hundred units vote within a minute. A voter holds the ballot together with all others
(FOR SHARE) against its close (FOR UPDATE), its own row of the roll alone, and takes the lock of
the audit chain last. SQLite has one writer at a time in any case.

A secret vote leaves the request as an envelope and a receipt that is told once, to the voter.
Nothing of it, and no time, stands anywhere else: not in the audit entry, a log or the session.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command
from silian.kernel.refusals import Conflict, Forbidden, Missing
from silian.organisations.public import Organisation

from ..engine.sealing import new_receipt, seal
from ..enums import BallotState
from ..models import Ballot, Vote, Voter
from ..permissions import P
from ..queries.votes import check_voice, envelope_bytes, read_content
from . import holding


@command("governance.vote.cast", P.VOTE)
def cast(
    *,
    actor: Actor,
    ballot: Ballot | str,
    content: Mapping[str, Any],
    organisation: Organisation | int | None = None,
) -> str:
    """Casts the vote of the actor's unit, or of one whose proxy it holds; once.

    Returns the receipt of a secret vote, told this once; an empty text for an open one. `content`
    as `queries.votes.read_content` reads it. `Forbidden` for another unit or one not on the roll,
    `Conflict` when absent, late, voting twice or on paper, `Invalid` for a choice that cannot be.
    """
    row = _held(ballot)
    require(actor, P.VOTE, row)
    unit = organisation.pk if isinstance(organisation, Organisation) else organisation
    voter = _voter(row, actor.organisation_id if unit is None else unit)
    check_voice(actor, voter)
    if row.state != BallotState.OPEN:
        raise Conflict(_closed_sentence(row))
    if voter.paper:
        raise Conflict(_("您单位已领取纸质选票，请用纸质选票表决。"))
    former = Vote.objects.filter(voter=voter).first()
    if former is not None and not row.settings["change_vote"]:
        raise Conflict(_("您单位已经投过票。章程规定投票后不能更改。"))
    said = read_content(row.settings, content)
    vote = former or Vote(consortium_id=row.consortium_id, voter=voter)
    receipt = _put(row, vote, said)
    vote.save()
    if not voter.voted:
        voter.voted = True
        voter.save(update_fields=["voted"])
    audit.record(actor, row, {"unit": voter.organisation.name}
                 | ({"again": True} if former is not None else {}))  # fmt: skip
    return receipt


def _put(ballot: Ballot, vote: Vote, said: dict[str, Any]) -> str:
    """Puts the content into the row, in the open or sealed; the receipt of a sealed one."""
    if not ballot.secret:
        vote.content, vote.sealed = said, None
        return ""
    receipt = new_receipt()
    plain = json.dumps({"receipt": receipt, "content": said}, ensure_ascii=False).encode()
    vote.content = None
    vote.sealed = seal(
        base64.b64decode(ballot.sealing_key), plain, about=ballot.ref.encode(),
        least=envelope_bytes(ballot.settings),
    )  # fmt: skip
    return receipt


def _held(ballot: Ballot | str) -> Ballot:
    """The ballot, kept from closing until this vote is in, together with all who vote now."""
    ref = ballot.ref if isinstance(ballot, Ballot) else ballot
    holding.together(ref)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM governance_ballot WHERE ref = %s FOR SHARE", [ref])
    row = Ballot.objects.filter(ref=ref).first()
    if row is None:
        raise Missing()
    return row


def _voter(ballot: Ballot, organisation_id: int | None) -> Voter:
    """The unit's row of the roll, locked; `Forbidden` for one that is not on it."""
    if organisation_id is None:
        raise Forbidden(_("投票要代表一个单位。请先选择您代表的单位。"))
    found = (
        Voter.objects.select_for_update(of=("self",))
        .select_related("organisation", "attendance__organisation")
        .filter(ballot=ballot, organisation_id=organisation_id)
        .first()
    )
    if found is None:
        if ballot.state == BallotState.DRAFT:
            raise Conflict(_closed_sentence(ballot))
        raise Forbidden(_("您单位不在这次表决的名册上：没有表决权，或已回避。"))
    return found


def _closed_sentence(ballot: Ballot) -> str:
    return {
        BallotState.DRAFT.value: _("表决还没有开始。"),
        BallotState.CLOSED.value: _("表决已经结束，不能再投票。"),
        BallotState.VOID.value: _("这次表决已作废，您的票不计。请等待重新表决。"),
    }[str(ballot.state)]
