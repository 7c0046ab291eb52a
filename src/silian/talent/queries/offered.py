"""Which schools offer which programs, as the approved lines of the supply list say."""

from __future__ import annotations

from collections.abc import Iterable

from silian.organisations.public import Organisation

from ..enums import RecordState
from ..models import SupplyRecord


def offering_schools(programs: Iterable[str] | None = None) -> dict[str, list[Organisation]]:
    """The schools of the consortium by program code, each once, by name; two queries at most.

    `programs` narrows to these codes; None asks for all. No figure of a line is read.
    """
    rows = SupplyRecord.objects.filter(state=RecordState.APPROVED)
    if programs is not None:
        rows = rows.filter(program__in=list(programs))
    pairs = set(rows.order_by().values_list("program_id", "organisation_id").distinct())
    units = Organisation.objects.in_bulk({unit for _program, unit in pairs})
    found: dict[str, list[Organisation]] = {}
    for program, unit in pairs:
        found.setdefault(program, []).append(units[unit])
    return {code: sorted(some, key=lambda one: one.name) for code, some in found.items()}
