"""The pages of an import, as a person goes through them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from silian.accounts.models import User
from silian.consortia.models import Consortium
from silian.consortia.queries.actors import Standing
from silian.kernel.access import Actor
from silian.kernel.exchange.flow import reach
from silian.kernel.exchange.web import views
from silian.kernel.models import DailyMark, ImportBatch, ImportRow
from tests.kernel.made_sheets import HEADS, row, someone, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.exchange_urls")]


@pytest.fixture
def here() -> Consortium:
    return Consortium.objects.create(
        slug="alpha", name="示例联合体", kind="city_consortium", scope="city"
    )


@pytest.fixture
def visit(client: Client, here: Consortium, monkeypatch: pytest.MonkeyPatch) -> Any:
    """visit(actor): a browser of somebody with these rights in the consortium."""
    user = User.objects.create(username="li", name="李示例")
    # The menu of the product is another test's.
    monkeypatch.setattr("silian.shell.context.menu", lambda request: [])

    def go(actor: Actor | None = None) -> Client:
        actor = replace(actor or someone(), consortium_id=here.pk, user_id=user.pk)

        def standing(who: Any, consortium: Any = None, *_more: Any) -> Standing:
            where = None if consortium is None else here.pk
            return Standing(replace(actor, consortium_id=where), (), True)

        monkeypatch.setattr("silian.consortia.web.middleware.standing", standing)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return go


def upload(
    browser: Client, data: bytes, name: str = "需求.xlsx", where: str = "/c/alpha/try/import/"
) -> Any:
    return browser.post(where, {"file": SimpleUploadedFile(name, data)})


def text(response: Any) -> str:
    return str(response.content.decode())


Visit = Callable[..., Client]


def test_upload_page_offers_the_template_and_says_what_will_happen(visit: Visit) -> None:
    browser = visit()
    page = text(browser.get("/c/alpha/try/import/"))
    assert "导入试验需求" in page
    assert "企业名称、岗位名称、需求人数（人）" in page
    assert "还没有导入过" in page

    answer = browser.get("/c/alpha/try/import/template.xlsx")
    assert "%E6%A8%A1%E6%9D%BF" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0]["A1"].value == "企业名称 *"
    answer = browser.get("/c/alpha/try/import/template.xlsx?lang=en")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0]["A1"].value == "Company *"


def test_person_uploads_corrects_and_commits(visit: Visit, here: Consortium) -> None:
    browser = visit()
    rows = [row(), row(position="焊工", program="数控加工", phone="13800001234"), row()]
    answer = upload(browser, workbook(rows))
    assert answer.status_code == 302
    page = text(browser.get(answer.url))
    assert "第 3 行，专业" in page
    assert "标准目录里没有“数控加工”。" in page
    assert "改为 460103 数控技术" in page
    assert "还有 1 行有错误，改好后才能提交。" in page
    assert "13800001234" not in page
    with reach(here.pk):
        batch = ImportBatch.objects.get()
    assert text(browser.post(f"{answer.url}commit/", follow=True)).count("还有 1 行有错误") == 2
    assert DailyMark.objects.count() == 0

    form = text(browser.get(f"{answer.url}rows/3/"))
    assert 'name="cell-program" value="数控加工"' in form
    assert "13800001234" not in form
    changed = browser.post(
        f"{answer.url}rows/3/", {"cell-program": "460103 数控技术"}, headers={"HX-Request": "true"}
    )
    assert 'id="row-3"' in text(changed)
    assert "提交 2 行" in text(changed)
    assert 'hx-swap-oob="true"' in text(changed)

    page = text(browser.post(f"{answer.url}commit/", follow=True))
    assert "已新增 2 条记录。" in page
    assert 'href="/done/"' in page
    assert DailyMark.objects.count() == 2
    page = text(browser.post(f"{answer.url}commit/", follow=True))
    assert "已经提交过，没有任何改变" in page

    again = upload(browser, workbook(rows))
    assert again.url == answer.url
    assert "已经导入过，没有任何改变" in text(browser.get(again.url))
    with reach(here.pk):
        assert ImportBatch.objects.get().pk == batch.pk


def test_row_is_left_out_and_an_import_is_given_up(visit: Visit, here: Consortium) -> None:
    browser = visit()
    address = upload(browser, workbook([row(), row(headcount=0)])).url
    answer = browser.post(f"{address}rows/3/", {"leave_out": "1"}, follow=True)
    assert "第 3 行不再导入。" in text(answer)
    assert "提交 1 行" in text(answer)
    assert "已放弃这次导入" in text(browser.post(f"{address}discard/", follow=True))
    with reach(here.pk):
        assert not ImportRow.objects.exists()
    assert text(browser.get(address)).count("已放弃") == 1


def test_file_that_cannot_be_read_is_explained_on_the_form(visit: Visit, here: Consortium) -> None:
    browser = visit()
    for name, data, words in (
        ("需求.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "不能读取 .xls 文件"),
        ("需求.xlsx", b"PK\x03\x04" + b"0" * 500, "文件已损坏"),
        ("需求.xlsx", workbook([], ["甲"]), "没有找到表头"),
        ("需求.csv", b"", "文件是空的"),
    ):
        answer = upload(browser, data, name)
        assert answer.status_code == 422
        assert words in text(answer)
    answer = browser.post("/c/alpha/try/import/")
    assert (answer.status_code, "请选择一个文件" in text(answer)) == (422, True)
    with reach(here.pk):
        assert not ImportBatch.objects.exists()


def test_rows_are_filtered_by_state_with_as_many_queries_for_one_as_for_many(
    visit: Visit,
) -> None:
    browser = visit()
    rows = [row(position=f"岗位{n}") for n in range(120)] + [row(headcount="x"), row(), row()]
    address = upload(browser, workbook(rows)).url
    assert text(browser.get(address)).count('id="row-') == 1
    assert text(browser.get(address + "?state=duplicate")).count('id="row-') == 1
    assert text(browser.get(address + "?state=near")).count('id="row-') == 0
    with CaptureQueriesContext(connection) as for_one:
        browser.get(address + "?state=error")
    with CaptureQueriesContext(connection) as for_many:
        page = text(browser.get(address + "?state=all&page=2"))
    assert len(for_many) == len(for_one)
    assert page.count('id="row-') == 50
    assert 'id="row-52"' in page


def test_rows_with_errors_are_downloaded_with_their_problems(visit: Visit) -> None:
    browser = visit()
    rows = [row(), row(headcount="=1+1", phone="13800001234")]
    address = upload(browser, workbook(rows)).url
    answer = browser.get(f"{address}errors.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert [cell.value for cell in page[1]] == ["行号", *HEADS, "问题"]
    cells = page[2]
    assert (page.max_row, cells[0].value, cells[3].value) == (2, 3, "=1+1")
    assert {cell.data_type for cell in cells} == {"n", "s"}
    assert cells[-1].value == "需求人数（人） 不是数字。 例如：12"
    assert cells[-2].value == "13800001234"


def test_pages_are_closed_to_those_without_the_right(visit: Visit, client: Client) -> None:
    address = upload(visit(), workbook([row()])).url
    stranger = visit(someone(8))
    for page in ("", "progress/", "rows/2/", "errors.xlsx"):
        assert stranger.get(address + page).status_code == 404
    for page in ("commit/", "discard/", "rows/2/"):
        assert stranger.post(address + page).status_code == 404
    assert "需求.xlsx" not in text(stranger.get("/c/alpha/try/import/"))
    nobody = visit(someone(permissions=frozenset()))
    assert nobody.get("/c/alpha/try/import/").status_code == 403
    client.logout()
    assert client.get("/c/alpha/try/import/").status_code == 302
    assert DailyMark.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_large_import_shows_its_progress_and_can_be_left(
    visit: Visit, here: Consortium, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit()
    address = upload(browser, workbook([row(), row(position="焊工")])).url
    with reach(here.pk):
        ImportBatch.objects.update(state="reading", progress=1500)
    page = text(browser.get(address))
    assert "已检查 1,500 行" in page
    assert 'hx-trigger="every 2s"' in page
    assert "可以离开此页" in text(browser.get(f"{address}progress/"))
    with reach(here.pk):
        ImportBatch.objects.update(state="previewed")
    assert browser.get(f"{address}progress/")["HX-Refresh"] == "true"

    monkeypatch.setattr(views, "IN_THE_PAGE_ROWS", 1)
    page = text(browser.post(f"{address}commit/", follow=True))
    assert "正在后台提交，可以离开此页。" in page
    assert DailyMark.objects.count() == 2


def test_sheet_of_the_installation_has_its_pages_outside_of_a_consortium(visit: Visit) -> None:
    browser = visit()
    answer = upload(browser, workbook([row()]), where="/try/import/")
    assert answer.url.startswith("/try/import/")
    page = text(browser.post(f"{answer.url}commit/", follow=True))
    assert "已新增 1 条记录。" in page
    assert "需求.xlsx" in text(browser.get("/try/import/"))
    assert "需求.xlsx" not in text(browser.get("/c/alpha/try/import/"))
