"""Addresses of the alignment: they stand at /c/<slug>/talent/alignment/."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import alignment as pages

CELL = "alignment/cell/<slug:region>/<slug:program>/<slug:level>/"

urls: list[URLPattern] = [
    path("alignment/", pages.alignment, name="alignment"),
    path("alignment/unmapped/", pages.alignment_unmapped, name="alignment_unmapped"),
    path(CELL, pages.alignment_cell, name="alignment_cell"),
    path("alignment/rows/<slug:kind>/", pages.alignment_rows, name="alignment_rows"),
    path("alignment/cells.<slug:format>", pages.alignment_export, name="alignment_export"),
    path("alignment/formulas/", pages.formula_list, name="formula_list"),
    path("alignment/formulas/<slug:key>/", pages.formula, name="formula"),
]
