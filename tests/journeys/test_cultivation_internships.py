"""An internship that breaks a rule is refused with the rule's source; a student writes the log on
a phone and both mentors answer.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.journeys.governing import press, speaks_english
from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
SLUG = "jjj-automotive"
HERE = f"/c/{SLUG}/cultivation/"
PASSWORD = "journey-示例-2026-student"
SUBMIT = "form.form-card button[type=submit]"
Visitor = Callable[..., Visit]


def internship(person: Visit, post: str) -> str:
    """The address of the demo's internship on that post."""
    page = person.open(f"{HERE}internships/?q={post}")
    row = page.locator("main tbody tr").filter(has_text=post).locator("a").first
    return str(row.get_attribute("href"))


def test_internship_that_breaks_a_rule_is_refused_with_its_source(visit: Visitor) -> None:
    school = visit("school")
    place = internship(school, "演示岗位3")
    page = school.open(place)
    assert "低于同岗位工资的 80%" in page.locator("main").inner_text()
    school.open(f"{place}step/begin/")
    page.click(SUBMIT)
    page.wait_for_load_state()
    said = page.locator(".error-summary").inner_text()
    assert "低于同岗位工资的 80%" in said
    assert "第十八条" in said
    assert "职业学校学生实习管理规定" in said

    secretariat = visit("secretariat")
    page = secretariat.open(place)
    page.goto(secretariat.address + page.locator("a[href*='/pass/']").first.get_attribute("href"))
    secretariat.look()
    page.fill("[name=reason]", "旅程示例：单位按最低档工资标准执行")
    press(secretariat, SUBMIT)
    assert "旅程示例" in page.locator("main").inner_text()

    school.open(f"{place}step/begin/")
    press(school, SUBMIT)
    assert "实习中" in school.page.locator("main").inner_text()
    english = visit("school", width=390, language="en")
    for path in (place, f"{HERE}internships/", f"{HERE}internships/rules/",
                 f"{HERE}internships/board/", f"{HERE}students/", f"{HERE}students/classes/",
                 f"{HERE}students/openings/", f"{HERE}instructors/"):  # fmt: skip
        english.open(path)
        speaks_english(english)


def student_account(school: Visit, place: str) -> tuple[str, str]:
    """Opens an account for the student of an internship: its user name and one-time link."""
    number = school.page.locator(".main-lead").inner_text().split(" · ")[1]
    page = school.open(f"{HERE}students/?q={number}")
    page.goto(school.address + page.locator("main tbody a").first.get_attribute("href"))
    press(school, "form[action$='/account/'] button")
    link = page.input_value("#link")
    name = page.locator("main section p").first.inner_text()
    return name.split("，")[0].removeprefix("用户名").strip(), urlsplit(link).path


def test_student_writes_the_log_on_a_phone_and_both_mentors_answer(visit: Visitor) -> None:
    school = visit("school")
    place = internship(school, "演示岗位2")
    school.open(place)
    username, link = student_account(school, place)
    student = visit(width=390)
    page = student.page
    page.goto(student.address + link)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("form.account-form button[type=submit]")
    page.wait_for_url(lambda address: "/welcome/" not in address)
    if "/account/login/" in page.url:
        student.sign_in(username, PASSWORD)

    page = student.open(f"{HERE}my/")
    press(student, "form[action$='/sign-in/'] button")
    assert "今天已签到" in page.locator("main").inner_text()
    student.open(f"{place}log/")
    page.fill("[name=text]", "旅程示例：本周学习设备点检，做了三次。")
    press(student, SUBMIT)
    assert "还没有批阅" in page.locator("main").inner_text()

    for username, text in (("school", "旅程示例：注意安全"), ("enterprise", "旅程示例：做得好")):
        mentor = visit(username, width=390)
        page = mentor.open(place)
        answer = page.locator("a[href*='/logs/']").first.get_attribute("href")
        mentor.open(str(answer))
        page.fill("[name=text]", text)
        press(mentor, SUBMIT)

    said = student.open(place).locator("main").inner_text()
    assert "旅程示例：注意安全" in said
    assert "旅程示例：做得好" in said
    student.open(f"{HERE}my/consent/")
    student.page.select_option("[name=organisation]", index=1)
    press(student, SUBMIT)
    assert "安排岗位实习" in student.page.locator("main").inner_text()
    press(student, "form[action$='/withdraw/'] button")
    assert "任何企业都看不到您的姓名" in student.page.locator("main").inner_text()
