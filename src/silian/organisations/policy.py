"""Who may, on this organisation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rules.predicates import predicate

from silian.kernel.access import Actor, allow

from .permissions import OrganisationPermission


@predicate
def is_current(actor: Actor, organisation: Any) -> bool:
    """It was not merged into another one."""
    return organisation.merged_into_id is None


_MERGED = _("这个单位已并入另一个单位，不能再修改。")

allow(OrganisationPermission.ORGANISATION_REGISTER)
allow(OrganisationPermission.ORGANISATION_EDIT, (is_current, _MERGED))
allow(OrganisationPermission.ORGANISATION_MERGE, (is_current, _MERGED))
allow(OrganisationPermission.ORGANISATION_LOAD)
