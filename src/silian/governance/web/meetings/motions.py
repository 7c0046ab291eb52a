"""Motions: the list, the page of one, proposing, admitting, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import BallotState, MotionState
from ...models import Meeting, Motion
from ...permissions import P
from ...queries.meetings import COMING, meeting_of, meetings
from ...services import motions as commands
from ...workflows import MOTION
from ..forms import attempt, sent
from .acting import act, actor_of, url
from .forms import MeetingChoiceForm, MotionForm
from .tables import motion_table


@page(P.VIEW)
def motion_list(request: HttpRequest) -> HttpResponse:
    """All motions."""
    return render(request, "governance/meetings/motions.html", {"table": motion_table(request)})


def _motion(ref: str) -> Motion:
    rows = Motion.objects.select_related("meeting", "item", "proposer", "charter", "plan")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


@page(P.VIEW)
def motion_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One motion: its text, where it is dealt with, how it was voted on."""
    motion = _motion(ref)
    actor = actor_of(request)
    ballots = list(motion.ballots.order_by("pk"))
    voted = any(b.state in {BallotState.OPEN, BallotState.CLOSED} for b in ballots)
    manages = bool(may(actor, P.MEETING_MANAGE, motion))
    own = bool(may(actor, P.MOTION_PROPOSE, motion))
    editable = {MotionState.PROPOSED, MotionState.ADMITTED} if manages else {MotionState.PROPOSED}
    context = {
        "motion": motion,
        "tone": MOTION.tones[motion.state],
        "ballots": ballots,
        "recusals": list(motion.recusals.select_related("attendance__organisation")),
        "resolution": getattr(motion, "resolution", None),
        "may_edit": own and not voted and motion.state in editable,
        "may_withdraw": own and not voted
        and motion.state in {MotionState.PROPOSED, MotionState.ADMITTED},
        "may_admit": manages and motion.state == MotionState.PROPOSED,
        "may_ballot": motion.state == MotionState.ADMITTED
        and not any(b.state in {BallotState.DRAFT, BallotState.OPEN} for b in ballots)
        and bool(may(actor, P.BALLOT_MANAGE, motion)),
    }  # fmt: skip
    return render(request, "governance/meetings/motion.html", context)


def _form(request: HttpRequest, form: Any, heading: str, back: str, **more: Any) -> HttpResponse:
    crumbs = [
        {"label": _("议案"), "url": url(request, "motion_list")},
        {"label": heading, "url": ""},
    ]
    context = {"form": form, "heading": heading, "back": back, "crumbs": crumbs, **more}
    status = 422 if form.errors else 200
    return render(request, "governance/meetings/form.html", context, status=status)


@page(P.MOTION_PROPOSE, post=True)
def motion_new(request: HttpRequest) -> HttpResponse:
    """A new motion; `?meeting=` says for which. The secretariat's is admitted at once."""
    actor = actor_of(request)
    wanted = request.GET.get("meeting", "")
    meeting = meeting_of(actor, wanted) if wanted else None
    manages = bool(may(actor, P.MEETING_MANAGE))
    form = MotionForm(sent(request), manages=manages, initial={"matter": "ordinary"})
    if request.method == "POST" and form.is_valid():
        made: list[Motion] = []
        if attempt(form, lambda: made.append(
            commands.propose(actor=actor, values=form.cleaned_data, meeting=meeting)
        )):  # fmt: skip
            return _proposed(request, made[0], meeting, manages)
    back = (
        url(request, "meeting_detail", ref=meeting.ref) if meeting else url(request, "motion_list")
    )
    lead = _("为“%(meeting)s”提出。") % {"meeting": meeting} if meeting else ""
    return _form(request, form, _("提出议案"), back, lead=lead)


def _proposed(
    request: HttpRequest, motion: Motion, meeting: Meeting | None, manages: bool
) -> HttpResponse:
    if manages and meeting is not None:
        to = url(request, "motion_admit", ref=motion.ref)
        messages.success(request, _("议案已建立，请选择列入哪一项议程。"))
        return redirect(to)
    messages.success(request, _("议案已提出，等待秘书处列入议程。"))
    return redirect(url(request, "motion_detail", ref=motion.ref))


@page(P.MOTION_PROPOSE, post=True)
def motion_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes a motion that was not voted on."""
    motion = _motion(ref)
    actor = actor_of(request)
    require(actor, P.MOTION_PROPOSE, motion)
    form = MotionForm(
        sent(request), manages=bool(may(actor, P.MEETING_MANAGE)),
        initial={name: getattr(motion, name) for name in MotionForm.base_fields},
    )  # fmt: skip
    back = url(request, "motion_detail", ref=motion.ref)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.update(actor=actor, motion=motion, values=data)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return _form(request, form, _("修改议案"), back)


@page(P.MEETING_MANAGE, post=True)
def motion_admit(request: HttpRequest, ref: str) -> HttpResponse:
    """Puts a motion on the agenda of a meeting."""
    motion = _motion(ref)
    actor = actor_of(request)
    require(actor, P.MEETING_MANAGE, motion)
    if motion.state != MotionState.PROPOSED:
        raise Conflict(_("这项议案已经列入议程，或已撤回。"))
    form = MeetingChoiceForm(
        sent(request), meetings=meetings(actor).filter(state__in=COMING),
        initial={"meeting": motion.meeting},
    )  # fmt: skip
    back = url(request, "motion_detail", ref=motion.ref)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.admit(actor=actor, motion=motion, **data)):
            messages.success(request, _("已列入议程。"))
            return redirect(url(request, "meeting_detail", ref=data["meeting"].ref))
    return _form(request, form, _("列入议程"), back, lead=motion.title)


@page(P.MOTION_PROPOSE, post=True, get=False)
def motion_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes a motion back."""
    motion = _motion(ref)
    return act(
        request,
        lambda: commands.withdraw(actor=actor_of(request), motion=motion),
        _("议案已撤回。"),
        url(request, "motion_detail", ref=motion.ref),
    )
