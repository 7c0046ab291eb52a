"""Later, or every day: ids in, one command out."""

from __future__ import annotations

from datetime import time

from silian.consortia import public as consortia
from silian.kernel import scoping
from silian.kernel.access import system_actor
from silian.kernel.jobs import job

from .enums import RoundState
from .models import PlacementRound
from .queries.internships import due_endings
from .services.internships_endings import lapse
from .services.rounds_solving import solve


@job("cultivation.endings.lapse", daily_at=time(0, 25))
def lapse_endings() -> None:
    """Ends the internships whose students asked for it and were not answered in time."""
    for consortium in consortia.running():
        with scoping.inside(consortium.pk):
            refs = due_endings()
        for ref in refs:
            lapse(actor=system_actor("job", consortium.pk), ending=ref)


@job("cultivation.round.solve")
def solve_round(consortium: int, ref: str) -> None:
    """Solves a big round; asked for twice, it is done once."""
    with scoping.inside(consortium):
        row = PlacementRound.objects.get(ref=ref)
    if row.state == RoundState.FROZEN:
        solve(actor=system_actor("job", consortium), round=ref)
