"""The archive of an internship: papers of eight kinds, and all of it as one ZIP."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.files import keep
from silian.kernel.refusals import Invalid

from ..documents.internships import archive_of
from ..enums import PaperKind
from ..models import Internship, InternshipPaper
from ..permissions import P
from ..queries.internships import is_person


@command("cultivation.paper.add", None)
def add(
    *, actor: Actor, internship: Internship | str, kind: str, upload: Any, note: str = ""
) -> InternshipPaper:
    """Keeps a paper, by the person, the school or a mentor of either side.

    `Invalid` for an unknown kind or a file that is refused.
    """
    place = lock(Internship, internship)
    own = actor.has(P.SELF) and is_person(actor, place)
    require(actor, P.SELF if own else P.INTERNSHIP_MENTOR, place)
    if kind not in PaperKind.values:
        raise Invalid({"kind": [_("请选择材料种类。")]})
    row = InternshipPaper(
        consortium_id=place.consortium_id, internship=place, kind=kind, note=note.strip()[:200]
    )
    row.file = keep(actor=actor, upload=upload, is_demo=place.is_demo)
    row.save()
    audit.record(actor, place, {"kind": kind, "name": row.file.name, "sha256": row.file.sha256})
    return row


@command("cultivation.internship.archive", P.INTERNSHIP_VIEW)
def archive(*, actor: Actor, internship: Internship | str) -> bytes:
    """The whole archive as a ZIP, for who may see the internship; the taking is recorded."""
    place = lock(Internship, internship)
    require(actor, P.INTERNSHIP_VIEW, place)
    found = archive_of(place)
    audit.record(actor, place, {"bytes": len(found)})
    return found
