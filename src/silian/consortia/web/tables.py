"""The lists of consortia, members, people and records."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from silian.codes import public as codes
from silian.kernel.access import ROLES, may, permission_title
from silian.kernel.commands import COMMANDS
from silian.kernel.models import AuditEntry
from silian.kernel.punctuation import bracketed
from silian.kernel.ui.table import Action, Choice, Column, Empty, Table, Tool
from silian.organisations.public import OrganisationKind

from ..enums import ActorKind, ConsortiumKind, ConsortiumState, MembershipState, Scope, Seat
from ..models import Consortium, Membership, RoleAssignment
from ..permissions import ConsortiaPermission as P
from ..queries.actors import today, valid_on
from ..queries.consortia import kinds_of_members, listed
from ..queries.members import memberships
from ..roles import SIGNED_IN
from ..workflows import CONSORTIUM, MEMBERSHIP


def role_name(slug: str) -> str:
    """The name of a role in the reader's language; the slug of one that is no more."""
    role = ROLES.get(slug)
    if role is None:
        return slug
    return role.name_en if (get_language() or "").startswith("en") else str(role.name)


def consortium_table(request: HttpRequest) -> Table:
    """Every consortium, with what may be known of it by everybody."""
    members = kinds_of_members()

    def total(row: Consortium) -> int | None:
        return sum(members.get(row.pk, {}).values()) or None

    return Table(
        request,
        listed(),
        columns=[
            Column("name", _("名称"), value="title", sort="name", url=about_url, wide=True),
            Column("kind", _("类型"), value="get_kind_display", sort="kind"),
            Column("scope", _("范围"), value="get_scope_display"),
            Column("home", _("所在地"), value="home_region_text"),
            Column("founded_on", _("成立日期"), sort="founded_on", nowrap=True),
            Column("members", _("成员单位"), value=total, numeric=True),
            Column(
                "state",
                _("状态"),
                value="get_state_display",
                badge=lambda row: CONSORTIUM.tones[row.state],
            ),
        ],
        empty=Empty(
            _("还没有联合体"),
            _("用一份蓝图成立第一个联合体。"),
            _("成立联合体"),
            reverse("consortia:consortium_found"),
            "affiliate",
        ),
        search=("name", "name_en", "slug", "home_region_text"),
        search_hint=_("名称或所在地"),
        filters=[
            Choice("kind", _("类型"), ConsortiumKind.choices),
            Choice("scope", _("范围"), Scope.choices),
            Choice("state", _("状态"), ConsortiumState.choices),
        ],
        exports=[
            ("XLSX", reverse("consortia:consortium_export") + "?format=xlsx"),
            ("CSV", reverse("consortia:consortium_export") + "?format=csv"),
        ],
        title=_("联合体"),
        order="slug",
    )


def about_url(row: Consortium) -> str:
    """The public page of a consortium."""
    return reverse("consortium:about", kwargs={"slug": row.slug})


def member_url(slug: str, membership: Membership) -> str:
    """The page of a member."""
    return reverse("consortium:member_detail", kwargs={"slug": slug, "ref": membership.ref})


def of_province(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Members whose organisation lies in a province."""
    return rows.filter(
        organisation__region__code__gte=code,
        organisation__region__code__lt=f"{int(code[:2]) + 1:02d}0000",
    )


BATCH_VERBS = (
    Action("review", _("开始审核"), icon="progress"),
    Action("admit", _("同意入会"), icon="check", confirm=_("同意选中的单位入会？")),
    Action(
        "activate", _("成为正式成员"), icon="user-check", confirm=_("选中的单位从今天起为成员？")
    ),
)  # fmt: skip


def member_table(request: Any) -> Table:
    """The roll: by state, kind, seat, province and kind of actor."""
    slug = request.consortium.slug
    provinces = codes.options("regions", codes.RegionLevel.PROVINCE)
    export = reverse("consortium:member_export", kwargs={"slug": slug})
    may_review = bool(may(request.actor, P.MEMBERSHIP_REVIEW))
    tools = []
    if may(request.actor, P.MEMBERSHIP_MANAGE):
        tools = [
            Tool(
                _("导入名单"), reverse("consortium:member_import", kwargs={"slug": slug}), "upload"
            ),
        ]
    return Table(
        request,
        memberships(),
        columns=[
            Column("name", _("单位名称"), value="organisation.title", sort="organisation__name",
                   url=lambda row: member_url(slug, row), wide=True),
            Column("kind", _("单位类别"), value="organisation.get_kind_display",
                   sort="organisation__kind"),
            Column("seat", _("席位"), value="get_seat_display", sort="seat_rank"),
            Column("actor_kind", _("五方身份"), value="get_actor_kind_display"),
            Column("region", _("所在地"), value="organisation.region.name"),
            Column("joined_on", _("加入日期"), sort="joined_on", nowrap=True),
            Column("state", _("状态"), value="get_state_display",
                   badge=lambda row: MEMBERSHIP.tones[row.state]),
            Column("is_demo", _("标记"), value=lambda row: str(_("演示")) if row.is_demo else "",
                   badge=lambda row: "warning" if row.is_demo else ""),
        ],
        empty=Empty(
            _("还没有成员单位"),
            _("导入一张成员名单，或请单位提交入会申请。"),
            _("导入名单") if tools else "",
            tools[0].url if tools else "",
            "building-community",
        ),
        search=("organisation__name", "organisation__short_name", "organisation__uscc"),
        search_hint=_("单位名称、简称或代码"),
        filters=[
            Choice("state", _("状态"), MembershipState.choices),
            Choice("kind", _("单位类别"), OrganisationKind.choices, field="organisation__kind"),
            Choice("seat", _("席位"), Seat.choices),
            Choice("province", _("省份"), provinces, apply=of_province),
            Choice("actor", _("五方身份"), ActorKind.choices, field="actor_kind"),
        ],
        exports=[("XLSX", f"{export}?format=xlsx"), ("CSV", f"{export}?format=csv")],
        actions=BATCH_VERBS if may_review else (),
        action_url=reverse("consortium:member_batch", kwargs={"slug": slug}),
        tools=tools,
        title=_("成员单位"),
        stacked=True,
    )  # fmt: skip


def assignment_state(row: RoleAssignment) -> tuple[object, str]:
    """Whether a role holds today, in a word and a tone."""
    day = today()
    if row.revoked_at is not None:
        return _("已撤销"), "muted"
    if row.valid_from > day:
        return _("未开始"), "info"
    if row.valid_until and row.valid_until < day:
        return _("已到期"), "muted"
    return _("有效"), "success"


def _on_day(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(valid_on(today())) if value == "now" else rows.exclude(valid_on(today()))


def people_table(request: Any, rows: QuerySet[RoleAssignment], add: str, title: object) -> Table:
    """Roles with their persons and days; `add` is the address where one is given."""
    slug = request.consortium.slug if request.consortium else ""
    reaches = {"consortium", "organisation"} if slug else {"platform"}
    held = [
        (one, role_name(one))
        for one, role in ROLES.items()
        if role.reach in reaches and role is not SIGNED_IN
    ]

    def end_url(row: RoleAssignment) -> str | None:
        if row.revoked_at is not None:
            return None
        if slug:
            return reverse("consortium:people_revoke", kwargs={"slug": slug, "ref": row.ref})
        return reverse("consortia:staff_revoke", kwargs={"ref": row.ref})

    return Table(
        request,
        rows.select_related("user", "organisation"),
        columns=[
            Column("user", _("姓名"), value="user.get_full_name", sort="user__name"),
            Column("username", _("用户名"), value="user.username", sort="user__username"),
            Column("role", _("角色"), value=lambda row: role_name(row.role), sort="role"),
            Column("organisation", _("代表单位"), value="organisation.title", wide=True),
            Column("valid_from", _("起"), sort="valid_from", nowrap=True),
            Column("valid_until", _("止"), sort="valid_until", nowrap=True,
                   value=lambda row: row.valid_until or _("长期")),
            Column("state", _("状态"), value=lambda row: assignment_state(row)[0],
                   badge=lambda row: assignment_state(row)[1]),
            Column("end", _("操作"), value=lambda row: "" if row.revoked_at else _("撤销"),
                   url=end_url),
        ],
        empty=Empty(
            _("还没有分配角色"),
            _("分配第一个角色，让同事进来工作。"),
            _("分配角色"),
            add,
            "users",
        ),
        search=("user__name", "user__username", "organisation__name"),
        search_hint=_("姓名、用户名或单位"),
        filters=[
            Choice("role", _("角色"), held),
            Choice("held", _("状态"), [("now", _("有效")), ("other", _("其他"))], apply=_on_day),
        ],
        tools=[Tool(_("分配角色"), add, "plus", True)],
        title=title,
        order="role",
    )  # fmt: skip


def audit_table(request: Any) -> Table:
    """The consortium's chain of records, the newest first."""
    rows = AuditEntry.objects.filter(chain=request.consortium.pk).order_by("-number")
    export = reverse("consortium:audit_export", kwargs={"slug": request.consortium.slug})
    return Table(
        request,
        rows,
        columns=[
            Column("number", _("序号"), numeric=True),
            Column("at", _("时间"), value=moment, nowrap=True),
            Column("actor", _("操作者")),
            Column("command", _("操作"), value=action_name, wide=True),
            Column("subject", _("对象"), wide=True),
            Column("changes", _("变化"), value=changes_text, wide=True),
            Column("channel", _("途径")),
            Column("hash", _("哈希"), value=lambda row: row.hash[:12]),
        ],
        empty=Empty(_("还没有操作记录"), icon="history"),
        search=("actor", "command", "subject"),
        search_hint=_("操作者、操作或对象"),
        exports=[("XLSX", f"{export}?format=xlsx"), ("CSV", f"{export}?format=csv")],
        title=_("操作记录"),
        note=_(
            "只增不改；每条的哈希包含上一条，命令 silian audit verify 可核对整条链。"
        ),
        per_page=100,
    )  # fmt: skip


def moment(row: AuditEntry) -> str:
    """When, in Asia/Shanghai, to the second."""
    return f"{timezone.localtime(dt.datetime.fromisoformat(row.at)):%Y-%m-%d %H:%M:%S}"


def action_name(row: AuditEntry) -> str:
    """What was done: the words of the permission that it asked for, and its name."""
    command = COMMANDS.get(row.command)
    if command is None or command.permission is None:
        return row.command
    return f"{permission_title(command.permission)}{bracketed(row.command)}"


def changes_text(row: AuditEntry) -> str:
    """What changed, as short text: before → after."""
    found = []
    for field, value in json.loads(row.changes).items():
        if isinstance(value, list) and len(value) == 2:
            value = f"{value[0]} → {value[1]}"
        found.append(f"{field}: {value}")
    return "; ".join(found)[:300]
