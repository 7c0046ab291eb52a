"""Addresses of this part, below /c/<slug>/governance/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import design, issuing, papers, reissuing

urls: list[URLPattern | URLResolver] = [
    path("letters/", papers.letter_list, name="letters"),
    path("letters/own/", papers.own_list, name="own_letters"),
    path("letters/batches/", papers.batch_list, name="letter_batches"),
    path("letters/design/", design.design, name="letter_design"),
    path("letters/samples/<slug:kind>.pdf", design.sample, name="letter_sample"),
    path("letters/issue/", issuing.choose, name="letter_choose"),
    path("letters/issue/<slug:kind>/", issuing.issue, name="letter_issue"),
    path("terms/<str:ref>/letters/", reissuing.term_reissue, name="term_reissue"),
    path("letters/<slug:ref>/", papers.letter_detail, name="letter"),
    path("letters/<slug:ref>/revoke/", papers.revoke, name="letter_revoke"),
    path("letters/<slug:ref>/correct/", papers.correct, name="letter_correct"),
]
