"""Addresses of agreements, below /c/<slug>/governance/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import behalf, steps, views

ONE = "agreements/<str:ref>/"
urls: list[URLPattern | URLResolver] = [
    path("agreements/", views.agreement_list, name="agreement_list"),
    path("agreements/new/", views.agreement_create, name="agreement_create"),
    path("agreements/export.<str:format>", views.agreement_export, name="agreement_export"),
    path(ONE, views.agreement_detail, name="agreement_detail"),
    path(ONE + "edit/", views.agreement_edit, name="agreement_edit"),
    path(ONE + "text/", views.agreement_text, name="agreement_text"),
    path(ONE + "compare/", views.agreement_compare, name="agreement_compare"),
    path(ONE + "parties/", steps.agreement_parties, name="agreement_parties"),
    path(ONE + "parties/<str:party>/<str:verb>/record/", behalf.record, name="agreement_record"),
    path(ONE + "parties/<str:party>/<str:verb>/proof/", behalf.proof, name="agreement_proof"),
    path(ONE + "paper.pdf", views.agreement_paper, name="agreement_paper"),
    path(ONE + "scan/", views.agreement_scan, name="agreement_scan"),
    path(ONE + "upload/", steps.agreement_upload, name="agreement_upload"),
    path(ONE + "step/<str:verb>/", steps.agreement_step, name="agreement_step"),
    path(ONE + "decide/<str:verb>/", steps.agreement_decide, name="agreement_decide"),
]
