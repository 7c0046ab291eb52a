"""Addresses of pathways, below /c/<slug>/cultivation/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urls: list[URLPattern | URLResolver] = [
    path("pathways/", views.pathway_list, name="pathway_list"),
    path("pathways/export.<str:format>", views.pathway_export, name="pathway_export"),
    path("pathways/<str:code>/", views.pathway_detail, name="pathway_detail"),
]
