"""The menu: what a person may open here, in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from silian.kernel.access import may
from silian.kernel.ui.page import PUBLIC, RELATED, SIGNED_IN

# Pages that stand below the address of a consortium.
SCOPED = {"home", "talent", "governance", "cultivation", "consortium"}


@dataclass(frozen=True)
class Entry:
    """One line of the menu; its page says itself who may open it."""

    label: object
    route: str
    icon: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    label: object
    entries: tuple[Entry, ...]


CONSORTIUM = (
    Group("", (Entry(_("工作台"), "home:index", "home"),)),
    Group(
        _("人才供需"),
        (
            Entry(_("人才需求清单"), "talent:demand_list", "briefcase", ("talent:demand_",)),
            Entry(_("人才供给清单"), "talent:supply_list", "school", ("talent:supply_",)),
            Entry(_("清单发布"), "talent:publication_list", "file-certificate",
                  ("talent:publication_", "talent:publish")),
            Entry(_("对接分析"), "talent:alignment", "chart-dots", ("talent:alignment",)),
        ),
    ),
    Group(
        _("治理"),
        (
            Entry(_("章程制度"), "governance:charter_list", "scale",
                  ("governance:charter_", "governance:article_", "governance:regulation_")),
            Entry(_("机构任职"), "governance:body_list", "users",
                  ("governance:body_", "governance:term_", "governance:mandate_")),
            Entry(_("会议"), "governance:meeting_list", "calendar-event",
                  ("governance:meeting_", "governance:agenda_", "governance:motion_",
                   "governance:minutes_", "governance:sign_in_")),
            Entry(_("决议表决"), "governance:ballot_list", "gavel",
                  ("governance:ballot_", "governance:election_", "governance:resolution_",
                   "governance:my_votes")),
            Entry(_("协议"), "governance:agreement_list", "file-text",
                  ("governance:agreement_",)),
            Entry(_("工作计划"), "governance:plan_list", "checklist",
                  ("governance:plan_", "governance:task_", "governance:dormant")),
            Entry(_("文书"), "governance:letters", "certificate",
                  ("governance:letter", "governance:own_letters")),
        ),
    ),
    Group(
        _("共育"),
        (
            Entry(_("共育项目"), "cultivation:project_list", "topology-star-3",
                  ("cultivation:project_", "cultivation:duty_", "cultivation:part_",
                   "cultivation:enrolment_", "cultivation:mentor_", "cultivation:curriculum_",
                   "cultivation:selection_")),
            Entry(_("贯通路径"), "cultivation:pathway_list", "sitemap",
                  ("cultivation:pathway_",)),
            Entry(_("学生"), "cultivation:student_list", "users",
                  ("cultivation:student_", "cultivation:class_", "cultivation:opening_",
                   "cultivation:instructor_")),
            Entry(_("实习"), "cultivation:internship_list", "briefcase",
                  ("cultivation:internship_", "cultivation:log_", "cultivation:incident_",
                   "cultivation:ending_", "cultivation:paper_")),
            Entry(_("双选"), "cultivation:round_list", "switch-horizontal",
                  ("cultivation:round_", "cultivation:post_", "cultivation:applicant_",
                   "cultivation:appeal_", "cultivation:result_")),
            Entry(_("我的双选"), "cultivation:my_rounds", "award",
                  ("cultivation:my_round", "cultivation:my_answer", "cultivation:my_appeal")),
            Entry(_("我的"), "cultivation:my_page", "user-circle",
                  ("cultivation:my_page", "cultivation:my_consent")),
        ),
    ),
    Group(
        _("联合体"),
        (
            Entry(_("概况"), "consortium:about", "info-circle"),
            Entry(_("成员单位"), "consortium:member_list", "building-community",
                  ("consortium:member_", "consortium:membership_")),
            Entry(_("成员五业对接"), "consortium:links", "chart-sankey"),
            Entry(_("组织结构"), "consortium:structure", "hierarchy", ("consortium:structure",)),
            Entry(_("人员与角色"), "consortium:people", "users", ("consortium:people",)),
            Entry(_("设置"), "consortium:settings", "settings"),
            Entry(_("操作记录"), "consortium:audit", "history"),
        ),
    ),
)  # fmt: skip
PLATFORM = (
    Group(
        _("标准与图谱"),
        (
            Entry(_("五业对接"), "codes:links", "chart-sankey"),
            Entry(_("标准代码"), "codes:index", "list-details", ("codes:",)),
            Entry(_("单位库"), "organisations:organisation_list", "building", ("organisations:",)),
        ),
    ),
    Group(
        _("平台"),
        (
            Entry(_("全部联合体"), "consortia:consortium_list", "topology-star-3"),
            Entry(_("成立联合体"), "consortia:consortium_found", "plus"),
            Entry(_("账号"), "accounts:person_list", "user", ("accounts:person_",)),
        ),
    ),
)


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups with what this person may open, the current page marked."""
    consortium = getattr(request, "consortium", None)
    groups = (*CONSORTIUM, *PLATFORM) if consortium is not None else PLATFORM
    here = request.resolver_match.view_name if request.resolver_match else ""
    found = []
    for group in groups:
        items = [
            {"label": entry.label, "url": url, "icon": entry.icon,
             "active": here == entry.route or any(here.startswith(a) for a in entry.also)}
            for entry in group.entries
            if (url := address(request, entry.route, consortium))
        ]  # fmt: skip
        if items:
            found.append({"label": group.label, "items": items})
    return found


# Both are the same for everybody; to look twenty addresses up for each page takes milliseconds.
@lru_cache(maxsize=4096)
def _url_of(route: str, slug: str) -> str:
    return reverse(route, kwargs={"slug": slug} if slug else {})


@cache
def _access_of(route: str) -> Any:
    """Who may open the page."""
    scoped = route.split(":")[0] in SCOPED
    return getattr(resolve(_url_of(route, "any" if scoped else "")).func, "access", None)


def address(request: HttpRequest, route: str, consortium: Any) -> str:
    """The address of a page, or '' when this person may not open it."""
    scoped = route.split(":")[0] in SCOPED
    url = _url_of(route, consortium.slug if scoped else "")
    access = _access_of(route)
    if access is PUBLIC:
        return url
    if access is SIGNED_IN:
        return url if request.user.is_authenticated else ""
    if scoped and not request.related:  # type: ignore[attr-defined]
        return ""
    if access is RELATED:
        return url
    return url if access is not None and may(request.actor, access) else ""  # type: ignore[attr-defined]
