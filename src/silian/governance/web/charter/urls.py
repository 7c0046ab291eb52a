"""Addresses of the charter and of regulations, below /c/<slug>/governance/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import articles, charters, regulations, rules

urls: list[URLPattern | URLResolver] = [
    path("charter/", charters.charter_list, name="charter_list"),
    path("charter/start/", charters.charter_start, name="charter_start"),
    path("charter/compare/", charters.charter_compare, name="charter_compare"),
    path("charter/<str:ref>/", charters.charter_detail, name="charter_detail"),
    path("charter/<str:ref>/edit/", charters.charter_edit, name="charter_edit"),
    path("charter/<str:ref>/step/<str:verb>/", charters.charter_step, name="charter_step"),
    path("charter/<str:ref>/charter.txt", charters.charter_text, name="charter_text"),
    path("charter/<str:ref>/charter.pdf", charters.charter_file, name="charter_file"),
    path("charter/<str:ref>/whole/", articles.charter_whole, name="charter_whole"),
    path("charter/<str:ref>/articles/add/", articles.article_add, name="article_add"),
    path("charter/<str:ref>/articles/<str:article>/", articles.article_edit, name="article_edit"),
    path(
        "charter/<str:ref>/articles/<str:article>/move/",
        articles.article_move,
        name="article_move",
    ),
    path(
        "charter/<str:ref>/articles/<str:article>/remove/",
        articles.article_remove,
        name="article_remove",
    ),
    path("charter/<str:ref>/rules/", rules.charter_rules, name="charter_rules"),
    path(
        "charter/<str:ref>/rules/<str:body>/", rules.charter_body_rules, name="charter_body_rules"
    ),
    path("regulations/", regulations.regulation_list, name="regulation_list"),
    path("regulations/add/", regulations.regulation_add, name="regulation_add"),
    path("regulations/draft/<str:key>/", regulations.regulation_draft, name="regulation_draft"),
    path("regulations/<str:ref>/", regulations.regulation_detail, name="regulation_detail"),
    path("regulations/<str:ref>/edit/", regulations.regulation_edit, name="regulation_edit"),
    path("regulations/<str:ref>/upload/", regulations.regulation_upload, name="regulation_upload"),
    path("regulations/<str:ref>/file/", regulations.regulation_file, name="regulation_file"),
    path(
        "regulations/<str:ref>/step/<str:verb>/",
        regulations.regulation_step,
        name="regulation_step",
    ),
]
