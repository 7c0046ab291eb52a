"""Many internships from a spreadsheet: all of its rows become drafts, or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.codes import public as codes
from silian.kernel.access import Actor
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.refusals import Invalid
from silian.organisations import public as organisations

from ..exchange.internships_sheet import COLUMNS, GROUPS, check
from ..models import Student
from ..permissions import P
from .internships import draft

MOST = 2_000
PLAIN = (
    "post", "starts_on", "ends_on", "pay", "post_wage", "visited_on", "unit_staff", "post_staff",
)  # fmt: skip
TEXTS = ("insurance", "school_mentor", "unit_mentor")


def save(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Drafts an internship for each row, by the same command as the page.

    `Invalid` for a student who left the roll meanwhile, or for more rows than may be one file.
    """
    lines = list(rows)
    if len(lines) > MOST:
        raise Invalid(_("一次最多导入 %(n)d 行，请分开导入。") % {"n": MOST})
    numbers = [line["number"] for line in lines]
    students = {
        row.number: row
        for row in Student.objects.filter(organisation=actor.organisation_id, number__in=numbers)
    }
    for line in lines:
        student = students.get(line["number"])
        if student is None:
            raise Invalid(_("名册里没有“%(number)s”。") % {"number": line["number"]})
        draft(
            actor=actor, student=student, values=_values(line),
            is_demo=bool(batch.options.get("is_demo")),
        )  # fmt: skip
    return SaveResult(created=len(lines))


def _values(line: Row) -> dict[str, Any]:
    values = {key: line.get(key) for key in PLAIN} | {key: line.get(key, "") for key in TEXTS}
    program, region = line.get("post_program"), line.get("region")
    return values | {
        "organisation": organisations.by_ref(line["organisation"]),
        "post_program": codes.Program.objects.get(pk=program) if program else None,
        "region": codes.Region.objects.get(pk=region) if region else None,
        "day_hours": line.get("day_hours", 8),
    }


INTERNSHIPS = register_sheet(
    Sheet(
        key="cultivation.internships",
        title=gettext_lazy("实习安排"),
        title_en="Internships",
        columns=COLUMNS,
        permission=P.INTERNSHIP_MANAGE,
        save=save,
        check=check,
        identity=("number", "organisation", "starts_on"),
        groups=GROUPS,
        about=gettext_lazy("一行一名学生的实习，导入后是拟订状态，再逐个登记三方协议。"),
        about_en="One line an internship of a student; each becomes a draft.",
    )
)
