"""A small consortium that governs itself: eight units, a council, an assembly, a charter in force.

All names are invented. What is fixed here is laid directly; what is tested is done by commands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from silian.accounts.models import User
from silian.codes import public as codes
from silian.consortia import roles
from silian.consortia.models import Consortium, Membership, RoleAssignment
from silian.consortia.queries.actors import build_actor, today
from silian.governance.engine.rules import read_rules
from silian.governance.models import (
    AgendaItem,
    Article,
    Attendance,
    Charter,
    GoverningBody,
    Mandate,
    Meeting,
    Motion,
    PresenceChange,
    Proxy,
    Term,
)
from silian.kernel.access import Actor, Role
from silian.kernel.scoping import inside
from silian.organisations import public as organisations
from silian.organisations.models import Organisation

# (name, kind, post in the council or None): units 0–5 sit in the council, 6 and 7 do not.
UNITS: tuple[tuple[str, str, str | None], ...] = (
    ("示例整车有限公司", "enterprise", "chair"),
    ("示例职业技术学院", "vocational_college", "executive_chair"),
    ("示例理工大学", "university", "vice_chair"),
    ("示例零部件有限公司", "enterprise", "vice_chair"),
    ("示例汽车工程学校", "secondary_school", "director"),
    ("示例汽车行业协会", "association", "director"),
    ("示例软件有限公司", "enterprise", None),
    ("示例模具有限公司", "enterprise", None),
)
COUNCIL_SEATS = 6
RUNNING = {"open", "closed", "minuted"}
SURNAMES = "甲乙丙丁戊己庚辛"


def body_rules(**changes: Any) -> dict[str, Any]:
    """The plain rules of one body: 2/3 must come, 2/3 of those present decide."""
    two_thirds = {"fraction": "2/3", "of": "present", "strict": False}
    return {
        "quorum": {"fraction": "2/3", "of": "seats", "strict": False},
        "majorities": {"ordinary": two_thirds, "charter": two_thirds, "personnel": two_thirds},
        "notice_days": 10,
        "proxy_limit": 1,
        "change_vote": True,
        "tie": "runoff",
        "term_years": 5,
        "weights": {},
        "allow_write_in": False,
        "election": "majority",
        "secret_matters": ["personnel"],
        **changes,
    }


def rules(**bodies: Mapping[str, Any]) -> dict[str, Any]:
    """The plain rules of a charter; `council={"proxy_limit": 2}` changes those of one body."""
    half = {"fraction": "1/2", "of": "present", "strict": True}
    base: dict[str, dict[str, Any]] = {
        "assembly": body_rules(
            majorities={"ordinary": half, "charter": {"fraction": "2/3", "of": "present"}}
        ),
        "council": body_rules(),
        "joint_conference": body_rules(notice_days=3, proxy_limit=0),
    }
    for key, changes in bodies.items():
        base[key] = body_rules(**{**base.get(key, {}), **changes})
    plain = {"bodies": base}
    read_rules(plain)
    return plain


@dataclass
class World:
    """The consortium and its people. `actors[i]` acts for `units[i]`; see `UNITS`."""

    consortium: Consortium
    secretariat: Actor
    authority: Actor
    expert: Actor
    auditor: Actor
    secretary: User
    units: list[Organisation] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    charter: Charter = None  # type: ignore[assignment]
    council: GoverningBody = None  # type: ignore[assignment]
    assembly: GoverningBody = None  # type: ignore[assignment]
    term: Term = None  # type: ignore[assignment]
    mandates: list[Mandate] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.consortium.slug

    def inside(self) -> AbstractContextManager[None]:
        """The scope of the consortium."""
        return inside(self.consortium.pk)

    def person(self, role: Role, unit: Organisation | None = None, name: str = "") -> User:
        """A further person with that role here."""
        username = name or f"{role.slug}_{self.slug}"
        user = User.objects.create(
            username=username, name=f"示例{username}", email=f"{username}@example.com"
        )
        RoleAssignment.objects.create(
            user=user, role=role.slug, consortium=self.consortium, organisation=unit,
            valid_from=today(),
        )  # fmt: skip
        return user

    def set_rules(self, **bodies: Mapping[str, Any]) -> None:
        """Other rules in the charter that is in force, only for a test's sake."""
        self.charter.rules = rules(**bodies)
        with self.inside():
            self.charter.save()


def build_world(slug: str = "jia", name: str = "示例甲联合体") -> World:
    """Everything; a second one with another slug shares nothing with the first."""
    consortium = Consortium.objects.create(
        slug=slug, name=name, name_en=f"Sample {slug}", kind="city_consortium", scope="city",
        is_demo=True,
    )  # fmt: skip
    world = World(consortium, *[Actor("")] * 4, secretary=None)  # type: ignore[arg-type,misc]
    world.secretary = world.person(roles.SECRETARIAT)
    world.secretariat = build_actor(world.secretary, consortium)
    world.authority = build_actor(world.person(roles.AUTHORITY), consortium)
    world.expert = build_actor(world.person(roles.EXPERT), consortium)
    auditor = User.objects.create(username=f"auditor_{slug}", name="示例审计")
    RoleAssignment.objects.create(user=auditor, role=roles.AUDITOR.slug, valid_from=today())
    world.auditor = build_actor(auditor, consortium)
    with world.inside():
        _units(world)
        _charter(world)
        _bodies(world)
    organisations.forget()
    codes.forget()
    return world


def _units(world: World) -> None:
    for at, (name, kind, post) in enumerate(UNITS):
        suffix = "" if world.slug == "jia" else world.slug
        unit = Organisation.objects.create(name=f"{name}{suffix}", kind=kind, is_demo=True)
        role = {"enterprise": roles.ENTERPRISE_HR, "association": roles.MEMBER_OFFICE}.get(
            kind, roles.SCHOOL_OFFICE
        )
        user = world.person(role, unit, f"unit{at}_{world.slug}")
        seat = post if post in {"chair", "executive_chair", "vice_chair", "director"} else "member"
        Membership.objects.create(
            consortium=world.consortium, organisation=unit, state="active", seat=seat,
            joined_on=dt.date(2026, 1, 15), is_demo=True,
        )  # fmt: skip
        world.units.append(unit)
        world.people.append(user)
        world.actors.append(build_actor(user, world.consortium))


def _charter(world: World) -> None:
    world.charter = Charter.objects.create(
        consortium=world.consortium, version=1, title="示例甲联合体章程", rules=rules(),
        state="in_force", adopted_on=dt.date(2026, 1, 10), adopted_note="预备会议通过（示例）",
        effective_on=dt.date(2026, 1, 10), is_demo=True,
    )  # fmt: skip
    for number, heading in enumerate(("名称", "宗旨", "成员大会", "理事会"), 1):
        Article.objects.create(
            consortium=world.consortium, charter=world.charter, number=number, chapter="总则",
            heading=heading, text=f"第{number}条示例内容。",
        )  # fmt: skip


def _bodies(world: World) -> None:
    make = GoverningBody.objects.create
    here = world.consortium
    world.assembly = make(consortium=here, kind="assembly", name="成员大会", order=1, is_demo=True)
    world.council = make(consortium=here, kind="council", name="理事会", order=2, is_demo=True)
    day = today()
    world.term = Term.objects.create(
        consortium=here, body=world.council, number=1, starts_on=day - dt.timedelta(days=200),
        ends_on=day + dt.timedelta(days=5 * 365 - 200), seats=COUNCIL_SEATS,
    )  # fmt: skip
    for at, (_name, _kind, post) in enumerate(UNITS):
        if post:
            world.mandates.append(
                Mandate.objects.create(
                    consortium=here,
                    term=world.term,
                    organisation=world.units[at],
                    post=post,
                    representative=f"示例{SURNAMES[at]}",
                    representative_title="负责人",
                    starts_on=world.term.starts_on,
                    ends_on=world.term.ends_on,
                    basis="示例",
                    is_demo=True,
                )
            )


def build_meeting(
    world: World,
    *,
    body: GoverningBody | None = None,
    state: str = "open",
    present: Iterable[int] | None = None,
    proxies: Mapping[int, int] | None = None,
    items: Iterable[tuple[str, str]] = (("report", "听取工作报告"), ("motion", "审议年度计划")),
    **fields: Any,
) -> Meeting:
    """A meeting of the council (or the body given), laid directly in that state.

    `present`: indices of `UNITS` who are there (all called without it, none unless open);
    `proxies`: giver → holder. Every unit of the body is called; the assembly calls all eight.
    """
    now = timezone.now()
    assembly = body is not None and body.pk == world.assembly.pk
    values = {
        "kind": "assembly" if assembly else "council", "mode": "mixed", "title": "第一次会议",
        "starts_at": now + dt.timedelta(days=0 if state in {"open", "closed"} else 20),
        "venue": "示例会议室", "term": None if assembly else world.term, "state": state, **fields,
    }  # fmt: skip
    if state != "draft":
        values.setdefault("convened_at", now - dt.timedelta(days=11))
    if state in RUNNING:
        values.setdefault("opened_at", now)
    if state in {"closed", "minuted"}:
        values.setdefault("closed_at", now + dt.timedelta(minutes=1))
    called = list(range(len(UNITS))) if assembly else list(range(COUNCIL_SEATS))
    with world.inside():
        meeting = Meeting.objects.create(
            consortium=world.consortium, body=body or world.council, **values
        )
        for position, (kind, title) in enumerate(items, 1):
            AgendaItem.objects.create(
                consortium=world.consortium, meeting=meeting, position=position, kind=kind,
                title=title, minutes=20,
            )  # fmt: skip
        if state != "draft":
            _attendances(world, meeting, called, present, proxies or {})
            if state in RUNNING and "opened_at" not in fields:
                # Those who are there came before it opened.
                meeting.opened_at = timezone.now()
                meeting.save(update_fields=["opened_at"])
    return meeting


def _attendances(
    world: World,
    meeting: Meeting,
    called: list[int],
    present: Iterable[int] | None,
    proxies: Mapping[int, int],
) -> None:
    running = meeting.state in RUNNING
    there = (
        set(present) if present is not None else set(called) - set(proxies) if running else set()
    )
    rows = {}
    for at in called:
        post = UNITS[at][2] if meeting.term_id else "member"
        rows[at] = Attendance.objects.create(
            consortium=world.consortium, meeting=meeting, organisation=world.units[at],
            post=post or "member", representative=f"示例{SURNAMES[at]}",
            representative_title="负责人", presence="onsite" if at in there else "absent",
        )  # fmt: skip
        if at in there:
            PresenceChange.objects.create(
                consortium=world.consortium, attendance=rows[at], presence="onsite", way="self"
            )
    for giver, holder in proxies.items():
        Proxy.objects.create(
            consortium=world.consortium, meeting=meeting, giver=rows[giver], holder=rows[holder]
        )


def attendance(world: World, meeting: Meeting, at: int) -> Attendance:
    """The attendance of `units[at]`, fresh."""
    with world.inside():
        return Attendance.objects.get(meeting=meeting, organisation=world.units[at])


def build_motion(world: World, meeting: Meeting, **fields: Any) -> Motion:
    """A motion admitted into the second item of the meeting."""
    with world.inside():
        item = meeting.items.filter(kind="motion").first()
        values = {
            "number": 1, "title": "年度工作计划", "text": "示例议案正文。", "item": item,
            "matter": "ordinary", "state": "admitted", "proposer": None, **fields,
        }  # fmt: skip
        return Motion.objects.create(consortium=world.consortium, meeting=meeting, **values)
