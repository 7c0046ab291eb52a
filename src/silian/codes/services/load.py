"""Loading the packaged lists: one transaction, and the second time nothing is done."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.audit.chain import lock_chain
from silian.kernel.commands import command
from silian.kernel.refusals import Invalid

from ..engine.files import Unreadable, fingerprint
from ..models import CodeList
from ..permissions import P
from ..queries.catalogue import DATA, LISTINGS, READING, Listing
from ..queries.index import forget
from .readers import READERS, Gap, Shelf


@dataclass
class ListReport:
    """What a load did to one list. `unchanged`: its files are those of the last load."""

    key: str
    title: str
    edition: str
    read: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: bool = False
    gaps: list[Gap] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def load_codes(*, actor: Actor, folder: Path = DATA, force: bool = False) -> list[ListReport]:
    """Loads what differs from the last load; writes nothing when nothing differs.

    Raises `Forbidden`, or `Invalid` for files that cannot be read.
    """
    require(actor, P.LOAD)
    if force or _outdated(folder):
        return load_lists(actor=actor, folder=folder, force=force)
    held = CodeList.objects.in_bulk()
    return [_unchanged(listing, held[listing.key]) for listing in LISTINGS]


@command("codes.lists.load", P.LOAD)
def load_lists(*, actor: Actor, folder: Path, force: bool) -> list[ListReport]:
    """Makes the tables equal to the files of every list whose files differ, or of all."""
    # Two loads at once would both find everything new.
    lock_chain(0)
    require(actor, P.LOAD)
    outdated = _outdated(folder)
    held = CodeList.objects.in_bulk()
    shelf = Shelf(folder)
    try:
        reports = [
            _load(listing, shelf, outdated.get(listing.key) or held[listing.key].sha256)
            if force or listing.key in outdated
            else _unchanged(listing, held[listing.key])
            for listing in LISTINGS
        ]
    except (Unreadable, KeyError, ValueError) as error:
        raise Invalid(
            _("标准代码文件无法读取，什么也没有改动：%(error)s") % {"error": error}
        ) from error
    done = [report for report in reports if not report.unchanged]
    audit.record(
        actor,
        "标准代码",
        {r.key: [r.read, r.added, r.changed, r.removed] for r in done},
    )
    transaction.on_commit(forget)
    return reports


def _outdated(folder: Path) -> dict[str, str]:
    """The lists whose files are not those of the last load, with their new fingerprints."""
    held = dict(CodeList.objects.values_list("key", "sha256"))
    found = {}
    for listing in LISTINGS:
        try:
            now = fingerprint(listing.paths(folder), READING)
        except OSError as error:
            raise Invalid(_("缺少标准代码文件：%(name)s") % {"name": error.filename}) from error
        if held.get(listing.key) != now:
            found[listing.key] = now
    return found


def _load(listing: Listing, shelf: Shelf, sha256: str) -> ListReport:
    outcome = READERS[listing.key](shelf)
    report = ListReport(
        listing.key,
        listing.title,
        listing.edition,
        outcome.read,
        outcome.counts.added,
        outcome.counts.changed,
        outcome.counts.removed,
        gaps=outcome.gaps,
    )
    names = ("read", "added", "changed", "removed", "gaps")
    CodeList.objects.update_or_create(
        key=listing.key,
        defaults={
            "title": listing.title,
            "title_en": listing.title_en,
            "edition": listing.edition,
            "source": listing.source,
            "sha256": sha256,
            "rows": outcome.read,
            "report": {name: getattr(report, name) for name in names},
            "loaded_at": timezone.now(),
        },
    )
    return report


def _unchanged(listing: Listing, held: CodeList) -> ListReport:
    return ListReport(
        listing.key,
        listing.title,
        listing.edition,
        held.rows,
        unchanged=True,
        gaps=held.report.get("gaps", []),
    )
