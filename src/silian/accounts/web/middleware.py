"""Staff without a second factor are led to it, where the installation asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .sign_in import has_second_factor, is_staff

# What stays open, or nobody could ever add the factor: account pages, language, static files.
_OPEN = ("/account/", "/language/", "/static/")


class SecondFactorMiddleware:
    """With `SECOND_FACTOR_FOR_STAFF`, who reaches a whole consortium needs a second factor.

    Stands after the middleware that sets `request.actor`; costs staff one query a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Runs once the actor is known."""
        if not settings.SECOND_FACTOR_FOR_STAFF or request.path_info.startswith(_OPEN):
            return None
        if not request.user.is_authenticated or not is_staff(request.actor):
            return None
        if has_second_factor(request.user):
            return None
        messages.warning(request, _("本系统要求秘书处和管理人员开启两步验证，请先完成设置。"))
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
