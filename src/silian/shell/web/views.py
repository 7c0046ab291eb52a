"""Landing, home by role, search over everything a person may see."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.i18n import set_language as django_set_language

from silian.codes import public as codes
from silian.consortia import public as consortia
from silian.kernel.ui.home import collect
from silian.kernel.ui.page import PUBLIC, page
from silian.kernel.ui.table import Empty
from silian.organisations import public as organisations

from ..queries.landing import running_consortia, totals

PER_LIST = 8


@page(PUBLIC)
def landing(request: HttpRequest) -> HttpResponse:
    """Visitors see what runs here; a person with one consortium goes straight to work."""
    if request.user.is_authenticated and "stay" not in request.GET:
        mine = list(consortia.consortia_of(request.user)[:2])
        if mine:
            return redirect("home:index", slug=mine[0].slug)
    return render(
        request, "shell/landing.html", {"consortia": running_consortia(), "totals": totals()}
    )


@page(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """The consortium's door: its own people see their tasks, others its public page."""
    if not request.related:  # type: ignore[attr-defined]
        return redirect("consortium:about", slug=request.consortium.slug)  # type: ignore[attr-defined]
    todos, stats, steps = collect(request.actor, request.consortium)  # type: ignore[attr-defined]
    return render(
        request,
        "shell/home.html",
        {"todo": {"items": todos}, "stats": stats[:4], "more_stats": stats[4:], "steps": steps},
    )


@page(PUBLIC)
def search(request: HttpRequest) -> HttpResponse:
    """One box for codes and, when signed in, for organisations."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    groups = codes.search(text, PER_LIST) if text else []
    units = []
    if text and request.user.is_authenticated:
        units = list(organisations.search_organisations(text, PER_LIST))
    return render(
        request,
        "shell/search.html",
        {
            "q": text,
            "units": units,
            "groups": groups,
            "nothing": Empty(_("没有找到"), _("换一个词试试，两个字也可以。"), icon="search"),
        },
    )


@page(PUBLIC, post=True, get=False)
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's own view, which goes back only to this site."""
    return django_set_language(request)


@page(PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the server answers and the database does too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True, "home": reverse("shell:landing")})
