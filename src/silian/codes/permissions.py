"""What may be done with code lists."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from silian.kernel.access import register_permissions


class P(StrEnum):
    """Reading is public; loading and editing links is not."""

    LOAD = "codes.lists.load"
    EDIT_LINKS = "codes.links.edit"


register_permissions(
    {
        P.LOAD: (_("载入标准代码"), "Load code lists"),
        P.EDIT_LINKS: (
            _("修订产业、行业与职业的联系"),
            "Edit links of sectors, industries, occupations",
        ),
    }
)
