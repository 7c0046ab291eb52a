"""A small world: a few codes, one consortium with three members, and its people.

All names are invented; the codes are published ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from silian.accounts.models import User
from silian.codes import public as codes
from silian.codes.models import (
    Occupation,
    OccupationSynonym,
    Program,
    ProgramOccupation,
    Region,
    Sector,
)
from silian.consortia import roles
from silian.consortia.models import Consortium, Membership, RoleAssignment
from silian.consortia.queries.actors import build_actor, today
from silian.kernel.access import Actor, Role
from silian.kernel.scoping import inside
from silian.organisations import public as organisations
from silian.organisations.models import Organisation
from silian.talent.exchange import members
from silian.talent.queries import suggestions

REGIONS = (
    ("110000", "北京市", "province", None),
    ("110115", "大兴区", "county", "110000"),
    ("330000", "浙江省", "province", None),
    ("330600", "绍兴市", "prefecture", "330000"),
    ("330604", "上虞区", "county", "330600"),
)
OCCUPATIONS = (
    ("6-18-01-01", "车工"),
    ("6-31-01-02", "工程机械维修工"),
    ("2-02-07-04", "仪器仪表工程技术人员"),
)
PROGRAMS = (
    ("460103", "数控技术", "associate"),
    ("660103", "数控技术应用", "secondary"),
    ("080202", "机械设计制造及其自动化", "bachelor"),
)


def forget_everything() -> None:
    """Nothing that another test held in memory is believed."""
    for held in (codes, organisations, members, suggestions):
        held.forget()


def load_lists() -> None:
    """Regions, occupations, programs and the links between them."""
    for code, name, level, parent in REGIONS:
        Region.objects.create(code=code, name=name, level=level, parent_id=parent)
    for code, name in OCCUPATIONS:
        Occupation.objects.create(code=code, name=name, level=4, edition="2022")
    OccupationSynonym.objects.create(occupation_id="6-18-01-01", term="数控车工", source="示例")
    for code, name, level in PROGRAMS:
        Program.objects.create(
            code=code, code6=code, name=name, level=level, category_code=code[:2],
            category_name="装备制造", edition="2021",
        )  # fmt: skip
        ProgramOccupation.objects.create(program_id=code, occupation_id="6-18-01-01", source="示例")
    Sector.objects.create(slug="automotive", name="汽车", name_en="Automotive", source="示例")
    codes.forget()


@dataclass
class World:
    """The consortium, its members and its people."""

    consortium: Consortium
    maker: Organisation
    rival: Organisation
    school: Organisation
    secretary: Actor
    hr: Actor
    office: Actor
    people: dict[str, User]

    def inside(self) -> Any:
        """The scope of this consortium."""
        return inside(self.consortium.pk)


def build_world(slug: str = "alpha") -> World:
    """A consortium with two enterprises and a school, all active members."""
    consortium = Consortium.objects.create(
        slug=slug, name=f"示例联合体 {slug}", name_en=f"Sample {slug}", kind="city_consortium",
        scope="city",
    )  # fmt: skip
    units = {
        "maker": (f"示例机床有限公司{slug}", "enterprise"),
        "rival": (f"示例工程机械有限公司{slug}", "enterprise"),
        "school": (f"示例职业技术学院{slug}", "vocational_college"),
    }
    made = {
        key: Organisation.objects.create(name=name, kind=kind, region_id="330604")
        for key, (name, kind) in units.items()
    }
    with inside(consortium.pk):
        for unit in made.values():
            Membership.objects.create(consortium=consortium, organisation=unit, state="active")
    people: dict[str, User] = {}

    def person(name: str, role: Role, unit: Organisation | None = None) -> Actor:
        user = User.objects.create(username=f"{name}-{slug}", name=f"{name} 示例")
        RoleAssignment.objects.create(
            user=user, role=role.slug, consortium=consortium, organisation=unit, valid_from=today()
        )
        people[name] = user
        return build_actor(user, consortium)

    return World(
        consortium=consortium,
        **made,
        secretary=person("secretary", roles.SECRETARIAT),
        hr=person("hr", roles.ENTERPRISE_HR, made["maker"]),
        office=person("office", roles.SCHOOL_OFFICE, made["school"]),
        people=people,
    )
