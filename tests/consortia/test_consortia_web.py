"""The pages: who may open them, what they say, and that nothing leaks between consortia."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from silian.accounts.models import User
from silian.consortia import roles
from silian.consortia.engine.shipped import shipped, shipped_text
from silian.consortia.enums import MembershipState, Seat
from silian.consortia.models import (
    Application,
    Consortium,
    Membership,
    RoleAssignment,
    Zone,
)
from silian.consortia.services.founding import found
from silian.kernel.access import Actor
from silian.kernel.models import AuditEntry
from silian.kernel.scoping import inside
from silian.organisations import public as organisations
from silian.organisations.models import Organisation

INTERNAL = (
    "members/", "members/review/", "members/export/", "structure/", "structure/zone/add/",
    "people/", "people/add/", "settings/", "audit/", "audit/export/", "members/import/",
)  # fmt: skip


def test_public_pages_are_open_to_everybody(
    two: tuple[Consortium, Consortium], text: Callable[[Any], str]
) -> None:
    client = Client()
    assert client.get("/consortia/").status_code == 200
    assert client.get("/consortia/export/").status_code == 200
    page = client.get("/c/alpha/about/")
    assert page.status_code == 200
    assert "示例联合体 alpha" in text(page)
    assert client.get("/c/gamma/about/").status_code == 404


@pytest.mark.parametrize("address", INTERNAL)
def test_internal_pages_send_visitors_to_sign_in_and_strangers_away(
    address: str,
    two: tuple[Consortium, Consortium],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    alpha, _beta = two
    visitor = Client().get(f"/c/alpha/{address}")
    assert visitor.status_code == 302
    assert "/account/login/" in visitor["Location"]
    member = client_of(give(roles.SECRETARIAT, alpha))
    assert member.get(f"/c/alpha/{address}").status_code == 200
    assert member.get(f"/c/beta/{address}").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [("members/", 200), ("structure/", 200), ("members/review/", 403), ("people/", 403),
     ("settings/", 403), ("structure/zone/add/", 403), ("audit/", 403), ("members/import/", 403)],
)  # fmt: skip
def test_a_member_unit_sees_the_roll_but_not_the_back_office(
    address: str,
    status: int,
    two: tuple[Consortium, Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    member = make_member(two[0])
    user = give(roles.ENTERPRISE_HR, two[0], member.organisation)
    answer = client_of(user).get(f"/c/alpha/{address}")
    assert answer.status_code == status
    if status == 403:
        assert "您在这里的身份没有" in text(answer)


def test_lists_details_and_exports_show_nothing_of_another_consortium(
    two: tuple[Consortium, Consortium],
    make_unit: Callable[..., Organisation],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    alpha, beta = two
    shared = make_unit("共有单位")
    make_member(alpha, shared)
    foreign = make_member(beta, "外部单位", contact_name="李示例")
    make_member(beta, shared, note="只属于乙")
    with inside(beta.pk):
        zone = Zone.objects.create(consortium=beta, name="外部分区")
    assignment = RoleAssignment.objects.get(
        user=give(roles.SECRETARIAT, beta), consortium=beta, role="secretariat"
    )
    client = client_of(give(roles.SECRETARIAT, alpha))
    for address in ("members/", "members/export/?format=csv", "structure/", "people/", "audit/"):
        said = text(client.get(f"/c/alpha/{address}"))
        assert "外部" not in said
        assert "只属于乙" not in said
        assert "secretariat_beta" not in said
    for address in (
        f"members/{foreign.ref}/",
        f"members/{foreign.ref}/seat/",
        f"members/{foreign.ref}/edit/",
        f"members/{foreign.ref}/step/withdraw/",
        f"structure/zone/{zone.ref}/edit/",
        f"people/{assignment.ref}/revoke/",
    ):
        assert client.get(f"/c/alpha/{address}").status_code == 404
    for address in (
        f"members/{foreign.ref}/contact/",
        f"structure/zone/{zone.ref}/remove/",
        f"people/{assignment.ref}/revoke/",
    ):
        assert client.post(f"/c/alpha/{address}", {"reason": "x"}).status_code == 404
    with inside(beta.pk):
        assert Zone.objects.filter(pk=zone.pk).exists()


def test_founding_by_the_page_previews_and_then_creates(
    schools: None,
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    client = client_of(give(roles.PLATFORM_ADMIN))
    assert client.get("/consortia/found/?example=jjj-automotive").status_code == 200
    blueprint = shipped_text("jjj-automotive")
    preview = client.post("/consortia/found/", {"text": blueprint})
    assert preview.status_code == 200
    assert "确认成立" in text(preview)
    assert Consortium.objects.count() == 0
    done = client.post("/consortia/found/", {"text": blueprint, "confirm": "1"})
    assert done["Location"] == "/c/jjj-automotive/about/"
    again = client.post("/consortia/found/", {"text": blueprint})
    assert "没有变化" in text(again)
    twice = client.post("/consortia/found/", {"text": blueprint, "confirm": "1"})
    assert twice.status_code == 409
    assert Consortium.objects.count() == 1


def test_founding_page_says_what_is_wrong_with_a_file(
    give: Callable[..., User], client_of: Callable[[User], Client], text: Callable[[Any], str]
) -> None:
    client = client_of(give(roles.PLATFORM_ADMIN))
    answer = client.post("/consortia/found/", {"text": "silian: 1\nslug: Sample\n"})
    assert answer.status_code == 422
    assert "不能作地址名" in text(answer)
    assert client.post("/consortia/found/", {}).status_code == 422


def test_founding_page_is_for_the_platform(
    two: tuple[Consortium, Consortium],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    assert client_of(give(roles.SECRETARIAT, two[0])).get("/consortia/found/").status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_about_page_tells_every_section(
    language: str, schools: None, regions: None, system: Actor, text: Callable[[Any], str]
) -> None:
    found(actor=system, blueprint=shipped("jjj-ai-park"))
    client = Client(headers={"accept-language": language})
    said = text(client.get("/c/jjj-ai-park/about/"))
    for words in (
        "雄安新区智慧城市产业园", "都市圈", "大兴、廊坊、天津、雄安新区", "职普融通共同体",
        "院士小院", "北京市教育委员会", "京冀职业院校跨省 3+2 贯通培养", "1221.9",
    ):  # fmt: skip
        assert words in said or language == "en"
    assert "13" in said


def test_about_page_reads_a_constant_number_of_queries(
    schools: None, system: Actor, tables_read: Callable[..., Any]
) -> None:
    found(actor=system, blueprint=shipped("jjj-ai-park"))
    Client().get("/c/jjj-ai-park/about/")
    with tables_read() as queries:
        Client().get("/c/jjj-ai-park/about/")
    assert len(queries) <= 26


@pytest.mark.parametrize("count", [1, 30])
def test_member_list_reads_the_same_number_of_queries_for_any_length(
    count: int,
    two: tuple[Consortium, Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    tables_read: Callable[..., Any],
    client_of: Callable[[User], Client],
) -> None:
    for number in range(count):
        make_member(two[0], f"示例单位{number}")
    client = client_of(give(roles.SECRETARIAT, two[0]))
    client.get("/c/alpha/members/")
    with tables_read() as queries:
        client.get("/c/alpha/members/")
    assert len(queries) == 8


def test_member_list_filters_by_the_address(
    two: tuple[Consortium, Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    make_member(two[0], "甲示例公司", seat=Seat.LEAD)
    make_member(two[0], "乙示例学校", kind="secondary_school", state=MembershipState.APPLIED)
    client = client_of(give(roles.SECRETARIAT, two[0]))
    for query, names in (
        ("", {"甲示例公司", "乙示例学校"}),
        ("?state=applied", {"乙示例学校"}),
        ("?seat=lead", {"甲示例公司"}),
        ("?kind=secondary_school", {"乙示例学校"}),
        ("?q=甲示例", {"甲示例公司"}),
    ):
        said = text(client.get(f"/c/alpha/members/{query}"))
        assert {n for n in ("甲示例公司", "乙示例学校") if n in said} == names


def test_application_from_form_to_active_member(
    two: tuple[Consortium, Consortium],
    make_user: Callable[..., User],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    applicant = client_of(make_user("lisi"))
    form = {
        "unit": "示例新企业有限公司", "kind": "enterprise", "wanted_seat": "director",
        "contact_name": "李示例", "contact_phone": "13800000000", "reason": "共同培养",
    }  # fmt: skip
    assert applicant.get("/c/alpha/apply/").status_code == 200
    sent = applicant.post("/c/alpha/apply/", form)
    assert sent.status_code == 302
    assert "已申请" in text(applicant.get(sent["Location"]))
    again = applicant.post("/c/alpha/apply/", form)
    assert again.status_code == 422
    assert client_of(make_user("wangwu")).get(sent["Location"]).status_code == 404
    with inside(two[0].pk):
        membership = Membership.objects.get()

    office = client_of(give(roles.SECRETARIAT, two[0]))
    assert "示例新企业有限公司" in text(office.get("/c/alpha/members/review/"))
    base = f"/c/alpha/members/{membership.ref}/step"
    assert "13800000000" not in text(office.get(f"/c/alpha/members/{membership.ref}/"))
    assert office.post(f"{base}/review/").status_code == 302
    assert office.post(f"{base}/admit/", {"seat": "director"}).status_code == 302
    assert office.post(f"{base}/activate/", {"joined_on": "2024-01-02"}).status_code == 302
    assert office.get(f"{base}/activate/").status_code == 409
    with inside(two[0].pk):
        membership.refresh_from_db()
        assert (membership.state, membership.seat) == ("active", "director")
        assert Application.objects.get().decided_on is not None


def test_an_applicant_is_asked_before_the_application_is_taken_back(
    two: tuple[Consortium, Consortium],
    make_user: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    applicant = client_of(make_user("lisi"))
    form = {
        "unit": "示例新企业有限公司", "kind": "enterprise", "wanted_seat": "director",
        "contact_name": "李示例", "contact_phone": "13800000000", "reason": "共同培养",
    }  # fmt: skip
    status = applicant.post("/c/alpha/apply/", form)["Location"]
    assert f"{status}retract/" in text(applicant.get(status))
    asked = applicant.get(f"{status}retract/")
    assert "确认撤回" in text(asked)
    with inside(two[0].pk):
        assert Membership.objects.get().state == "applied"
    assert client_of(make_user("wangwu")).post(f"{status}retract/").status_code == 404
    assert applicant.post(f"{status}retract/")["Location"] == status
    after = text(applicant.get(status))
    assert "已撤回申请" in after
    assert f"{status}retract/" not in after
    assert "已撤回申请" in text(applicant.get("/c/alpha/apply/"))
    assert applicant.get(f"{status}retract/").status_code == 409
    organisations.forget()  # the registry is looked at again every second only
    assert applicant.post("/c/alpha/apply/", form).status_code == 302


def test_phone_is_shown_by_a_logged_reveal_only(
    two: tuple[Consortium, Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    text: Callable[[Any], str],
) -> None:
    member = make_member(two[0], contact_name="李示例", contact_phone="13800001234")
    office = client_of(give(roles.SECRETARIAT, two[0]))
    address = f"/c/alpha/members/{member.ref}/"
    masked = text(office.get(address))
    assert "13800001234" not in masked
    assert "138****1234" in masked
    assert "13800001234" not in text(office.get("/c/alpha/members/export/?format=csv"))
    opened = office.post(f"{address}contact/")
    assert "13800001234" in text(opened)
    assert AuditEntry.objects.filter(command="kernel.personal.reveal").count() == 1
    other = client_of(give(roles.AUTHORITY, two[0]))
    assert other.post(f"{address}contact/").status_code == 403
    assert "李示例" not in text(other.get(address))


def test_batch_moves_the_marked_units_or_none(
    two: tuple[Consortium, Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    one = make_member(two[0], "甲", state=MembershipState.APPLIED)
    two_ = make_member(two[0], "乙", state=MembershipState.ACTIVE)
    office = client_of(give(roles.SECRETARIAT, two[0]))
    office.post("/c/alpha/members/batch/", {"action": "admit", "row": [one.ref, two_.ref]})
    with inside(two[0].pk):
        one.refresh_from_db()
        assert one.state == MembershipState.APPLIED
    office.post("/c/alpha/members/batch/", {"action": "admit", "row": [one.ref]})
    with inside(two[0].pk):
        one.refresh_from_db()
        assert one.state == MembershipState.ADMITTED
