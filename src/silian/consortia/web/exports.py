"""The lists as files: the rows that the list shows, with its search and filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from silian.kernel.access import may
from silian.kernel.exchange import Column, download, export_csv, export_xlsx, file_name
from silian.kernel.ui.page import PUBLIC, page

from ..exchange import COLUMNS
from ..models import Consortium, Membership
from ..permissions import ConsortiaPermission as P
from .tables import audit_table, changes_text, consortium_table, member_table

STATE = Column(key="state", name=_("状态"), name_en="State")
CONSORTIUM_COLUMNS = (
    Column(key="slug", name=_("地址名"), name_en="Slug"),
    Column(key="name", name=_("名称"), name_en="Name", width=40),
    Column(key="name_en", name=_("英文名称"), name_en="English name", width=40),
    Column(key="kind", name=_("类型"), name_en="Kind"),
    Column(key="scope", name=_("范围"), name_en="Scope"),
    Column(key="home", name=_("所在地"), name_en="Home"),
    Column(key="park", name=_("园区"), name_en="Park"),
    Column(key="founded_on", name=_("成立日期"), name_en="Founded on", kind="date"),
    STATE,
)
AUDIT_COLUMNS = (
    Column(key="number", name=_("序号"), name_en="Number", kind="integer"),
    Column(key="at", name=_("时间"), name_en="Time (UTC)", width=28),
    Column(key="actor", name=_("操作者"), name_en="Actor"),
    Column(key="command", name=_("操作"), name_en="Command", width=30),
    Column(key="subject", name=_("对象"), name_en="Subject", width=40),
    Column(key="changes", name=_("变化"), name_en="Changes", width=60),
    Column(key="channel", name=_("途径"), name_en="Channel"),
    Column(key="hash", name=_("哈希"), name_en="Hash", width=66),
)


def _answer(
    request: HttpRequest, name: object, columns: tuple[Column, ...], rows: Iterable[dict[str, Any]]
) -> HttpResponseBase:
    if request.GET.get("format") == "csv":
        return download(
            file_name(name, suffix="csv"), lambda stream: export_csv(columns, rows, stream)
        )
    return download(
        file_name(name, suffix="xlsx"),
        lambda stream: export_xlsx(columns, rows, stream, title=str(name)),
    )


@page(PUBLIC)
def consortium_export(request: HttpRequest) -> HttpResponseBase:
    """The list of consortia."""
    rows = (_consortium(row) for row in consortium_table(request).narrowed)
    return _answer(request, _("联合体"), CONSORTIUM_COLUMNS, rows)


def _consortium(row: Consortium) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "name_en": row.name_en,
        "kind": row.get_kind_display(),
        "scope": row.get_scope_display(),
        "home": row.home_region_text,
        "park": row.park,
        "founded_on": row.founded_on,
        "state": row.get_state_display(),
    }


@page(P.VIEW)
def member_export(request: HttpRequest) -> HttpResponseBase:
    """The roll in the columns of its import; contacts and notes only for who manages members."""
    manages = bool(may(request.actor, P.MEMBERSHIP_MANAGE))  # type: ignore[attr-defined]
    open_to_all = (c for c in COLUMNS if manages or not (c.private or c.key == "note"))
    columns = (*open_to_all, STATE)
    rows = (_member(row) for row in member_table(request).narrowed)
    name = f"{_('成员单位')}_{request.consortium.slug}"  # type: ignore[attr-defined]
    return _answer(request, name, columns, rows)


def _member(row: Membership) -> dict[str, Any]:
    unit = row.organisation
    return {
        "name": unit.name,
        "short_name": unit.short_name,
        "uscc": unit.uscc,
        "kind": unit.kind,
        "region": unit.region_id,
        "industry": unit.industry_id,
        "seat": row.seat,
        "joined_on": row.joined_on,
        "contact_name": row.contact_name,
        # Phones leave the system by a logged reveal alone, never by the list.
        "contact_phone": "",
        "note": row.note,
        "state": row.get_state_display(),
    }


@page(P.AUDIT_VIEW)
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """The consortium's records."""
    rows = (
        {
            "number": row.number,
            "at": row.at,
            "actor": row.actor,
            "command": row.command,
            "subject": row.subject,
            "changes": changes_text(row),
            "channel": row.channel,
            "hash": row.hash,
        }
        for row in audit_table(request).narrowed.iterator(chunk_size=2000)
    )
    name = f"{_('操作记录')}_{request.consortium.slug}"  # type: ignore[attr-defined]
    return _answer(request, name, AUDIT_COLUMNS, rows)
