"""Placement rounds of the demo: generated people and posts, solved by the same commands as ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from silian.consortia import public as consortia
from silian.cultivation import public as cultivation
from silian.kernel.access import Actor
from silian.kernel.scoping import inside

from .story import SEED
from .units import DemoUnit

SHAOXING = "shaoxing-digital-artisan"
PROGRAM = "460301"
CLASS_SIZE = 48
POSTS = (
    ("机电装配", 6), ("设备点检", 5), ("电控调试", 4), ("质量检测", 5), ("产线运维", 6),
    ("工艺辅助", 4), ("数控操作", 5), ("仓储物流", 6),
)  # fmt: skip
FORMULA = "0.6*成绩+0.4*面试"
CHOICES = 5
SIGNS = "甲乙丙丁戊己庚辛壬癸"
ImportSheet = Callable[[Actor, Any, Sequence[dict[str, str]]], None]


def cultivate_rounds(
    actor: Actor, slug: str, units: Sequence[DemoUnit], import_sheet: ImportSheet
) -> None:
    """One round whose result is published, and one in which rankings are taken, once."""
    if slug != SHAOXING:
        return
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        if cultivation.rounds_exist():
            return
        members = {m.organisation.name: m.organisation for m in consortia.active_members()}
    schools = [unit.name for unit in units if unit.kind == "vocational_college"]
    enterprises = [members[unit.name] for unit in units if unit.kind == "enterprise"]
    school = members[schools[0]]
    for_school = replace(actor, label=school.name, organisation_id=school.pk)
    import_sheet(for_school, cultivation.STUDENTS_SHEET, _class())
    now = timezone.now()
    published = _round(actor, "演示：毕业实习岗位双选", enterprises, {
        "closes_at": now + dt.timedelta(days=1), "appeal_until": now + dt.timedelta(days=8),
        "confirm_until": now + dt.timedelta(days=15),
    })  # fmt: skip
    _rank(actor, published, CLASS_SIZE - 2)
    for step in ("freeze", "solve", "publish"):
        getattr(cultivation.rounds_solving, step)(actor=actor, round=published)
    opened = _round(actor, "演示：暑期跟岗双选", enterprises, {
        "closes_at": now + dt.timedelta(days=10), "confirm_until": now + dt.timedelta(days=30),
    })  # fmt: skip
    _rank(actor, opened, CLASS_SIZE // 3)


def _class() -> list[dict[str, str]]:
    day = consortia.today()
    return [
        {
            "number": f"YP{day.year - 2}{at + 1:03d}",
            "full_name": f"示例学员{SIGNS[at % 10]}{SIGNS[at // 10]}",
            "born_on": day.replace(day=1, year=day.year - 19).isoformat(),
            "class_name": "演示双选班", "entry_year": str(day.year - 2), "level": "高职",
            "program": PROGRAM,
        }
        for at in range(CLASS_SIZE)
    ]  # fmt: skip


def _round(actor: Actor, name: str, enterprises: Sequence[Any], dates: dict[str, Any]) -> Any:
    """A round that is open: posts of the demo's enterprises, scores by chance."""
    random = Random(SEED)  # noqa: S311 - scores of nobody, the same each time
    values = {
        "name": name, "text": "演示数据：岗位、人员和分数都由程序生成。", "choices": CHOICES,
        "formula": FORMULA, "seed": SEED % 2**31, **dates,
    }  # fmt: skip
    row = cultivation.rounds.draft(actor=actor, values=values, is_demo=True)
    for at, (title, capacity) in enumerate(POSTS):
        cultivation.rounds_posts.add(actor=actor, round=row, values={
            "title": f"{title}（演示）", "capacity": capacity, "minimum": 2 if at == 7 else 0,
            "organisation": enterprises[at % len(enterprises)], "pay": Decimal(3000 + 100 * at),
            "reserves": "班级=演示双选班：1" if at == 0 else "",
        })  # fmt: skip
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        people = list(cultivation.students_of(actor).filter(study_class__name="演示双选班"))
    made = cultivation.rounds_applicants.add(actor=actor, round=row, people=people)
    for one in made:
        scores = {"成绩": Decimal(random.randint(60, 98)), "面试": Decimal(random.randint(60, 98))}
        cultivation.rounds_applicants.score(actor=actor, applicant=one, scores=scores, more={})
    cultivation.rounds.open_round(actor=actor, round=row)
    return row


def _rank(actor: Actor, row: Any, count: int) -> None:
    """The first so many submit, the popular posts in front."""
    random = Random(SEED + 1)  # noqa: S311 - wishes of nobody, the same each time
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        posts = list(row.posts.order_by("code"))
        people = list(row.applicants.order_by("student__number")[:count])
    for one in people:
        liked = sorted(range(len(posts)), key=lambda at: at + 4 * random.random())
        cultivation.rounds_preferences.submit(
            actor=actor, applicant=one, posts=[posts[at].ref for at in liked[:CHOICES]]
        )  # fmt: skip
