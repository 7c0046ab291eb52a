"""The agenda and its papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import require
from silian.kernel.files import answer
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...models import AgendaItem, Meeting, MeetingPaper
from ...permissions import P
from ...queries.meetings import meeting_of
from ...services import agenda as commands
from ..forms import attempt, files, sent
from .acting import act, actor_of, meeting_url, url
from .forms import ItemForm, PaperForm
from .overview import heading_crumbs


def item_of(request: HttpRequest, ref: str) -> AgendaItem:
    """The item of that address, for those who prepare the meeting."""
    rows = AgendaItem.objects.select_related("meeting__body", "meeting__term")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Missing()
    require(actor_of(request), P.MEETING_MANAGE, found)
    return found


def _form(request: HttpRequest, meeting: Meeting, form: Any, heading: str) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "meeting": meeting, "submit_label": _("保存"),
        "back": url(request, "meeting_detail", ref=meeting.ref),
        "crumbs": heading_crumbs(request, meeting, heading),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "governance/meetings/form.html", context, status=status)


@page(P.MEETING_MANAGE, post=True)
def agenda_add(request: HttpRequest, ref: str) -> HttpResponse:
    """A new item at the end."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    form = ItemForm(sent(request), initial={"kind": "discussion"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.add_item(actor=actor, meeting=meeting, values=data)):
            messages.success(request, _("已加入议程。"))
            return redirect(url(request, "meeting_detail", ref=meeting.ref))
    return _form(request, meeting, form, _("新增议题"))


@page(P.MEETING_MANAGE, post=True)
def agenda_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes an item that waits."""
    item = item_of(request, ref)
    form = ItemForm(sent(request), initial={n: getattr(item, n) for n in ItemForm.base_fields})
    if request.method == "POST" and form.is_valid():
        actor, data = actor_of(request), form.cleaned_data
        if attempt(form, lambda: commands.update_item(actor=actor, item=item, values=data)):
            messages.success(request, _("已保存。"))
            return redirect(url(request, "meeting_detail", ref=item.meeting.ref))
    return _form(request, item.meeting, form, _("修改议题"))


@page(P.MEETING_MANAGE, post=True, get=False)
def agenda_move(request: HttpRequest, ref: str) -> HttpResponse:
    """One place up, or down without `up`."""
    item = item_of(request, ref)
    up = request.POST.get("up", "") == "1"
    return act(
        request,
        lambda: commands.move_item(actor=actor_of(request), item=item, up=up),
        "",
        f"{meeting_url(request, item.meeting)}#agenda",
    )


@page(P.MEETING_MANAGE, post=True, get=False)
def agenda_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes an item off."""
    item = item_of(request, ref)
    return act(
        request,
        lambda: commands.remove_item(actor=actor_of(request), item=item),
        _("已移出议程。"),
        meeting_url(request, item.meeting),
    )


@page(P.MEETING_MANAGE, post=True)
def paper_add(request: HttpRequest, ref: str) -> HttpResponse:
    """Uploads a paper."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    form = PaperForm(sent(request), files(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.add_paper(
            actor=actor, meeting=meeting, title=data["title"], upload=data["file"],
            item=data["item"] or None,
        )):  # fmt: skip
            messages.success(request, _("已上传。"))
            return redirect(url(request, "meeting_detail", ref=meeting.ref))
    return _form(request, meeting, form, _("上传材料"))


def _paper(request: HttpRequest, ref: str) -> MeetingPaper:
    found = MeetingPaper.objects.select_related("meeting", "file").filter(ref=ref).first()
    if found is None:
        raise Missing()
    meeting_of(actor_of(request), found.meeting.ref)
    return found


@page(P.VIEW)
def paper_file(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The paper itself, for everybody who sees the meeting."""
    paper = _paper(request, ref)
    if paper.file is None:
        raise Missing()
    return answer(paper.file)


@page(P.MEETING_MANAGE, post=True, get=False)
def paper_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes a paper off."""
    paper = _paper(request, ref)
    return act(
        request,
        lambda: commands.remove_paper(actor=actor_of(request), paper=paper),
        _("已移除材料。"),
        meeting_url(request, paper.meeting),
    )
