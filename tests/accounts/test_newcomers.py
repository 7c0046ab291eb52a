"""The first administrator has a role; tokens are offered where the person acts."""

from __future__ import annotations

from collections.abc import Callable

from silian.accounts.models import User
from silian.accounts.queries.places import token_places
from silian.accounts.services import people
from silian.consortia.public import Consortium, RoleAssignment
from silian.kernel.access import system_actor
from silian.organisations.public import Organisation

KIND = {"kind": "city_consortium", "scope": "city"}
Person = Callable[..., User]


def test_administrator_of_the_command_line_has_the_role(db: None) -> None:
    made = people.create_admin(actor=system_actor("cli"), username="boss", name="王管理")
    row = RoleAssignment.objects.get()
    assert (row.user, row.role, row.consortium) == (made.user, "platform_admin", None)


def test_token_places_are_consortia_and_organisations_of_the_person(person: Person) -> None:
    one = Consortium.objects.create(slug="one", name="示例甲联合体", state="active", **KIND)
    Consortium.objects.create(slug="two", name="示例乙联合体", state="active", **KIND)
    schools = [
        Organisation.objects.create(name=f"示例{n}学院", kind="vocational_college") for n in "甲乙"
    ]
    user, nobody = person("zhangsan"), person("lisi")
    for school in schools:
        RoleAssignment.objects.create(
            user=user,
            role="school_office",
            consortium=one,
            organisation=school,
            valid_from="2026-01-01",
        )
    found = token_places(user)
    assert [place.label for place in found] == [
        "示例甲联合体 · 示例甲学院",
        "示例甲联合体 · 示例乙学院",
    ]
    assert [place.actor.organisation_id for place in found] == [school.pk for school in schools]
    assert {place.actor.consortium_id for place in found} == {one.pk}
    assert token_places(nobody) == []
