"""Puts the consortium of the address and the actor onto every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from silian.accounts import public as accounts
from silian.kernel.access import ANONYMOUS

from ..models import Consortium
from ..queries.actors import Standing, standing


class ActorMiddleware:
    """Sets `request.consortium`, `request.actor`, `request.related` and `request.standing`.

    The consortium is the `slug` of the address; one that does not exist is a 404. One query
    for the consortium, one for the person's assignments. The database scope is opened later,
    by the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _stand(request, None, Standing(ANONYMOUS))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Runs once the address is known."""
        consortium = None
        if "slug" in kwargs and request.path_info.startswith("/c/"):
            consortium = Consortium.objects.filter(slug=kwargs["slug"]).first()
            if consortium is None:
                raise Http404(_("没有这个联合体。"))
        acting = None
        if consortium is not None and request.user.is_authenticated:
            acting = accounts.acting_for(request, consortium.pk)
        _stand(request, consortium, standing(request.user, consortium, acting))


def _stand(request: Any, consortium: Consortium | None, where: Standing) -> None:
    request.consortium = consortium
    request.standing = where
    request.actor = where.actor
    request.related = where.related
