"""The minutes: read, corrected, confirmed, issued as a paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import MeetingState
from ...models import Meeting, Minutes
from ...permissions import P
from ...queries.meetings import meeting_of
from ...services import minutes as commands
from ..forms import attempt, sent
from .acting import act, actor_of, url
from .forms import MinutesForm
from .overview import heading_crumbs


def _minutes(meeting: Meeting) -> Minutes | None:
    return Minutes.objects.filter(meeting=meeting).select_related("paper").first()


@page(P.VIEW)
def meeting_minutes(request: HttpRequest, ref: str) -> HttpResponse:
    """The minutes; before they are confirmed only for those who write them."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    manages = bool(may(actor, P.MEETING_MANAGE, meeting))
    minutes = _minutes(meeting)
    confirmed = minutes is not None and minutes.confirmed_at is not None
    if not manages and not confirmed:
        raise Missing(_("这次会议的纪要还没有确认。"))
    context = {
        "meeting": meeting, "minutes": minutes, "confirmed": confirmed,
        "may_write": manages and meeting.state == MeetingState.CLOSED,
        "crumbs": heading_crumbs(request, meeting, _("会议纪要")),
    }  # fmt: skip
    return render(request, "governance/meetings/minutes.html", context)


@page(P.MEETING_MANAGE, post=True, get=False)
def minutes_draft(request: HttpRequest, ref: str) -> HttpResponse:
    """Writes the minutes from the record, again."""
    meeting = meeting_of(actor_of(request), ref)
    return act(
        request,
        lambda: commands.draft(actor=actor_of(request), meeting=meeting),
        _("纪要草稿已按会议记录生成。"),
        url(request, "meeting_minutes", ref=ref),
    )


@page(P.MEETING_MANAGE, post=True)
def minutes_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Corrects the text."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    require(actor, P.MEETING_MANAGE, meeting)
    minutes = _minutes(meeting)
    if minutes is None:
        raise Missing(_("还没有纪要草稿，请先生成。"))
    if meeting.state != MeetingState.CLOSED:
        raise Conflict(_("纪要已确认，不能再改。"))
    form = MinutesForm(sent(request), initial={"text": minutes.text})
    back = url(request, "meeting_minutes", ref=ref)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.update(actor=actor, minutes=minutes, **data)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    context = {
        "form": form, "heading": _("修改纪要"), "meeting": meeting, "back": back,
        "crumbs": heading_crumbs(request, meeting, _("修改纪要")),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "governance/meetings/form.html", context, status=status)


@page(P.MEETING_MANAGE, post=True, get=False)
def minutes_confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirms the minutes and issues them."""
    meeting = meeting_of(actor_of(request), ref)
    minutes = _minutes(meeting)
    if minutes is None:
        raise Missing(_("还没有纪要草稿，请先生成。"))
    return act(
        request,
        lambda: commands.confirm(actor=actor_of(request), minutes=minutes),
        _("纪要已确认。"),
        url(request, "meeting_minutes", ref=ref),
    )
