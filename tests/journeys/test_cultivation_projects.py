"""Joint projects in the browser: the five actors of Shaoxing; pathway, ladder and order class of
the demonstration park.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.governing import go, press, ref_of
from tests.journeys.office import Office
from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
SHAOXING = "/c/shaoxing-digital-artisan/cultivation/"
PARK = "/c/jjj-ai-park/cultivation/"
PASSWORD = "Five-actors-one-project-31"
PROJECTS = ("高端装备", "生命健康", "电子商务", "智能建造")
# Who is late with nothing and has handed nothing in: the enterprise of the last project.
PROJECT = "智能建造产业数字工匠共育项目"
ACTORS = ("中职学校", "高等学校", "政府部门", "园区", "企业")
Visitor = Callable[..., Visit]


def open_project(person: Visit, home: str, name: str) -> str:
    """Opens a project from the list; returns its address without the host."""
    page = go(person, f"{home}projects/")
    page.click(f"main a:has-text('{name}')")
    person.look()
    return f"{home}projects/{ref_of(page.url, 'projects')}/"


def test_five_actors_see_their_duties_and_one_is_done_with_evidence(
    visit: Visitor, office: Office
) -> None:
    secretariat = visit("secretariat")
    page = go(secretariat, f"{SHAOXING}projects/")
    for name in PROJECTS:
        assert page.locator(f"main a:has-text('{name}产业数字工匠共育项目')").count() == 1
    here = open_project(secretariat, SHAOXING, PROJECT)
    lanes = page.locator(".lane")
    assert lanes.locator(".lane-title").all_inner_texts() == list(ACTORS)
    units = [lane.locator(".lane-units").inner_text() for lane in lanes.all()]
    assert all(lane.locator(".promise").count() == 1 for lane in lanes.all())
    assert "0/5" in page.locator(".project-facts").inner_text()

    # Each of the five finds its own duty under its own roof, and no other's.
    people = []
    for at, unit in enumerate(units):
        username = f"actor.{at}"
        office.person(
            slug="shaoxing-digital-artisan", username=username, name="卫示例", password=PASSWORD,
            unit=unit,
        )  # fmt: skip
        person = visit(username, password=PASSWORD, width=390)
        own = go(person, f"{SHAOXING}duties/?q={PROJECT}")
        rows = own.locator("main tbody tr")
        assert rows.count() == 1
        assert unit in rows.inner_text()
        people.append(person)

    # The enterprise hands its duty in from the phone; without proof it is told what is missing.
    enterprise = people[-1]
    phone = enterprise.page
    phone.click("main tbody tr a >> nth=0")
    enterprise.look()
    press(enterprise, "a:has-text('提交验收')")
    phone.fill("[name=report]", "旅程示例：已提供三个真实项目。")
    press(enterprise, "form.form-card button[type=submit]")
    assert "佐证" in phone.locator("main").inner_text()
    phone.fill("[name=note]", "旅程示例：项目清单在单位档案室")
    press(enterprise, "form.form-card button[type=submit]")
    assert "待验收" in phone.locator("main").inner_text()

    # The secretariat finds it among its tasks, accepts it, and the page tells the state.
    page = go(secretariat, f"{SHAOXING}duties/?state=submitted&q={PROJECT}")
    page.click("main tbody tr a >> nth=0")
    secretariat.look()
    assert "已提供三个真实项目" in page.locator("main").inner_text()
    press(secretariat, "a:has-text('验收通过')")
    page.fill("[name=note]", "旅程示例：材料齐全")
    press(secretariat, "form.form-card button[type=submit]")
    page = go(secretariat, here)
    assert "1/5" in page.locator(".project-facts").inner_text()
    assert page.locator(".lane-enterprise .promise-done").count() == 1
    assert "轮到" in page.locator("main .note").first.inner_text()

    # Another actor reads the same page on the phone.
    assert "1/5" in go(people[0], here).locator(".project-facts").inner_text()


def test_park_shows_pathway_ladder_and_alternation(visit: Visitor) -> None:
    secretariat = visit("secretariat")
    open_project(secretariat, PARK, "跨省 3+2")
    page = secretariat.page
    stages = page.locator("section[aria-labelledby=stages-title] tbody tr")
    assert stages.count() == 2
    assert "转段考核" in stages.nth(1).inner_text()

    # The ladder 专—本—硕: an agreed step, gaps, the same as a table, and students by year.
    page = go(secretariat, f"{PARK}pathways/510209/")
    said = page.locator("main").inner_text()
    assert "走得通" in said
    assert "缺口" in said
    page.click("#ladder [data-figure-show=table]")
    table = page.locator("#ladder [data-figure-table]").inner_text()
    assert "人工智能工程技术" in table
    assert "人工智能专本硕长链条培养" in table
    secretariat.look()
    saved = secretariat.save("main a[href$='export.csv'], #ladder [data-figure-csv]")
    assert saved.stat().st_size > 0
    page = go(secretariat, f"{PARK}pathways/")
    page.fill("[name=program]", "没有这种专业")
    press(secretariat, "form[role=search] button[type=submit]")
    assert "没有代码" in page.locator("main").inner_text()

    # The order class: alternation as a band, with the same as a table; students by number alone.
    here = open_project(secretariat, PARK, "人工智能订单班")
    assert page.locator("svg.band rect").count() == 6
    assert page.locator("section[aria-labelledby=band-title] tbody tr").count() == 6
    press(secretariat, "a:has-text('加交替安排')")
    page.select_option("[name=place]", "break")
    page.fill("[name=starts_on]", page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.fill("[name=ends_on]", page.evaluate("new Date().toISOString().slice(0, 10)"))
    press(secretariat, "form.form-card button[type=submit].btn-primary")
    assert "重叠" in page.locator("main").inner_text()
    page = go(secretariat, f"{here}students/")
    assert page.locator("main tbody tr").count() >= 16
    assert "示例学生" not in page.locator("main").inner_text()

    phone = visit("secretariat", width=390)
    go(phone, here)
    go(phone, f"{PARK}pathways/510209/")
