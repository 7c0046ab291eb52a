"""What the talent lists put on a person's home: tasks by role, figures with their 口径."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import Actor
from silian.kernel.ui.home import Stat, Step, Todo, register_home

from ..enums import CodeState, ListKind, RecordState
from ..models import DemandRecord, Snapshot, SupplyRecord
from ..permissions import P
from ..queries.responses import responses

Part = Todo | Stat | Step


@register_home
def home(actor: Actor, consortium: Any) -> Iterator[Part]:
    """The secretariat sees what waits for it; a unit its own lines; others the whole picture."""
    pages = _Pages(consortium.slug, str(today().year))
    if actor.has(P.LIST_REVIEW):
        yield from _secretariat(pages)
    elif actor.has(P.DEMAND_WRITE) and actor.organisation_id:
        yield from _unit(actor, pages, ListKind.DEMAND)
    elif actor.has(P.SUPPLY_WRITE) and actor.organisation_id:
        yield from _unit(actor, pages, ListKind.SUPPLY)
    if actor.has(P.LIST_SEE_ALL):
        yield from _figures(pages)
    if actor.has(P.ALIGNMENT_VIEW):
        yield Step(
            _("查看供需对接分析"), pages.to("alignment"), _("哪些专业偏多，哪些偏少"), "chart-dots"
        )
    yield Step(_("已发布的清单"), pages.to("publication_list"), "", "file-certificate")


class _Pages:
    """Addresses of this consortium's lists in the current period."""

    def __init__(self, slug: str, period: str) -> None:
        self.slug = slug
        self.period = period

    def to(self, name: str, query: str = "") -> str:
        return reverse(f"talent:{name}", kwargs={"slug": self.slug}) + (
            f"?{query}" if query else ""
        )


def _secretariat(pages: _Pages) -> Iterator[Part]:
    for kind, model, title in (
        (ListKind.DEMAND, DemandRecord, _("审核人才需求")),
        (ListKind.SUPPLY, SupplyRecord, _("审核人才供给")),
    ):
        waiting = model.objects.filter(state=RecordState.SUBMITTED).count()
        if waiting:
            url = pages.to(f"{kind}_list", "state=submitted")
            yield Todo(title, url, _("单位提交后等待秘书处"), _("去审核"), waiting,
                       icon="checklist", chain="talent")  # fmt: skip
    unsure = DemandRecord.objects.filter(
        occupation_state=CodeState.SUGGESTED, state=RecordState.APPROVED
    ).count()
    if unsure:
        yield Todo(
            _("确认岗位的职业编码"), pages.to("demand_list", "coding=suggested"),
            _("系统按岗位名称给出建议，由人确认后才算数"), _("去确认"), unsure, icon="tags",
            chain="industry",
        )  # fmt: skip
    for kind, title in ((ListKind.DEMAND, _("催报人才需求")), (ListKind.SUPPLY, _("催报人才供给"))):
        answer = responses(kind, pages.period)
        if answer.silent:
            hint = _("%(period)s 期已有 %(done)s/%(all)s 家填报") % {
                "period": pages.period, "done": answer.answered, "all": answer.asked,
            }  # fmt: skip
            url = pages.to("publish", f"kind={kind}&period={pages.period}")
            yield Todo(title, url, hint, _("看名单"), len(answer.silent), icon="bell",
                       chain="education")  # fmt: skip
    if not Snapshot.objects.filter(period=pages.period).exists():
        yield Step(_("发布本期人才清单"), pages.to("publish"), _("先看一遍将要发布的内容"), "send")
    yield Step(_("下载模板，收集并导入表格"), pages.to("demand_import"), "", "upload")


def _unit(actor: Actor, pages: _Pages, kind: ListKind) -> Iterator[Part]:
    model = DemandRecord if kind == ListKind.DEMAND else SupplyRecord
    demand = kind == ListKind.DEMAND
    mine = model.objects.filter(organisation_id=actor.organisation_id)
    counts = mine.aggregate(
        now=Count("pk", filter=Q(period=pages.period) & ~Q(state=RecordState.WITHDRAWN)),
        returned=Count("pk", filter=Q(state=RecordState.RETURNED)),
        drafts=Count("pk", filter=Q(state=RecordState.DRAFT)),
        approved=Count("pk", filter=Q(state=RecordState.APPROVED)),
        heads=Sum("headcount" if demand else "net_available",
                  filter=Q(state=RecordState.APPROVED)),
    )  # fmt: skip
    url = pages.to(f"{kind}_list")
    if not counts["now"]:
        title = _("填报本期人才需求") if demand else _("填报本期人才供给")
        yield Todo(title, pages.to(f"{kind}_create"), _("约五分钟；必填只有几项"), _("现在填"),
                   icon="edit", chain="talent", tone="warning")  # fmt: skip
    for state, label in (("returned", _("修改被退回的记录")), ("drafts", _("提交草稿"))):
        if counts[state]:
            word = "returned" if state == "returned" else "draft"
            yield Todo(label, f"{url}?state={word}", "", _("去处理"), counts[state], icon="edit")
    source = _("本单位已通过审核的记录")
    yield Stat(
        _("已通过的记录"), counts["approved"], source, f"{url}?state=approved", chain="talent"
    )
    label = _("需求人数") if demand else _("可供给净人数")
    yield Stat(label, counts["heads"], source, f"{url}?state=approved", _("人"), "industry",
               nothing=_("还没有通过审核的记录"))  # fmt: skip
    yield Step(_("用表格一次填多条"), pages.to(f"{kind}_import"), "", "upload")


def _figures(pages: _Pages) -> Iterator[Part]:
    approved = {"state": RecordState.APPROVED}
    demand = DemandRecord.objects.filter(**approved).aggregate(
        n=Count("pk"), heads=Sum("headcount")
    )
    supply = SupplyRecord.objects.filter(**approved).aggregate(
        n=Count("pk"), heads=Sum("net_available")
    )
    note = _("已通过审核且在有效期内的记录之和")
    yield Stat(_("人才需求"), demand["heads"], note, pages.to("demand_list", "state=approved"),
               _("人"), "industry", nothing=_("还没有通过审核的需求"))  # fmt: skip
    yield Stat(_("人才供给（净）"), supply["heads"], note,
               pages.to("supply_list", "state=approved"), _("人"), "education",
               nothing=_("还没有通过审核的供给"))  # fmt: skip
    answer = responses(ListKind.DEMAND, pages.period)
    rate = None if answer.percent is None else f"{answer.percent:.0f}"
    yield Stat(
        _("企业响应率"), rate,
        _("分子：%(period)s 期已填报（含零报告）的企业成员 %(done)s 家；分母：企业成员 %(all)s 家")
        % {"period": pages.period, "done": answer.answered, "all": answer.asked},
        pages.to("publish", f"kind=demand&period={pages.period}"), "%", "talent",
        nothing=_("还没有企业成员"),
    )  # fmt: skip
