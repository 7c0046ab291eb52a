"""The HTTP API: the same commands and queries as the pages, described by OpenAPI."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from silian import __version__
from silian.kernel.refusals import Invalid, Refusal
from silian.talent.api import router as talent

api = NinjaAPI(title="Silian 四链", version=__version__, docs_url=None)
api.add_router("/c/{slug:slug}/talent", talent)


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, error: Refusal) -> HttpResponse:
    """A refusal as JSON: the sentence, and the sentences by field where there are any."""
    body: dict[str, object] = {"detail": str(error.reason)}
    if isinstance(error, Invalid):
        body["errors"] = {k: [str(s) for s in v] for k, v in error.errors.items()}
    return api.create_response(request, body, status=error.status)
