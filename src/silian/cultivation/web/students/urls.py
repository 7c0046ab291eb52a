"""Addresses of students, below /c/<slug>/cultivation/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path

from silian.kernel.exchange.web import import_urls

from ...services.students_import import INSTRUCTORS, STUDENTS
from . import instructors, openings, own, views
from .tables import url


def _students_done(request: HttpRequest) -> Any:
    return url(request, "student_list")


def _instructors_done(request: HttpRequest) -> Any:
    return url(request, "instructor_list")


STUDENT = "students/<str:ref>/"
urls: list[URLPattern | URLResolver] = [
    path("students/", views.student_list, name="student_list"),
    path("students/export.<str:format>", views.student_export, name="student_export"),
    path("students/classes/", views.class_list, name="class_list"),
    path("students/classes/export.<str:format>", views.class_export, name="class_export"),
    *import_urls(STUDENTS, "students/import/", name="student_import", done_url=_students_done),
    path("students/openings/", openings.opening_list, name="opening_list"),
    path("students/openings/<str:ref>/decide/", openings.opening_decide, name="opening_decide"),
    path("students/consents/<str:ref>/withdraw/", views.consent_withdraw, name="consent_withdraw"),
    path(STUDENT, views.student_detail, name="student_detail"),
    path(STUDENT + "edit/", views.student_edit, name="student_edit"),
    path(STUDENT + "open/<str:field>/", views.student_contact, name="student_contact"),
    path(STUDENT + "opening/", openings.opening_ask, name="student_opening"),
    path(STUDENT + "consent/", views.student_consent, name="student_consent"),
    path(STUDENT + "account/", views.student_account, name="student_account"),
    path(STUDENT + "data.zip", views.student_data, name="student_data"),
    path(STUDENT + "delete/", views.student_delete, name="student_delete"),
    path("instructors/", instructors.instructor_list, name="instructor_list"),
    path(
        "instructors/export.<str:format>", instructors.instructor_export, name="instructor_export"
    ),
    *import_urls(
        INSTRUCTORS, "instructors/import/", name="instructor_import", done_url=_instructors_done
    ),
    path(
        "instructors/<str:ref>/account/", instructors.instructor_account, name="instructor_account"
    ),
    path("my/", own.my_page, name="my_page"),
    path("my/consent/", own.my_consent, name="my_consent"),
    path("my/consent/<str:ref>/withdraw/", own.my_withdraw, name="my_withdraw"),
    path("my/data.zip", own.my_data, name="my_data"),
]
