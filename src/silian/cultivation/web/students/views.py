"""Students: the lists, the page of one, its reveal, consents, account, data and deletion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.exchange import download, export_csv, export_xlsx, file_name
from silian.kernel.privacy import masked
from silian.kernel.refusals import Conflict, Forbidden, Missing
from silian.kernel.ui.page import page

from ...exchange.students import CLASS_LIST, STUDENT_LIST
from ...models import Student
from ...permissions import P
from ...queries.students import (
    consents,
    is_minor,
    one_consent,
    one_student,
    opening_for,
)
from ...services import students as commands
from ...services import students_accounts, students_consents
from ...workflows import INTERNSHIP
from ..forms import ReasonForm, attempt, sent
from .forms import SchoolConsentForm, StudentForm
from .tables import class_table, student_table, tabs, url

WRITE = {"xlsx": export_xlsx, "csv": export_csv}


def show_form(
    request: HttpRequest, form: Any, heading: object, back: str, lead: object = "", **more: Any
) -> HttpResponse:
    """The page of a form of this part."""
    context = {"form": form, "heading": heading, "lead": lead, "back": back, **more}
    status = 422 if form.errors else 200
    return render(request, "cultivation/students/form.html", context, status=status)


def answer_list(title: object, form: str, columns: Any, rows: Any) -> HttpResponseBase:
    """A list as a file of the form asked for; `Missing` for an unknown one."""
    write = WRITE.get(form)
    if write is None:
        raise Missing()
    return download(file_name(title, suffix=form), lambda stream: write(columns, rows, stream))


@page(P.STUDENT_VIEW)
def student_list(request: HttpRequest) -> HttpResponse:
    """Numbers and masked names."""
    context = {"table": student_table(request), "tabs": tabs(request)}
    return render(request, "cultivation/students/list.html", context)


@page(P.STUDENT_VIEW)
def student_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as it is shown: numbers and masks."""
    rows = (
        {
            "number": row.number,
            "name": masked(row, "full_name"),
            "school": row.organisation.name,
            "class_name": row.study_class.name,
            "program": row.study_class.program.name if row.study_class.program else "",
            "level": row.study_class.get_level_display(),
            "entry_year": row.study_class.entry_year,
            "minor": is_minor(row),
            "region": row.region.name if row.region else "",
        }
        for row in student_table(request).narrowed
    )
    return answer_list(_("学生名册"), format, STUDENT_LIST, rows)


@page(P.STUDENT_VIEW)
def class_list(request: HttpRequest) -> HttpResponse:
    """The classes."""
    context = {"table": class_table(request), "tabs": tabs(request)}
    return render(request, "cultivation/students/list.html", context)


@page(P.STUDENT_VIEW)
def class_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The classes as a file."""
    rows = (
        {
            "school": row.organisation.name,
            "name": row.name,
            "entry_year": row.entry_year,
            "level": row.get_level_display(),
            "program": row.program.name if row.program else "",
            "students": row.students_count,
            "running": row.running_count,
        }
        for row in class_table(request).narrowed
    )
    return answer_list(_("班级"), format, CLASS_LIST, rows)


@page(P.STUDENT_VIEW)
def student_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One student: the record masked, consents, internships."""
    return _detail(request, one_student(request.actor, ref))  # type: ignore[attr-defined]


def _detail(request: HttpRequest, row: Student, opened: dict[str, str] | None = None) -> Any:
    actor: Any = request.actor  # type: ignore[attr-defined]
    opened = opened or {}
    minor = is_minor(row)
    opening = opening_for(actor, row) if minor else None
    reveals = bool(may(actor, P.STUDENT_REVEAL, row))
    meta: Any = row._meta
    fields = [
        {
            "name": name,
            "label": meta.get_field(name).verbose_name,
            "value": opened.get(name) or masked(row, name),
            "openable": reveals and (not minor or opening) and getattr(row, name)
            and name not in opened,
        }
        for name in commands.OPENABLE
    ]  # fmt: skip
    internships = row.internships.select_related("organisation").order_by("-starts_on", "-pk")
    context = {
        "student": row,
        "minor": minor,
        "fields": fields,
        "opening": opening,
        "may_ask": reveals and minor and opening is None,
        "may_manage": bool(may(actor, P.STUDENT_MANAGE, row)),
        "consents": list(consents(row)),
        "internships": [{"row": one, "tone": INTERNSHIP.tones[one.state]} for one in internships],
        "enrolments": list(row.enrolments.select_related("project")),
        "sees_internships": bool(may(actor, P.INTERNSHIP_VIEW)),
        "waiting": row.openings.filter(asked_by=actor.user_id, state="asked").exists(),
    }
    return render(request, "cultivation/students/detail.html", context)


@page(P.STUDENT_REVEAL, post=True, get=False)
def student_contact(request: HttpRequest, ref: str, field: str) -> HttpResponse:
    """Opens one value once; the opening is recorded."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_student(actor, ref)
    if field not in commands.OPENABLE:
        raise Missing()
    try:
        value = commands.open_field(actor=actor, student=row, field=field)
    except Forbidden as refusal:
        if not is_minor(row):
            raise
        messages.error(request, str(refusal.reason))
        return redirect(url(request, "student_opening", ref=ref))
    response: HttpResponse = _detail(request, row, {field: value})
    return response


@page(P.STUDENT_MANAGE, post=True)
def student_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes the record; what is not typed stays."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_student(actor, ref)
    require(actor, P.STUDENT_MANAGE, row)
    form = StudentForm(sent(request), initial={"graduated_on": row.graduated_on})
    back = url(request, "student_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: commands.update(actor=actor, student=row, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return show_form(request, form, _("修改学生资料"), back, _("学号 %(n)s") % {"n": row.number})


@page(P.STUDENT_MANAGE, post=True)
def student_consent(request: HttpRequest, ref: str) -> HttpResponse:
    """Records a consent on paper; a minor's is the guardian's."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_student(actor, ref)
    require(actor, P.STUDENT_MANAGE, row)
    form = SchoolConsentForm(sent(request))
    back = url(request, "student_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: students_consents.give(actor=actor, student=row, **data)):
            messages.success(request, _("已登记授权。"))
            return redirect(back)
    return show_form(request, form, _("登记授权"), back, _("学号 %(n)s") % {"n": row.number})


@page(P.STUDENT_MANAGE, post=True, get=False)
def consent_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Ends a consent on the student's behalf."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_consent(ref)
    student = one_student(actor, row.student.ref)
    try:
        students_consents.withdraw(actor=actor, consent=row)
        messages.success(request, _("已撤回授权。"))
    except Conflict as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(url(request, "student_detail", ref=student.ref))


def show_link(request: HttpRequest, invited: Any, back: str) -> HttpResponse:
    """The one-time link, this once."""
    path = reverse("accounts:welcome_link", kwargs={"key": invited.key})
    context = {"invited": invited, "link": request.build_absolute_uri(path), "back": back}
    return render(request, "cultivation/students/invited.html", context)


@page(P.STUDENT_MANAGE, post=True, get=False)
def student_account(request: HttpRequest, ref: str) -> HttpResponse:
    """Opens an account for the student and shows its link."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_student(actor, ref)
    back = url(request, "student_detail", ref=ref)
    try:
        invited = students_accounts.open_student_account(actor=actor, student=row)
    except Conflict as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(back)
    return show_link(request, invited, back)


def answer_zip(content: bytes, name: str) -> HttpResponse:
    """A ZIP as a download."""
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page(P.STUDENT_MANAGE, post=True, get=False)
def student_data(request: HttpRequest, ref: str) -> HttpResponse:
    """All data of the student, to be handed over on request; recorded."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_student(actor, ref)
    try:
        found = commands.export(actor=actor, student=row)
    except Forbidden as refusal:
        if not is_minor(row):
            raise
        messages.error(request, str(refusal.reason))
        return redirect(url(request, "student_opening", ref=ref))
    return answer_zip(found, f"student-{row.ref}.zip")


@page(P.STUDENT_MANAGE, post=True)
def student_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Deletes the student with everything about the person."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_student(actor, ref)
    require(actor, P.STUDENT_MANAGE, row)
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: commands.delete(actor=actor, student=row, reason=reason)):
            messages.success(request, _("已删除，不能恢复。"))
            return redirect(url(request, "student_list"))
    lead = _(
        "学号 %(n)s：姓名、联系方式、授权、志愿、实习和全部档案材料一并删除，账号停用，不能恢复。"
        "操作记录里只留下学号和本次原因。"
    ) % {"n": row.number}
    back = url(request, "student_detail", ref=ref)
    return show_form(request, form, _("删除学生"), back, lead)
