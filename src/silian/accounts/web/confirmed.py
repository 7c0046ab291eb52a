"""Pages that ask for the password again, because a forgotten open browser must not reach them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Sends to the page that asks for password or code, and back here; good for 15 minutes.

    allauth's own decorator would replay a suspended POST without our actor on the request.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not did_recently_reauthenticate(request):
            query = urlencode({"next": request.path})
            return redirect(f"{reverse('account_reauthenticate')}?{query}")
        return view(request, *args, **kwargs)

    return run
