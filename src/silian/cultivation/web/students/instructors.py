"""Teachers and mentors of a unit: the list, its export, their accounts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.privacy import masked
from silian.kernel.refusals import Conflict
from silian.kernel.ui.page import page

from ...exchange.students import INSTRUCTOR_LIST
from ...permissions import P
from ...queries.students import instructors, one_instructor
from ...services import students_accounts as commands
from .tables import instructor_table, tabs, url
from .views import answer_list, show_link


@page(P.POST_OFFER)
def instructor_list(request: HttpRequest) -> HttpResponse:
    """Numbers and masked names; an account for who has none."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    without = []
    if actor.organisation_id is not None:
        without = list(instructors(actor).filter(user__isnull=True)[:50])
    context = {"table": instructor_table(request), "tabs": tabs(request), "without": without}
    return render(request, "cultivation/students/instructors.html", context)


@page(P.POST_OFFER)
def instructor_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = (
        {
            "number": row.number,
            "name": masked(row, "full_name"),
            "unit": row.organisation.name,
            "field": row.field,
        }
        for row in instructor_table(request).narrowed
    )
    return answer_list(_("教师与企业导师"), format, INSTRUCTOR_LIST, rows)


@page(P.POST_OFFER, post=True, get=False)
def instructor_account(request: HttpRequest, ref: str) -> HttpResponse:
    """Opens an account and shows its link."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_instructor(actor, ref)
    back = url(request, "instructor_list")
    try:
        invited = commands.open_instructor_account(actor=actor, instructor=row)
    except Conflict as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(back)
    return show_link(request, invited, back)
