"""A page: who may open it, by which methods, in which consortium.

Every route of the product carries this decorator; the access matrix reads `view.access` and
fails the build for a route without it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from enum import Enum, StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import patch_cache_control

from .. import scoping
from ..access import require
from ..refusals import Missing


class Access(Enum):
    """Pages that ask for no permission: open to all, or to everybody signed in."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    RELATED = "related"


PUBLIC = Access.PUBLIC
SIGNED_IN = Access.SIGNED_IN
# Somebody with any role in this consortium.
RELATED = Access.RELATED

View = Callable[..., HttpResponseBase]


def page(
    access: Access | StrEnum, *, post: bool = False, get: bool = True
) -> Callable[[View], View]:
    """Declares a view: `access` is PUBLIC, SIGNED_IN, RELATED or a permission.

    Somebody not signed in is sent to the sign-in page. In a consortium one has nothing to do
    with, every page that is not public is a 404; without the permission it is a 403 with the
    reason. The view runs inside the consortium of its address.
    """
    methods = {"GET", "HEAD"} if get else set()
    if post:
        methods.add("POST")

    def decorate(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(sorted(methods))
            if access is not PUBLIC and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            consortium = getattr(request, "consortium", None)
            _check(request, access, consortium)
            _no_nul(request, kwargs)
            if "slug" in kwargs and consortium is not None:
                kwargs.pop("slug")
            where = scoping.inside(consortium.pk) if consortium is not None else nullcontext()
            with where:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                    response.render()
            return response

        run.access = access  # type: ignore[attr-defined]
        run.methods = methods  # type: ignore[attr-defined]
        return run

    return decorate


class NoStoreMiddleware:
    """What a signed-in person is answered, refusals as well, is kept by no cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response


def _no_nul(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """PostgreSQL keeps no NUL: nothing is there under such an address, and no such form is read."""
    if any("\x00" in value for value in kwargs.values() if isinstance(value, str)):
        raise Missing()
    for given in (request.GET, request.POST):
        if any("\x00" in value for _key, values in given.lists() for value in values):
            raise BadRequest


def _check(request: HttpRequest, access: Access | StrEnum, consortium: Any) -> None:
    if access is PUBLIC or access is SIGNED_IN:
        return
    if consortium is not None and not request.related:  # type: ignore[attr-defined]
        raise Missing()
    if isinstance(access, StrEnum):
        require(request.actor, access)  # type: ignore[attr-defined]
