"""Addresses of projects, below /c/<slug>/cultivation/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urls: list[URLPattern | URLResolver] = []
