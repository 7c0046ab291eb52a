"""A post from the enterprise to the public list, and a school's program: by phone, in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
LISTS = "/c/jjj-automotive/talent/"
PHONE = "13900004321"
Visitor = Callable[..., Visit]
WAYS = [("zh-hans", 1440), ("en", 390)]


def fill(page: Any, values: dict[str, str]) -> None:
    """Opens what is folded and types."""
    page.locator("details.form-part").evaluate_all("parts => parts.forEach(p => { p.open = true })")
    for name, value in values.items():
        page.fill(f"form.form-card [name={name}]", value)


def submit(person: Visit) -> str:
    """Sends the form and returns the address of the line."""
    before = person.page.url
    person.page.click("form.form-card button.btn-primary[type=submit]")
    person.page.wait_for_url(lambda url: url != before)
    person.look()
    return urlsplit(person.page.url).path


def step(person: Visit, path: str, verb: str) -> None:
    """Takes a step of a line by its button."""
    page = person.open(path)
    page.click(f"button[name=verb][value={verb}]")
    page.wait_for_selector(f"button[name=verb][value={verb}]", state="detached")
    person.look()


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_post_goes_from_the_enterprise_to_the_public_list(
    visit: Visitor, language: str, width: int
) -> None:
    position = f"总装调试工{width}"
    enterprise = visit("enterprise", language=language, width=width)
    page = enterprise.open(f"{LISTS}demand/new/")
    page.select_option("form.form-card [name=education]", index=2)
    fill(page, {"position": position, "headcount": "8", "region": "北京市大兴区",
                "contact_name": "齐示例", "contact_phone": PHONE})  # fmt: skip
    line = submit(enterprise)

    # The secretariat opens the contact, which is recorded, and sends the line back.
    secretariat = visit("secretariat", language=language, width=width)
    page = secretariat.open(line)
    assert PHONE not in page.content()
    page.click("form[hx-target='#contact-box'] button")
    page.wait_for_selector(f"text={PHONE}")
    secretariat.look()
    page.click("button[name=action][value=return]")
    page.wait_for_selector("[name=note]")
    page.fill("[name=note]", "人数请核对")
    page.click("form.form-card button.btn-primary")
    page.wait_for_url(lambda url: "/batch/" not in url)
    page = secretariat.open("/c/jjj-automotive/audit/?q=reveal")
    assert page.locator("tbody tr").count() > 0
    assert PHONE not in page.content()

    # The enterprise reads why, mends it and hands it in again; the secretariat approves.
    page = enterprise.open(line)
    assert page.locator("text=人数请核对").count() > 0
    page = enterprise.open(f"{line}edit/")
    assert page.input_value("[name=contact_phone]") == PHONE
    fill(page, {"headcount": "5"})
    submit(enterprise)
    step(enterprise, line, "submit")
    step(secretariat, line, "approve")

    # Published, it is read by everybody, without its contact.
    publication = publish(secretariat, "demand")
    visitor = visit(language=language, width=width)
    page = visitor.open(f"{publication}?q={position}")
    assert page.locator("tbody").get_by_text(position).count() == 1
    assert PHONE not in page.content()
    authority = visit("authority", language=language, width=width)
    page = authority.open(line)
    assert "139****4321" in page.content()
    assert page.locator("form[hx-target='#contact-box']").count() == 0


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_school_reports_a_program(visit: Visitor, language: str, width: int) -> None:
    school = visit("school", language=language, width=width)
    page = school.open(f"{LISTS}supply/new/")
    fill(page, {"program": "460103 数控技术", "graduates": "64", "direction": f"旅程{width}",
                "contact_phone": PHONE})  # fmt: skip
    line = submit(school)

    page = school.open(line)
    assert page.locator("text=460103").count() > 0
    assert PHONE not in page.content()
    secretariat = visit("secretariat", language=language, width=width)
    step(secretariat, line, "approve")
    page = secretariat.open(f"{LISTS}supply/?q=460103&state=approved")
    assert page.locator(f"tbody a[href='{line}']").count() > 0
    enterprise = visit("enterprise")
    assert enterprise.page.goto(f"{enterprise.address}{line}").status in {403, 404}


def publish(secretariat: Visit, kind: str) -> str:
    """Publishes a list and returns the address of the publication."""
    page = secretariat.open(f"{LISTS}publish/?kind={kind}&period=2026")
    page.click("form.form-card button.btn-primary[type=submit]")
    page.click("[data-ask-yes]")
    page.wait_for_url(f"**/publications/{kind}/*/")
    secretariat.look()
    return urlsplit(page.url).path
