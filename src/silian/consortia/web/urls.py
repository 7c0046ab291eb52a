"""Addresses: `platform` stands at /consortia/, `consortium` at /c/<slug>/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, reverse

from silian.kernel.exchange.web import import_urls

from ..services.member_import import MEMBERS
from . import about, apply, exports, links, members, people, settings, structure
from . import platform as pages


def _to_members(request: HttpRequest) -> str:
    slug: Any = request.consortium.slug  # type: ignore[attr-defined]
    return reverse("consortium:member_list", kwargs={"slug": slug})


platform: list[URLPattern | URLResolver] = [
    path("", pages.consortium_list, name="consortium_list"),
    path("export/", exports.consortium_export, name="consortium_export"),
    path("found/", pages.consortium_found, name="consortium_found"),
    path("staff/", pages.staff_list, name="staff_list"),
    path("staff/add/", pages.staff_add, name="staff_add"),
    path("staff/<str:ref>/revoke/", pages.staff_revoke, name="staff_revoke"),
]
consortium: list[URLPattern | URLResolver] = [
    path("about/", about.about, name="about"),
    path("acting/", about.acting, name="acting"),
    path("apply/", apply.membership_apply, name="membership_apply"),
    path("apply/<str:ref>/", apply.membership_status, name="membership_status"),
    path("apply/<str:ref>/retract/", apply.membership_retract, name="membership_retract"),
    path("members/", members.member_list, name="member_list"),
    path("members/export/", exports.member_export, name="member_export"),
    path("members/batch/", members.member_batch, name="member_batch"),
    path("members/review/", members.membership_review, name="membership_review"),
    *import_urls(MEMBERS, "members/import/", name="member_import", done_url=_to_members),
    path("members/<str:ref>/", members.member_detail, name="member_detail"),
    path("members/<str:ref>/seat/", members.member_seat, name="member_seat"),
    path("members/<str:ref>/edit/", members.member_edit, name="member_edit"),
    path("members/<str:ref>/contact/", members.member_contact, name="member_contact"),
    path("members/<str:ref>/step/<str:verb>/", members.member_step, name="member_step"),
    path("links/", links.links, name="links"),
    path("structure/", structure.structure, name="structure"),
    path("structure/<str:part>/add/", structure.structure_add, name="structure_add"),
    path("structure/<str:part>/<str:ref>/edit/", structure.structure_edit, name="structure_edit"),
    path(
        "structure/<str:part>/<str:ref>/remove/",
        structure.structure_remove,
        name="structure_remove",
    ),
    path("people/", people.people, name="people"),
    path("people/add/", people.people_add, name="people_add"),
    path("people/<str:ref>/revoke/", people.people_revoke, name="people_revoke"),
    path("settings/", settings.settings, name="settings"),
    path("settings/state/", settings.settings_state, name="settings_state"),
    path("audit/", people.audit, name="audit"),
    path("audit/export/", exports.audit_export, name="audit_export"),
]
