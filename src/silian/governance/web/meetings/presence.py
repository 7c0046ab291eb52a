"""Who takes part: answers, proxies, sign-in by code or online, the list, guests."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import may, require
from silian.kernel.exchange import Column, download, export_xlsx, file_name
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing
from silian.kernel.ui.page import page

from ...enums import MeetingMode, MeetingState, Presence
from ...models import Attendance, Meeting, Proxy
from ...permissions import P
from ...queries.live import own
from ...queries.meetings import attendances, meeting_of, rules_of_meeting, standing
from ...services import presence as commands
from ...services import proxies
from ..forms import attempt, files, sent
from .acting import act, actor_of, meeting_url, url
from .forms import GuestForm, ProxyForm, ReplyForm
from .overview import heading_crumbs
from .tables import attendance_table, post_name, representative

SHEET = (
    Column(key="number", name=gettext_lazy("序号"), name_en="No.", kind="integer", width=6),
    Column(key="unit", name=gettext_lazy("单位"), name_en="Unit", width=36),
    Column(key="post", name=gettext_lazy("职务"), name_en="Post", width=16),
    Column(key="representative", name=gettext_lazy("参会代表"), name_en="Representative", width=20),
    Column(key="reply", name=gettext_lazy("回执"), name_en="Reply", width=12),
    Column(key="presence", name=gettext_lazy("到会"), name_en="Presence", width=10),
    Column(key="signature", name=gettext_lazy("签名"), name_en="Signature", width=24),
)


def _own(request: HttpRequest, meeting: Meeting) -> Attendance:
    """The row of the unit acted for; `Missing` where it was not called."""
    row = own(actor_of(request), meeting).attendance
    if row is None:
        raise Missing(_("您代表的单位不在这次会议的名单里。"))
    require(actor_of(request), P.MEETING_ATTEND, row)
    return row


def attendance_of(request: HttpRequest, ref: str) -> Attendance:
    """A row of the list, for those who run the meeting."""
    rows = Attendance.objects.select_related("meeting", "organisation")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Missing()
    require(actor_of(request), P.MEETING_MANAGE, found)
    return found


def _form(
    request: HttpRequest, meeting: Meeting, form: Any, heading: str, back: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "meeting": meeting, "submit_label": _("提交"),
        "back": back, "crumbs": heading_crumbs(request, meeting, heading), **more,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "governance/meetings/form.html", context, status=status)


@page(P.MEETING_ATTEND, post=True)
def meeting_reply(request: HttpRequest, ref: str) -> HttpResponse:
    """回执 of the own unit."""
    meeting = meeting_of(actor_of(request), ref)
    row = _own(request, meeting)
    if meeting.state != MeetingState.CONVENED:
        raise Conflict(_("通知发出后、开会前才能回执。"))
    initial = {
        "answer": row.reply if row.reply in commands.ANSWERS else "",
        "representative": row.representative, "note": row.reply_note,
        "representative_title": row.representative_title,
    }  # fmt: skip
    form = ReplyForm(sent(request), initial=initial)
    back = url(request, "meeting_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        data, actor = form.cleaned_data, actor_of(request)
        if attempt(form, lambda: commands.reply(actor=actor, attendance=row, **data)):
            messages.success(request, _("已回执。"))
            return redirect(back)
    lead = str(row.organisation.title)
    return _form(request, meeting, form, _("会议回执"), back, lead=lead)


@page(P.MEETING_ATTEND, post=True, get=False)
def meeting_read(request: HttpRequest, ref: str) -> HttpResponse:
    """The own unit has read the papers."""
    meeting = meeting_of(actor_of(request), ref)
    row = _own(request, meeting)
    return act(
        request,
        lambda: commands.mark_read(actor=actor_of(request), attendance=row),
        _("已记下：材料已阅。"),
        meeting_url(request, meeting),
    )


@page(P.VIEW, post=True)
def proxy_give(request: HttpRequest, ref: str) -> HttpResponse:
    """Lets another unit vote: for the own unit, or by its paper for any, by the secretariat."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    manages = bool(may(actor, P.MEETING_MANAGE, meeting))
    giver = None if manages else _own(request, meeting)
    if meeting.state not in {MeetingState.CONVENED, MeetingState.OPEN}:
        raise Conflict(_("通知发出后、散会前才能委托。"))
    form = ProxyForm(sent(request), files(request), meeting=meeting, giver=giver)
    back = url(request, "meeting_attendance" if manages else "meeting_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: proxies.give(
            actor=actor, giver=giver or data["giver"], holder=data["holder"],
            upload=data["file"] or None,
        )):  # fmt: skip
            messages.success(request, _("委托已登记。委托单位一签到，委托即失效。"))
            return redirect(back)
    limit = rules_of_meeting(meeting)[1].proxy_limit
    lead = (
        _("章程允许一个单位最多受托 %(limit)d 份；受托的不能转委托。") % {"limit": limit}
        if limit
        else _("章程不允许委托其他单位表决。")
    )
    return _form(request, meeting, form, _("委托表决"), back, lead=lead)


@page(P.VIEW, post=True, get=False)
def proxy_end(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes a proxy back."""
    found = Proxy.objects.select_related("meeting", "giver").filter(ref=ref).first()
    if found is None:
        raise Missing()
    return act(
        request,
        lambda: proxies.end(actor=actor_of(request), proxy=found),
        _("委托已撤回。"),
        meeting_url(request, found.meeting),
    )


@page(P.MEETING_ATTEND, post=True)
def meeting_sign_in(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the code in the hall leads: one button, for the unit acted for."""
    meeting = meeting_of(actor_of(request), ref)
    row = _own(request, meeting)
    key = request.POST.get("k") or request.GET.get("k", "")
    reason: object = ""
    if request.method == "POST":
        try:
            commands.check_in(
                actor=actor_of(request), attendance=row, presence=Presence.ONSITE, key=key
            )
        except (Conflict, Invalid, Forbidden) as refusal:
            reason = refusal.reason
        else:
            messages.success(request, _("已签到。"))
            return redirect(url(request, "meeting_live", ref=ref))
    context = {"meeting": meeting, "own": row, "key": key, "reason": reason,
               "is_there": row.presence != Presence.ABSENT}  # fmt: skip
    status = 409 if reason else 200
    return render(request, "governance/meetings/sign_in.html", context, status=status)


@page(P.MEETING_MANAGE)
def sign_in_screen(request: HttpRequest, ref: str) -> HttpResponse:
    """The code for the screen in the hall."""
    meeting = meeting_of(actor_of(request), ref)
    address = request.build_absolute_uri(url(request, "meeting_sign_in", ref=ref))
    address = f"{address}?k={meeting.check_in_key}"
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, scale=8, border=2, omitsize=True
    )
    context = {
        "meeting": meeting, "address": address, "qr": out.getvalue().decode(),
        "counts": standing(meeting),
    }  # fmt: skip
    return render(request, "governance/meetings/sign_in_screen.html", context)


@page(P.MEETING_ATTEND, post=True, get=False)
def meeting_join(request: HttpRequest, ref: str) -> HttpResponse:
    """The own unit is there, online."""
    meeting = meeting_of(actor_of(request), ref)
    row = _own(request, meeting)
    return act(
        request,
        lambda: commands.check_in(
            actor=actor_of(request), attendance=row, presence=Presence.ONLINE
        ),
        _("已签到（线上）。"),
        meeting_url(request, meeting),
    )


@page(P.MEETING_ATTEND, post=True, get=False)
def meeting_leave(request: HttpRequest, ref: str) -> HttpResponse:
    """The own unit leaves."""
    meeting = meeting_of(actor_of(request), ref)
    row = _own(request, meeting)
    return act(
        request,
        lambda: commands.leave(actor=actor_of(request), attendance=row),
        _("已离会。回来时请再签到。"),
        meeting_url(request, meeting),
    )


@page(P.VIEW)
def meeting_attendance(request: HttpRequest, ref: str) -> HttpResponse:
    """The list of those called; to print it is the sign-in sheet."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    manages = bool(may(actor, P.MEETING_MANAGE, meeting))
    running = meeting.state in {MeetingState.CONVENED, MeetingState.OPEN}
    context = {
        "meeting": meeting,
        "table": attendance_table(request, meeting),
        "counts": standing(meeting),
        "manages": manages,
        "may_mark": manages and running,
        "may_invite": manages and meeting.state in commands.BEFORE_END,
        "rows": attendances(meeting) if manages and running else [],
        "modes": modes_of(meeting),
        "crumbs": heading_crumbs(request, meeting, _("参会名单")),
    }
    return render(request, "governance/meetings/attendance.html", context)


def modes_of(meeting: Meeting) -> list[tuple[str, Any]]:
    """The ways of being there that the meeting has."""
    found: list[tuple[str, Any]] = []
    if meeting.mode != MeetingMode.ONLINE:
        found.append((Presence.ONSITE.value, Presence.ONSITE.label))
    if meeting.mode != MeetingMode.ONSITE:
        found.append((Presence.ONLINE.value, Presence.ONLINE.label))
    return [*found, (Presence.ABSENT.value, _("离会"))]


@page(P.VIEW)
def attendance_export(request: HttpRequest, ref: str) -> HttpResponseBase:
    """签到表 as a spreadsheet, with a column to sign in."""
    meeting = meeting_of(actor_of(request), ref)
    rows = [
        {
            "number": number, "unit": row.organisation.name, "post": str(post_name(row)),
            "representative": representative(row), "reply": str(row.get_reply_display()),
            "presence": str(row.get_presence_display()), "signature": "",
        }
        for number, row in enumerate(attendances(meeting), 1)
    ]  # fmt: skip
    name = f"{_('签到表')}_{meeting.title}"
    return download(
        file_name(name, suffix="xlsx"),
        lambda stream: export_xlsx(SHEET, rows, stream, title=_("签到表")),
    )


@page(P.MEETING_MANAGE, post=True, get=False)
def attendance_mark(request: HttpRequest, ref: str) -> HttpResponse:
    """The secretariat notes who is there, and how it knows; `unit` in the form names the row."""
    meeting = meeting_of(actor_of(request), ref)
    row = attendance_of(request, request.POST.get("unit", ""))
    if row.meeting_id != meeting.pk:
        raise Missing()
    return act(
        request,
        lambda: commands.mark(
            actor=actor_of(request), attendance=row, presence=request.POST.get("presence", ""),
            reason=request.POST.get("reason", ""),
        ),
        _("已登记：%(unit)s。") % {"unit": row.organisation.title},
        meeting_url(request, meeting),
    )  # fmt: skip


@page(P.MEETING_MANAGE, post=True)
def guest_add(request: HttpRequest, ref: str) -> HttpResponse:
    """Invites a unit without a vote."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    form = GuestForm(sent(request))
    back = url(request, "meeting_attendance", ref=ref)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.add_guest(actor=actor, meeting=meeting, **data)):
            messages.success(request, _("已加入列席名单。"))
            return redirect(back)
    lead = _("列席单位可以签到、看材料、申请发言，没有表决权，也不计入应到。")
    return _form(request, meeting, form, _("邀请列席"), back, lead=lead)


@page(P.MEETING_MANAGE, post=True, get=False)
def guest_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes an invitation back."""
    row = attendance_of(request, ref)
    return act(
        request,
        lambda: commands.remove_guest(actor=actor_of(request), attendance=row),
        _("已去掉。"),
        url(request, "meeting_attendance", ref=row.meeting.ref),
    )
