"""Addresses of cultivation, below /c/<slug>/cultivation/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from .internships.urls import urls as internships
from .pathways.urls import urls as pathways
from .projects.urls import urls as projects
from .rounds.urls import urls as rounds
from .students.urls import urls as students

consortium: list[URLPattern | URLResolver] = [
    *projects,
    *pathways,
    *students,
    *internships,
    *rounds,
]
