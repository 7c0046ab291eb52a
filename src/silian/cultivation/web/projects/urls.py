"""Addresses of projects, below /c/<slug>/cultivation/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path

from silian.kernel.exchange.web import import_urls

from ...services.project_imports import CURRICULUM, SELECTION
from . import duties, parts, students, views
from .forms import CurriculumOptions, SelectionOptions
from .tables import url


def _done(request: HttpRequest) -> Any:
    return url(request, "project_list")


PROJECT, DUTY = "projects/<str:ref>/", "duties/<str:ref>/"
PART = PROJECT + "parts/<str:part>/"
urls: list[URLPattern | URLResolver] = [
    path("projects/", views.project_list, name="project_list"),
    path("projects/new/", views.project_create, name="project_create"),
    path("projects/export.<str:format>", views.project_export, name="project_export"),
    *import_urls(
        CURRICULUM, "projects/curriculum/import/", name="curriculum_import",
        options_form=CurriculumOptions, done_url=_done,
    ),
    *import_urls(
        SELECTION, "projects/selection/import/", name="selection_import",
        options_form=SelectionOptions, done_url=_done,
    ),
    path(PROJECT, views.project_detail, name="project_detail"),
    path(PROJECT + "edit/", views.project_edit, name="project_edit"),
    path(PROJECT + "step/<str:verb>/", views.project_step, name="project_step"),
    path(PART + "add/", parts.part_add, name="part_add"),
    path(PART + "<str:item>/", parts.part_edit, name="part_edit"),
    path(PART + "<str:item>/remove/", parts.part_remove, name="part_remove"),
    path(PROJECT + "mentors/<str:item>/", parts.mentor_contact, name="mentor_contact"),
    path(PROJECT + "duties/add/", duties.duty_add, name="duty_add"),
    path(PROJECT + "duties/preset/", duties.duty_preset, name="duty_preset"),
    path(PROJECT + "students/", students.enrolment_list, name="enrolment_list"),
    path(PROJECT + "students/add/", students.enrolment_add, name="enrolment_add"),
    path(PROJECT + "students/batch/", students.enrolment_batch, name="enrolment_batch"),
    path(
        PROJECT + "students/export.<str:format>", students.enrolment_export,
        name="enrolment_export",
    ),
    path("enrolments/<str:ref>/<str:verb>/", students.enrolment_step, name="enrolment_step"),
    path("duties/", duties.duty_list, name="duty_list"),
    path("duties/export.<str:format>", duties.duty_export, name="duty_export"),
    path(DUTY, duties.duty_detail, name="duty_detail"),
    path(DUTY + "edit/", duties.duty_edit, name="duty_edit"),
    path(DUTY + "submit/", duties.duty_submit, name="duty_submit"),
    path(DUTY + "step/<str:verb>/", duties.duty_step, name="duty_step"),
    path(DUTY + "evidence/<str:evidence>/", duties.duty_evidence, name="duty_evidence"),
]  # fmt: skip
