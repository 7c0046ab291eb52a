"""The close of a ballot: quorum again, the count, the outcome; and what is destroyed with it.

Everything happens in one transaction. Killed before its commit, nothing has happened and the
key is still there; killed after it, before the key is destroyed, the next close or the daily
job destroys it. Either way no envelope and no key outlive a closed ballot together.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit, scoping
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict

from ..engine.outcome import Inconsistent, is_quorate, quorum_words, void_words
from ..engine.sealing import SealBroken, open_sealed
from ..engine.thresholds import Threshold
from ..enums import BallotState
from ..models import Ballot, PaperCount, Slip, Vote
from ..permissions import P
from ..queries import counting
from ..queries import votes as voices
from ..workflows import BALLOT
from . import ballot_keys, consequences, holding, live
from .ballots import destroy_votes
from .freezing import LEAST_SECRET, in_language, text_hash


@command("governance.ballot.close", P.BALLOT_MANAGE)
def close(*, actor: Actor, ballot: Ballot | str) -> Ballot:
    """Ends the vote, counts, and lets the outcome follow. A second close returns the first result.

    `Conflict` while paper ballots are not confirmed, when the key of a secret ballot is gone or
    its votes are too few to stay secret, and when the motion was changed after the opening.
    """
    holding.alone(ballot)
    row = lock(Ballot, ballot)
    if row.state == BallotState.CLOSED:
        require(actor, P.BALLOT_MANAGE, row)
        audit.record(actor, row, {"repeated": True})
        _sweep_later()
        return row
    changes: dict[str, Any] = BALLOT.advance(actor, row, "close")
    if row.motion is not None and text_hash(row.motion) != row.settings["text_sha256"]:
        raise Conflict(_("议案内容在表决开启后被改动，这次表决只能作废，再重新表决。"))
    paper = _paper_of(row)
    key = _key_of(row)
    row.closed_at = timezone.now()
    there = voices.who_is_there(row)
    now_present = sum(seat.weight for seat, _holder in there)
    row.closing = {"day": consortia.today().isoformat(), "units": len(there),
                   "voted": row.voters.filter(voted=True).count()}  # fmt: skip
    quorum = Threshold.read(row.settings["quorum"])
    if not is_quorate(row.settings["seats"], min(now_present, row.settings["seats"]), quorum):
        _not_quorate(row, now_present, quorum)
    elif paper is not None and paper.returned > paper.issued:
        changes = _too_many_papers(row, paper)
    else:
        _check_hidden(row, paper)
        _count(row, there, key, paper)
    row.save()
    if row.secret or row.state == BallotState.VOID:
        destroy_votes(row)
    audit.record(actor, row, changes | {"outcome": row.sentence, **_digest(row)})
    consequences.follow(actor, row)
    live.touch(row.meeting)
    _sweep_later()
    return row


def _digest(ballot: Ballot) -> dict[str, str]:
    sha = ballot.result.get("sha256")
    return {"sha256": sha} if sha else {}


def _paper_of(ballot: Ballot) -> PaperCount | None:
    """The confirmed count of the paper ballots; `Conflict` while it is missing."""
    paper = PaperCount.objects.filter(ballot=ballot).first()
    if paper is None:
        if ballot.voters.filter(paper=True).exists():
            raise Conflict(_("已发出纸质选票，请先录入并复核纸质选票的票数，再结束表决。"))
        return None
    if not paper.confirmed_at:
        raise Conflict(_("纸质选票的票数还没有由另一人复核，不能结束表决。"))
    return paper


def _key_of(ballot: Ballot) -> ballot_keys.BallotKey:
    """The secrets of the ballot; nothing for one that has none."""
    if not ballot.secret and not ballot.seed_commitment:
        return ballot_keys.BallotKey()
    try:
        return ballot_keys.read(ballot.ref)
    except ballot_keys.KeyGone as error:
        raise Conflict(
            _("封票的钥匙不在这台服务器上，选票打不开。请作废这次表决，重新投票。")
        ) from error


def _not_quorate(ballot: Ballot, present: int, quorum: Threshold) -> None:
    """Too few are left: nothing is counted, nothing is decided."""
    zh, en = quorum_words(ballot.settings["seats"], present, quorum)
    end_zh, end_en = (
        ("选举不产生结果", "nobody is elected")
        if ballot.election_id
        else ("议案不通过", "the motion is not carried")
    )
    ballot.closing |= {"present": present}
    ballot.result = {"counted": False, "quorate": False, "passed": False, "elected": []}
    ballot.sentence = f"表决结束时{zh}；因到会不足，不计票，{end_zh}。"
    ballot.sentence_en = (
        f"When the vote ended, {en}; without a quorum it is not counted and {end_en}."
    )


def _too_many_papers(ballot: Ballot, paper: PaperCount) -> dict[str, list[str]]:
    """More papers came back than were given out: void, to be repeated."""
    zh, en = void_words(paper.issued, paper.returned)
    ballot.result = {"counted": False, "valid": False, "passed": False, "elected": []}
    ballot.sentence, ballot.sentence_en = f"{zh}。", f"{en[:1].upper()}{en[1:]}."
    ballot.void_reason, ballot.state = ballot.sentence, BallotState.VOID
    return {"state": [BallotState.OPEN.value, BallotState.VOID.value]}


def _check_hidden(ballot: Ballot, paper: PaperCount | None) -> None:
    """`Conflict` for a secret ballot with one to four votes here, or on paper: the roll says who
    cast them, so that the count would say what.
    """
    if not ballot.secret:
        return
    here = Vote.objects.filter(voter__ballot=ballot).count()
    if 0 < here < LEAST_SECRET:
        raise Conflict(
            _("只有 %(n)d 个单位投票，公布会暴露谁投什么。请等更多单位投票，或作废后改为记名。")
            % {"n": here}
        )
    if paper is not None and 0 < paper.returned < LEAST_SECRET:
        raise Conflict(
            _("只有 %(n)d 张纸质选票，公布结果会暴露谁投什么。请作废这次表决，改用同一种方式重投。")
            % {"n": paper.returned}
        )


def _count(
    ballot: Ballot, there: list[Any], key: ballot_keys.BallotKey, paper: PaperCount | None
) -> None:
    """Opens the envelopes, counts, and writes the slips of a secret ballot."""
    slips = _opened(ballot, key.private) if ballot.secret else counting.named_slips(ballot)
    # Who has voted took part in this vote, also when it left before the end.
    seats_there = {seat.pk for seat, _holder in there}
    took_part = Q(attendance_id__in=seats_there) | Q(voted=True) | Q(paper=True)
    present = ballot.voters.filter(took_part).aggregate(votes=Sum("weight"))["votes"] or 0
    ballot.closing |= {"present": present}
    if not ballot.secret:
        ballot.closing["names"] = {slip["receipt"]: slip["unit"] for slip in slips}
    try:
        record = counting.record_of(
            ballot, slips, present=present, day=ballot.closing["day"], seed=key.seed, paper=paper
        )
    except Inconsistent as error:
        raise Conflict(in_language(error.zh, error.en)) from error
    ballot.seed = key.seed
    outcome = dict(record["outcome"])
    ballot.sentence = outcome.pop("sentence")
    ballot.sentence_en = outcome.pop("sentence_en")
    ballot.result = {"counted": True, "counts": record["counts"], **outcome,
                     "sha256": record["sha256"]}  # fmt: skip
    if ballot.secret:
        # In the order of the random receipts, all in this transaction: neither place nor
        # number nor transaction of a row says anything of who cast it.
        Slip.objects.bulk_create(
            Slip(
                consortium_id=ballot.consortium_id, ballot=ballot, receipt=slip["receipt"],
                content={name: value for name, value in slip.items() if name != "receipt"},
            )
            for slip in sorted(slips, key=lambda slip: slip["receipt"])
        )  # fmt: skip


def _opened(ballot: Ballot, private: bytes) -> list[dict[str, Any]]:
    """The contents of all envelopes; `Conflict` if one does not open or says what it may not."""
    found = []
    for sealed in Vote.objects.filter(voter__ballot=ballot).values_list("sealed", flat=True):
        try:
            plain = json.loads(open_sealed(private, bytes(sealed), about=ballot.ref.encode()))
            receipt, content = plain["receipt"], plain["content"]
        except (SealBroken, ValueError, KeyError, TypeError) as error:
            raise Conflict(
                _("有一张封好的票打不开：选票或钥匙被改动过。请作废这次表决，重新投票。")
            ) from error
        found.append({"receipt": receipt, **content})
    return found


def _sweep_later() -> None:
    """Once it is committed: the key of this ballot goes, and what an earlier crash left behind."""
    transaction.on_commit(_sweep, robust=True)


def _sweep() -> None:
    sweep_keys()


def sweep_keys() -> list[str]:
    """Destroys the keys that outlived their ballot; returns the refs.

    A ballot that is not open any more needs none. One that is not open yet may be opening in
    this moment: its key goes after a day.
    """
    kept = ballot_keys.kept()
    if not kept:
        return []
    with scoping.across():
        states = dict(Ballot.objects.filter(ref__in=kept).values_list("ref", "state"))
    over = (BallotState.CLOSED, BallotState.VOID)
    gone = []
    for ref in kept:
        state = states.get(ref)
        left_over = state in over or (state != BallotState.OPEN and ballot_keys.is_old(ref))
        if left_over and ballot_keys.destroy(ref):
            gone.append(ref)
    return gone
