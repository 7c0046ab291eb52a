"""Member units: the roll, one member, its steps, its seat and its contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.privacy import masked, reveal
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import page

from ..enums import MembershipState
from ..models import Membership, RoleAssignment
from ..permissions import ConsortiaPermission as P
from ..policy import OFFICES, is_own_organisation
from ..queries.actors import today, valid_on
from ..queries.members import memberships, state_words
from ..services import memberships as commands
from ..workflows import MEMBERSHIP
from .forms import (
    ActivateForm,
    ContactForm,
    LeaveForm,
    MemberForm,
    OpinionForm,
    ReasonForm,
    SeatForm,
    attempt,
    sent,
)
from .tables import member_table, member_url, role_name

# The steps that have a page of their own; reapplying goes through the application form.
STEP_FORMS: dict[str, type[forms.Form]] = {
    "review": forms.Form,
    "admit": OpinionForm,
    "reject": OpinionForm,
    "activate": ActivateForm,
    "withdraw": LeaveForm,
    "leave": ReasonForm,
}
RUN: dict[str, Callable[..., Any]] = {
    "review": commands.review,
    "admit": commands.admit,
    "reject": commands.reject,
    "activate": commands.activate,
    "withdraw": commands.withdraw,
    "leave": commands.leave,
}


@page(P.VIEW)
def member_list(request: HttpRequest) -> HttpResponse:
    """The roll."""
    may_review = bool(may(request.actor, P.MEMBERSHIP_REVIEW))  # type: ignore[attr-defined]
    context = {"table": member_table(request), "may_review": may_review}
    return render(request, "consortia/members.html", context)


@page(P.MEMBERSHIP_REVIEW, post=True, get=False)
def member_batch(request: HttpRequest) -> HttpResponse:
    """The same step for the marked units."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    verb, refs = request.POST.get("action", ""), request.POST.getlist("row")
    try:
        rows = commands.advance_many(actor=request.actor, refs=refs, verb=verb)  # type: ignore[attr-defined]
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal.reason))
    else:
        label = MEMBERSHIP.step(verb).label
        messages.success(
            request, _("“%(verb)s”：%(count)d 个单位。") % {"verb": label, "count": len(rows)}
        )
    return redirect("consortium:member_list", slug=slug)


@page(P.MEMBERSHIP_REVIEW)
def membership_review(request: HttpRequest) -> HttpResponse:
    """Applications that wait, the oldest first."""
    waiting = (MembershipState.APPLIED, MembershipState.REVIEWING, MembershipState.ADMITTED)
    rows = (
        memberships()
        .filter(state__in=waiting)
        .order_by("applied_on", "pk")
        .prefetch_related("applications")
    )
    actor = request.actor  # type: ignore[attr-defined]
    slug = request.consortium.slug  # type: ignore[attr-defined]
    items = [
        {
            "membership": row,
            "application": next(iter(row.applications.all()), None),
            "tone": MEMBERSHIP.tones[row.state],
            "url": member_url(slug, row),
            "steps": _steps(actor, slug, row),
        }
        for row in rows
    ]
    return render(request, "consortia/review.html", {"items": items})


def _member(ref: str) -> Membership:
    row = memberships().filter(ref=ref).first()
    if row is None:
        raise Missing()
    return row


def _steps(actor: Any, slug: str, row: Membership) -> list[dict[str, Any]]:
    return [
        {
            "verb": step.verb,
            "label": step.label,
            "tone": step.tone,
            "url": reverse(
                "consortium:member_step", kwargs={"slug": slug, "ref": row.ref, "verb": step.verb}
            ),
        }
        for step in MEMBERSHIP.open_steps(actor, row)
        if step.verb in STEP_FORMS
    ]


@page(P.VIEW)
def member_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One member: seat, state, history, applications, people, contact (masked)."""
    return _detail(request, _member(ref))


@page(P.CONTACT_REVEAL, post=True, get=False)
def member_contact(request: HttpRequest, ref: str) -> HttpResponse:
    """Opens the contact's phone once; the opening is recorded."""
    row = _member(ref)
    phone = reveal(actor=request.actor, obj=row, field="contact_phone")  # type: ignore[attr-defined]
    return _detail(request, row, phone=phone)


def _detail(request: HttpRequest, row: Membership, phone: str = "") -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    slug = request.consortium.slug  # type: ignore[attr-defined]
    manages = bool(may(actor, P.MEMBERSHIP_MANAGE, row))
    own = is_own_organisation(actor, row)
    people = RoleAssignment.objects.filter(
        valid_on(today()),
        consortium=row.consortium_id,
        organisation=row.organisation_id,
        role__in=OFFICES,
    ).select_related("user")
    reads = manages or own
    context = {
        "membership": row,
        "organisation": row.organisation,
        "state": state_words(row),
        "tone": MEMBERSHIP.tones[row.state],
        "steps": _steps(actor, slug, row),
        "changes": list(row.changes.all()),
        "applications": list(row.applications.all()) if reads else [],
        "people": [{"name": str(p.user), "role": role_name(p.role)} for p in people],
        "reads_contact": reads,
        "contact_name": row.contact_name if reads else masked(row, "contact_name"),
        "contact_phone": phone or masked(row, "contact_phone"),
        "may_reveal": bool(may(actor, P.CONTACT_REVEAL, row)) and row.contact_phone and not phone,
        "may_manage": manages,
        "may_edit": reads,
        "may_seat": manages and row.state == MembershipState.ACTIVE,
    }
    return render(request, "consortia/member.html", context)


@page(P.VIEW, post=True)
def member_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """A step of the membership, with what it asks for."""
    row = _member(ref)
    if verb not in STEP_FORMS:
        raise Missing()
    actor = request.actor  # type: ignore[attr-defined]
    step = MEMBERSHIP.step(verb)
    require(actor, step.permission, row)
    decision = MEMBERSHIP.check(actor, row, verb)
    if not decision:
        raise Conflict(decision.reason)
    form = STEP_FORMS[verb](sent(request))
    if verb == "reject" and "seat" in form.fields:
        del form.fields["seat"]
    if verb == "admit":
        wanted = row.applications.first()
        form.fields["seat"].initial = wanted.wanted_seat if wanted else row.seat
    if request.method == "POST" and form.is_valid():
        given = {key: value for key, value in form.cleaned_data.items() if value is not None}
        if attempt(form, lambda: RUN[verb](actor=actor, membership=row, **given)):
            messages.success(request, _("已办理：%(step)s。") % {"step": step.label})
            return redirect(_back(request, row))
    return _form_page(request, row, form, step.label)


def _back(request: HttpRequest, row: Membership) -> str:
    return member_url(request.consortium.slug, row)  # type: ignore[attr-defined]


def _form_page(
    request: HttpRequest, row: Membership, form: forms.Form, heading: object
) -> HttpResponse:
    context = {
        "form": form,
        "membership": row,
        "heading": heading,
        "back": _back(request, row),
        "application": row.applications.first(),
    }
    status = 422 if form.errors else 200
    return render(request, "consortia/member_form.html", context, status=status)


@page(P.MEMBERSHIP_MANAGE, post=True)
def member_seat(request: HttpRequest, ref: str) -> HttpResponse:
    """Another seat."""
    row = _member(ref)
    form = SeatForm(sent(request), initial={"seat": row.seat})
    if request.method == "POST" and form.is_valid():
        actor, data = request.actor, form.cleaned_data  # type: ignore[attr-defined]
        if attempt(form, lambda: commands.change_seat(actor=actor, membership=row, **data)):
            messages.success(request, _("已变动席位。"))
            return redirect(_back(request, row))
    return _form_page(request, row, form, _("席位变动"))


@page(P.VIEW, post=True)
def member_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Contact and note, by the secretariat; the contact alone, by the unit itself."""
    row = _member(ref)
    actor = request.actor  # type: ignore[attr-defined]
    manages = bool(may(actor, P.MEMBERSHIP_MANAGE, row))
    if not is_own_organisation(actor, row):
        require(actor, P.MEMBERSHIP_MANAGE, row)
    kind = MemberForm if manages else ContactForm
    initial = {name: getattr(row, name) for name in kind.base_fields if name != "contact_phone"}
    form = kind(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        if not data.get("contact_phone"):
            data.pop("contact_phone", None)
        if attempt(form, lambda: commands.update(actor=actor, membership=row, values=data)):
            messages.success(request, _("已保存。"))
            return redirect(_back(request, row))
    return _form_page(request, row, form, _("修改资料"))
