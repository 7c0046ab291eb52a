"""The own page of a student, a teacher or a mentor, made for a phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import ConsentState
from ...permissions import P
from ...queries.internships import own_internships
from ...queries.rounds import own_applications
from ...queries.students import consents, is_minor, one_consent, own_instructor, own_student
from ...services import students as commands
from ...services import students_consents
from ...workflows import ENROLMENT, INTERNSHIP
from ..forms import attempt, sent
from .forms import ConsentForm
from .tables import url
from .views import answer_zip, show_form


@page(P.SELF)
def my_page(request: HttpRequest) -> HttpResponse:
    """Projects, applications, internship with its log, consents, papers, how to object or end."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    student = own_student(actor)
    instructor = own_instructor(actor)
    internships = own_internships(actor)
    context: dict[str, Any] = {
        "student": student,
        "instructor": instructor,
        "internships": [{"row": one, "tone": INTERNSHIP.tones[one.state]} for one in internships],
    }
    if student is not None:
        rows = student.enrolments.select_related("project__lead", "stage")
        context |= {
            "minor": is_minor(student),
            "enrolments": [{"row": one, "tone": ENROLMENT.tones[one.state]} for one in rows],
            "applications": list(own_applications(actor)),
            "consents": [c for c in consents(student) if c.state == ConsentState.GIVEN],
            "ended": [c for c in consents(student) if c.state != ConsentState.GIVEN],
        }
    return render(request, "cultivation/students/my.html", context)


@page(P.SELF, post=True)
def my_consent(request: HttpRequest) -> HttpResponse:
    """Lets an enterprise read the name."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = own_student(actor)
    back = url(request, "my_page")
    if row is None:
        messages.error(request, _("您的账号没有对应的学生。请联系学校。"))
        return redirect(back)
    form = ConsentForm(sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: students_consents.give(actor=actor, student=row, **data)):
            messages.success(request, _("已同意。可以随时撤回。"))
            return redirect(back)
    return show_form(request, form, _("同意企业查看姓名"), back)


@page(P.SELF, post=True, get=False)
def my_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Ends one's own consent."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_consent(ref)
    if row.student.user_id != actor.user_id:
        raise Missing()
    try:
        students_consents.withdraw(actor=actor, consent=row)
        messages.success(request, _("已撤回授权。"))
    except Conflict as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(url(request, "my_page"))


@page(P.SELF, post=True, get=False)
def my_data(request: HttpRequest) -> HttpResponse:
    """All of one's own data as a ZIP."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = own_student(actor)
    if row is None:
        messages.error(request, _("您的账号没有对应的学生。请联系学校。"))
        return redirect(url(request, "my_page"))
    return answer_zip(commands.export(actor=actor, student=row), "my-data.zip")
