"""The consortium's public page, and the choice of whom one acts for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.accounts import public as accounts
from silian.kernel.refusals import Forbidden
from silian.kernel.ui.page import PUBLIC, RELATED, page
from silian.organisations.public import OrganisationKind

from ..enums import ConsortiumState
from ..models.naming import english
from ..queries.about import about as read_about
from ..queries.composition import rule_lines
from ..workflows import CONSORTIUM


@page(PUBLIC)
def about(request: HttpRequest) -> HttpResponse:
    """Everything that is public about this consortium."""
    consortium = request.consortium  # type: ignore[attr-defined]
    found = read_about(consortium)
    kinds = dict(OrganisationKind.choices)
    slug = consortium.slug
    context: dict[str, Any] = {
        "about": found,
        "consortium": consortium,
        "state_tone": CONSORTIUM.tones[consortium.state],
        "kinds": [(kinds[key], found.kinds[key]) for key in kinds if key in found.kinds],
        "rules": [
            {"words": line.need.words.text(get_language()), "met": line.met}
            for line in rule_lines(consortium)
        ],
        "regions": list(consortium.regions.all()),
        "sectors": [
            (sector.name_en or sector.name) if english() else sector.name
            for sector in consortium.sectors.all()
        ],
        "may_apply": consortium.state == ConsortiumState.ACTIVE,
        "apply_url": reverse("consortium:membership_apply", kwargs={"slug": slug}),
    }
    return render(request, "consortia/about.html", context)


@page(RELATED, post=True, get=False)
def acting(request: HttpRequest) -> HttpResponse:
    """Chooses the organisation to act for, among those that the person has a role for."""
    standing = request.standing  # type: ignore[attr-defined]
    consortium = request.consortium  # type: ignore[attr-defined]
    wanted = request.POST.get("acting", "")
    if not wanted.isascii() or not wanted.isdigit() or int(wanted) not in standing.organisations:
        raise Forbidden(_("您在这里不能代表这个单位。"))
    accounts.set_acting_for(request, consortium.pk, int(wanted))
    messages.success(request, _("已切换代表的单位。"))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return redirect(back)
    return redirect("home:index", slug=consortium.slug)
