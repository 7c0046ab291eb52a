"""Many rows more of what 甲 governs itself by."""

from __future__ import annotations

from typing import Any

from silian.governance.models import (
    AgendaItem,
    Agreement,
    AgreementVersion,
    Article,
    Attendance,
    Candidate,
    Election,
    GoverningBody,
    Mandate,
    Meeting,
    Motion,
    Regulation,
    Resolution,
    Task,
    TaskReport,
    Voter,
)
from silian.governance.models.meetings import new_key


def govern(units: list[Any], count: int) -> None:
    """Copies of one row of everything that a page may list."""
    from .growth import copies

    def of_units(model: type[Any], **keys: Any) -> None:
        row = model.objects.filter(**keys).first()
        copies(row, count, organisation_id=lambda n: units[n].pk)

    copies(GoverningBody.objects.last(), count, name=lambda n: f"机构{n}")
    copies(Article.objects.last(), count, number=lambda n: n + 100)
    copies(Regulation.objects.last(), count)
    copies(Meeting.objects.filter(state="open").first(), count, live_key=lambda n: new_key())
    copies(AgendaItem.objects.first(), count)
    copies(Motion.objects.filter(proposer__isnull=False).first(), count)
    copies(Resolution.objects.first(), count, number=lambda n: n + 100)
    copies(Election.objects.first(), count)
    copies(Agreement.objects.first(), count)
    copies(AgreementVersion.objects.first(), count, number=lambda n: n + 100)
    copies(Task.objects.filter(code="1").first(), count, code=lambda n: f"9{n}")
    copies(TaskReport.objects.first(), count)
    of_units(Mandate)
    of_units(Attendance, meeting__state="open")
    of_units(Candidate)
    of_units(Voter, ballot__state="open")
