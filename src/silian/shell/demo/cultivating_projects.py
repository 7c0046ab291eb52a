"""Joint projects of the demo, made through the same commands as everywhere.

The four projects of the Shaoxing alliance bear the names of its public report and the duties that
it gives to the five actors; every unit, day, course and state is generated. So are the pathway
across two provinces, the long pathway and the order class of the demonstration park.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from silian.codes import public as codes
from silian.consortia import public as consortia
from silian.cultivation import public as cultivation
from silian.kernel.access import Actor
from silian.kernel.scoping import inside
from silian.organisations import public as organisations

from .governing import for_unit
from .story import STORIES, Story
from .units import MARK

ImportSheet = Callable[[Actor, Any, Sequence[dict[str, str]]], None]
BESIDE = {"government": "主管部门", "park": "产业园"}
SHAOXING, PARK = "shaoxing-digital-artisan", "jjj-ai-park"
SIDES = {
    "secondary_school": "secondary", "vocational_college": "college", "university": "college",
    "enterprise": "enterprise",
}  # fmt: skip
# Name of the project → days since it began, and what was done: accepted, handed in.
SIGNED = (
    ("高端装备产业数字工匠共育项目", 130, ("government", "secondary"), ("park",)),
    ("生命健康产业数字工匠共育项目", 100, ("government",), ()),
    ("电子商务产业数字工匠共育项目", 40, (), ("government",)),
    ("智能建造产业数字工匠共育项目", 20, (), ()),
)
DONE = "演示数据：已按约定完成。"
ORDER_COURSES = (
    ("程序设计基础", 1, 48, 0, 0, 0), ("机器学习基础", 2, 40, 16, 0, 0),
    ("数据标注与处理", 2, 16, 16, 24, 0), ("行业应用项目", 3, 0, 24, 40, 40),
)  # fmt: skip
# place, days; one after the other from the first day on.
ALTERNATION = (
    ("school", 90, "基础课程"), ("enterprise", 45, "岗位认知与轮岗"), ("break", 21, ""),
    ("school", 80, "专业课程"), ("site", 30, "现场项目"), ("enterprise", 60, "岗位实践"),
)  # fmt: skip


def cultivate_projects(actor: Actor, slug: str, import_sheet: ImportSheet) -> None:
    """The joint projects of a consortium that has any, once."""
    if slug not in {SHAOXING, PARK}:
        return
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        if cultivation.projects_exist():
            return
        units = [m.organisation for m in consortia.active_members() if m.is_demo]
    by_side: dict[str, list[Any]] = {}
    for unit in units:
        if unit.kind in SIDES:
            by_side.setdefault(SIDES[unit.kind], []).append(unit)
    if slug == SHAOXING:
        story = next(one for one in STORIES if one.slug == slug)
        by_side |= {side: [unit] for side, unit in _join(actor, story, import_sheet).items()}
        for at, (name, days, accepted, handed_in) in enumerate(SIGNED):
            _five_actors(actor, name, at, days, by_side, (accepted, handed_in))
        return
    _pathway(actor, by_side)
    _long_pathway(actor, by_side)
    _order_class(actor, by_side)


def _join(actor: Actor, story: Story, import_sheet: ImportSheet) -> dict[str, Any]:
    """A demo authority and a demo park as members: kinds that the demo's members lack."""
    names = {side: f"{story.short}{word}01{MARK}" for side, word in BESIDE.items()}
    import_sheet(actor, consortia.MEMBERS_SHEET, [
        {
            "name": name, "kind": str(organisations.OrganisationKind(side).label),
            "seat": str(consortia.Seat.MEMBER.label), "region": story.regions[0],
            "joined_on": "2026-01-15", "note": "演示数据",
        }
        for side, name in names.items()
    ])  # fmt: skip
    found = {side: organisations.find_or_suggest(name)[0] for side, name in names.items()}
    assert all(found.values()), names
    return found


def _party(actor: Actor, project: Any, unit: Any, side: str, **more: Any) -> Any:
    values = {"organisation": unit, "side": side, **more}
    return cultivation.project_parts.add_party(actor=actor, project=project, values=values)


def _five_actors(
    actor: Actor, name: str, at: int, days: int, by_side: dict[str, list[Any]],
    progress: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:  # fmt: skip
    assert actor.consortium_id is not None
    begun = consortia.today() - dt.timedelta(days=days)
    chosen = {side: some[at % len(some)] for side, some in by_side.items()}
    with inside(actor.consortium_id):
        agreement = cultivation.agreement_titled(name)
    project = cultivation.projects.draft(
        actor=actor, is_demo=True,
        values={
            "kind": "digital-artisan", "name": name, "lead": chosen["secondary"],
            "starts_on": begun, "ends_on": begun + dt.timedelta(days=730), "agreement": agreement,
            "summary": "演示数据：参与单位、期限和进展由程序生成；项目名称和五方职责取自公开报道。",
        },
    )  # fmt: skip
    for side in ("secondary", "college", "government", "park", "enterprise"):
        _party(actor, project, chosen[side], side)
    duties = cultivation.project_duties.add_preset(actor=actor, project=project)
    cultivation.projects.start(actor=actor, project=project)
    accepted, handed_in = progress
    for duty in duties:
        side = duty.party.side
        if side in (*accepted, *handed_in):
            cultivation.project_duties.submit(
                actor=for_unit(actor, chosen[side]), duty=duty, report=DONE,
                note="演示数据：佐证存于演示单位",
            )  # fmt: skip
        if side in accepted:
            cultivation.project_duties.accept(actor=actor, duty=duty, note="演示：材料齐全")


def _stages(actor: Actor, project: Any, rows: tuple[dict[str, Any], ...]) -> None:
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        refs = [stage.ref for stage in project.stages.order_by("order")]
    for ref, values in zip(refs, rows, strict=True):
        cultivation.project_parts.update_stage(actor=actor, project=project, ref=ref, values=values)


def _elsewhere(some: list[Any], other: Any) -> Any:
    """A unit of another province, if there is one."""
    province = str(other.region_id or "")[:2]
    far = (unit for unit in some if str(unit.region_id or "")[:2] != province)
    return next(far, some[0])


def _pathway(actor: Actor, by_side: dict[str, list[Any]]) -> None:
    """3+2 from a school of one province to a college of another."""
    school = by_side["secondary"][0]
    college = _elsewhere(by_side["college"], school)
    begun = consortia.today() - dt.timedelta(days=75)
    project = cultivation.projects.draft(
        actor=actor, is_demo=True,
        values={
            "kind": "pathway-3-2", "name": "物联网跨省 3+2 贯通培养（演示）", "lead": college,
            "program": codes.find_program("710102"), "starts_on": begun, "planned_students": 40,
            "summary": "演示数据：中职三年、高职两年，跨省转段。",
        },
    )  # fmt: skip
    _party(actor, project, school, "secondary")
    _party(actor, project, college, "college")
    _stages(actor, project, (
        {"organisation": school, "program": codes.find_program("710102"), "quota": 40},
        {"organisation": college, "program": codes.find_program("510102"), "quota": 40,
         "condition": "前三年综合评价合格，通过转段考核"},
    ))  # fmt: skip
    cultivation.project_duties.add_preset(actor=actor, project=project)
    cultivation.projects.start(actor=actor, project=project)


def _long_pathway(actor: Actor, by_side: dict[str, list[Any]]) -> None:
    """专—本—硕: associate, vocational bachelor and master of artificial intelligence."""
    college = next(unit for unit in by_side["college"] if unit.kind == "vocational_college")
    higher = [unit for unit in by_side["college"] if unit.kind == "university"]
    project = cultivation.projects.draft(
        actor=actor, is_demo=True,
        values={
            "kind": "long-pathway", "name": "人工智能专本硕长链条培养（演示）", "lead": college,
            "program": codes.find_program("510209"), "planned_students": 30,
            "starts_on": consortia.today() - dt.timedelta(days=30),
            "summary": "演示数据：专—本—硕三段，逐段考核转段。",
        },
    )  # fmt: skip
    for unit in (college, *higher[:2]):
        _party(actor, project, unit, "college")
    _stages(actor, project, (
        {"organisation": college, "program": codes.find_program("510209"), "quota": 30},
        {"organisation": higher[0], "level": "vocational_bachelor", "quota": 20,
         "program": codes.find_program("310209"), "condition": "专科成绩前 60%，通过转段考核"},
        {"organisation": higher[-1], "quota": 5, "condition": "通过全国硕士研究生招生考试"},
    ))  # fmt: skip


def _order_class(actor: Actor, by_side: dict[str, list[Any]]) -> None:
    """An order class of artificial intelligence with mentors, courses and alternation."""
    assert actor.consortium_id is not None
    college = next(unit for unit in by_side["college"] if unit.kind == "vocational_college")
    enterprise = by_side["enterprise"][0]
    begun = consortia.today() - dt.timedelta(days=110)
    project = cultivation.projects.draft(
        actor=actor, is_demo=True,
        values={
            "kind": "order-class", "name": "人工智能订单班（演示）", "lead": college,
            "program": codes.find_program("510209"), "starts_on": begun, "planned_students": 20,
            "ends_on": begun + dt.timedelta(days=700),
            "summary": "演示数据：校企共同选拔，工学交替。",
        },
    )  # fmt: skip
    _party(actor, project, college, "college")
    _party(actor, project, enterprise, "enterprise")
    cultivation.project_duties.add_preset(actor=actor, project=project)
    parts = cultivation.project_parts
    mentors = ((college, "college", "示例教师甲"), (enterprise, "enterprise", "示例师傅乙"))
    for unit, side, name in mentors:
        parts.add_mentor(
            actor=actor, project=project,
            values={"organisation": unit, "side": side, "person": name, "title": "演示导师"},
        )  # fmt: skip
    for name, term, school, joint, firm, site in ORDER_COURSES:
        values = {
            "name": name, "term": term, "school_hours": school, "joint_hours": joint,
            "enterprise_hours": firm, "site_hours": site,
            "organisation": enterprise if joint or firm or site else None,
        }  # fmt: skip
        parts.add_course(actor=actor, project=project, values=values)
    day = begun
    for place, days, note in ALTERNATION:
        last = day + dt.timedelta(days=days - 1)
        away = enterprise if place in {"enterprise", "site"} else None
        values = {"place": place, "organisation": away, "starts_on": day, "ends_on": last,
                  "note": note}  # fmt: skip
        parts.add_alternation(actor=actor, project=project, values=values)
        day = last + dt.timedelta(days=1)
    cultivation.projects.start(actor=actor, project=project)
    with inside(actor.consortium_id):
        students = cultivation.students_at([college.pk])[:20]
    for at, student in enumerate(students):
        row = cultivation.project_enrolments.add(actor=actor, project=project, student=student)
        if at < 16:
            cultivation.project_enrolments.enrol(actor=actor, enrolment=row)
