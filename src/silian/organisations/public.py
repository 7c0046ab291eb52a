"""What upper apps may use of the registry of organisations."""

from __future__ import annotations

from .engine.kind_words import KIND_WORDS
from .engine.matching import Match
from .engine.names import name_key, plain_key
from .engine.uscc import check_character, inner_check_character
from .engine.uscc import fault as uscc_fault
from .engine.uscc import normal as normal_uscc
from .enums import EnterpriseSize, OrganisationKind
from .models import Organisation, OrganisationAlias
from .permissions import OrganisationPermission
from .queries import chain  # noqa: F401 - it registers the registry's edges
from .queries.find import (
    OrganisationLookup,
    by_ref,
    find_or_suggest,
    ids_of,
    match_organisation,
    names_of,
    search_organisations,
)
from .queries.index import forget
from .queries.panels import Panel, register_panel
from .queries.registry import likely_duplicates, registry
from .queries.sentences import sentence_of
from .services.merge import Merge, merge, preview_merge, register_reference
from .services.organisation import alias_add, alias_remove, register, register_many, update
from .services.registry_import import ORGANISATIONS
from .services.universities import Loaded, load_universities

# Granted to roles by `consortia.roles`, since roles live on a higher floor.
SECRETARIAT_PERMISSIONS = (
    OrganisationPermission.ORGANISATION_REGISTER,
    OrganisationPermission.ORGANISATION_EDIT,
)
PLATFORM_PERMISSIONS = tuple(OrganisationPermission)

__all__ = [
    "KIND_WORDS",
    "ORGANISATIONS",
    "PLATFORM_PERMISSIONS",
    "SECRETARIAT_PERMISSIONS",
    "EnterpriseSize",
    "Loaded",
    "Match",
    "Merge",
    "Organisation",
    "OrganisationAlias",
    "OrganisationKind",
    "OrganisationLookup",
    "OrganisationPermission",
    "Panel",
    "alias_add",
    "alias_remove",
    "by_ref",
    "check_character",
    "find_or_suggest",
    "forget",
    "ids_of",
    "inner_check_character",
    "likely_duplicates",
    "load_universities",
    "match_organisation",
    "merge",
    "name_key",
    "names_of",
    "normal_uscc",
    "plain_key",
    "preview_merge",
    "register",
    "register_many",
    "register_panel",
    "register_reference",
    "registry",
    "search_organisations",
    "sentence_of",
    "update",
    "uscc_fault",
]
