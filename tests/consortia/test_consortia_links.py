"""The five links of a consortium lead through its member enterprises alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from silian.accounts.models import User
from silian.codes import public as codes
from silian.consortia import roles
from silian.consortia.enums import MembershipState
from silian.consortia.models import Consortium, Membership
from silian.organisations.models import Organisation


@pytest.fixture
def enterprises(
    two: tuple[Consortium, Consortium],
    make_unit: Callable[..., Organisation],
    make_member: Callable[..., Membership],
) -> dict[str, Organisation]:
    """Three makers of cars: a member, an applicant, and a member of another consortium."""
    codes.Industry.objects.create(code="361", name="汽车整车制造", level=3)
    codes.forget()
    made = {
        name: make_unit(f"示例{name}汽车公司", industry_id="361") for name in ("甲", "乙", "丙")
    }
    make_member(two[0], made["甲"])
    make_member(two[0], made["乙"], state=MembershipState.APPLIED)
    make_member(two[1], made["丙"])
    return made


def test_enterprises_are_narrowed_to_the_active_members(
    two: tuple[Consortium, Consortium],
    enterprises: dict[str, Organisation],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    office = client_of(give(roles.SECRETARIAT, two[0]))
    assert "/c/alpha/links/" in text(office.get("/c/alpha/members/"))
    assert "/c/alpha/links/" in text(office.get("/c/alpha/structure/")), "in the menu"
    everywhere = text(office.get("/codes/links/?node=industry:361"))
    assert all(unit.name in everywhere for unit in enterprises.values())

    page = text(office.get("/c/alpha/links/?node=industry:361"))
    assert [name for name, unit in enterprises.items() if unit.name in page] == ["甲"]
    assert "企业只看本联合体的 1 家成员企业" in page
    assert f"/c/alpha/links/?node=enterprise%3A{enterprises['甲'].ref}" in page
    assert "/codes/links/?node=industry%3A361" in page
    member, other = (f"/c/alpha/links/?node=enterprise:{enterprises[n].ref}" for n in "甲丙")
    assert office.get(member).status_code == 200
    assert office.get(other).status_code == 404
    assert office.get("/c/alpha/links/").status_code == 200


def test_the_page_is_for_people_of_the_consortium(
    two: tuple[Consortium, Consortium],
    enterprises: dict[str, Organisation],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    stranger = client_of(give(roles.SECRETARIAT, two[1]))
    assert stranger.get("/c/alpha/links/?node=industry:361").status_code in {403, 404}
    assert Client().get("/c/alpha/links/").status_code == 302
