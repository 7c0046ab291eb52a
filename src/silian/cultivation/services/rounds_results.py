"""After the publication: confirmed or declined, appealed, answered, supplemented, closed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..engine.rounds.explaining import threshold
from ..enums import AppealState, OfferState, RoundState
from ..models import Appeal, Applicant, Offer, PlacementRound, Post
from ..permissions import P
from ..queries.rounds import ranking
from ..queries.rounds_market import frozen_tables
from ..workflows import ROUND

S = RoundState
LONGEST = 2_000


def _published(round_: PlacementRound) -> PlacementRound:
    if round_.state == S.CLOSED:
        raise Conflict(_("双选已经结束，不再改动。"))
    if round_.state != S.PUBLISHED:
        raise Conflict(_("结果还没有公布。"))
    return round_


def _answering(actor: Actor, applicant: Applicant | str) -> tuple[Applicant, Offer]:
    row = lock(Applicant, applicant)
    require(actor, P.SELF, row)
    round_ = _published(row.round)
    if round_.confirm_until and timezone.now() >= round_.confirm_until:
        until = timezone.localtime(round_.confirm_until).strftime("%Y-%m-%d %H:%M")
        raise Conflict(_("确认已于 %(at)s 截止。") % {"at": until})
    offer = Offer.objects.select_for_update(of=("self",)).filter(applicant=row).first()
    if offer is None or offer.post_id is None:
        raise Conflict(_("这次双选没有录取您，没有可以确认的岗位。"))
    if offer.state != OfferState.GIVEN:
        raise Conflict(_("您的录取现在是“%(state)s”。") % {"state": offer.get_state_display()})
    return row, offer


def _settle(actor: Actor, row: Applicant, offer: Offer, state: str) -> Offer:
    before = offer.state
    offer.state, offer.state_changed_at = state, timezone.now()
    offer.save(update_fields=["state", "state_changed_at"])
    audit.record(actor, row, {"offer": [before, state]})
    return offer


@command("cultivation.offer.confirm", P.SELF)
def confirm(*, actor: Actor, applicant: Applicant | str) -> Offer:
    """The person takes the place. `Conflict` without a place, after an answer, after the time."""
    row, offer = _answering(actor, applicant)
    return _settle(actor, row, offer, OfferState.CONFIRMED)


@command("cultivation.offer.decline", P.SELF)
def decline(*, actor: Actor, applicant: Applicant | str) -> Offer:
    """The person gives the place up for good: it goes to the supplementary round, in which who
    declined does not take part. `Conflict` as for `confirm`.
    """
    row, offer = _answering(actor, applicant)
    return _settle(actor, row, offer, OfferState.DECLINED)


@command("cultivation.appeal.file", P.SELF)
def appeal(*, actor: Actor, applicant: Applicant | str, post: Post | str, text: str) -> Appeal:
    """An appeal about one choice that was not obtained. `Conflict` after the time and where one
    waits about this post; `Invalid` for a post above which the person was placed, or not ranked.
    """
    row = lock(Applicant, applicant)
    require(actor, P.SELF, row)
    round_ = _published(row.round)
    if round_.appeal_until and timezone.now() >= round_.appeal_until:
        until = timezone.localtime(round_.appeal_until).strftime("%Y-%m-%d %H:%M")
        raise Conflict(_("申诉已于 %(at)s 截止。") % {"at": until})
    given = text.strip()
    if not given:
        raise Invalid({"text": [_("请写明理由。")]})
    ref = post.ref if isinstance(post, Post) else post
    offer = Offer.objects.filter(applicant=row).first()
    got = offer.rank if offer and offer.rank else None
    wished = ranking(row)[: got - 1 if got else None]
    about = next((one for one in wished if one.ref == ref), None)
    if about is None:
        raise Invalid({"post": [_("只能对排在录取岗位之前、没有录取的志愿申诉。")]})
    if row.appeals.filter(post=about).exists():
        raise Conflict(_("对这个岗位已经申诉过。"))
    made = Appeal(
        consortium_id=row.consortium_id, applicant=row, post=about, text=given[:LONGEST]
    )  # fmt: skip
    made.save()
    audit.record(actor, row, {"post": about.code})
    return made


@command("cultivation.appeal.answer", P.ROUND_MANAGE)
def answer(*, actor: Actor, appeal: Appeal | str, text: str) -> Appeal:
    """Answers an appeal; the exact score from which the post would have been obtained, all else
    as frozen, is worked out by one more run and kept with the answer. `Conflict` where answered.
    """
    row = lock(Appeal, appeal)
    round_ = row.applicant.round
    require(actor, P.ROUND_MANAGE, round_)
    if row.state != AppealState.OPEN:
        raise Conflict(_("这项申诉已经答复。"))
    if not text.strip():
        raise Invalid({"answer": [_("请写答复。")]})
    assert row.post is not None
    found = threshold(frozen_tables(round_), row.applicant.code, row.post.code)
    row.threshold = "" if found is None else f"{found:f}"
    row.answer, row.state = text.strip()[:LONGEST], AppealState.ANSWERED
    row.state_changed_at = timezone.now()
    row.save()
    audit.record(actor, row, {"post": row.post.code, "threshold": row.threshold})
    return row


@command("cultivation.round.close", P.ROUND_MANAGE)
def close(*, actor: Actor, round: PlacementRound | str) -> PlacementRound:
    """Ends the round: places that nobody confirmed in time count as declined. `Conflict` while
    appeals wait, or before the end of the time to confirm while somebody has not answered.
    """
    row = lock(PlacementRound, round)
    changes: dict[str, Any] = dict(ROUND.advance(actor, row, "close"))
    waiting = Appeal.objects.filter(applicant__round=row, state=AppealState.OPEN).count()
    if waiting:
        raise Conflict(_("还有 %(n)d 项申诉没有答复。") % {"n": waiting})
    silent = Offer.objects.filter(
        applicant__round=row, post__isnull=False, state=OfferState.GIVEN
    )  # fmt: skip
    count = silent.count()
    if count and row.confirm_until and timezone.now() < row.confirm_until:
        raise Conflict(_("还有 %(n)d 人没有确认，确认时间未到。") % {"n": count})
    silent.update(state=OfferState.DECLINED, state_changed_at=timezone.now())
    row.save()
    audit.record(actor, row, changes | {"not_confirmed": count})
    return row
