"""People and roles of a consortium, and its records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import ROLES, may
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ..models import RoleAssignment
from ..models.naming import english
from ..permissions import ConsortiaPermission as P
from ..queries.members import active_members
from ..services import assignments
from .forms import AssignmentForm, ReasonForm, attempt, sent
from .platform import revoke_page
from .tables import audit_table, people_table, role_name


@page(P.ROLE_ASSIGN)
def people(request: HttpRequest) -> HttpResponse:
    """Who holds which role here, from when until when."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    rows = RoleAssignment.objects.filter(consortium=request.consortium)  # type: ignore[attr-defined]
    add = reverse("consortium:people_add", kwargs={"slug": slug})
    roles = [{"name": role_name(role), "about": _about(ROLES[role])} for role in _offered(request)]
    table = people_table(request, rows, add, _("人员与角色"))
    return render(request, "consortia/people.html", {"table": table, "roles": roles})


def _about(role: Any) -> str:
    return role.about_en if english() else str(role.about)


def _offered(request: HttpRequest) -> list[str]:
    """The roles of a consortium that this person may give."""
    actor = request.actor  # type: ignore[attr-defined]
    return [
        slug
        for slug, role in ROLES.items()
        if role.reach != "platform" and may(actor, assignments.permission_for(role))
    ]


@page(P.ROLE_ASSIGN, post=True)
def people_add(request: HttpRequest) -> HttpResponse:
    """Gives a person a role here."""
    consortium = request.consortium  # type: ignore[attr-defined]
    members = {row.organisation.ref: row.organisation for row in active_members()}
    form = AssignmentForm(
        sent(request),
        roles=[(slug, role_name(slug)) for slug in _offered(request)],
        units=[(ref, unit.title) for ref, unit in members.items()],
    )
    back = reverse("consortium:people", kwargs={"slug": consortium.slug})
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "consortium": consortium}
        data["organisation"] = members.get(data.get("organisation", ""))
        actor = request.actor  # type: ignore[attr-defined]
        if attempt(form, lambda: assignments.assign(actor=actor, **data)):
            messages.success(request, _("已分配角色。"))
            return redirect(back)
    context = {"form": form, "back": back}
    status = 422 if form.errors else 200
    return render(request, "consortia/people_add.html", context, status=status)


@page(P.ROLE_ASSIGN, post=True)
def people_revoke(request: HttpRequest, ref: str) -> HttpResponse:
    """Ends a role here."""
    consortium = request.consortium  # type: ignore[attr-defined]
    rows = RoleAssignment.objects.select_related("user", "organisation")
    row = rows.filter(ref=ref, consortium=consortium).first()
    if row is None:
        raise Missing()
    back = reverse("consortium:people", kwargs={"slug": consortium.slug})
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: assignments.revoke(actor=actor, assignment=row, reason=reason)):
            messages.success(request, _("已撤销。"))
            return redirect(back)
    return revoke_page(request, row, form, back)


@page(P.AUDIT_VIEW)
def audit(request: HttpRequest) -> HttpResponse:
    """The consortium's chain of records."""
    return render(request, "consortia/audit.html", {"table": audit_table(request)})
