"""Later, or every day: ids in, one command out."""

from __future__ import annotations

from datetime import time

from silian.consortia import public as consortia
from silian.kernel import scoping
from silian.kernel.access import system_actor
from silian.kernel.jobs import job

from .queries.internships import due_endings
from .services.internships_endings import lapse


@job("cultivation.endings.lapse", daily_at=time(0, 25))
def lapse_endings() -> None:
    """Ends the internships whose students asked for it and were not answered in time."""
    for consortium in consortia.running():
        with scoping.inside(consortium.pk):
            refs = due_endings()
        for ref in refs:
            lapse(actor=system_actor("job", consortium.pk), ending=ref)
