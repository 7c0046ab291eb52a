"""A school takes its class through a placement round, from the posts to the reasons that a
student reads on a phone; anybody reads the published round of the alliance.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.journeys.governing import press, speaks_english
from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
HERE = "/c/jjj-automotive/cultivation/"
SHAOXING = "/c/shaoxing-digital-artisan/cultivation/"
PASSWORD = "journey-示例-2026-placed"
SUBMIT = "form.form-card .form-foot button[type=submit]"
Visitor = Callable[..., Visit]


def a_round(school: Visit) -> str:
    """A round of the school's own with two posts and its class; its address."""
    page = school.open(f"{HERE}rounds/new/")
    page.fill("[name=name]", "旅程示例双选")
    page.fill("[name=choices]", "2")
    page.fill("[name=seed]", "7")
    press(school, SUBMIT)
    place = page.url.removeprefix(school.address)
    assert "还没有岗位" in page.locator("main").inner_text()
    for title in ("旅程装配", "旅程检测"):
        school.open(f"{HERE}round-posts/new/?round={place.rstrip('/').split('/')[-1]}")
        page.select_option("[name=organisation]", index=1)
        page.fill("[name=title]", title)
        page.fill("[name=capacity]", "1")
        press(school, SUBMIT)
    school.open(f"{place}applicants/add/")
    page.select_option("[name=source]", index=0)
    press(school, SUBMIT)
    assert "共 24 条" in page.locator("main").inner_text()
    return place


def step(school: Visit, place: str, verb: str) -> None:
    """One step of the round."""
    school.open(f"{place}step/{verb}/")
    press(school, SUBMIT)
    assert school.page.locator(".error-summary").count() == 0, school.page.inner_text("main")


def student_of(school: Visit, visit: Visitor, at: int) -> Visit:
    """A student of the class with a new account, at a phone."""
    page = school.open(f"{HERE}students/")
    link = page.locator("main tbody a").nth(at).get_attribute("href")
    school.open(str(link))
    press(school, "form[action$='/account/'] button")
    welcome = urlsplit(page.input_value("#link")).path
    said = page.locator("main section p").first.inner_text()
    username = said.split("，")[0].removeprefix("用户名").strip()
    student = visit(width=390)
    student.page.goto(student.address + welcome)
    student.page.fill("[name=password]", PASSWORD)
    student.page.fill("[name=again]", PASSWORD)
    # The first form of the page may be the choice of language.
    with student.page.expect_navigation():
        student.page.click("form:has([name=again]) button[type=submit]")
    student.page.wait_for_load_state("networkidle")
    student.page.goto(f"{student.address}{HERE}my/rounds/")
    if "/account/login/" in student.page.url:
        student.sign_in(username, PASSWORD)
    return student


def ranks(student: Visit) -> str:
    """Both posts, put in the other order by the buttons; the address of the person's page."""
    page = student.open(f"{HERE}my/rounds/")
    assert "旅程示例双选" in page.locator("main").inner_text()
    link = str(page.locator("main a[href*='/my/rounds/']").first.get_attribute("href"))
    student.open(link)
    page.select_option("#choice-1", index=2)
    page.select_option("#choice-2", index=1)
    press(student, "button[value=down-0]")
    assert "还没有提交" in page.locator("main").inner_text()
    press(student, SUBMIT)
    assert "第 1 次填报" in page.locator("body").inner_text()
    return link


def test_school_places_its_class_and_the_reason_is_read_on_a_phone(visit: Visitor) -> None:
    school = visit("school")
    place = a_round(school)
    step(school, place, "open")
    students = [student_of(school, visit, at) for at in (8, 9, 10)]
    links = [ranks(student) for student in students]
    for verb in ("freeze", "solve", "publish"):
        step(school, place, verb)
    assert "placement verify" in school.page.locator("main").inner_text()

    # Two places for three who want the same: somebody has none and reads why.
    told = [
        student.open(link).locator("main").inner_text()
        for student, link in zip(students, links, strict=True)
    ]
    unplaced = [text for text in told if "这次没有录取" in text]
    assert len(unplaced) == 1
    assert "抽签次序在后" in unplaced[0]
    assert "事实" in unplaced[0]

    school.open(f"{place}what-if/")
    school.page.locator("main input[type=number]").first.fill("2")
    press(school, SUBMIT)
    assert "得到更高志愿" in school.page.locator("main").inner_text()
    for path in ("", "posts/", "applicants/", "result/", "what-if/", "appeals/"):
        school.open(f"{place}{path}")


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (1440, "en")])
def test_published_round_of_the_alliance_stands(visit: Visitor, width: int, language: str) -> None:
    office = visit("secretariat", width=width, language=language)
    page = office.open(f"{SHAOXING}rounds/?state=published")
    place = str(page.locator("main tbody a").first.get_attribute("href"))
    for path in ("", "posts/", "applicants/", "result/", "what-if/", "appeals/", "edit/"):
        office.open(f"{place}{path}")
        if language == "en":
            speaks_english(office, (r"\S*（演示）", r"演示[^ ]*", r"\S*示例\S*", r"成绩|面试"))
    for path in ("posts", "applicants", "rankings"):
        office.open(f"{SHAOXING}rounds/{path}/import/")
