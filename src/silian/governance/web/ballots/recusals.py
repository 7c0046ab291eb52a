"""Who stays out of a motion, and who watches the count of a meeting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...models import Motion, Recusal, Scrutineer
from ...permissions import P
from ...queries.meetings import attendances, meeting_of
from ...services import recusals as commands
from ..forms import sent
from .acting import act, actor_of, submitted, url, url_or_none
from .forms import RecusalForm, ScrutineerForm


@page(P.VIEW, post=True)
def recusals(request: HttpRequest, ref: str) -> HttpResponse:
    """The units that take no part in a motion; the secretariat adds one."""
    motion = Motion.objects.select_related("meeting__body").filter(ref=ref).first()
    if motion is None or motion.meeting is None:
        raise Missing()
    actor = actor_of(request)
    manages = bool(may(actor, P.BALLOT_MANAGE, motion))
    seats = attendances(motion.meeting, voting=True)
    form = RecusalForm(sent(request), seats=seats)
    if submitted(
        request, form,
        lambda data: commands.recuse(actor=actor, motion=motion, **data), _("已登记回避。"),
    ):  # fmt: skip
        return redirect(url(request, "recusals", ref=ref))
    context = {
        "motion": motion,
        "rows": motion.recusals.select_related("attendance__organisation"),
        "form": form if manages else None,
        "back": url_or_none(request, "meeting_detail", ref=motion.meeting.ref),
    }
    status = 422 if form.errors else 200
    return render(request, "governance/ballots/recusals.html", context, status=status)


@page(P.BALLOT_MANAGE, post=True, get=False)
def recusal_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes a recusal back."""
    row = Recusal.objects.select_related("motion").filter(ref=ref).first()
    if row is None:
        raise Missing()
    return act(request, lambda: commands.unrecuse(actor=actor_of(request), recusal=ref),
               _("已取消回避。"), url(request, "recusals", ref=row.motion.ref))  # fmt: skip


@page(P.VIEW, post=True)
def scrutineers(request: HttpRequest, ref: str) -> HttpResponse:
    """The scrutineers of a meeting; the secretariat adds one."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    manages = bool(may(actor, P.BALLOT_MANAGE, meeting))
    form = ScrutineerForm(sent(request), seats=attendances(meeting))
    if submitted(
        request, form, lambda data: commands.appoint(actor=actor, **data), _("已确定监票单位。")
    ):
        return redirect(url(request, "scrutineers", ref=ref))
    context = {
        "meeting": meeting,
        "rows": meeting.scrutineers.select_related("attendance__organisation"),
        "form": form if manages else None,
        "back": url_or_none(request, "meeting_detail", ref=ref),
    }
    status = 422 if form.errors else 200
    return render(request, "governance/ballots/scrutineers.html", context, status=status)


@page(P.BALLOT_MANAGE, post=True, get=False)
def scrutineer_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """A unit no longer watches the count."""
    row = Scrutineer.objects.select_related("meeting").filter(ref=ref).first()
    if row is None:
        raise Missing()
    return act(request, lambda: commands.dismiss(actor=actor_of(request), scrutineer=ref),
               _("已取消监票。"), url(request, "scrutineers", ref=row.meeting.ref))  # fmt: skip
