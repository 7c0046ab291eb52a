"""Refusals as pages: the status, the sentence, and the way back. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..refusals import Refusal

# Statuses with a page of their own; the others share the page of 400.
WITH_PAGE = {403, 404, 409, 413}


class RefusalMiddleware:
    """Answers a refusal that a view let through with its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        template = f"{error.status}.html" if error.status in WITH_PAGE else "400.html"
        return render(
            request, template, {"reason": error.reason, "refusal": error}, status=error.status
        )
