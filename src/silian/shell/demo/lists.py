"""Demo lines of the two lists: a realistic spread, always the same one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .story import PERIOD, SEED, Story
from .units import DemoUnit

LEVEL_OF_KIND = {
    "secondary_school": ("secondary",),
    "vocational_college": ("associate", "vocational_bachelor"),
    "university": ("bachelor",),
}
PAY = {"secondary": 4200, "associate": 5400, "vocational_bachelor": 6400, "bachelor": 7600}
LABEL = {
    "secondary": "中职",
    "associate": "高职专科",
    "vocational_bachelor": "职业本科",
    "bachelor": "普通本科",
}
PEOPLE = ("张示例", "李示例", "王示例", "赵示例", "陈示例")
ABOUT_UNSAID = 0.35
IDENTITY = ("organisation", "position", "education", "region", "employment", "needed_from")


@dataclass(frozen=True)
class DemoProgram:
    """A program with what demand is written from: positions and linked occupations."""

    code: str
    name: str
    level: str
    positions: tuple[str, ...]
    occupations: tuple[tuple[str, str], ...]


def demand_rows(
    story: Story, units: Sequence[DemoUnit], programs: Sequence[DemoProgram]
) -> list[dict[str, Any]]:
    """Lines of demand keyed by the columns of the sheet; four enterprises of five answer."""
    chance = random.Random(f"{SEED}-{story.slug}-demand")  # noqa: S311 - demo data, not secrets
    makers = [unit for unit in units if unit.kind == "enterprise"]
    makers = makers[: max(1, len(makers) * 4 // 5)]
    wanted = [program for program in programs if program.positions or program.occupations]
    # Some programs are asked for far more than others: that is what alignment has to show.
    weights = [chance.lognormvariate(0, 0.9) for _program in wanted]
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for _try in range(4 * story.demand):
        program = chance.choices(wanted, weights)[0]
        row = _demand(story, chance.choice(makers), program, chance)
        rows.setdefault(tuple(row[key] for key in IDENTITY), row)
        if len(rows) == story.demand:
            break
    return list(rows.values())


def _demand(
    story: Story, unit: DemoUnit, program: DemoProgram, chance: random.Random
) -> dict[str, Any]:
    titles = program.positions or tuple(name for _code, name in program.occupations)
    title = chance.choice(titles)[:60]
    occupation = _occupation_of(title, program)
    pay = int(PAY[program.level] * chance.uniform(0.85, 1.5) // 100 * 100)
    count = max(1, round(chance.lognormvariate(1.6, 0.8)))
    says = chance.random()
    month = chance.randint(5, 9)
    return {
        "organisation": unit.name,
        "position": title,
        "headcount": count,
        "education": LABEL[program.level] if chance.random() < 0.9 else "不限",
        "region": unit.region if chance.random() < 0.75 else chance.choice(story.regions),
        "period": PERIOD,
        "needed_from": f"2026-{month:02d}-01",
        "needed_until": f"2026-{month + 2:02d}-28",
        "employment": chance.choices(("就业", "实习", "学徒", "订单"), (7, 2, 1, 1))[0],
        "sector": story.sector,
        "industry": unit.industry,
        "occupation": occupation if says > ABOUT_UNSAID else "",
        "programs": program.code if says > 0.5 else "",
        "experience_years": chance.choice((0, 0, 0, 1, 2)),
        "pay_low": pay,
        "pay_high": pay + chance.randint(5, 25) * 100,
        "future_1": max(0, round(count * chance.uniform(0.6, 1.5))),
        "future_2": max(0, round(count * chance.uniform(0.5, 1.8))),
        "future_3": max(0, round(count * chance.uniform(0.4, 2.0))),
        "shortage": chance.choices((1, 2, 3, 4, 5), (1, 2, 4, 3, 2))[0],
        "contact_name": chance.choice(PEOPLE),
        "contact_phone": f"1380000{chance.randint(0, 9999):04d}",
        "valid_until": "2026-12-31",
        "note": "演示数据",
    }


def _occupation_of(title: str, program: DemoProgram) -> str:
    """The occupation of the program that shares most pairs of characters with the title, or ''.

    An enterprise that states a code states a fitting one; the others are left to the matcher.
    """
    pairs = {title[i : i + 2] for i in range(len(title) - 1)}
    shared = [
        (sum(name[i : i + 2] in pairs for i in range(len(name) - 1)), code)
        for code, name in program.occupations
    ]
    best, code = max(shared, default=(0, ""))
    return code if best else ""


def supply_rows(
    story: Story, units: Sequence[DemoUnit], programs: Sequence[DemoProgram]
) -> list[dict[str, Any]]:
    """Lines of supply keyed by the columns of the sheet; nine schools of ten answer."""
    chance = random.Random(f"{SEED}-{story.slug}-supply")  # noqa: S311 - demo data, not secrets
    schools = [unit for unit in units if unit.kind in LEVEL_OF_KIND]
    rows = []
    for school in schools[: max(1, len(schools) * 9 // 10)]:
        offered = [p for p in programs if p.level in LEVEL_OF_KIND[school.kind]]
        for program in chance.sample(offered, min(len(offered), chance.randint(2, 5))):
            rows.append(_supply(story, school, program, chance))
    return rows


def _supply(
    story: Story, school: DemoUnit, program: DemoProgram, chance: random.Random
) -> dict[str, Any]:
    graduates = chance.randint(1, 4) * chance.choice((10, 15, 20))
    committed = round(graduates * chance.choice((0, 0, 0.1, 0.2, 0.4)))
    return {
        "organisation": school.name,
        "program": program.code,
        "education": LABEL[program.level],
        "sector": story.sector,
        "region": school.region,
        "period": PERIOD,
        "enrolled": graduates * 3 + chance.randint(0, 30),
        "graduates": graduates,
        "graduates_next": round(graduates * chance.uniform(0.8, 1.2)),
        "graduates_after": round(graduates * chance.uniform(0.7, 1.3)),
        "interns": round(graduates * chance.uniform(0.3, 0.9)),
        "committed": committed,
        "net_available": graduates - committed,
        "stay_local": chance.randint(35, 85),
        "contact_name": chance.choice(PEOPLE),
        "contact_phone": f"1380000{chance.randint(0, 9999):04d}",
        "valid_until": "2026-12-31",
        "note": "演示数据",
    }
