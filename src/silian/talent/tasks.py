"""Later, or every day: ids in, one command out."""

from __future__ import annotations

from datetime import time

from django.utils import timezone
from django.utils.translation import override

from silian.consortia import public as consortia
from silian.kernel import scoping
from silian.kernel.access import system_actor
from silian.kernel.jobs import job

from .documents.files import csv_file, lines_file, xlsx_file
from .exchange.lists import LISTS
from .models import Snapshot
from .services.expiry import expire_lines


@job("talent.lists.expire", daily_at=time(0, 20))
def expire_everywhere() -> None:
    """Expires the lines of every consortium whose validity is over."""
    today = timezone.localdate()
    for consortium in consortia.running():
        for kind, talent_list in LISTS.items():
            step = talent_list.flow.step("expire")
            with scoping.inside(consortium.pk):
                rows = talent_list.model.objects.filter(state__in=step.sources)
                due = rows.filter(valid_until__lt=today).exists()
            if due:
                expire_lines(actor=system_actor("job", consortium.pk), kind=kind)


@job("talent.publication.files")
def make_files(consortium: int, ref: str) -> None:
    """Writes the spreadsheets of a publication, so that nobody waits for them."""
    with scoping.inside(consortium):
        snapshot = Snapshot.objects.get(ref=ref)
        with override("zh-hans"):
            xlsx_file(snapshot)
            csv_file(snapshot)
        lines_file(snapshot)
