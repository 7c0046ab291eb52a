"""The lists of rounds, posts, applicants, results and appeals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...enums import AppealState, OfferState, RoundKind, RoundState
from ...models import Appeal, Applicant, PlacementRound
from ...permissions import P
from ...queries.rounds import SHOWN, applicants, filled, manages, number_of, rounds
from ...queries.rounds_words import cutoff_words, score_words
from ...workflows import ROUND

S = RoundState
OFFER_TONES = {"given": "warning", "confirmed": "success", "declined": "muted",
               "cancelled": "danger"}  # fmt: skip
EXPORTS = (("XLSX", "xlsx"), ("CSV", "csv"))


def url(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of cultivation in the consortium of the request."""
    return reverse(f"cultivation:{name}", kwargs={"slug": request.consortium.slug, **kwargs})


def exports(request: Any, name: str, **kwargs: Any) -> list[tuple[object, str]]:
    """The addresses of an export in each format."""
    return [(label, url(request, name, format=key, **kwargs)) for label, key in EXPORTS]


def round_table(request: Any) -> Table:
    """The rounds, the newest first."""
    writes = bool(may(request.actor, P.ROUND_MANAGE))
    return Table(
        request,
        rounds(request.actor),
        columns=[
            Column("name", _("名称"), wide=True, sort="name",
                   url=lambda r: url(request, "round_detail", ref=r.ref)),
            Column("kind", _("对象"), "get_kind_display"),
            Column("organisation", _("组织单位"),
                   lambda r: r.organisation.title if r.organisation else _("秘书处")),
            Column("closes_at", _("填报截止"), lambda r: moment(r.closes_at), sort="closes_at",
                   nowrap=True),
            Column("state", _("状态"), "get_state_display", sort="state",
                   badge=lambda r: ROUND.tones[r.state]),
            Column("is_demo", _("标记"), lambda r: _("演示") if r.is_demo else "",
                   badge=lambda r: "warning" if r.is_demo else ""),
        ],
        empty=Empty(
            _("还没有双选"),
            _("新建双选，加岗位和参加者，再开放填报。") if writes
            else _("双选开放填报后会出现在这里。"),
            _("新建双选") if writes else "",
            url(request, "round_create") if writes else "", "switch-horizontal",
        ),
        search=("name",),
        search_hint=_("名称"),
        filters=[
            Choice("state", _("状态"), S.choices), Choice("kind", _("对象"), RoundKind.choices),
        ],
        tools=[Tool(_("新建双选"), url(request, "round_create"), "plus", True)] if writes else [],
        exports=exports(request, "round_export"),
        title=_("双选"),
        stacked=True,
    )  # fmt: skip


def moment(value: Any) -> str:
    """A time as lists show it."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def post_table(request: Any, round_: PlacementRound) -> Table:
    """The posts of a round with what became of their places."""
    shown = round_.state in SHOWN
    offers = bool(may(request.actor, P.POST_OFFER)) and round_.state == S.DRAFT
    tools = []
    if offers:
        new = f"{url(request, 'post_create')}?round={round_.ref}"
        tools = [
            Tool(_("加岗位"), new, "plus", True),
            Tool(_("导入岗位表"), url(request, "round_post_import"), "upload"),
        ]
    columns = [
        Column("code", _("编号"), sort="code", nowrap=True),
        Column("title", _("岗位"), sort="title", wide=True,
               url=lambda r: url(request, "post_detail", ref=r.ref)),
        Column("organisation", _("提供单位"), "organisation.title"),
        Column("capacity", _("名额"), sort="capacity", numeric=True),
        Column("minimum", _("最低人数"), lambda r: r.minimum or None, numeric=True),
        Column("chosen", _("填报人数"), lambda r: r.chosen if round_.frozen_at else None,
               numeric=True, hint=_("填了这个岗位的人数；冻结之后显示")),
    ]  # fmt: skip
    if shown:
        columns += [
            Column("taken", _("已录取"), "taken", numeric=True),
            Column("cutoff", _("录取线"), lambda r: cutoff_words(r.cutoff), numeric=True,
                   hint=_("最后一名录取者的评分；有预留名额的岗位为开放名额的录取线")),
        ]  # fmt: skip
    columns.append(Column("withdrawn", _("标记"), lambda r: post_mark(round_, r),
                          badge=lambda r: "danger" if post_mark(round_, r) else ""))  # fmt: skip
    return Table(
        request, filled(round_), columns=columns,
        empty=Empty(_("还没有岗位"), _("逐个加，或下载模板填好后一次导入。"),
                    tools[0].label if tools else "", tools[0].url if tools else "", "briefcase"),
        search=("code", "title", "organisation__name"), search_hint=_("编号、岗位、单位"),
        tools=tools, exports=exports(request, "round_post_export", ref=round_.ref),
        title=_("岗位"), stacked=True, order="code",
    )  # fmt: skip


def post_mark(round_: PlacementRound, post: Any) -> str:
    """What stands beside a post that gave no places."""
    if post.withdrawn_at:
        return _("已撤回")
    closed = {one["post"] for one in round_.report.get("closed", ())}
    return _("未开设") if round_.state in SHOWN and post.code in closed else ""


def applicant_table(
    request: Any, round_: PlacementRound, scores: Mapping[int, tuple[Decimal | None, str]]
) -> Table:  # fmt: skip
    """The applicants with their scores."""
    actor = request.actor
    runs = manages(actor, round_) and round_.state == S.DRAFT
    tools = []
    if runs:
        tools = [
            Tool(_("加参加者"), url(request, "applicant_add", ref=round_.ref), "plus", True),
            Tool(_("导入名单和成绩"), url(request, "round_applicant_import"), "upload"),
        ]
    elif manages(actor, round_) and round_.state == S.OPEN:
        tools = [Tool(_("导入志愿表"), url(request, "round_ranking_import"), "upload", True)]

    def score(row: Applicant) -> str:
        found, fault = scores.get(row.pk, (None, ""))
        return score_words(found) if found is not None else fault

    columns = [
        Column("code", _("参加者代号"), sort="code", nowrap=True),
        Column("number", _("学号或工号"), lambda r: number_of(r, actor), nowrap=True),
        Column("organisation", _("推荐单位"), "organisation.title"),
        Column("score", _("评分"), score, numeric=True,
               hint=_("按公式算出；四位小数，四舍六入五成双")),
        Column("values", _("成绩"), lambda r: "，".join(
            f"{name} {score_words(value)}" for name, value in r.scores.items()), wide=True),
        Column("revision", _("志愿填报"), lambda r: _("第 %(n)d 次") % {"n": r.revision}
               if r.revision else _("未填报"), sort="revision",
               badge=lambda r: "success" if r.revision else "neutral"),
    ]  # fmt: skip
    if runs:
        columns.append(
            Column("remove", _("办理"), lambda r: _("移出"),
                   url=lambda r: url(request, "applicant_remove", ref=r.ref))
        )  # fmt: skip
    return Table(
        request, applicants(round_, actor), columns=columns,
        empty=Empty(_("还没有参加者"), _("从班级或项目加，或导入名单和成绩。"),
                    tools[0].label if tools else "", tools[0].url if tools else "", "users"),
        search=("code", "student__number", "instructor__number"), search_hint=_("代号、学号"),
        filters=[Choice("submitted", _("志愿填报"), [("1", _("已填报")), ("0", _("未填报"))],
                        apply=_submitted)],
        tools=tools, exports=exports(request, "applicant_export", ref=round_.ref),
        title=_("参加者"), stacked=True, order="code",
    )  # fmt: skip


def _submitted(rows: QuerySet[Applicant], value: str) -> QuerySet[Applicant]:
    return rows.filter(revision__gt=0) if value == "1" else rows.filter(revision=0)


def _placed(rows: QuerySet[Applicant], value: str) -> QuerySet[Applicant]:
    return rows.filter(offer__post__isnull=value == "0")


def result_table(request: Any, round_: PlacementRound) -> Table:
    """Who was placed where, by codes; the own unit's people with their numbers."""
    actor = request.actor
    rows = Applicant.objects.filter(round=round_).select_related(
        "organisation", "student", "instructor", "offer__post__organisation"
    )
    posts = [(p.ref, f"{p.code} {p.title}") for p in filled(round_)]
    return Table(
        request,
        rows,
        columns=[
            Column("code", _("参加者代号"), sort="code", nowrap=True),
            Column("number", _("学号或工号"), lambda r: number_of(r, actor), nowrap=True,
                   hint=_("只显示本单位的人")),
            Column("post", _("岗位"), "offer.post.title", wide=True),
            Column("unit", _("提供单位"), "offer.post.organisation.title"),
            Column("rank", _("志愿序"), "offer.rank", numeric=True, sort="offer__rank"),
            Column("state", _("状态"), offer_state,
                   badge=lambda r: OFFER_TONES.get(offer_key(r), "neutral")),
        ],
        empty=Empty(_("没有参加者"), icon="users"),
        search=("code",),
        search_hint=_("参加者代号"),
        filters=[
            Choice("placed", _("结果"), [("1", _("已录取")), ("0", _("未录取"))], apply=_placed),
            Choice("post", _("岗位"), posts, field="offer__post__ref"),
            Choice("rank", _("志愿序"), [(n, n) for n in range(1, round_.choices + 1)],
                   field="offer__rank"),
            Choice("offer", _("状态"), OfferState.choices, field="offer__state"),
        ],
        exports=exports(request, "result_export", ref=round_.ref),
        title=_("录取结果"),
        note=_("公布的是代号，不含姓名；本人在“我的双选”里看到自己的代号。"),
        stacked=True,
        order="code",
    )  # fmt: skip


def offer_key(row: Any) -> str:
    """The state of somebody's offer; '' without a place."""
    offer = getattr(row, "offer", None)
    return offer.state if offer is not None and offer.post_id else ""


def offer_state(row: Any) -> object:
    """The same in words."""
    key = offer_key(row)
    return OfferState(key).label if key else _("未录取")


def appeal_table(request: Any, round_: PlacementRound) -> Table:
    """The appeals of a round, the newest first."""
    rows = Appeal.objects.filter(applicant__round=round_).select_related("applicant", "post")
    return Table(
        request,
        rows,
        columns=[
            Column("code", _("参加者代号"), "applicant.code", nowrap=True,
                   url=lambda r: url(request, "appeal_answer", ref=r.ref)),
            Column("post", _("岗位"), "post.title", wide=True),
            Column("created_at", _("提出时间"), lambda r: moment(r.created_at), nowrap=True),
            Column("threshold", _("确切分数"), lambda r: score_words(r.threshold)
                   if r.threshold else "", numeric=True),
            Column("state", _("状态"), "get_state_display",
                   badge=lambda r: "warning" if r.state == AppealState.OPEN else "success"),
        ],
        empty=Empty(_("没有申诉"), _("参加者对结果提出申诉后，会出现在这里。"), icon="inbox"),
        filters=[Choice("state", _("状态"), AppealState.choices)],
        title=_("申诉"),
        stacked=True,
    )  # fmt: skip


def tabs(request: Any, round_: PlacementRound) -> list[dict[str, Any]]:
    """The pages of a round beside each other, those that the person may open."""
    actor = request.actor
    here = request.resolver_match.url_name if request.resolver_match else ""
    names = [("round_detail", _("概况")), ("round_posts", _("岗位"))]
    if may(actor, P.STUDENT_VIEW):
        names.append(("round_applicants", _("参加者")))
    if round_.state in SHOWN:
        names.append(("round_result", _("录取结果")))
    if manages(actor, round_):
        if round_.frozen_at is not None:
            names.append(("round_what_if", _("试算名额")))
        if round_.state in SHOWN:
            names.append(("round_appeals", _("申诉")))
    return [
        {"label": label, "url": url(request, name, ref=round_.ref), "active": here == name}
        for name, label in names
    ]
