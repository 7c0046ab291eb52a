"""Addresses of students, below /c/<slug>/cultivation/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urls: list[URLPattern | URLResolver] = []
