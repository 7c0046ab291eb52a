"""Pages: every list and entry opens to a visitor; experts edit; exports hold no formula."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from silian.codes.models import Certificate, Program, SectorIndustry
from silian.codes.permissions import P
from silian.codes.queries.addresses import NOUNS
from silian.codes.web import links
from silian.kernel.access import ANONYMOUS, Actor
from silian.kernel.refusals import Forbidden, Missing

pytestmark = pytest.mark.usefixtures("full")


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8-sig")
    return response.content.decode()


def test_index_states_editions_sources_counts_and_gaps(client: Client) -> None:
    page = text_of(client, reverse("codes:index"))
    for word in ("GB/T 4754-2017", "国家统计局", "1971", "没有中等职业学校的公开清单", "（21 处）"):
        assert word in page


@pytest.mark.parametrize("noun", list(NOUNS.values()))
def test_list_opens_searches_and_exports(client: Client, noun: str) -> None:
    address = reverse(f"codes:{noun}_list")
    page = text_of(client, address)
    assert "版本、来源与缺口" in page
    found = text_of(client, address + "?q=不会有的词")
    assert "没有符合条件的记录" in found
    export = reverse("codes:list_export", args=[noun, "csv"])
    rows = list(csv.reader(io.StringIO(text_of(client, export))))
    assert len(rows) > 10
    body = b"".join(client.get(reverse("codes:list_export", args=[noun, "xlsx"])).streaming_content)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(rows)


def test_export_holds_the_rows_of_the_page(client: Client) -> None:
    Program.objects.filter(code="460103").update(name="=1+1")
    query = "?q=460103&level=associate"
    export = text_of(client, reverse("codes:list_export", args=["program", "csv"]) + query)
    rows = list(csv.reader(io.StringIO(export)))
    assert [row[0] for row in rows] == ["代码", "460103"]
    assert rows[1][1] == "'=1+1"
    for noun, kind in (("program", "pdf"), ("person", "csv")):
        assert client.get(f"/codes/export/{noun}.{kind}").status_code == 404


def test_lists_filter_by_what_they_offer(client: Client) -> None:
    page = text_of(client, reverse("codes:program_list") + "?level=secondary")
    assert "368" in page
    page = text_of(client, reverse("codes:university_list") + "?province=320000&level=bachelor")
    assert "苏州大学" in page or "南京大学" in page
    page = text_of(client, reverse("codes:occupation_list") + "?group=6&level=4&digital=1")
    assert "工业机器人系统运维员" in page
    page = text_of(client, reverse("codes:occupation_list"))
    assert "无人机群飞行规划员" in page


def test_program_page_shows_profile_ladder_and_links(client: Client) -> None:
    page = text_of(client, reverse("codes:program_detail", args=["460103"]))
    for word in (
        "数控技术",
        "核心课程",
        "接续专业",
        "机械电子工程技术",
        "五业对接",
        "five-links-option",
    ):
        assert word in page


@pytest.mark.parametrize(
    ("route", "code", "word"),
    [
        ("occupation", "6-18-01-01", "机械加工技术"),
        ("occupation", "6-18-01", "车工"),
        ("industry", "361", "汽车装调工"),
        ("industry", "C", "汽车制造业"),
        ("region", "320000", "苏州市"),
        ("region", "320500", "苏州大学"),
        ("university", "4111010001", "教育部"),
        ("sector", "automotive", "汽车修理与维护"),
    ],
)
def test_entry_opens_with_what_hangs_on_it(
    client: Client, route: str, code: str, word: str
) -> None:
    assert word in text_of(client, reverse(f"codes:{route}_detail", args=[code]))
    text_of(client, reverse(f"codes:{route}_detail", args=["0000"]), 404)


def test_certificate_names_its_programs(client: Client) -> None:
    row = Certificate.objects.get(kind="skill", name="Web前端开发")
    page = text_of(client, reverse("codes:certificate_detail", args=[row.ref]))
    assert "软件技术" in page


def test_unknown_code_is_answered_with_suggestions(client: Client) -> None:
    page = text_of(client, reverse("codes:program_detail", args=["46010"]), 404)
    assert "460103 数控技术" in page


def test_search_page_groups_by_list(client: Client) -> None:
    page = text_of(client, reverse("codes:search") + "?q=数控")
    assert "460103" in page
    assert "数控机床安装与调试" in page
    assert "没有找到" in text_of(client, reverse("codes:search") + "?q=zzzz")
    assert client.get(reverse("codes:search") + "?q=%00").status_code == 400


def test_five_links_are_walked_from_any_node(client: Client) -> None:
    address = reverse("codes:links")
    assert "sector%3Aautomotive" in text_of(client, address)
    for node in ("sector:automotive", "industry:361", "occupation:6-22-02-01", "program:460103"):
        page = text_of(client, f"{address}?node={node}")
        assert "逐列走下去" in page
        assert "data-walk" in page
    assert "每列最多" in text_of(client, f"{address}?node=program:460103&breadth=40")
    assert "program%3A460103" in text_of(client, f"{address}?q=数控技术")
    for node in ("program:1", "person:1", "x"):
        text_of(client, f"{address}?node={node}", 404)


def posted(actor: Actor, data: dict[str, Any]) -> Any:
    request = RequestFactory().post("/", data)
    request.actor = actor  # type: ignore[attr-defined]
    request.user = type("Somebody", (), {"is_authenticated": True})()  # type: ignore[attr-defined]
    request.consortium = None  # type: ignore[attr-defined]
    request._messages = type("Kept", (), {"add": lambda *_: None})()  # type: ignore[attr-defined]
    return request


def test_expert_edits_on_the_page(expert: Actor) -> None:
    data = {"code": "汽车整车制造", "weight": "0.5", "note": "研讨", "version": "1"}
    response = links.sector_link(posted(expert, data), code="automotive")
    assert (response.status_code, response["Location"]) == (302, "/codes/sectors/automotive/")
    link = SectorIndustry.objects.get(sector="automotive", industry="361", current=True)
    assert (link.version, link.weight) == (2, 0.5)
    data = {"code": "6-22-02-01", "weight": "0", "note": "研讨", "version": "1"}
    response = links.industry_occupation_set(posted(expert, data), code="361")
    assert response.status_code == 302


def test_edit_page_asks_for_the_permission_and_a_real_entry(expert: Actor, client: Client) -> None:
    with pytest.raises(Forbidden):
        links.sector_link(posted(ANONYMOUS, {}), code="automotive")
    with pytest.raises(Missing):
        links.sector_link(posted(expert, {}), code="nowhere")
    assert client.get(reverse("codes:sector_link", args=["automotive"])).status_code == 302


@pytest.fixture
def signed_in(client: Client, django_user_model: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of somebody whose roles let them edit links."""
    from silian.consortia.web import middleware

    user = django_user_model.objects.create_user("editor", email="x@example.com")
    actor = Actor(label="李示例", user_id=user.pk, permissions=frozenset({P.EDIT_LINKS.value}))
    standing = middleware.Standing(actor)
    monkeypatch.setattr(middleware, "standing", lambda *_args: standing)
    client.force_login(user)
    return client


def test_form_keeps_what_was_typed_and_says_what_is_wrong(signed_in: Client) -> None:
    address = reverse("codes:sector_link", args=["automotive"])
    page = text_of(signed_in, address + "?code=361")
    assert 'name="version" value="1"' in page
    assert "361 汽车整车制造" in page
    for data, sentence in (
        ({"code": "汽车整车", "weight": "0.5", "note": "研讨"}, "您要找的可能是"),
        ({"code": "361", "weight": "0.5", "note": "研讨"}, "刚被别人修订过"),
        ({"code": "361", "weight": "2", "note": "研讨", "version": "1"}, "1"),
    ):
        response = signed_in.post(address, data)
        assert response.status_code == 200
        body = response.content.decode()
        assert sentence in body
        assert "研讨" in body
    done = signed_in.post(
        address, {"code": "361", "weight": "0.5", "note": "研讨会", "version": "1"}, follow=True
    )
    assert "修订记录" in done.content.decode()


@pytest.mark.parametrize(
    ("noun", "one"),
    [
        ("program", "460103"),
        ("occupation", "6-18-01-01"),
        ("industry", "3611"),
        ("region", "320583"),
        ("university", "4111010001"),
        ("certificate", "Web前端开发"),
        ("sector", "cnc"),
    ],
)
def test_list_asks_the_database_the_same_for_one_row_and_for_many(
    client: Client, noun: str, one: str
) -> None:
    address = reverse(f"codes:{noun}_list")
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    with CaptureQueriesContext(connection) as few:
        page = client.get(f"{address}?q={one}")
    assert "没有符合条件的记录" not in page.content.decode()
    assert len(many) == len(few)
