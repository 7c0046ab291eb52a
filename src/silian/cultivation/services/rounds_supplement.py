"""The supplementary round: the places that are left, for who has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict

from ..engine.rounds.conditions import belongs
from ..enums import OfferState
from ..models import Applicant, Offer, PlacementRound, Post
from ..permissions import P
from ..queries.rounds import SHOWN, filled, values_of
from .rounds import put
from .rounds_applicants import new_code

FIRST = "补录优先"
# Larger than any score that people give, and it stands in the formula for everybody to read.
HEAD_START = 1_000_000
GONE = (OfferState.DECLINED, OfferState.CANCELLED)


@command("cultivation.round.supplement", P.ROUND_MANAGE)
def supplement(*, actor: Actor, round: PlacementRound | str) -> PlacementRound:
    """A new round in preparation, from what is left of one whose result is out: the posts with
    free places that were neither withdrawn nor closed, and those who have no place. Whose place
    was cancelled comes before all others; who declined does not take part.

    `Conflict` before the publication, for a second one, and where no places or people are left.
    """
    old = lock(PlacementRound, round)
    require(actor, P.ROUND_MANAGE, old)
    if old.state not in SHOWN:
        raise Conflict(_("结果公布之后才能补录。"))
    if old.supplements.exists():
        raise Conflict(_("这次双选已经有补录。"))
    name = _("%(name)s（补录）") % {"name": old.name[:190]}
    new = PlacementRound(
        consortium_id=old.consortium_id, organisation_id=old.organisation_id, after=old,
        is_demo=old.is_demo,
    )  # fmt: skip
    values = {
        key: getattr(old, key)
        for key in ("kind", "text", "project", "choices", "ties", "reserve_order", "closing")
    }
    put(new, values | {"name": name, "formula": _formula(old)})
    new.save()
    posts, people = _posts(old, new), _people(old, new)
    if not posts or not people:
        raise Conflict(_("没有剩余的名额，或没有需要补录的人。"))
    audit.record(actor, new, {"after": str(old), "posts": posts, "applicants": people})
    return new


def _formula(old: PlacementRound) -> str:
    if FIRST in old.formula:
        return old.formula
    return f"{HEAD_START}*{FIRST}+({old.formula or '0'})"


def _posts(old: PlacementRound, new: PlacementRound) -> int:
    closed = {one["post"] for one in old.report.get("closed", ())}
    made = []
    for post in filled(old).filter(withdrawn_at__isnull=True):
        taken = post.taken  # type: ignore[attr-defined]
        if post.code in closed or post.capacity <= taken:
            continue
        left = post.capacity - taken
        made.append(Post(
            consortium_id=new.consortium_id, round=new, organisation_id=post.organisation_id,
            code=post.code, title=post.title, text=post.text, region_id=post.region_id,
            capacity=left, minimum=max(0, min(left, post.minimum - taken)), pay=post.pay,
            eligibility=post.eligibility, reserves=_reserves(post, left),
        ))  # fmt: skip
    return len(Post.objects.bulk_create(made, batch_size=500))


def _reserves(post: Post, left: int) -> list[dict[str, Any]]:
    """What is left of the reserves: less those of the group who have a place already."""
    held = Offer.objects.filter(post=post).exclude(state__in=GONE).select_related("applicant")
    values: list[Mapping[str, Any]] = [values_of(offer.applicant) for offer in held]
    found = []
    for one in post.reserves:
        inside = sum(belongs(one["where"], value) for value in values)
        places = min(left, max(0, int(one["places"]) - inside))
        left -= places
        if places:
            found.append({**one, "places": places})
    return found


def _people(old: PlacementRound, new: PlacementRound) -> int:
    made = []
    for row in Applicant.objects.filter(round=old).select_related("offer").order_by("code"):
        offer = getattr(row, "offer", None)
        cancelled = offer is not None and offer.state == OfferState.CANCELLED
        if not cancelled and offer is not None and offer.post_id is not None:
            continue
        made.append(Applicant(
            consortium_id=new.consortium_id, round=new, organisation_id=row.organisation_id,
            student_id=row.student_id, instructor_id=row.instructor_id, code=new_code(),
            attributes=row.attributes | {FIRST: "1" if cancelled else "0"}, scores=row.scores,
        ))  # fmt: skip
    return len(Applicant.objects.bulk_create(made, batch_size=500))
