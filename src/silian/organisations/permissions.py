"""What may be done with the registry of organisations, by name."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from silian.kernel.access import register_permissions


class OrganisationPermission(StrEnum):
    """Permissions of the organisations app. Reading the registry asks for sign-in alone."""

    ORGANISATION_REGISTER = "organisations.organisation.register"
    ORGANISATION_EDIT = "organisations.organisation.edit"
    ORGANISATION_MERGE = "organisations.organisation.merge"
    ORGANISATION_LOAD = "organisations.universities.load"


register_permissions(
    {
        OrganisationPermission.ORGANISATION_REGISTER: (_("登记单位"), "Register organisations"),
        OrganisationPermission.ORGANISATION_EDIT: (
            _("修改单位资料"),
            "Edit organisations",
        ),
        OrganisationPermission.ORGANISATION_MERGE: (
            _("合并重复单位"),
            "Merge duplicate organisations",
        ),
        OrganisationPermission.ORGANISATION_LOAD: (
            _("由官方名单建立高校"),
            "Load universities from the official list",
        ),
    }
)
