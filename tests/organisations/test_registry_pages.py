"""Pages of the registry: list, one organisation, registering, merging; speed and queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.organisations.made_codes import code_of

from silian.accounts.public import User
from silian.codes.models import Region
from silian.consortia.public import RoleAssignment
from silian.organisations.models import Organisation
from silian.organisations.queries import panels
from silian.organisations.queries.panels import Panel, register_panel

Make = Callable[..., Organisation]


def signed_in(client: Client, role: str = "") -> Client:
    user = User.objects.create(username=f"u-{role}", name="张示例")
    if role:
        RoleAssignment.objects.create(user=user, role=role, valid_from="2026-01-01")
    client.force_login(user)
    return client


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    """Somebody signed in without any role."""
    return signed_in(client)


@pytest.fixture
def keeper_browser(db: None) -> Client:
    """The platform administrator's browser."""
    return signed_in(Client(), "platform_admin")


def test_visitors_are_sent_to_sign_in(client: Client, make: Make) -> None:
    row = make("示例甲")
    for path in ("", f"{row.ref}/", "export/", "register/", "duplicates/"):
        assert client.get(f"/organisations/{path}")["Location"].startswith("/account/login/")


def test_a_reader_reads_and_changes_nothing(reader: Client, make: Make) -> None:
    row = make("示例甲", uscc=code_of(1))
    assert "示例甲" in reader.get("/organisations/").content.decode()
    body = reader.get(f"/organisations/{row.ref}/").content.decode()
    assert code_of(1) in body
    assert "/edit/" not in body
    for path in ("register/", "duplicates/", "import/", f"{row.ref}/edit/", f"{row.ref}/merge/"):
        assert reader.get(f"/organisations/{path}").status_code == 403
    assert reader.post(f"/organisations/{row.ref}/aliases/", {"name": "x"}).status_code == 403
    assert reader.get("/organisations/nothing/").status_code == 404


def test_list_is_searched_and_filtered_by_kind_province_and_source(
    reader: Client, make: Make
) -> None:
    gd = Region.objects.create(code="440000", name="广东省", short_name="广东", level="province")
    zh = Region.objects.create(
        code="440400", name="珠海市", short_name="珠海", level="prefecture", parent=gd
    )
    from silian.codes import public as codes

    codes.forget()
    make("珠海示例学院", "vocational_college", region=zh, source="教育部")
    make("北京示例公司", source="工商公示")
    make("旧名", merged_into=make("新名"))

    def names(query: str) -> set[str]:
        body = reader.get(f"/organisations/?{query}").content.decode()
        return {n for n in ("珠海示例学院", "北京示例公司", "旧名", "新名") if f">{n}<" in body}

    assert names("") == {"珠海示例学院", "北京示例公司", "新名"}
    assert names("q=学院") == {"珠海示例学院"}
    assert names("q=珠海 学院") == {"珠海示例学院"}
    assert names("kind=enterprise") == {"北京示例公司", "新名"}
    assert names("province=440000") == {"珠海示例学院"}
    assert names("source=工商公示") == {"北京示例公司"}
    codes.forget()


def test_export_has_the_rows_of_the_list(reader: Client, make: Make) -> None:
    make("=cmd|示例", "association", uscc=code_of(1))
    make("示例乙")
    answer = reader.get("/organisations/export/?format=csv&kind=association")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert code_of(1) in text
    assert "示例乙" not in text
    assert "'=cmd" in text
    assert answer["Content-Disposition"].startswith("attachment")
    assert reader.get("/organisations/export/").status_code == 200


def test_register_shows_what_is_alike_first(keeper_browser: Client, make: Make) -> None:
    known = make("示例精工机械有限公司")
    given = {"name": "示例精工机械股份有限公司", "kind": "enterprise", "uscc": ""}
    page = keeper_browser.post("/organisations/register/", given)
    assert page.status_code == 422
    assert known.ref in page.content.decode()
    assert "示例精工机械股份有限公司" in page.content.decode()
    page = keeper_browser.post("/organisations/register/", {**given, "same_name": "on"})
    assert page.status_code == 302
    assert Organisation.objects.count() == 2


def test_register_says_what_is_wrong_at_its_field(keeper_browser: Client, db: None) -> None:
    given = {"name": "示例甲", "kind": "enterprise", "uscc": "9144030071526726XH"}
    page = keeper_browser.post("/organisations/register/", given)
    assert page.status_code == 422
    assert "校验位不对" in page.content.decode()
    assert "9144030071526726XH" in page.content.decode()
    given = {"name": "示例甲", "kind": "enterprise", "region_id": "不存在的地方"}
    page = keeper_browser.post("/organisations/register/", given)
    assert "没有“不存在的地方”" in page.content.decode()
    assert not Organisation.objects.exists()


def test_edit_keeps_the_codes_and_alias_comes_and_goes(keeper_browser: Client, make: Make) -> None:
    row = make("示例甲")
    here = f"/organisations/{row.ref}/"
    assert keeper_browser.get(f"{here}edit/").status_code == 200
    edited = {"name": "示例新", "kind": "enterprise", "uscc": code_of(2)}
    assert keeper_browser.post(f"{here}edit/", edited).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.uscc) == ("示例新", code_of(2))
    keeper_browser.post(f"{here}aliases/", {"name": "甲厂"})
    assert set(row.aliases.values_list("name", flat=True)) == {"示例甲", "甲厂"}
    alias = row.aliases.get(name="甲厂")
    keeper_browser.post(f"{here}aliases/{alias.ref}/remove/")
    assert not row.aliases.filter(name="甲厂").exists()


def test_duplicates_lead_to_a_preview_and_a_merge(keeper_browser: Client, make: Make) -> None:
    one = make("示例精工有限公司", uscc=code_of(3))
    other = make("示例精工股份有限公司")
    body = keeper_browser.get("/organisations/duplicates/").content.decode()
    link = f"/organisations/{one.ref}/merge/?into={other.ref}"
    assert link in body
    preview = keeper_browser.get(link).content.decode()
    assert "确认合并" in preview
    assert code_of(3) in preview
    one.refresh_from_db()
    assert one.merged_into is None
    done = keeper_browser.post(f"/organisations/{one.ref}/merge/", {"into": other.ref})
    assert done["Location"] == f"/organisations/{other.ref}/"
    one.refresh_from_db()
    assert one.merged_into == other
    after = keeper_browser.get(f"/organisations/{one.ref}/").content.decode()
    assert "已并入" in after


def test_two_legal_persons_are_not_offered_the_button(keeper_browser: Client, make: Make) -> None:
    one, other = make("示例甲", uscc=code_of(1)), make("示例乙", uscc=code_of(2))
    here = f"/organisations/{one.ref}/merge/"
    page = keeper_browser.get(f"{here}?into={other.ref}").content.decode()
    assert "是两个法人" in page
    assert "确认合并" not in page
    keeper_browser.post(here, {"into": other.ref})
    one.refresh_from_db()
    assert one.merged_into is None


def test_merge_first_asks_into_which(keeper_browser: Client, make: Make) -> None:
    one, other = make("示例精工有限公司"), make("示例精工股份有限公司")
    page = keeper_browser.get(f"/organisations/{one.ref}/merge/").content.decode()
    assert f"?into={other.ref}" in page
    assert f"?into={one.ref}" not in page


def test_panels_of_upper_apps_stand_on_the_page(
    reader: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_MAKERS", [])
    row = make("示例甲")
    nothing = {"empty": {"title": "没有会员资格"}}
    register_panel(lambda request, one: Panel("成员资格", "ui/empty.html", nothing), order=2)
    register_panel(lambda request, one: None, order=1)
    body = reader.get(f"/organisations/{row.ref}/").content.decode()
    assert body.count("成员资格</h2>") == 1


def test_hostile_names_are_shown_as_text(reader: Client, make: Make) -> None:
    row = make("<script>alert(1)</script>示例", website="https://example.org/?a=1&b='2'")
    for path in ("", f"{row.ref}/"):
        body = reader.get(f"/organisations/{path}").content.decode()
        assert "<script>alert(1)" not in body
        assert "&lt;script&gt;alert(1)" in body


def test_list_counts_the_same_queries_for_many(reader: Client, make: Make) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert reader.get("/organisations/").status_code == 200
        return len(seen)

    make("示例甲")
    reader.get("/organisations/")
    few = queries()
    for n in range(30):
        make(f"示例{n}")
    assert queries() == few
