"""The consortia, their units and their people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from silian.accounts.models import User
from silian.consortia.models import Consortium, Membership, RoleAssignment
from silian.consortia.queries.actors import today
from silian.kernel.access import Actor, system_actor
from silian.kernel.scoping import inside
from silian.organisations.models import Organisation, OrganisationAlias

from .planted import mark_of, person_of, phone_of

VISITOR = "visitor"
# A test's role → (role slug, consortium, unit) of each assignment; None stands for the platform.
ROLES: dict[str, tuple[tuple[str, str | None, str | None], ...]] = {
    VISITOR: (),
    "nobody": (),
    "former": (),
    "platform_admin": (("platform_admin", None, None),),
    "auditor": (("auditor", None, None),),
    "secretariat": (("secretariat", "jia", None),),
    "authority": (("authority", "jia", None),),
    "expert": (("expert", "jia", None),),
    "school_office": (("school_office", "jia", "school"),),
    "enterprise_hr": (("enterprise_hr", "jia", "maker"),),
    "member_office": (("member_office", "jia", "office"),),
    "student": (("student", "jia", "school"),),
    "mentor": (("mentor", "jia", "maker"),),
    "shared_hr": (("enterprise_hr", "jia", "shared"), ("enterprise_hr", "yi", "shared")),
    "secretariat_yi": (("secretariat", "yi", None),),
}
UNITS = {
    "maker": ("示例整车有限公司", "enterprise"),
    "rival": ("示例零部件有限公司", "enterprise"),
    "shared": ("示例软件有限公司", "enterprise"),
    "yi_maker": ("示例云机房有限公司", "enterprise"),
    "school": ("示例职业技术学院", "vocational_college"),
    "college": ("示例汽车工程学校", "secondary_school"),
    "yi_school": ("示例信息职业学院", "vocational_college"),
    "office": ("示例汽车行业协会", "association"),
    "applicant": ("示例模具有限公司", "enterprise"),
    "stranger": ("示例食品有限公司", "enterprise"),
}
MEMBERS = {
    "jia": ("maker", "rival", "school", "college", "office", "shared"),
    "yi": ("maker", "school", "shared"),
}


@dataclass
class Story:
    """The cast; `refs` names the objects that addresses lead to."""

    consortia: dict[str, Consortium] = field(default_factory=dict)
    units: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def inside(self, name: str) -> Any:
        """The scope of a consortium: "jia" or "yi"."""
        return inside(self.consortia[name].pk)

    def system(self, name: str | None = None) -> Actor:
        """The installation itself, in a consortium."""
        return system_actor("story", self.consortia[name].pk if name else None)

    def unit(self, consortium: str, name: str) -> Organisation:
        """A member by its name in the consortium."""
        own = f"{consortium}_{name}"
        return self.units[own if own in self.units else name]


def build_cast() -> Story:
    """Consortia with members whose contacts are planted, and a person for each role."""
    story = Story()
    for slug, name in (("jia", "示例甲联合体"), ("yi", "示例乙联合体")):
        story.consortia[slug] = Consortium.objects.create(
            slug=slug, name=name, name_en=f"Sample {slug}", kind="city_consortium", scope="city",
            home_region_id="330604", is_demo=True,
        )  # fmt: skip
        story.consortia[slug].sectors.add("automotive")
    for key, (name, kind) in UNITS.items():
        story.units[key] = Organisation.objects.create(
            name=name, kind=kind, region_id="330604", industry_id="36", is_demo=True
        )
        story.refs[f"unit.{key}"] = story.units[key].ref
        story.refs[f"unit_id.{key}"] = str(story.units[key].pk)
    alias = OrganisationAlias.objects.create(organisation=story.units["maker"], name="示例整车厂")
    story.refs["alias"] = alias.ref
    for slug, names in MEMBERS.items():
        for name in names:
            _member(story, slug, name)
    for role, held in ROLES.items():
        if role != VISITOR:
            _person(story, role, held)
    return story


def _member(story: Story, slug: str, name: str) -> None:
    owner = f"{slug}.{name}"
    with story.inside(slug):
        row = Membership.objects.create(
            consortium=story.consortia[slug], organisation=story.unit(slug, name), state="active",
            joined_on=dt.date(2026, 1, 15), contact_name=person_of(owner),
            contact_phone=phone_of(owner), note=mark_of(owner), is_demo=True,
        )  # fmt: skip
    story.refs[f"membership.{owner}"] = row.ref


def _person(story: Story, role: str, held: tuple[tuple[str, str | None, str | None], ...]) -> None:
    user = User.objects.create(username=role, name=f"{role} 示例", email=f"{role}@example.com")
    story.people[role] = user
    story.refs[f"person.{role}"] = user.ref
    for slug, consortium, unit in held:
        row = RoleAssignment.objects.create(
            user=user, role=slug, valid_from=today(),
            consortium=story.consortia[consortium] if consortium else None,
            organisation=story.unit(consortium, unit) if consortium and unit else None,
        )  # fmt: skip
        story.refs[f"assignment.{role}.{consortium or 'platform'}"] = row.ref
    if role == "former":
        RoleAssignment.objects.create(
            user=user, role="secretariat", consortium=story.consortia["jia"],
            valid_from=dt.date(2024, 1, 1), valid_until=dt.date(2024, 12, 31),
        )  # fmt: skip
