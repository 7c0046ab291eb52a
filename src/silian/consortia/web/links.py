"""The five links with the enterprises of one consortium."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from silian.codes import public as codes
from silian.kernel.ui.page import page
from silian.organisations.public import OrganisationKind

from ..permissions import ConsortiaPermission as P
from ..queries.members import active_members


@page(P.VIEW)
def links(request: HttpRequest) -> HttpResponse:
    """产业—行业—企业—职业—专业 with the member enterprises alone, and what they published here."""
    consortium = request.consortium  # type: ignore[attr-defined]
    members = active_members([OrganisationKind.ENTERPRISE])
    refs = frozenset(members.values_list("organisation__ref", flat=True))
    base = reverse("consortium:links", kwargs={"slug": consortium.slug})
    context = codes.links_page(request.GET, base, consortium.pk, refs)
    start = context.get("start")
    everywhere = codes.node_address(start) if start else reverse("codes:links")
    return render(
        request,
        "consortia/links.html",
        {**context, "members": len(refs), "everywhere": everywhere},
    )
