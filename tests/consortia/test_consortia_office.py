"""The back office of a consortium: structure, people, settings, acting for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from silian.accounts.models import User
from silian.consortia import roles
from silian.consortia.enums import MembershipState
from silian.consortia.models import (
    Body,
    Consortium,
    Membership,
    RoleAssignment,
)
from silian.kernel.scoping import inside
from silian.organisations.models import Organisation

INTERNAL = (
    "members/", "members/review/", "members/export/", "structure/", "structure/zone/add/",
    "people/", "people/add/", "settings/", "audit/", "audit/export/", "members/import/",
)  # fmt: skip


def test_structure_is_edited_from_the_page(
    two: tuple[Consortium, Consortium],
    make_unit: Callable[..., Organisation],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    make_unit("示例学院", "vocational_college")
    office = client_of(give(roles.SECRETARIAT, two[0]))
    form = {"kind": "centre", "name": "示例中心", "lead": "示例学院", "tasks": "任务一\n\n任务二"}
    assert office.post("/c/alpha/structure/body/add/", form).status_code == 302
    with inside(two[0].pk):
        body = Body.objects.get()
        assert (body.lead.name, body.task_list) == ("示例学院", ["任务一", "任务二"])
    assert office.post("/c/alpha/structure/body/add/", form).status_code == 422
    unknown = office.post("/c/alpha/structure/body/add/", {**form, "name": "乙", "lead": "没有"})
    assert "单位库里没有“没有”" in text(unknown)
    edit = f"/c/alpha/structure/body/{body.ref}/edit/"
    assert office.get(edit).status_code == 200
    assert office.post(edit, {**form, "name": "改名中心"}).status_code == 302
    assert "改名中心" in text(Client().get("/c/alpha/about/"))
    assert office.post(f"/c/alpha/structure/body/{body.ref}/remove/").status_code == 302
    with inside(two[0].pk):
        assert Body.objects.count() == 0
    assert office.get("/c/alpha/structure/planet/add/").status_code == 404


@pytest.mark.parametrize("part", ["zone", "body", "circle", "duty", "party", "occasion", "fact"])
def test_every_part_has_its_form(
    part: str,
    two: tuple[Consortium, Consortium],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    office = client_of(give(roles.SECRETARIAT, two[0]))
    address = f"/c/alpha/structure/{part}/add/"
    assert office.get(address).status_code == 200
    assert office.post(address, {}).status_code == 422


def test_people_page_assigns_and_revokes(
    two: tuple[Consortium, Consortium],
    make_member: Callable[..., Membership],
    make_user: Callable[..., User],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    member = make_member(two[0])
    make_user("lisi")
    office = client_of(give(roles.SECRETARIAT, two[0]))
    form = {"user": "lisi", "role": "enterprise_hr", "organisation": member.organisation.ref}
    assert office.post("/c/alpha/people/add/", {**form, "user": "nobody"}).status_code == 422
    assert office.post("/c/alpha/people/add/", {**form, "role": "secretariat"}).status_code == 422
    assert office.post("/c/alpha/people/add/", form).status_code == 302
    row = RoleAssignment.objects.get(role="enterprise_hr")
    assert office.get(f"/c/alpha/people/{row.ref}/revoke/").status_code == 200
    done = office.post(f"/c/alpha/people/{row.ref}/revoke/", {"reason": "离职"})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.revoked_reason == "离职"


def test_staff_pages_are_for_who_appoints(
    two: tuple[Consortium, Consortium],
    make_user: Callable[..., User],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    make_user("lisi")
    admin = client_of(give(roles.PLATFORM_ADMIN))
    assert admin.get("/consortia/staff/").status_code == 200
    assert (
        admin.post("/consortia/staff/add/", {"user": "lisi", "role": "auditor"}).status_code == 302
    )
    row = RoleAssignment.objects.get(role="auditor")
    assert admin.post(f"/consortia/staff/{row.ref}/revoke/", {"reason": "示例"}).status_code == 302
    last = RoleAssignment.objects.get(role="platform_admin")
    refused = admin.post(f"/consortia/staff/{last.ref}/revoke/", {"reason": "示例"})
    assert "最后一位" in text(refused)
    assert client_of(give(roles.SECRETARIAT, two[0])).get("/consortia/staff/").status_code == 403


def test_settings_keep_the_rule_and_its_reason(
    two: tuple[Consortium, Consortium],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    office = client_of(give(roles.SECRETARIAT, two[0]))
    assert "至少一所学校牵头" in text(office.get("/c/alpha/settings/"))
    form = {"name": "改名联合体", "kind": "city_consortium", "scope": "city"}
    refused = office.post("/c/alpha/settings/", form)
    assert refused.status_code == 422
    assert "还没有满足" in text(refused)
    assert (
        office.post("/c/alpha/settings/", {**form, "rule_override_reason": "筹备中"}).status_code
        == 302
    )
    two[0].refresh_from_db()
    assert (two[0].name, two[0].rule_override_reason) == ("改名联合体", "筹备中")
    assert (
        office.post("/c/alpha/settings/state/", {"verb": "close", "reason": "x"}).status_code == 403
    )
    admin = client_of(give(roles.PLATFORM_ADMIN))
    closed = admin.post("/c/alpha/settings/state/", {"verb": "close", "reason": "并入"})
    assert closed.status_code == 302
    two[0].refresh_from_db()
    assert two[0].state == "closed"
    assert "不接受申请" in text(admin.get("/c/alpha/apply/"))


def test_acting_for_is_a_choice_among_ones_own_units(
    two: tuple[Consortium, Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    first = make_member(two[0], "甲公司")
    second = make_member(two[0], "乙公司")
    other = make_member(two[0], "丙公司")
    user = give(roles.ENTERPRISE_HR, two[0], first.organisation, username="zhao")
    give(roles.ENTERPRISE_HR, two[0], second.organisation, username="zhao")
    client = client_of(user)
    assert client.get("/c/alpha/members/").context["request"].actor.organisation_id == (
        first.organisation_id
    )
    chosen = client.post("/c/alpha/acting/", {"acting": second.organisation_id, "next": "/codes/"})
    assert chosen["Location"] == "/codes/"
    assert client.get("/c/alpha/members/").context["request"].actor.organisation_id == (
        second.organisation_id
    )
    assert client.post("/c/alpha/acting/", {"acting": other.organisation_id}).status_code == 403
    away = client.post(
        "/c/alpha/acting/", {"acting": first.organisation_id, "next": "https://example.com/"}
    )
    assert away["Location"] == "/c/alpha/"


def test_a_member_keeps_its_own_contact(
    two: tuple[Consortium, Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    own, other = make_member(two[0], "甲公司"), make_member(two[0], "乙公司")
    client = client_of(give(roles.ENTERPRISE_HR, two[0], own.organisation))
    form = {"contact_name": "王示例", "contact_phone": "13900000000"}
    assert client.post(f"/c/alpha/members/{own.ref}/edit/", form).status_code == 302
    assert client.post(f"/c/alpha/members/{other.ref}/edit/", form).status_code == 403
    with inside(two[0].pk):
        own.refresh_from_db()
        assert (own.contact_name, own.contact_phone) == ("王示例", "13900000000")


def test_an_organisation_page_lists_its_memberships(
    two: tuple[Consortium, Consortium],
    make_unit: Callable[..., Organisation],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    unit = make_unit("共有单位")
    make_member(two[0], unit)
    make_member(two[1], unit, state=MembershipState.REJECTED)
    page = client_of(give(roles.SECRETARIAT, two[0])).get(f"/organisations/{unit.ref}/")
    said = text(page)
    assert "示例联合体 alpha" in said
    assert "示例联合体 beta" not in said


def test_people_are_filtered_by_the_roles_that_can_be_held_there(
    two: tuple[Consortium, Consortium],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    def offered(page: str) -> set[str]:
        found = re.search(r'<select name="role".*?</select>', page, re.DOTALL)
        assert found is not None
        return set(re.findall(r'value="(\w+)"', found.group()))

    office = client_of(give(roles.SECRETARIAT, two[0]))
    # Tests of the kernel register a role of their own.
    assert offered(text(office.get("/c/alpha/people/"))) - {"try_keeper"} == {
        "secretariat", "authority", "expert", "school_office", "enterprise_hr", "member_office",
        "student", "mentor",
    }  # fmt: skip
    admin = client_of(give(roles.PLATFORM_ADMIN))
    assert offered(text(admin.get("/consortia/staff/"))) == {"platform_admin", "auditor"}
