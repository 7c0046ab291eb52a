"""What the consortia hold: applications, structure, lists, publications, imports."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.utils import timezone

from silian.accounts.models import ApiToken, KnownSession
from silian.codes.models import Certificate
from silian.consortia.models import (
    ActorDuty,
    Application,
    Body,
    Circle,
    ConsortiumFact,
    ConsortiumParty,
    Membership,
    Occasion,
    Zone,
)
from silian.consortia.queries.actors import build_actor, today
from silian.kernel.exchange import SHEETS, stage
from silian.talent import public as talent
from silian.talent.models import NilReturn

from .cast import ROLES, VISITOR, Story
from .planted import mark_of, person_of, phone_of

PERIOD = "2026"


def build_rows(story: Story) -> None:
    """Everything, in both consortia."""
    story.refs["certificate"] = Certificate.objects.get().ref
    for role in ROLES:
        if role != VISITOR:
            _account(story, role)
    for slug in ("jia", "yi"):
        with story.inside(slug):
            _application(story, slug)
            _structure(story, slug)
            _lists(story, slug)
        _imports(story, slug)


def _account(story: Story, role: str) -> None:
    user = story.people[role]
    token = ApiToken.objects.create(
        user=user, name="示例", hint="sil_示例", hash=f"{role:0>64}", scopes=[],
        expires_at=timezone.now() + dt.timedelta(days=30),
    )  # fmt: skip
    session = KnownSession.objects.create(user=user, session_key=f"known-{role}")
    story.refs[f"token.{role}"], story.refs[f"session.{role}"] = token.ref, session.ref


def _application(story: Story, slug: str) -> None:
    """A unit that applied; in 乙 it is the stranger, so that no unit is in both but one."""
    owner = f"{slug}.applicant" if slug == "jia" else "yi.maker"
    row = Membership.objects.create(
        consortium=story.consortia[slug],
        organisation=story.units["applicant" if slug == "jia" else "stranger"],
        state="applied", applied_on=today(), contact_name=person_of(owner),
        contact_phone=phone_of(owner),
    )  # fmt: skip
    Application.objects.create(
        consortium=story.consortia[slug], membership=row, filed_on=today(), reason=mark_of(owner),
        filed_by=story.people["nobody"].pk,
    )  # fmt: skip
    story.refs[f"membership.{slug}.applicant"] = row.ref


def _structure(story: Story, slug: str) -> None:
    consortium, mark = story.consortia[slug], mark_of(f"{slug}.public")
    made: dict[str, Any] = {
        "zone": Zone(name=f"东区{mark}"),
        "body": Body(kind="centre", name=f"中心{mark}", lead=story.unit(slug, "maker")),
        "circle": Circle(kind="circle", name=f"圈{mark}"),
        "duty": ActorDuty(actor_kind="enterprise", duty=f"出岗位{mark}"),
        "occasion": Occasion(kind="meeting", title=f"会议{mark}"),
        "party": ConsortiumParty(organisation=story.unit(slug, "school"), role="host"),
        "fact": ConsortiumFact(section="profile", title=f"事实{mark}"),
    }
    for name, row in made.items():
        row.consortium = consortium
        row.save()
        story.refs[f"{name}.{slug}"] = row.ref


def demand_values(story: Story, slug: str, unit: str, position: str) -> dict[str, Any]:
    """A line of demand whose free texts and contact are planted."""
    owner = f"{slug}.{unit}"
    return {
        "organisation": story.unit(slug, unit).ref, "position": position, "headcount": 12,
        "education": "associate", "region": "330604", "period": PERIOD,
        "abilities": mark_of(owner), "note": mark_of(owner),
        "contact_name": person_of(owner), "contact_phone": phone_of(owner),
    }  # fmt: skip


def supply_values(story: Story, slug: str, unit: str, program: str) -> dict[str, Any]:
    """A line of supply whose free texts and contact are planted."""
    owner = f"{slug}.{unit}"
    return {
        "organisation": story.unit(slug, unit).ref, "program": program, "graduates": 80,
        "period": PERIOD, "region": "330604", "skills": mark_of(owner), "note": mark_of(owner),
        "contact_name": person_of(owner), "contact_phone": phone_of(owner),
    }  # fmt: skip


def _lists(story: Story, slug: str) -> None:
    """Two waiting lines of each unit; approved and published ones of the shared unit and maker.

    What is published is public, so the published lines carry no mark.
    """
    actor = story.system(slug)
    makers = ("maker", "rival") if slug == "jia" else ("maker", "shared")
    schools = ("school", "college") if slug == "jia" else ("school",)
    for unit in makers:
        row = talent.enter_demand(actor=actor, values=demand_values(story, slug, unit, "数控车工"))
        story.refs[f"demand.{slug}.{unit}"] = row.ref
    for unit in schools:
        program = "660103" if unit == "college" else "460103"
        line = talent.enter_supply(actor=actor, values=supply_values(story, slug, unit, program))
        story.refs[f"supply.{slug}.{unit}"] = line.ref
    NilReturn.objects.create(
        consortium=story.consortia[slug], organisation=story.unit(slug, "shared"), kind="supply",
        period=PERIOD, reason=mark_of(f"{slug}.shared"),
    )  # fmt: skip
    _publish(story, slug)


def _publish(story: Story, slug: str) -> None:
    actor = story.system(slug)
    public = {"abilities": "", "skills": "", "note": ""}
    values = demand_values(story, slug, "maker", f"装配工{slug}") | public
    row = talent.enter_demand(actor=actor, values=values)
    talent.approve_demand(actor=actor, refs=[row.ref])
    line = talent.enter_supply(
        actor=actor, values=supply_values(story, slug, "school", "080202") | public
    )
    talent.approve_supply(actor=actor, refs=[line.ref])
    # 乙 has published twice, so that its number 2 is not there in 甲.
    for kind in ("demand", "supply") * (1 if slug == "jia" else 2):
        snapshot = talent.publish_list(actor=actor, kind=kind, period=PERIOD)
        story.refs[f"snapshot.{kind}.{slug}"] = snapshot.ref
    _approve_more(story, slug)


def _approve_more(story: Story, slug: str) -> None:
    """Approved and not yet published: counted by everybody, read by few."""
    actor = story.system(slug)
    maker, school = ("rival", "college") if slug == "jia" else ("maker", "school")
    position = f"数控车工{mark_of(f'{slug}.{maker}')}"
    row = talent.enter_demand(actor=actor, values=demand_values(story, slug, maker, position)
                              | {"programs": ["460103"]})  # fmt: skip
    talent.approve_demand(actor=actor, refs=[row.ref])
    line = talent.enter_supply(
        actor=actor,
        values=supply_values(story, slug, school, "460103")
        | {"direction": mark_of(f"{slug}.{school}"), "period": PERIOD, "grade": "2023级"},
    )
    talent.approve_supply(actor=actor, refs=[line.ref])


def _imports(story: Story, slug: str) -> None:
    """A preview of each sheet, with an error in it, by those who may import it."""
    secretary = "secretariat" if slug == "jia" else "secretariat_yi"
    for key in (
        "consortia.members", "talent.demand", "talent.supply", "governance.mandates",
        "governance.tasks", "cultivation.curriculum", "cultivation.selection",
        "cultivation.round_posts", "cultivation.round_applicants", "cultivation.round_rankings",
    ):  # fmt: skip
        stage_sheet(story, slug, secretary, key)
    if slug == "jia":
        stage_sheet(story, None, "platform_admin", "organisations.registry")
        stage_sheet(story, slug, "enterprise_hr", "talent.demand")
        stage_sheet(story, slug, "school_office", "talent.supply")
        stage_sheet(story, slug, "school_office", "cultivation.students")
        stage_sheet(story, slug, "school_office", "cultivation.internships")
        stage_sheet(story, slug, "enterprise_hr", "cultivation.instructors")


def stage_sheet(story: Story, slug: str | None, role: str, key: str) -> None:
    """Uploads a sheet with one wrong row as that person; keeps `batch.<key>.<role>`."""
    sheet = SHEETS[key]
    values = {c.key: c.example or "" for c in sheet.columns if c.required} | {
        "organisations.registry": {"kind": "不明"},
        "consortia.members": {"name": "示例新公司", "kind": "不明"},
        "talent.demand": {"position": "铣工", "headcount": "很多"},
        "talent.supply": {"program": "没有的专业", "graduates": "10"},
        "governance.mandates": {"post": "没有的职务"},
        "governance.tasks": {"weight": "很重"},
        "cultivation.curriculum": {"school_hours": "很多"},
        "cultivation.selection": {"number": "没有的学号"},
        "cultivation.round_posts": {"capacity": "许多"},
        "cultivation.round_applicants": {"number": "没有的学号"},
        "cultivation.round_rankings": {"number": "没有的学号"},
        "cultivation.students": {"level": "没有的层次"},
        "cultivation.internships": {"number": "没有的学号"},
        "cultivation.instructors": {"number": "长" * 41},
    }[key]
    if slug is not None and "contact_name" in {c.key for c in sheet.columns}:
        owner = f"{slug}.by_{role}"
        values |= {"contact_name": person_of(owner), "contact_phone": phone_of(owner)}
        values |= {"note": mark_of(owner)}
    if key.startswith("talent."):
        units = {"enterprise_hr": "maker", "school_office": "school"}
        unit = units.get(role, "maker" if key == "talent.demand" else "school")
        values["organisation"] = story.unit(slug or "", unit).name
    names = {column.key: str(column.name) for column in sheet.columns}
    text = ",".join(names[k] for k in values) + "\n" + ",".join(values.values()) + "\n"
    actor = build_actor(story.people[role], story.consortia[slug] if slug else None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.csv"
        path.write_text(text, encoding="utf-8-sig")
        staged = stage(actor=actor, sheet=sheet, path=path, file_name=f"{key}.csv")
    story.refs[f"batch.{key}.{role}"] = staged.batch.ref
