"""Reading rounds: which a person sees, their posts and applicants, scores, what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel.access import Actor, may
from silian.kernel.refusals import Missing

from ..engine.rounds.conditions import names_in, unmet
from ..engine.rounds.formula import UNKNOWN, Formula, FormulaError, parse
from ..enums import AppealState, OfferState, RoundState
from ..models import Appeal, Applicant, Offer, PlacementRound, Post, Preference
from ..permissions import P
from .rounds_words import formula_sentence

S = RoundState
SHOWN = (S.PUBLISHED, S.CLOSED)
AGE = "年龄"


def rounds(actor: Actor) -> QuerySet[PlacementRound]:
    """The rounds that the actor sees: drafts are for those who prepare them or offer posts."""
    rows: QuerySet[PlacementRound] = PlacementRound.objects.select_related(
        "organisation", "project", "after"
    )
    if actor.has(P.ROUND_MANAGE) or actor.has(P.POST_OFFER):
        return rows
    return rows.exclude(state=S.DRAFT)


def one_round(ref: str, actor: Actor) -> PlacementRound:
    """The round of an address; `Missing` where there is none or it is not shown to the actor."""
    found = rounds(actor).filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def one_post(ref: str) -> Post:
    """The post of an address; `Missing` where there is none."""
    found: Post | None = posts().filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def posts() -> QuerySet[Post]:
    """Posts with what a row shows of them."""
    rows: QuerySet[Post] = Post.objects.select_related("round", "organisation", "region")
    return rows


def manages(actor: Actor, round_: PlacementRound) -> bool:
    """Whether the actor runs this round."""
    return bool(may(actor, P.ROUND_MANAGE, round_))


def sees_all_applicants(actor: Actor, round_: PlacementRound) -> bool:
    """The secretariat and the authority, and who runs the round; a school sees its own people."""
    return actor.organisation_id is None or manages(actor, round_)


def applicants(round_: PlacementRound, actor: Actor) -> QuerySet[Applicant]:
    """Those of the round that the actor may see, with what a row shows of them."""
    rows: QuerySet[Applicant] = Applicant.objects.filter(round=round_).select_related(
        "organisation", "student__study_class", "instructor", "offer__post"
    )
    if actor.organisation_id is not None and not sees_all_applicants(actor, round_):
        rows = rows.filter(organisation_id=actor.organisation_id)
    return rows


def number_of(applicant: Applicant, actor: Actor) -> str:
    """The 学号 or 工号, for the own unit and for who sees all units; else nothing."""
    if actor.organisation_id not in (None, applicant.organisation_id):
        return ""
    person = applicant.student or applicant.instructor
    return person.number if person else ""


def own_applications(actor: Actor) -> QuerySet[Applicant]:
    """Those of the person, as a student or as an instructor; drafts are not shown yet."""
    rows: QuerySet[Applicant] = Applicant.objects.select_related(
        "round", "organisation", "student", "instructor", "offer__post__organisation"
    )
    if actor.user_id is None:
        return rows.none()
    mine = Q(student__user_id=actor.user_id) | Q(instructor__user_id=actor.user_id)
    return rows.filter(mine).exclude(round__state=S.DRAFT).order_by("-round__created_at", "pk")


def own_application(ref: str, actor: Actor) -> Applicant:
    """The person's own; `Missing` for anybody else's, as for none."""
    found = own_applications(actor).filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def values_of(applicant: Applicant) -> dict[str, Any]:
    """Attributes and scores by name; a score hides an attribute of the same name."""
    return {**applicant.attributes, **applicant.scores}


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years; somebody born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def people(round_: PlacementRound) -> list[Applicant]:
    """Everybody in the round with the person behind, in the order of the codes."""
    rows = Applicant.objects.filter(round=round_).select_related("student", "instructor")
    return list(rows.order_by("code"))


def standing(round_: PlacementRound) -> list[Post]:
    """The posts that take part in the round: withdrawn before the freezing is out."""
    rows = Post.objects.filter(round=round_)
    if round_.frozen_at is None:
        return list(rows.filter(withdrawn_at__isnull=True).order_by("code"))
    stays = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=round_.frozen_at)
    return list(rows.filter(stays).order_by("code"))


def asked_names(posts: Iterable[Post], formula: Formula) -> set[str]:
    """The attributes and scores that the rules of the round name."""
    named = set(formula.names)
    for post in posts:
        named |= names_in(post.eligibility, post.reserves)
    return named


@dataclass(frozen=True)
class Scored:
    """An applicant's score, or the sentence that says why there is none."""

    applicant: Applicant
    score: Decimal | None
    fault: str = ""


def scores(round_: PlacementRound, rows: Iterable[Applicant]) -> list[Scored]:
    """The formula worked out for each applicant; `FormulaError` for a formula that is none."""
    formula = parse(round_.formula)
    found = []
    for row in rows:
        try:
            found.append(Scored(row, formula.value(values_of(row))))
        except FormulaError as error:
            found.append(Scored(row, None, formula_sentence(error)))
    return found


def obstacles(round_: PlacementRound) -> list[str]:
    """Why the round cannot be opened: sentences, empty when it can."""
    rows, offered = people(round_), standing(round_)
    found = []
    if not offered:
        found.append(_("还没有岗位。"))
    if not rows:
        found.append(_("还没有参加者。"))
    if found:
        return found
    try:
        formula = parse(round_.formula)
    except FormulaError as error:
        return [formula_sentence(error)]
    known: set[str] = set().union(*(values_of(row) for row in rows)) | {AGE}
    for name in formula.names:
        if name not in known:
            found.append(formula_sentence(FormulaError(UNKNOWN, name)))
    for post in offered:
        for name in sorted(names_in(post.eligibility, post.reserves) - known):
            found.append(
                _("岗位“%(post)s”的条件里的“%(name)s”没有数据：没有一个参加者有这项属性。")
                % {"post": post.code, "name": name}
            )
    if not found and AGE not in formula.names:
        bad = [one for one in scores(round_, rows) if one.score is None]
        found += [f"{one.applicant.code}：{one.fault}" for one in bad[:5]]
        if len(bad) > 5:
            found.append(_("另有 %(n)d 人的评分算不出来。") % {"n": len(bad) - 5})
    return found


def window_fault(round_: PlacementRound, now: dt.datetime | None = None) -> str:
    """Why no preferences are taken now; '' while they are."""
    now = now or timezone.now()
    if round_.state == S.DRAFT:
        return _("还没有开放填报。")
    if round_.frozen_at is not None:
        return _("志愿已于 %(at)s 冻结，不能再改。") % {"at": _local(round_.frozen_at)}
    if round_.state != S.OPEN:
        return _("现在不能填报志愿。")
    if round_.opens_at and now < round_.opens_at:
        return _("%(at)s 开始填报。") % {"at": _local(round_.opens_at)}
    if round_.closes_at and now >= round_.closes_at:
        return _("填报已于 %(at)s 截止。") % {"at": _local(round_.closes_at)}
    return ""


def _local(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def offered_to(applicant: Applicant) -> list[tuple[Post, str]]:
    """The posts of the round with the attribute that keeps this applicant out ('' for none)."""
    values = values_of(applicant)
    rows = posts().filter(round=applicant.round_id, withdrawn_at__isnull=True).order_by("code")
    age = age_of(applicant, applicant.round)
    if age is not None:
        values[AGE] = age
    return [(post, unmet(post.eligibility, values)) for post in rows]


def age_of(applicant: Applicant, round_: PlacementRound) -> int | None:
    """The student's age on the last day of ranking, so that who turns 18 in the round counts as
    18 from its first day; without such a day, on the day of the freezing or today. None where no
    birthday is kept.
    """
    born = applicant.student.born_on if applicant.student else None
    moment = round_.closes_at or round_.frozen_at or timezone.now()
    return age_on(born, timezone.localtime(moment).date()) if born else None


def ranking(applicant: Applicant) -> list[Post]:
    """The posts that somebody ranked, best first."""
    rows = Preference.objects.filter(applicant=applicant).select_related("post__organisation")
    return [row.post for row in rows.order_by("rank")]


@dataclass(frozen=True)
class Figures:
    """The counts on top of a round."""

    posts: int
    places: int
    applicants: int
    submitted: int
    placed: int
    first: int
    confirmed: int
    declined: int
    cancelled: int
    appeals: int


def figures(round_: PlacementRound) -> Figures:
    """Counted from the rows; results only once they are published."""
    offered = Post.objects.filter(round=round_, withdrawn_at__isnull=True).aggregate(
        n=Count("pk"), places=Sum("capacity")
    )
    joined = Applicant.objects.filter(round=round_).aggregate(
        n=Count("pk"), submitted=Count("pk", filter=Q(revision__gt=0))
    )
    placed = Q(post__isnull=False)
    results = Offer.objects.filter(applicant__round=round_).aggregate(
        placed=Count("pk", filter=placed), first=Count("pk", filter=placed & Q(rank=1)),
        **{
            state: Count("pk", filter=placed & Q(state=state))
            for state in (OfferState.CONFIRMED, OfferState.DECLINED, OfferState.CANCELLED)
        },
    )  # fmt: skip
    if round_.state not in SHOWN:
        results = dict.fromkeys(results, 0)
    waiting = Appeal.objects.filter(applicant__round=round_, state=AppealState.OPEN).count()
    return Figures(
        offered["n"], offered["places"] or 0, joined["n"], joined["submitted"],
        results["placed"], results["first"], results["confirmed"], results["declined"],
        results["cancelled"], waiting,
    )  # fmt: skip


def filled(round_: PlacementRound) -> QuerySet[Post]:
    """The posts with `taken`: places given and not given back; `wanted`: first choices."""
    held = ~Q(offers__state__in=(OfferState.DECLINED, OfferState.CANCELLED))
    rows: QuerySet[Post] = posts().filter(round=round_)
    return rows.annotate(
        taken=Count("offers", filter=held, distinct=True),
        wanted=Count("preferences", filter=Q(preferences__rank=1), distinct=True),
        chosen=Count("preferences", distinct=True),
        left=F("capacity") - Count("offers", filter=held, distinct=True),
    ).order_by("code")
