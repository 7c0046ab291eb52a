"""Where each app's pages stand: the platform's at /<app>/, a consortium's at /c/<slug>/."""

from __future__ import annotations

from django.urls import include, path

from silian.accounts.web import sign_in_urls as sign_in
from silian.accounts.web import urls as accounts
from silian.codes.web import urls as codes
from silian.consortia.web import urls as consortia
from silian.cultivation.web import urls as cultivation
from silian.governance.web import urls as governance
from silian.governance.web.meetings import live_urls as live
from silian.kernel.documents.web import urls as documents
from silian.organisations.web import urls as organisations
from silian.shell.web import urls as shell
from silian.shell.web.views import set_language
from silian.talent.web import urls as talent

from .api import api

urlpatterns = [
    path("", include((shell.platform, "shell"))),
    # Under the name that Django and the templates of others expect.
    path("language/", set_language, name="set_language"),
    path("account/", include(sign_in)),
    path("accounts/", include((accounts.platform, "accounts"))),
    path("codes/", include((codes.platform, "codes"))),
    path("organisations/", include((organisations.platform, "organisations"))),
    path("verify/", include((documents.verify, "verify"))),
    path("", include((documents.public, "documents_public"))),
    path("consortia/", include((consortia.platform, "consortia"))),
    path("live/", include((live.platform, "live"))),
    path("c/<slug:slug>/", include((consortia.consortium, "consortium"))),
    path("c/<slug:slug>/talent/", include((talent.consortium, "talent"))),
    path("c/<slug:slug>/governance/", include((governance.consortium, "governance"))),
    path("c/<slug:slug>/cultivation/", include((cultivation.consortium, "cultivation"))),
    path("c/<slug:slug>/documents/", include((documents.consortium, "documents"))),
    path("c/<slug:slug>/", include((shell.consortium, "home"))),
    path("api/", api.urls),
]

handler400 = "silian.shell.web.errors.bad_request"
handler403 = "silian.shell.web.errors.forbidden"
handler404 = "silian.shell.web.errors.missing"
handler500 = "silian.shell.web.errors.broken"
