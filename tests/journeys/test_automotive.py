"""京津冀汽车: from the member list over demand and supply to publications and alignment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from tests.journeys.sheets import fill
from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
HOME = "/c/jjj-automotive/"
LISTS = f"{HOME}talent/"
Visitor = Callable[..., Visit]

ENTERPRISE = "旅程示例汽车零部件有限公司（演示）"
SCHOOL = "旅程示例职业技术学院（演示）"


def upload(person: Visit, path: str, rows: list[dict[str, object]], name: str) -> Any:
    """Downloads the template of that import, fills it in and uploads it."""
    page = person.open(path)
    template = person.save("a:has-text('中文模板')")
    page.set_input_files("input[type=file]", fill(template, rows, person.folder / name))
    page.click("button:has-text('上传并预览')")
    person.look()
    return page


def test_secretariat_goes_from_members_to_a_published_alignment(visit: Visitor) -> None:
    secretariat = visit("secretariat")
    secretariat.open(HOME)

    # Two members arrive as a spreadsheet; one lacks its kind, which is mended in the page.
    page = upload(
        secretariat, f"{HOME}members/import/",
        [
            {"单位名称": ENTERPRISE, "单位类别": "企业", "地区": "北京市大兴区"},
            {"单位名称": SCHOOL, "地区": "北京市大兴区"},
        ],
        "members.xlsx",
    )  # fmt: skip
    assert page.locator("tr.row-danger").count() == 1
    page.locator("tr.row-danger input[name=cell-kind]").fill("高等职业学校")
    page.locator("tr.row-danger button:has-text('更正')").first.click()
    page.wait_for_selector("tr.row-danger", state="detached")
    page.reload()
    commit(secretariat)
    page = secretariat.open(f"{HOME}members/?q=旅程示例")
    assert page.locator("tbody tr").count() == 2

    # Demand and supply follow; the secretariat's own import needs no second review.
    upload(
        secretariat, f"{LISTS}demand/import/",
        [{"单位名称": ENTERPRISE, "岗位名称": "新能源汽车维修工", "需求人数": 37,
          "学历层次": "高职专科", "工作地区": "北京市大兴区", "联系电话": "13800001111"}],
        "demand.xlsx",
    )  # fmt: skip
    commit(secretariat)
    upload(
        secretariat, f"{LISTS}supply/import/",
        [{"学校名称": SCHOOL, "专业": "500212 新能源汽车检测与维修技术", "当年毕业生": 41}],
        "supply.xlsx",
    )  # fmt: skip
    commit(secretariat)

    page = secretariat.open(f"{LISTS}publish/?kind=demand&period=2026")
    page.click("form.form-card button:has-text('发布')")
    page.click("[data-ask-yes]")
    page.wait_for_url("**/publications/demand/*/")
    secretariat.look()
    check_publication(secretariat)

    page = secretariat.open(f"{LISTS}alignment/")
    assert page.locator("text=新能源汽车检测与维修技术").count() > 0


def commit(person: Visit) -> None:
    """Commits the preview that is open and waits for the result."""
    person.page.click("form button:has-text('提交')")
    if person.page.locator("dialog[open] [data-ask-yes]").count():
        person.page.click("[data-ask-yes]")
    person.page.wait_for_selector("text=已提交")
    person.look()


def check_publication(person: Visit) -> None:
    """The published files say what the page says, and no contact data."""
    sheet = person.save("a:has-text('XLSX') >> nth=0")
    values = [c for row in openpyxl.load_workbook(sheet).worksheets[0].values for c in row]
    assert ENTERPRISE in values
    assert "13800001111" not in [str(value) for value in values]
    paper = person.save("a:has-text('PDF')")
    text = "".join(page.extract_text() for page in PdfReader(paper).pages)
    assert "京津冀汽车产业园区市域产教联合体" in text.replace("\n", "")
    assert "13800001111" not in text


def test_enterprise_reports_a_post_in_five_minutes(visit: Visitor) -> None:
    enterprise = visit("enterprise", width=390)
    enterprise.open(HOME)
    page = enterprise.open(f"{LISTS}demand/new/")
    page.fill("[name=position]", "汽车装调工")
    page.fill("[name=headcount]", "6")
    page.select_option("[name=education]", label="高职专科")
    page.fill("[name=region]", "北京市大兴区")
    page.keyboard.press("Tab")
    page.wait_for_selector("#suggested-codes input[type=radio]")
    page.click("button:has-text('提交') >> nth=0")
    page.wait_for_url(lambda url: not url.endswith("/new/"))
    enterprise.look()
    assert page.locator("text=汽车装调工").count() > 0


def test_form_keeps_what_was_typed_and_says_what_is_missing(visit: Visitor) -> None:
    enterprise = visit("enterprise")
    page = enterprise.open(f"{LISTS}demand/new/")
    page.fill("[name=position]", "汽车装调工")
    page.eval_on_selector("form.form-card", "form => form.noValidate = true")
    page.click("button:has-text('提交') >> nth=0")
    page.wait_for_selector("[data-error-summary]")
    assert page.input_value("[name=position]") == "汽车装调工"
    enterprise.look()


PAGES = {
    "secretariat": ["", "talent/demand/", "talent/supply/", "talent/publications/",
                    "talent/publications/demand/1/", "talent/publish/", "talent/alignment/",
                    "about/", "members/", "members/review/", "structure/", "people/", "settings/",
                    "audit/", "talent/demand/import/"],
    "school": ["", "talent/supply/", "talent/supply/new/", "talent/alignment/"],
    "authority": ["", "talent/demand/", "talent/alignment/"],
    "": ["about/", "talent/publications/", "talent/publications/supply/1/"],
}  # fmt: skip
PLATFORM = {
    "": ["/", "/codes/", "/codes/programs/460103/", "/codes/links/?node=program:460103",
         "/codes/occupations/?q=数控", "/consortia/", "/account/login/", "/search/?q=数控"],
    "admin": ["/consortia/", "/consortia/found/", "/accounts/people/", "/organisations/",
              "/organisations/duplicates/", "/accounts/", "/accounts/tokens/", "/account/2fa/"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("username", PAGES)
def test_pages_of_a_consortium_stand_in_both_languages_and_widths(
    visit: Visitor, username: str, width: int, language: str
) -> None:
    person = visit(username, width=width, language=language)
    for path in PAGES[username]:
        person.open(HOME + path)
    check_language(person, language)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("username", PLATFORM)
def test_pages_of_the_platform_stand_in_both_languages_and_widths(
    visit: Visitor, username: str, width: int, language: str
) -> None:
    person = visit(username, width=width, language=language)
    for path in PLATFORM[username]:
        person.open(path)
    check_language(person, language)


def check_language(person: Visit, language: str) -> None:
    assert person.page.get_attribute("html", "lang") == language


def test_chart_has_its_data_as_a_table(visit: Visitor) -> None:
    page = visit().open("/codes/links/?node=program:460103")
    page.click("[data-figure-show=table]")
    assert page.locator("[data-figure-table] tbody tr").count() > 5
    page.click("[data-figure-show=chart]")
    assert page.locator("[data-chart] svg, [data-chart] canvas").count() == 1


def test_visitor_is_sent_to_the_sign_in_page_and_strangers_find_nothing(visit: Visitor) -> None:
    visitor = visit()
    visitor.page.goto(f"{visitor.address}{LISTS}demand/")
    assert "/account/login/" in visitor.page.url

    school = visit("school")
    answer = school.page.goto(f"{school.address}/c/jjj-ai-park/talent/supply/")
    assert answer.status == 404


def test_screenshots_of_the_readme(visit: Visitor, request: pytest.FixtureRequest) -> None:
    """With `--screenshots` the pictures of the papers are made anew."""
    pictures = {
        "home": HOME,
        "demand": f"{LISTS}demand/",
        "alignment": f"{LISTS}alignment/",
        "five-links": "/codes/links/?node=program:460103",
    }
    folder = Path(request.config.rootpath) / "docs" / "images"
    person = visit("secretariat")
    for name, path in pictures.items():
        page = person.open(path)
        shot = page.screenshot(animations="disabled")
        assert len(shot) > 20_000
        if request.config.getoption("--screenshots"):
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.png").write_bytes(shot)
