"""What an organisation's page shows of its memberships."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from silian.kernel.scoping import across
from silian.organisations.public import Organisation, Panel, register_panel

from ..enums import MembershipState
from ..models import Membership


def memberships_panel(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """In which running consortia the organisation is an active member: public facts."""
    # An organisation belongs to several consortia, so the panel reads across them.
    with across():
        rows: list[Any] = list(
            Membership.objects.filter(organisation=organisation, state=MembershipState.ACTIVE)
            .select_related("consortium")
            .order_by("consortium__slug")
        )
    if not rows:
        return None
    return Panel(_("参加的联合体"), "consortia/panel_memberships.html", {"memberships": rows})


register_panel(memberships_panel, order=10)
