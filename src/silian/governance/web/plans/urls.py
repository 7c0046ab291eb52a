"""Addresses of plans and tasks, below /c/<slug>/governance/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path

from silian.kernel.exchange.web import import_urls

from ...services.task_import import TASKS
from . import task_pages, views
from .forms import ImportOptions
from .tables import url


def _done(request: HttpRequest) -> Any:
    return url(request, "plan_list")


PLAN, TASK = "plans/<str:ref>/", "tasks/<str:ref>/"
urls: list[URLPattern | URLResolver] = [
    path("plans/", views.plan_list, name="plan_list"),
    path("plans/new/", views.plan_create, name="plan_create"),
    path("plans/dormant/", views.dormant, name="dormant"),
    *import_urls(
        TASKS, "plans/import/", name="task_import", options_form=ImportOptions, done_url=_done
    ),
    path(PLAN, views.plan_detail, name="plan_detail"),
    path(PLAN + "edit/", views.plan_edit, name="plan_edit"),
    path(PLAN + "review/", views.plan_review, name="plan_review"),
    path(PLAN + "export.<str:format>", views.plan_export, name="plan_export"),
    path(PLAN + "step/<str:verb>/", views.plan_step, name="plan_step"),
    path("tasks/", task_pages.task_list, name="task_list"),
    path("tasks/mine/", task_pages.task_mine, name="task_mine"),
    path("tasks/new/", task_pages.task_create, name="task_create"),
    path(TASK, task_pages.task_detail, name="task_detail"),
    path(TASK + "edit/", task_pages.task_edit, name="task_edit"),
    path(TASK + "move/", task_pages.task_move, name="task_move"),
    path(TASK + "report/", task_pages.task_report, name="task_report"),
    path(TASK + "start/", task_pages.task_start, name="task_start"),
    path(TASK + "step/<str:verb>/", task_pages.task_step, name="task_step"),
    path(TASK + "reports/<str:report>/answer/", task_pages.task_answer, name="task_answer"),
    path(TASK + "reports/<str:report>/evidence/", task_pages.task_evidence, name="task_evidence"),
]
