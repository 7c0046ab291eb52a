from .organisation import Organisation, OrganisationAlias, OrganisationQuerySet

__all__ = ["Organisation", "OrganisationAlias", "OrganisationQuerySet"]
