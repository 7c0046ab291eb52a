"""Addresses of rounds, below /c/<slug>/cultivation/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path

from silian.kernel.exchange.web import import_urls

from ...services.rounds_applicants import APPLICANTS
from ...services.rounds_posts import POSTS
from ...services.rounds_preferences import RANKINGS
from . import own, posts, results, views
from .forms import OpenRoundOptions, RoundOptions
from .tables import url


def _done(request: HttpRequest) -> Any:
    return url(request, "round_list")


ROUND, POST, MINE = "rounds/<str:ref>/", "round-posts/<str:ref>/", "my/rounds/<str:ref>/"
urls: list[URLPattern | URLResolver] = [
    path("rounds/", views.round_list, name="round_list"),
    path("rounds/new/", views.round_create, name="round_create"),
    path("rounds/export.<str:format>", views.round_export, name="round_export"),
    *import_urls(
        POSTS,
        "rounds/posts/import/",
        name="round_post_import",
        options_form=RoundOptions,
        done_url=_done,
    ),
    *import_urls(
        APPLICANTS,
        "rounds/applicants/import/",
        name="round_applicant_import",
        options_form=RoundOptions,
        done_url=_done,
    ),
    *import_urls(
        RANKINGS,
        "rounds/rankings/import/",
        name="round_ranking_import",
        options_form=OpenRoundOptions,
        done_url=_done,
    ),
    path(ROUND, views.round_detail, name="round_detail"),
    path(ROUND + "edit/", views.round_edit, name="round_edit"),
    path(ROUND + "step/<str:verb>/", views.round_step, name="round_step"),
    path(ROUND + "supplement/", views.round_supplement, name="round_supplement"),
    path(ROUND + "package.zip", views.round_package, name="round_package"),
    path(ROUND + "posts/", views.round_posts, name="round_posts"),
    path(ROUND + "posts/export.<str:format>", posts.round_post_export, name="round_post_export"),
    path(ROUND + "applicants/", results.round_applicants, name="round_applicants"),
    path(ROUND + "applicants/add/", results.applicant_add, name="applicant_add"),
    path(
        ROUND + "applicants/export.<str:format>", results.applicant_export, name="applicant_export"
    ),
    path(ROUND + "result/", results.round_result, name="round_result"),
    path(ROUND + "result/export.<str:format>", results.result_export, name="result_export"),
    path(ROUND + "what-if/", results.round_what_if, name="round_what_if"),
    path(ROUND + "appeals/", results.round_appeals, name="round_appeals"),
    path("round-posts/new/", posts.post_create, name="post_create"),
    path(POST, posts.post_detail, name="post_detail"),
    path(POST + "edit/", posts.post_edit, name="post_edit"),
    path(POST + "withdraw/", posts.post_withdraw, name="post_withdraw"),
    path(POST + "remove/", posts.post_remove, name="post_remove"),
    path("applicants/<str:ref>/remove/", results.applicant_remove, name="applicant_remove"),
    path("appeals/<str:ref>/answer/", results.appeal_answer, name="appeal_answer"),
    path("my/rounds/", own.my_rounds, name="my_rounds"),
    path(MINE, own.my_round, name="my_round"),
    path(MINE + "answer/<str:verb>/", own.my_answer, name="my_answer"),
    path(MINE + "appeal/<str:post>/", own.my_appeal, name="my_appeal"),
]
