"""The pages of the two lists, as the secretariat, a unit and a visitor see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from talent_world import World, forget_everything

from silian.kernel.models import AuditEntry
from silian.talent.enums import RecordState
from silian.talent.models import DemandRecord, NilReturn, SupplyRecord
from silian.talent.services import demand as commands
from silian.talent.services import supply as supply_commands

Values = Callable[..., dict[str, Any]]
Pages = Callable[..., Client]


@pytest.fixture
def sign_in(world: World) -> Pages:
    """sign_in(name): a browser of that person."""

    def make(name: str = "", of: World = world) -> Client:
        client = Client()
        if name:
            client.force_login(
                of.people[name], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return make


def text(response: Any) -> str:
    return str(response.content.decode())


def test_list_shows_all_to_the_secretariat_and_the_own_lines_to_a_unit(
    world: World, demand: Values, sign_in: Pages
) -> None:
    commands.enter_demand(actor=world.hr, values=demand())
    rival = demand(organisation=world.rival.ref, position="挖掘机维修工")
    commands.enter_demand(actor=world.secretary, values=rival)
    url = "/c/alpha/talent/demand/"
    whole = text(sign_in("secretary").get(url))
    assert "数控车工" in whole
    assert "挖掘机维修工" in whole
    own = text(sign_in("hr").get(url))
    assert "数控车工" in own
    assert "挖掘机维修工" not in own
    assert sign_in("office").get(url).status_code == 403
    assert sign_in().get(url).status_code == 302


def test_another_units_line_is_forbidden_another_consortiums_is_not_there(
    world: World, other_world: World, demand: Values, sign_in: Pages
) -> None:
    rival = demand(organisation=world.rival.ref)
    record = commands.enter_demand(actor=world.secretary, values=rival)
    for page in ("", "edit/"):
        url = f"/c/alpha/talent/demand/{record.ref}/{page}"
        assert sign_in("secretary").get(url).status_code == 200
        assert sign_in("hr").get(url).status_code == 403
        assert sign_in("secretary", other_world).get(url).status_code == 404
        assert (
            sign_in("secretary", other_world).get(url.replace("alpha", "beta")).status_code == 404
        )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=submitted", True),
        ("state=approved", False),
        ("region=330000", True),
        ("region=330600", True),
        ("region=330604", True),
        ("region=110000", False),
        ("coding=suggested", True),
        ("coding=none", False),
        ("education=associate", True),
        ("occupation=6-18-01-01", True),
        ("occupation=2-02", False),
        ("period=2026", True),
        ("q=车工", True),
        ("q=焊工", False),
    ],
)
def test_filters_are_in_the_address(
    world: World, demand: Values, sign_in: Pages, query: str, found: bool
) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    page = text(sign_in("secretary").get(f"/c/alpha/talent/demand/?{quote(query, '=')}"))
    assert (record.ref in page) is found


def test_five_minute_form_enters_a_line_with_the_code_picked(world: World, sign_in: Pages) -> None:
    client = sign_in("hr")
    url = "/c/alpha/talent/demand/new/"
    page = text(client.get(url))
    assert world.maker.name in page
    assert 'name="organisation"' not in page
    answer = client.post(url, {
        "position": "数控车工", "headcount": "12", "education": "大专", "region": "上虞区",
        "occupation_pick": "6-18-01-01", "cooperation": ["订单班", "岗位实习"], "pay_low": "6,000",
    })  # fmt: skip
    assert answer.status_code == 302
    with world.inside():
        record = DemandRecord.objects.get()
    assert record.occupation_state == "confirmed"
    assert (record.region_id, record.education) == ("330604", "associate")
    assert (record.cooperation, str(record.pay_low)) == (["order_class", "internship"], "6000.00")
    assert record.state == RecordState.SUBMITTED


def test_form_keeps_what_was_typed_and_says_how_to_mend_it(world: World, sign_in: Pages) -> None:
    answer = sign_in("hr").post("/c/alpha/talent/demand/new/", {
        "position": "数控车工", "headcount": "十二", "education": "大专", "region": "上虞县",
        "abilities": "会看图纸",
    })  # fmt: skip
    assert answer.status_code == 422
    page = text(answer)
    assert 'value="十二"' in page
    assert "不是数字。" in page
    assert "会看图纸" in page
    assert "上虞区" in page
    with world.inside():
        assert not DemandRecord.objects.exists()


def test_secretariat_chooses_the_unit_and_may_save_a_draft(world: World, sign_in: Pages) -> None:
    sign_in("secretary").post("/c/alpha/talent/supply/new/", {
        "organisation": world.school.ref, "program": "460103", "graduates": "80",
        "committed": "30", "draft": "1",
    })  # fmt: skip
    with world.inside():
        record = SupplyRecord.objects.get()
    assert (record.state, record.net_available) == (RecordState.DRAFT, 50)


def test_editing_shows_the_line_as_it_was_typed(
    world: World, demand: Values, sign_in: Pages
) -> None:
    values = demand(programs=["460103"], cooperation=["base"], contact_phone="13800001234")
    record = commands.enter_demand(actor=world.hr, values=values)
    client = sign_in("hr")
    url = f"/c/alpha/talent/demand/{record.ref}/edit/"
    page = text(client.get(url))
    for typed in ("460103 数控技术", "330604 上虞区", "13800001234"):
        assert typed in page
    assert re.search(r'value="共建实训基地"[^>]*checked', page)
    client.post(url, {
        "position": "数控车工", "headcount": "20", "education": "高职专科",
        "region": "330604 上虞区", "period": "2026", "employment": "就业",
        "contact_phone": "13800001234",
    })  # fmt: skip
    with world.inside():
        record.refresh_from_db()
    assert (record.headcount, record.contact_phone) == (20, "13800001234")


def test_codes_are_suggested_while_typing_and_confirmed_on_the_page(
    world: World, demand: Values, sign_in: Pages
) -> None:
    client = sign_in("hr")
    part = text(client.get("/c/alpha/talent/demand/suggest/", {"position": "数控车工"}))
    assert 'value="6-18-01-01"' in part
    assert "常用岗位名" in part
    nothing = client.get("/c/alpha/talent/demand/suggest/", {"position": "占星师"})
    assert "没有从" in text(nothing)
    record = commands.enter_demand(actor=world.hr, values=demand())
    url = f"/c/alpha/talent/demand/{record.ref}/"
    assert "就是它，确认" in text(client.get(url))
    client.post(url + "code/", {})
    client.post(url + "code/", {"no_programs": "1", "programs": ["460103"]})
    with world.inside():
        record.refresh_from_db()
        assert [p.code_state for p in record.programs.all()] == ["confirmed"]
    assert record.occupation_state == "confirmed"


def test_options_of_a_code_list_as_one_types(world: World, sign_in: Pages) -> None:
    client = sign_in("hr")
    assert "330604 上虞区" in text(client.get("/c/alpha/talent/lookup/region/", {"region": "上虞"}))
    listed = text(client.get("/c/alpha/talent/lookup/programs/", {"programs": "660103、数控"}))
    assert "660103、460103 数控技术" in listed
    assert client.get("/c/alpha/talent/lookup/secret/?secret=x").status_code == 404


def test_contact_is_masked_and_shown_in_full_only_with_a_trace(
    world: World, demand: Values, sign_in: Pages
) -> None:
    values = demand(contact_name="张三丰", contact_phone="13800001234")
    record = commands.enter_demand(actor=world.hr, values=values)
    client = sign_in("secretary")
    url = f"/c/alpha/talent/demand/{record.ref}/"
    page = text(client.get(url))
    assert "13800001234" not in page
    assert "138****1234" in page
    assert "13800001234" in text(client.post(url + "contact/"))
    assert AuditEntry.objects.filter(command="kernel.personal.reveal").count() == 2
    for format in ("csv", "xlsx"):
        exported = client.get(f"/c/alpha/talent/demand/export.{format}")
        assert b"13800001234" not in b"".join(exported.streaming_content)


def test_steps_and_batches(world: World, demand: Values, sign_in: Pages) -> None:
    records = [
        commands.enter_demand(actor=world.hr, values=demand(workplace=f"{n} 号车间"))
        for n in range(3)
    ]
    refs = [record.ref for record in records]
    client = sign_in("secretary")
    url = "/c/alpha/talent/demand/batch/"
    assert "请先勾选" in text(client.post(url, {"action": "approve"}, follow=True))
    client.post(url, {"action": "approve", "row": refs[:2]})
    asked = client.post(url, {"action": "return", "row": refs[2:]})
    assert "理由" in text(asked)
    client.post(url, {"action": "return", "row": refs[2:], "note": "请补充到岗时间"})
    with world.inside():
        states = dict(DemandRecord.objects.values_list("ref", "state"))
    assert [states[ref] for ref in refs] == ["approved", "approved", "returned"]
    page = text(sign_in("hr").get(f"/c/alpha/talent/demand/{refs[2]}/"))
    assert "请补充到岗时间" in page
    sign_in("hr").post(f"/c/alpha/talent/demand/{refs[2]}/step/", {"verb": "submit"})
    assert (
        sign_in("hr")
        .post(f"/c/alpha/talent/demand/{refs[2]}/step/", {"verb": "approve"})
        .status_code
        == 403
    )
    assert client.post(url, {"action": "explode", "row": refs}).status_code == 404


def test_all_that_a_filter_finds_is_approved_together(
    world: World, demand: Values, sign_in: Pages
) -> None:
    for number in range(3):
        commands.enter_demand(actor=world.hr, values=demand(workplace=f"{number}"))
    rival = demand(organisation=world.rival.ref)
    commands.enter_demand(actor=world.secretary, values=rival)
    client = sign_in("secretary")
    query = f"?state=submitted&organisation={world.maker.ref}"
    assert "demand/approve/?state=submitted" in text(client.get(f"/c/alpha/talent/demand/{query}"))
    url = f"/c/alpha/talent/demand/approve/{query}"
    page = text(client.get(url))
    assert world.maker.name in page
    assert world.rival.name not in page
    assert client.post(url).status_code == 302
    with world.inside():
        assert DemandRecord.objects.filter(state="approved").count() == 3
        assert DemandRecord.objects.filter(state="submitted").count() == 1
    assert "没有待审核" in text(client.get(url))
    assert sign_in("hr").get(url).status_code == 403


def test_a_batch_never_leads_to_another_site(world: World, demand: Values, sign_in: Pages) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    for wanted in ("https://example.com/", "//example.com", "/c/alpha/talent/demand/?x=//e.com"):
        answer = sign_in("secretary").post(
            "/c/alpha/talent/demand/batch/",
            {"action": "approve", "row": [record.ref], "next": wanted},
        )
        assert answer["Location"] == "/c/alpha/talent/demand/"


def test_export_can_be_imported_again(world: World, demand: Values, sign_in: Pages) -> None:
    commands.enter_demand(actor=world.hr, values=demand(programs=["460103"], pay_low=6000))
    body = b"".join(sign_in("secretary").get("/c/alpha/talent/demand/export.csv").streaming_content)
    head, line = body.decode("utf-8-sig").splitlines()
    cells = dict(zip(head.split(","), line.split(","), strict=True))
    assert cells["单位名称"] == world.maker.name
    assert cells["专业要求"] == "460103 数控技术"
    assert cells["工作地区"] == "330604 上虞区"
    assert "联系电话" not in cells


def test_a_unit_reports_that_it_has_nobody(world: World, sign_in: Pages) -> None:
    client = sign_in("hr")
    page = text(client.get("/c/alpha/talent/demand/"))
    period = re.search(r'name="period" value="(\d{4})"', page)
    assert period
    values = {"period": period[1], "organisation": world.maker.ref}
    assert "已报“无”" in text(client.post("/c/alpha/talent/demand/nil/", values, follow=True))
    with world.inside():
        assert NilReturn.objects.get().organisation_id == world.maker.pk
    assert "已报过" in text(client.post("/c/alpha/talent/demand/nil/", values, follow=True))


@pytest.mark.parametrize("kind", ["demand", "supply"])
def test_query_count_is_the_same_for_one_row_and_for_thirty(
    world: World, demand: Values, supply: Values, sign_in: Pages, kind: str
) -> None:
    client = sign_in("secretary")

    def enter(number: int) -> None:
        if kind == "demand":
            values = demand(workplace=f"{number}", programs=["460103"])
            commands.enter_demand(actor=world.hr, values=values)
        else:
            supply_commands.enter_supply(actor=world.office, values=supply(direction=f"{number}"))

    def count(url: str) -> int:
        forget_everything()
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(url)
            if response.streaming:
                b"".join(response.streaming_content)
        return len(queries)

    urls = [f"/c/alpha/talent/{kind}/", f"/c/alpha/talent/{kind}/export.csv"]
    enter(0)
    one = [count(url) for url in urls]
    for number in range(1, 30):
        enter(number)
    assert [count(url) for url in urls] == one
