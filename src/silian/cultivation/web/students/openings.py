"""Requests to open minors' records: asked by the school, decided by the secretariat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.refusals import Conflict, Forbidden
from silian.kernel.ui.page import page

from ...enums import OpeningState
from ...permissions import P
from ...queries.students import one_opening, one_student, openings
from ...services import students_openings as commands
from ..forms import attempt, sent
from .forms import OpeningForm
from .tables import opening_table, tabs, url
from .views import show_form


@page(P.STUDENT_VIEW)
def opening_list(request: HttpRequest) -> HttpResponse:
    """All requests; those that wait stand on top for who decides."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    waiting = []
    if may(actor, P.OPENING_APPROVE):
        waiting = list(openings(actor).filter(state=OpeningState.ASKED).order_by("created_at")[:50])
    context = {"table": opening_table(request), "tabs": tabs(request), "waiting": waiting}
    return render(request, "cultivation/students/openings.html", context)


@page(P.STUDENT_REVEAL, post=True)
def opening_ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Asks to open a minor's record."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_student(actor, ref)
    require(actor, P.STUDENT_REVEAL, row)
    form = OpeningForm(sent(request))
    back = url(request, "student_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: commands.ask(actor=actor, student=row, reason=reason)):
            messages.success(request, _("已申请，等待秘书处审批。"))
            return redirect(back)
    return show_form(
        request, form, _("申请打开未成年人信息"), back, _("学号 %(n)s") % {"n": row.number}
    )


@page(P.OPENING_APPROVE, post=True, get=False)
def opening_decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Approves for 24 hours, or refuses."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_opening(actor, ref)
    approve = request.POST.get("action") == "approve"
    try:
        commands.decide(actor=actor, opening=row, approve=approve)
        messages.success(request, _("已批准，24 小时内有效。") if approve else _("已拒绝。"))
    except (Conflict, Forbidden) as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(url(request, "opening_list"))
