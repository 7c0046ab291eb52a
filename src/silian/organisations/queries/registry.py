"""The list of organisations, and those that look like the same one twice."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from ..models import Organisation, OrganisationAlias


def registry() -> QuerySet[Organisation]:
    """Every current organisation with its region and industry."""
    return Organisation.objects.current().select_related("region", "industry")


def sources() -> list[str]:
    """Where rows of the registry come from, each once."""
    rows = Organisation.objects.current().exclude(source="").order_by("source")
    return list(rows.values_list("source", flat=True).distinct())


@dataclass(frozen=True)
class Duplicates:
    """Organisations whose names differ by their legal form, width or punctuation alone."""

    key: str
    organisations: list[Organisation]


def likely_duplicates(limit: int = 200) -> list[Duplicates]:
    """Groups of likely duplicates: the same name key, or a name that is another one's alias.

    Two with different 统一社会信用代码 in one group are two legal persons; the page says so.
    """
    rows = Organisation.objects.current().order_by()
    keys = (
        rows.exclude(name_key="").values("name_key").annotate(n=Count("pk")).filter(n__gt=1)
    ).values_list("name_key", flat=True)
    wanted = set(keys[:limit])
    aliases = OrganisationAlias.objects.order_by().filter(
        name_key__in=rows.values("name_key"), organisation__merged_into=None
    )
    alias_of = [
        (key, pk)
        for key, pk, own in aliases.values_list(
            "name_key", "organisation_id", "organisation__name_key"
        )[:limit]
        if key != own
    ]
    wanted |= {key for key, _pk in alias_of}
    groups: dict[str, dict[int, Organisation]] = {key: {} for key in sorted(wanted)}
    for row in registry().filter(name_key__in=wanted).order_by("name", "pk"):
        groups[row.name_key][row.pk] = row
    owners = {row.pk: row for row in registry().filter(pk__in={pk for _key, pk in alias_of})}
    for key, pk in alias_of:
        groups[key].setdefault(pk, owners[pk])
    return [
        Duplicates(key, list(found.values())) for key, found in groups.items() if len(found) > 1
    ]
