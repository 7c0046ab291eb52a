"""Every kind of page of governance stands in both languages and both widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.governing import press, speaks_english
from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
SLUG = "chengyu-smart-manufacturing"
HERE = f"/c/{SLUG}/governance/"
Visitor = Callable[..., Visit]

# A list, and the pages behind its first row that are opened after it.
LISTS = {
    "charter/": ("charter", [""]),
    "bodies/": ("bodies", [""]),
    "meetings/": ("meetings", ["", "attendance/", "minutes/"]),
    "ballots/": ("ballots", [""]),
    "resolutions/": ("resolutions", ["", "tasks/"]),
    "plans/": ("plans", ["", "?view=gantt", "review/"]),
}
SINGLE = ["charter/compare/", "regulations/", "mandates/", "motions/", "elections/", "tasks/",
          "plans/dormant/", "letters/", "letters/issue/", "letters/issue/letter/",
          "letters/batches/", "letters/design/", "agreements/", "agreements/new/"]  # fmt: skip

# The number of a resolution is written as the consortium writes it.
NAMES = (r"〔\d+〕\d+号",)


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (390, "en"), (1440, "en")])
def test_pages_of_governance_stand(visit: Visitor, width: int, language: str) -> None:
    person = visit("secretariat", width=width, language=language)
    for path in SINGLE:
        person.open(HERE + path)
        if language == "en":
            speaks_english(person)
    for path, (kind, below) in LISTS.items():
        page = person.open(HERE + path)
        links = page.locator(f"main a[href*='{HERE}{kind}/']").evaluate_all(
            "all => all.map(one => one.getAttribute('href'))"
        )
        row = next(link for link in links if len(link.split("/")[5]) == 16)
        for tail in below:
            person.open(row.split("?")[0] + tail)
            if language == "en":
                speaks_english(person, NAMES)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_unit_sees_on_its_home_what_waits_for_it(visit: Visitor, language: str) -> None:
    school = visit("school", width=390, language=language)
    page = school.open("/c/jjj-automotive/")
    assert page.locator("main a[href*='/governance/']").count() > 0
    for path in ("tasks/mine/", "ballots/mine/", "letters/own/", "meetings/", "agreements/"):
        school.open(f"/c/jjj-automotive/governance/{path}")


def test_next_version_of_a_charter_is_compared_with_the_one_in_force(visit: Visitor) -> None:
    secretariat = visit("secretariat", width=390)
    page = secretariat.open(f"{HERE}charter/start/")
    if page.locator("[name=reason]").count():
        page.fill("[name=reason]", "旅程示例：调整到会要求")
    press(secretariat, "form.form-card button[type=submit]")
    version = page.url.removeprefix(secretariat.address)
    for path in ("rules/", "rules/assembly/", "whole/"):
        secretariat.open(version + path)

    page = secretariat.open(version)
    article = page.locator("main a[href*='/articles/']:not([href*='add'])").first
    page.goto(secretariat.address + article.get_attribute("href"))
    secretariat.look()
    page.fill("[name=text]", page.input_value("[name=text]") + "旅程示例增加的一句。")
    press(secretariat, "form.form-card button[type=submit]")
    page = secretariat.open(f"{HERE}charter/compare/")
    assert "旅程示例增加的一句" in page.locator("main").inner_text()
    english = visit("secretariat", language="en")
    english.open(f"{HERE}charter/compare/")
    english.open(f"{version}rules/")
    speaks_english(english)
