"""Internships in every state, with logs, incidents, wishes and papers, in both consortia."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from silian.consortia.queries.actors import today
from silian.cultivation.models import (
    Ending,
    Incident,
    Internship,
    InternshipPaper,
    RuleOverride,
    SignIn,
    Student,
    WeeklyLog,
)

from ..cast import Story
from ..governance import Laying, _file
from ..planted import person_of
from ..variants import GONE, Place, elsewhere, gone, other_unit, own, place

FORMATS = ("csv", "xlsx")
KEEPERS = ("secretariat", "authority")
SIDES = ("school_office", "enterprise_hr", "mentor")
WITH_STUDENT = (*SIDES, "student")
SEE = (*KEEPERS, *WITH_STUDENT)
BATCH = "batch.cultivation.internships.school_office"
STRANGE = "batch.consortia.members.secretariat_yi"
RULE = "national-2021:pay_floor"


def build(story: Story) -> None:
    """A running internship with everything, a draft, one that is agreed and breaks a rule."""
    for slug in ("jia", "yi"):
        with story.inside(slug):
            to = Laying(story, slug)
            student = Student.objects.get(ref=story.refs[f"student.{slug}"])
            _course(to, _internship(to, "internship", student, "running"), "")
            _internship(to, "internship_draft", student, "draft")
            agreed = _internship(to, "internship_agreed", student, "agreed")
            to.lay("override", RuleOverride(internship=agreed, rule="national-2021:visited",
                                            reason=to.mark, given_by="秘书处"))  # fmt: skip
    with story.inside("jia"):
        to = Laying(story, "jia")
        other = Student.objects.get(ref=story.refs["student_other.jia"])
        row = _internship(to, "internship_other", other, "running", school="college", unit="rival")
        _course(to, row, "_other")


def _internship(
    to: Laying, name: str, student: Student, state: str, school: str = "school", unit: str = "maker"
) -> Internship:
    return to.lay(name, Internship(
        school=to.unit(school), organisation=to.unit(unit), student=student, post="数控操作",
        post_program_id="460103", starts_on=today() - dt.timedelta(days=20),
        ends_on=today() + dt.timedelta(days=100), pay=1000, post_wage=4000, state=state,
        school_mentor=person_of(f"{to.slug}.student"), unit_mentor=person_of(f"{to.slug}.student"),
    ))  # fmt: skip


def _course(to: Laying, row: Internship, end: str) -> None:
    now = timezone.now()
    monday = today() - dt.timedelta(days=today().weekday() + 7)
    to.lay(f"log{end}", WeeklyLog(internship=row, week_on=monday, text="示例周志"))
    WeeklyLog.objects.filter(internship=row).update(created_at=now - dt.timedelta(days=9))
    to.lay(f"sign_in{end}", SignIn(internship=row, on=today() - dt.timedelta(days=9), at=now))
    to.lay(f"incident{end}", Incident(internship=row, kind="hours", on=today(), text="示例异常",
                                      reported_by="示例"))  # fmt: skip
    to.lay(f"ending{end}", Ending(internship=row, reason="示例理由",
                                  answer_by=now + dt.timedelta(hours=72)))  # fmt: skip
    to.lay(f"internship_paper{end}", InternshipPaper(
        internship=row, kind="plan", file=_file(to, f"实习方案{end}"),
    ))  # fmt: skip


def grow(units: list[Any], count: int) -> None:
    """Copies of one row of everything that a page may list."""
    from ..growth import copies

    row = Internship.objects.filter(state="running", student__number="Sjia1").get()
    made = copies(row, count)
    copies(Internship.objects.filter(state="agreed").first(), count)
    copies(row.logs.get(), count, week_on=lambda n: today() - dt.timedelta(weeks=n + 9))
    copies(row.logs.get(week_on__gt=today() - dt.timedelta(days=15)), count,
           internship_id=lambda n: made[n].pk)  # fmt: skip
    copies(row.sign_ins.get(), count, on=lambda n: today() - dt.timedelta(days=n + 10))
    copies(row.incidents.get(), count)
    copies(row.endings.get(), count, internship_id=lambda n: made[n].pk)
    copies(row.endings.get(), count, state="objected")
    copies(row.papers.get(), count)
    passed = RuleOverride.objects.get()
    copies(passed, count, rule=lambda n: f"示例规则{n}")


def _one(routes: str, *roles: str) -> Place:
    """Pages of an internship that these roles open, and of the others' who keep them all."""
    keepers = [role for role in roles if role in KEEPERS]
    return place(f"cultivation:{routes}", "ref", own("internship.jia", *roles),
                 other_unit("internship_other.jia", *keepers), elsewhere("internship.yi"),
                 gone())  # fmt: skip


def _of(routes: str, name: str, *roles: str) -> Place:
    """Pages of something that hangs on an internship."""
    keepers = [role for role in roles if role in KEEPERS]
    return place(f"cultivation:{routes}", "ref", own(f"{name}.jia", *roles),
                 other_unit(f"{name}_other.jia", *keepers), elsewhere(f"{name}.yi"),
                 gone())  # fmt: skip


PLACES: tuple[Place, ...] = (
    _one("internship_", *SEE),
    _one("internship_contact", "enterprise_hr", "mentor"),
    _one("internship_sign_in", "student"),
    _one("internship_sign_in_other", *SIDES),
    _one("log_write", "student"),
    _one("ending_ask", "student"),
    _one("incident_report", *WITH_STUDENT),
    _one("paper_add", *WITH_STUDENT),
    place("cultivation:internship_export", "format", *map(own, FORMATS), gone("exe")),
    place("cultivation:internship_edit", "ref", own("internship_draft.jia", "school_office"),
          other_unit("internship_other.jia"), elsewhere("internship.yi"), gone()),
    place("cultivation:internship_step", "ref verb",
          own("internship_draft.jia agree", "school_office"),
          own("internship_draft.jia cancel", "school_office"),
          own("internship_agreed.jia begin", "school_office"),
          own("internship.jia finish", "school_office"),
          own("internship.jia end", "school_office"), other_unit("internship_other.jia end"),
          elsewhere("internship.yi end"), gone("internship.jia no-such")),
    place("cultivation:internship_override", "ref rule",
          own(f"internship_agreed.jia {RULE}", "secretariat"),
          elsewhere(f"internship_agreed.yi {RULE}"), gone("internship_agreed.jia no-such"),
          gone(f"{GONE} {RULE}")),
    place("cultivation:internship_import_", "ref", own(BATCH, "school_office"),
          elsewhere(STRANGE), gone()),
    place("cultivation:internship_import_row", "ref number", own(f"{BATCH} 2", "school_office"),
          elsewhere(f"{STRANGE} 2"), gone(f"{BATCH} 999999")),
    _of("log_answer", "log", *SIDES),
    _of("incident_handle", "incident", *SIDES),
    _of("ending_answer", "ending", "school_office"),
    _of("ending_withdraw", "ending", "student"),
    _of("paper_download", "internship_paper", *SEE),
)  # fmt: skip
