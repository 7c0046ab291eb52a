"""入会申请: the form of a signed-in person, and what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import require
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import SIGNED_IN, page

from ..enums import ConsortiumState, MembershipState
from ..models import Application, Membership
from ..queries.members import state_words
from ..services.memberships import apply, retract
from ..workflows import MEMBERSHIP
from .forms import ApplicationForm, attempt, sent

STEPS = (MembershipState.APPLIED, MembershipState.REVIEWING, MembershipState.ADMITTED,
         MembershipState.ACTIVE)  # fmt: skip


@page(SIGNED_IN, post=True)
def membership_apply(request: HttpRequest) -> HttpResponse:
    """Files an application for a unit."""
    consortium = request.consortium  # type: ignore[attr-defined]
    form = ApplicationForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made: list[Membership] = []
        if attempt(form, lambda: made.append(_file(request, form.cleaned_data))):
            messages.success(request, _("已提交入会申请。秘书处审核后会与联系人联系。"))
            return redirect("consortium:membership_status", slug=consortium.slug, ref=made[0].ref)
    mine = (
        Application.objects.filter(filed_by=request.user.pk)
        .select_related("membership__organisation")
        .prefetch_related("membership__changes")
    )
    context = {
        "form": form,
        "parts": form.parts(),
        "consortium": consortium,
        "open": consortium.state == ConsortiumState.ACTIVE,
        "mine": [
            {"application": one, "membership": one.membership, "state": state_words(one.membership)}
            for one in mine[:20]
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "consortia/apply.html", context, status=status)


def _file(request: HttpRequest, data: dict[str, Any]) -> Membership:
    """The application, for the unit of the registry or for a new one."""
    data = dict(data)
    name, kind, uscc = data.pop("unit"), data.pop("kind"), data.pop("uscc")
    return apply(
        actor=request.actor,  # type: ignore[attr-defined]
        unit={"name": name, "kind": kind, "uscc": uscc},
        contact_name=data.pop("contact_name"),
        contact_phone=data.pop("contact_phone"),
        form=data,
    )


def _own(request: HttpRequest, ref: str) -> Membership:
    """A membership that the person of the request applied for; `Missing` for any other."""
    rows = Membership.objects.select_related("organisation")
    row = rows.filter(ref=ref, applications__filed_by=request.user.pk).first()
    if row is None:
        raise Missing()
    return row


@page(SIGNED_IN)
def membership_status(request: HttpRequest, ref: str) -> HttpResponse:
    """Where one's own application stands."""
    row = _own(request, ref)
    application = row.applications.filter(filed_by=request.user.pk).first()
    at = STEPS.index(row.state) if row.state in STEPS else len(STEPS)
    steps = [
        {"label": state.label, "state": "done" if n < at else "now" if n == at else "todo"}
        for n, state in enumerate(STEPS)
    ]
    if row.state in {MembershipState.REJECTED, MembershipState.WITHDRAWN}:
        steps = [{"label": str(state_words(row)), "state": "stopped"}]
    context = {
        "membership": row,
        "application": application,
        "steps": steps,
        "state": state_words(row),
        "may_retract": bool(MEMBERSHIP.check(request.actor, row, "retract")),  # type: ignore[attr-defined]
        "may_reapply": row.state in {MembershipState.REJECTED, MembershipState.WITHDRAWN},
    }
    return render(request, "consortia/apply_status.html", context)


@page(SIGNED_IN, post=True)
def membership_retract(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes one's own application back, after a question."""
    row = _own(request, ref)
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, MEMBERSHIP.step("retract").permission, row)
    decision = MEMBERSHIP.check(actor, row, "retract")
    if not decision:
        raise Conflict(decision.reason)
    form = forms.Form(sent(request))
    if request.method == "POST" and attempt(form, lambda: retract(actor=actor, membership=row)):
        messages.success(request, _("已撤回入会申请。以后可以再次申请。"))
        slug = request.consortium.slug  # type: ignore[attr-defined]
        return redirect("consortium:membership_status", slug=slug, ref=row.ref)
    context = {"form": form, "membership": row, "state": state_words(row)}
    status = 422 if form.errors else 200
    return render(request, "consortia/apply_retract.html", context, status=status)
