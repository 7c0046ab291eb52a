"""Addresses of the shell: `platform` at /, `consortium` at /c/<slug>/."""

from __future__ import annotations

from django.urls import path

from . import views

platform = [
    path("", views.landing, name="landing"),
    path("search/", views.search, name="search"),
    path("health/", views.health, name="health"),
]
consortium = [
    path("", views.home, name="index"),
]
