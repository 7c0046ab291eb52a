"""A small consortium with a unit for each of the five actors, a class, and a project.

All names are invented. What is fixed here is laid directly; what is tested is done by commands.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from silian.accounts.models import User
from silian.codes import public as codes
from silian.codes.models import Program, ProgramNext
from silian.consortia import roles
from silian.consortia.models import Consortium, Membership, RoleAssignment
from silian.consortia.queries.actors import build_actor, today
from silian.cultivation.models import Project, Student, StudentClass
from silian.cultivation.services import project_duties, project_parts, projects
from silian.kernel.access import Actor, Role
from silian.kernel.scoping import inside
from silian.organisations import public as organisations
from silian.organisations.models import Organisation

# side → (name, kind of unit, role of its person); the last is of no consortium.
UNITS: dict[str, tuple[str, str, Role]] = {
    "secondary": ("示例工程学校", "secondary_school", roles.SCHOOL_OFFICE),
    "college": ("示例职业技术学院", "vocational_college", roles.SCHOOL_OFFICE),
    "government": ("示例教育局", "government", roles.MEMBER_OFFICE),
    "park": ("示例产业园", "park", roles.MEMBER_OFFICE),
    "enterprise": ("示例装备有限公司", "enterprise", roles.ENTERPRISE_HR),
    "other": ("示例旁观有限公司", "enterprise", roles.ENTERPRISE_HR),
}
# code, name, level, years, fields of a master
PROGRAMS = (
    ("710102", "物联网技术应用", "secondary", "三年", ""),
    ("510102", "物联网应用技术", "associate", "三年", ""),
    ("310102", "物联网工程技术", "vocational_bachelor", "四年", "电子信息"),
    ("080905", "物联网工程", "bachelor", "四年", ""),
    ("510209", "人工智能技术应用", "associate", "三年", ""),
)
NEXT = (("710102", "510102"), ("710102", "310102"), ("510102", "310102"), ("510102", "080905"))


@dataclass
class World:
    """The consortium; units, people and actors by side."""

    consortium: Consortium
    secretary: User
    secretariat: Actor
    units: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    students: list[Student] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.consortium.slug

    def inside(self) -> AbstractContextManager[None]:
        """The scope of the consortium."""
        return inside(self.consortium.pk)

    def project(self, kind: str = "digital-artisan", **values: Any) -> Project:
        """A planned project led by the college."""
        given = {"kind": kind, "name": "示例数字工匠共育项目", "lead": self.units["college"],
                 "starts_on": today() - dt.timedelta(days=200), **values}  # fmt: skip
        return projects.draft(actor=self.secretariat, values=given)

    def five(self, project: Project) -> Project:
        """The five actors as parties, each with its duty of the preset."""
        for side in ("secondary", "college", "government", "park", "enterprise"):
            project_parts.add_party(
                actor=self.secretariat, project=project,
                values={"organisation": self.units[side], "side": side},
            )  # fmt: skip
        project_duties.add_preset(actor=self.secretariat, project=project)
        return project

    def running(self, **values: Any) -> Project:
        """A project of the five actors that has started."""
        project = self.five(self.project(**values))
        return projects.start(actor=self.secretariat, project=project)


def _person(consortium: Consortium, username: str, role: Role, unit: Any = None) -> User:
    user = User.objects.create(username=username, name="示例", email=f"{username}@example.com")
    RoleAssignment.objects.create(
        user=user, role=role.slug, consortium=consortium, organisation=unit, valid_from=today()
    )
    return user


def build_world(slug: str = "jia", name: str = "示例甲联合体") -> World:
    """Everything; a second one with another slug shares nothing but the code lists."""
    consortium = Consortium.objects.create(
        slug=slug, name=name, name_en=f"Sample {slug}", kind="alliance", scope="city", is_demo=True
    )
    secretary = _person(consortium, f"office-{slug}", roles.SECRETARIAT)
    world = World(consortium, secretary, build_actor(secretary, consortium))
    with world.inside():
        for side, (title, kind, role) in UNITS.items():
            suffix = "" if slug == "jia" else slug
            unit = Organisation.objects.create(name=title + suffix, kind=kind, is_demo=True)
            Membership.objects.create(
                consortium=consortium, organisation=unit, state="active", is_demo=True,
                joined_on=dt.date(2026, 1, 15),
            )  # fmt: skip
            user = _person(consortium, f"{side}-{slug}", role, unit)
            world.units[side], world.people[side] = unit, user
            world.actors[side] = build_actor(user, consortium)
        _programs()
        _students(world)
    organisations.forget()
    codes.forget()
    return world


def _programs() -> None:
    for code, name, level, years, masters in PROGRAMS:
        Program.objects.get_or_create(
            code=code,
            defaults={
                "code6": code, "name": name, "level": level, "category_code": code[:2],
                "category_name": "电子与信息大类", "edition": "2021", "years": years,
                "profile_masters": masters,
            },
        )  # fmt: skip
    for lower, upper in NEXT:
        ProgramNext.objects.get_or_create(program_id=lower, next_program_id=upper)


def _students(world: World) -> None:
    school = world.units["secondary"]
    row = StudentClass.objects.create(
        consortium=world.consortium, organisation=school, name="物联网一班", program_id="710102",
        level="secondary", entry_year=2025, is_demo=True,
    )  # fmt: skip
    for number in range(3):
        world.students.append(
            Student.objects.create(
                consortium=world.consortium, organisation=school, study_class=row, is_demo=True,
                number=f"S{number + 1:03d}", full_name=f"密示例{'甲乙丙'[number]}",
            )
        )  # fmt: skip
