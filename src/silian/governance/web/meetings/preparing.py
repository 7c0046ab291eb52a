"""Preparing a meeting: drafted, changed, convened, opened, closed, cancelled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.access import require
from silian.kernel.refusals import Conflict
from silian.kernel.ui.page import page

from ...enums import MeetingKind, MeetingMode, MeetingState
from ...models import Meeting
from ...permissions import P
from ...queries.bodies import bodies, entitled
from ...queries.meetings import day_of, meeting_of, rules_of_meeting
from ...services import meetings as commands
from ...services import minutes
from ...workflows import MEETING
from ..forms import ReasonForm, attempt, sent
from .acting import act, actor_of, meeting_url, url
from .forms import ConveneForm, MeetingForm
from .overview import heading_crumbs


@page(P.MEETING_MANAGE, post=True)
def meeting_new(request: HttpRequest) -> HttpResponse:
    """A new meeting; `?kind=` and `?body=` choose beforehand."""
    kind = request.GET.get("kind", MeetingKind.COUNCIL)
    kind = kind if kind in MeetingKind.values else MeetingKind.COUNCIL.value
    usual = "council" if kind == MeetingKind.COUNCIL else "assembly"
    body = bodies().filter(ref=request.GET.get("body", "")).first()
    initial = {
        "kind": kind, "mode": MeetingMode.ONSITE.value,
        "body": body or bodies().filter(kind=usual).first() or bodies().first(),
    }  # fmt: skip
    form = MeetingForm(sent(request), initial=initial, new=True)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        template = values.pop("template")
        made: list[Meeting] = []
        if attempt(form, lambda: made.append(
            commands.plan(actor=actor_of(request), values=values, template=template)
        )):  # fmt: skip
            messages.success(request, _("已建立。请检查议程，上传材料，然后发出通知。"))
            return redirect(url(request, "meeting_detail", ref=made[0].ref))
    context = {
        "form": form, "heading": _("新建会议"), "back": url(request, "meeting_list"),
        "no_bodies": not bodies().exists(), "crumbs": _crumbs(request, _("新建会议")),
    }  # fmt: skip
    return _page(request, form, context)


def _crumbs(request: HttpRequest, label: object) -> list[dict[str, str]]:
    return [{"label": _("会议"), "url": url(request, "meeting_list")},
            {"label": str(label), "url": ""}]  # fmt: skip


def _page(request: HttpRequest, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "governance/meetings/form.html", context, status=status)


def _meeting(request: HttpRequest, ref: str) -> Meeting:
    meeting = meeting_of(actor_of(request), ref)
    require(actor_of(request), P.MEETING_MANAGE, meeting)
    return meeting


@page(P.MEETING_MANAGE, post=True)
def meeting_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes what is said about a meeting that has not begun."""
    meeting = _meeting(request, ref)
    if meeting.state not in commands.PREPARED:
        raise Conflict(_("会议已经开始、结束或取消，不能再改。"))
    fixed = meeting.state == MeetingState.CONVENED
    names = [name for name in MeetingForm.base_fields if name != "template"]
    initial = {name: getattr(meeting, name) for name in names}
    form = MeetingForm(sent(request), initial=initial, fixed=fixed)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: commands.update(
        actor=actor_of(request), meeting=meeting, values=form.cleaned_data
    )):  # fmt: skip
        messages.success(request, _("已保存。"))
        return redirect(url(request, "meeting_detail", ref=meeting.ref))
    return _form(request, meeting, form, _("修改会议"), lead=_told(meeting))


def _told(meeting: Meeting) -> str:
    if meeting.state != MeetingState.CONVENED:
        return ""
    return _("通知已经发出：改时间、地点或方式会再发一次邮件。")


def _form(
    request: HttpRequest, meeting: Meeting, form: forms.Form, heading: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "meeting": meeting, "submit_label": heading,
        "back": url(request, "meeting_detail", ref=meeting.ref),
        "crumbs": heading_crumbs(request, meeting, heading), **more,
    }  # fmt: skip
    return _page(request, form, context)


@page(P.MEETING_MANAGE, post=True)
def meeting_convene(request: HttpRequest, ref: str) -> HttpResponse:
    """The check before the notice goes out: days, whom it calls, what is on the agenda."""
    meeting = _meeting(request, ref)
    if not MEETING.check(actor_of(request), meeting, "convene"):
        raise Conflict(_("这次会议的通知已经发出，或会议已经取消。"))
    form = ConveneForm(sent(request))
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: commands.convene(
        actor=actor_of(request), meeting=meeting, **form.cleaned_data
    )):  # fmt: skip
        messages.success(request, _("已通知，参会名单已固定。"))
        return redirect(url(request, "meeting_detail", ref=meeting.ref))
    charter, rules = rules_of_meeting(meeting)
    first = commands.earliest(meeting)
    context = {
        "form": form, "meeting": meeting, "charter": charter, "rules": rules, "earliest": first,
        "short": day_of(meeting) < first, "called": len(entitled(meeting.body, day_of(meeting))),
        "items": list(meeting.items.all()), "papers": meeting.papers.count(),
        "back": url(request, "meeting_detail", ref=meeting.ref),
        "members_url": _members_url(meeting), "today": consortia.today(),
        "crumbs": heading_crumbs(request, meeting, _("发出通知")),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "governance/meetings/convene.html", context, status=status)


def _members_url(meeting: Meeting) -> str:
    return f"/c/{meeting.consortium.slug}/members/"


@page(P.MEETING_MANAGE, post=True)
def meeting_cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Cancels a meeting, with the reason that goes into the notice."""
    meeting = _meeting(request, ref)
    if not MEETING.check(actor_of(request), meeting, "cancel"):
        raise Conflict(_("会议已经开始或结束，不能再取消。"))
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: commands.cancel(
        actor=actor_of(request), meeting=meeting, **form.cleaned_data
    )):  # fmt: skip
        messages.success(request, _("会议已取消。"))
        return redirect(url(request, "meeting_detail", ref=meeting.ref))
    return _form(request, meeting, form, _("取消会议"))


@page(P.MEETING_MANAGE, post=True, get=False)
def meeting_open(request: HttpRequest, ref: str) -> HttpResponse:
    """Declares the meeting open."""
    meeting = _meeting(request, ref)
    return act(
        request,
        lambda: commands.open_meeting(actor=actor_of(request), meeting=meeting),
        _("会议开始。"),
        url(request, "meeting_console", ref=ref),
    )


@page(P.MEETING_MANAGE, post=True, get=False)
def meeting_close(request: HttpRequest, ref: str) -> HttpResponse:
    """Declares the meeting closed, and drafts the minutes."""
    meeting = _meeting(request, ref)
    actor = actor_of(request)

    def run() -> None:
        commands.close_meeting(actor=actor, meeting=meeting)
        minutes.draft(actor=actor, meeting=meeting)

    return act(request, run, _("已散会，纪要草稿已生成。"), meeting_url(request, meeting))
