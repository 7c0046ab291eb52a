"""Organisations of the official list of universities, which `codes` keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from silian.codes import public as codes
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command

from ..enums import OrganisationKind
from ..models import Organisation
from ..permissions import OrganisationPermission as P
from ..queries.index import forget

SOURCE = "教育部 全国普通高等学校名单"
BATCH = 1000


@dataclass(frozen=True)
class Loaded:
    """What a load did with the rows of the official list."""

    read: int
    created: int
    updated: int
    unchanged: int
    adopted: int


@command("organisations.universities.load", P.ORGANISATION_LOAD)
def load_universities(*, actor: Actor) -> Loaded:
    """Makes an organisation of each university of the code list; a second run changes nothing.

    One that was registered by hand under the very name is adopted and gets its code. Name,
    kind and region follow the list; everything else is left as people wrote it.
    """
    require(actor, P.ORGANISATION_LOAD)
    rows = codes.University.objects.filter(in_edition=True)
    by_code = {
        row.school_code: row for row in Organisation.objects.exclude(school_code=None).order_by()
    }
    by_name = {
        row.name: row
        for row in Organisation.objects.current().filter(
            school_code=None, is_demo=False, kind__in=OrganisationKind.schools()
        )
    }
    new, changed, adopted, read = [], [], 0, 0
    for university in rows:
        read += 1
        wanted = _wanted(university)
        known = by_code.get(university.code)
        if known is None and university.name in by_name:
            known = by_name.pop(university.name)
            known.school_code = university.code
            adopted += 1
            changed.append(_apply(known, wanted))
        elif known is None:
            new.append(Organisation(**wanted, source=SOURCE, school_code=university.code))
        elif any(getattr(known, field) != value for field, value in wanted.items()):
            changed.append(_apply(known, wanted))
    Organisation.objects.bulk_create(new, batch_size=BATCH)
    for known in changed:
        known.save()
    loaded = Loaded(read, len(new), len(changed), read - len(new) - len(changed), adopted)
    audit.record(actor, _("单位库"), {"created": len(new), "updated": len(changed)})
    transaction.on_commit(forget)
    return loaded


def _wanted(university: codes.University) -> dict[str, str]:
    bachelor = university.level == codes.UniversityLevel.BACHELOR
    kind = OrganisationKind.UNIVERSITY if bachelor else OrganisationKind.VOCATIONAL_COLLEGE
    return {"name": university.name, "kind": kind.value, "region_id": university.region_id}


def _apply(organisation: Organisation, wanted: dict[str, str]) -> Organisation:
    for field, value in wanted.items():
        setattr(organisation, field, value)
    return organisation
