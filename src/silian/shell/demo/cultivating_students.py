"""Students and internships of the demo: generated, numbered, named so that nobody takes them
for people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from silian.codes import public as codes
from silian.consortia import public as consortia
from silian.cultivation import public as cultivation
from silian.kernel.access import Actor
from silian.kernel.scoping import inside

from .story import SEED
from .units import DemoUnit

# Consortium → the program of its demo class, one of 高职.
PROGRAMS = {"jjj-automotive": "460701", "jjj-ai-park": "510209"}
CLASS_SIZE = 24
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地"
COLLEGE, ENTERPRISE = "vocational_college", "enterprise"
ImportSheet = Callable[[Actor, Any, Sequence[dict[str, str]]], None]


def cultivate_students(
    actor: Actor, slug: str, units: Sequence[DemoUnit], import_sheet: ImportSheet
) -> None:
    """A class of the first demo college and five internships in the first enterprise, once.

    They are the units for which the demo's school and enterprise act.
    """
    program = PROGRAMS.get(slug)
    if program is None:
        return
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        members = {m.organisation.name: m.organisation for m in consortia.active_members()}
        done = cultivation.students_exist()
    if done:
        return
    school = members[next(unit.name for unit in units if unit.kind == COLLEGE)]
    enterprise = members[next(unit.name for unit in units if unit.kind == ENTERPRISE)]
    for_school = replace(actor, label=f"{school.name}（演示）", organisation_id=school.pk)
    import_sheet(for_school, cultivation.STUDENTS_SHEET, _class(program))
    import_sheet(for_school, cultivation.INSTRUCTORS_SHEET, [
        {"number": f"T{at:02d}", "full_name": f"示例教师{SIGNS[at]}", "field": "演示专业方向"}
        for at in range(1, 5)
    ])  # fmt: skip
    with inside(actor.consortium_id):
        students = list(cultivation.students_of(for_school).order_by("number")[:5])
    for at, student in enumerate(students):
        _internship(for_school, enterprise, student, program, at)


def _class(program: str) -> list[dict[str, str]]:
    """A class in its second year; the youngest three are below 18."""
    random = Random(SEED)  # noqa: S311 - birthdays of nobody, the same each time
    day = consortia.today()
    rows = []
    for at in range(CLASS_SIZE):
        years = 17 if at >= CLASS_SIZE - 3 else 19
        born = day.replace(day=1, year=day.year - years) - dt.timedelta(days=random.randrange(300))
        rows.append({
            "number": f"YS{day.year - 2}{at + 1:03d}",
            "full_name": f"示例学生{SIGNS[at]}",
            "born_on": born.isoformat(),
            "class_name": "演示一班",
            "entry_year": str(day.year - 2),
            "level": "高职",
            "program": program,
        })  # fmt: skip
    return rows


def _internship(school: Actor, unit: Any, student: Any, program: str, at: int) -> None:
    """The first two run, the third is agreed and paid too little, the others are drafts."""
    flow, logs = cultivation.internships, cultivation.internships_logs
    day = consortia.today()
    start = day - dt.timedelta(days=21)
    row = flow.draft(
        actor=school, student=student, is_demo=True,
        values={
            "organisation": unit, "post": f"演示岗位{at + 1}",
            "post_program": codes.find_program(program),
            "starts_on": start, "ends_on": start + dt.timedelta(days=170),
            "pay": Decimal(2800 if at == 2 else 3400), "post_wage": Decimal(4000),
            "unit_staff": 400, "post_staff": 40, "insurance": f"演示保单{at + 1}",
            "visited_on": start - dt.timedelta(days=10), "school_mentor": "示例教师丙",
            "unit_mentor": "示例师傅丁",
        },
    )  # fmt: skip
    if at > 2:
        return
    flow.agree(
        actor=school, internship=row, student_signed_on=start, school_signed_on=start,
        unit_signed_on=start,
    )  # fmt: skip
    if at == 2:
        return
    flow.begin(actor=school, internship=row)
    log = logs.write(
        actor=school, internship=row, week_on=start + dt.timedelta(days=7), hours=Decimal(40),
        text="演示数据：本周熟悉岗位安全要求，在师傅指导下完成装夹练习。",
    )  # fmt: skip
    if at == 0:
        logs.answer(actor=replace(school, organisation_id=unit.pk), log=log, text="操作规范。")
        logs.answer(actor=school, log=log, text="继续保持，注意记录问题。")
    else:
        logs.report(
            actor=school, internship=row, kind="hours", on=day,
            text="演示数据：本周有一天超过 8 小时，请核实。",
        )  # fmt: skip
