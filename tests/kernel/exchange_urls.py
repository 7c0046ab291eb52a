"""The product's addresses, and the pages of the tests' own spreadsheet."""

from __future__ import annotations

from django.urls import include, path

from silian.config.urls import (  # noqa: F401 - Django looks for them here
    handler400,
    handler403,
    handler404,
    handler500,
)
from silian.config.urls import urlpatterns as ours
from silian.kernel.exchange.web import import_urls
from tests.kernel.made_sheets import GLOBAL, SHEET

inside = import_urls(SHEET, "import", name="trial_import", done_url=lambda request: "/done/")
outside = import_urls(GLOBAL, "import", name="trial_import")

urlpatterns = [
    path("c/<slug:slug>/try/", include((inside, "try"))),
    path("try/", include((outside, "trial"))),
    *ours,
]
