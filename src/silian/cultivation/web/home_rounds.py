"""What placement rounds put on a person's home: rankings to fill, results to answer, steps due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel.access import Actor
from silian.kernel.ui.home import Todo, register_home

from ..enums import AppealState, OfferState, RoundState
from ..models import Appeal
from ..permissions import P
from ..queries.rounds import own_applications, rounds

S = RoundState


@register_home
def home(actor: Actor, consortium: Any) -> Iterator[Todo]:
    """A person sees the own rounds; who runs rounds sees what waits; a unit may offer posts."""

    def to(name: str, **kwargs: str) -> str:
        return reverse(f"cultivation:{name}", kwargs={"slug": consortium.slug, **kwargs})

    if actor.has(P.SELF) and not actor.everything:
        yield from _person(actor, to)
    if actor.has(P.ROUND_MANAGE):
        yield from _office(actor, to)
    elif actor.has(P.POST_OFFER):
        count = rounds(actor).filter(state=S.DRAFT).count()
        if count:
            yield Todo(_("为双选提供岗位"), to("round_list"), _("双选正在准备，可以加本单位的岗位"),
                       _("去看"), count, icon="briefcase")  # fmt: skip


def _when(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _person(actor: Actor, to: Any) -> Iterator[Todo]:
    given = Q(offer__state=OfferState.GIVEN, offer__post__isnull=False)
    waits = Q(round__state=S.OPEN) | (Q(round__state=S.PUBLISHED) & given)
    for row in own_applications(actor).filter(waits)[:5]:
        page = to("my_round", ref=row.ref)
        if row.round.state == S.OPEN:
            title = _("修改志愿") if row.revision else _("填报志愿")
            yield Todo(title, page, row.round.name, _("去填报"), icon="switch-horizontal",
                       tone="" if row.revision else "warning",
                       due=_when(row.round.closes_at))  # fmt: skip
        else:
            yield Todo(_("确认或放弃录取"), page, row.round.name, _("去答复"), icon="award",
                       tone="warning", due=_when(row.round.confirm_until))  # fmt: skip


def _office(actor: Actor, to: Any) -> Iterator[Todo]:
    rows = rounds(actor)
    appeals = Appeal.objects.filter(state=AppealState.OPEN)
    if actor.organisation_id is not None:
        rows = rows.filter(organisation_id=actor.organisation_id)
        appeals = appeals.filter(applicant__round__organisation_id=actor.organisation_id)
    over = Q(state=S.OPEN, closes_at__lte=timezone.now())
    for row in rows.filter(over | Q(state__in=(S.FROZEN, S.SOLVED)))[:5]:
        page = to("round_detail", ref=row.ref)
        said = {
            S.OPEN: _("填报已截止：冻结志愿"), S.FROZEN: _("志愿已冻结：进行匹配"),
            S.SOLVED: _("结果已算出：核对并公布"),
        }[RoundState(row.state)]  # fmt: skip
        yield Todo(said, page, row.name, _("去办理"), icon="switch-horizontal", tone="warning")
    waiting = appeals.count()
    if waiting:
        yield Todo(_("答复双选申诉"), to("round_list"), _("答复时系统算出确切分数"), _("去答复"),
                   waiting, icon="scale", tone="warning")  # fmt: skip
