"""The five consortia: each stands with its public page, its lists and its alignment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
CONSORTIA = {
    "jjj-automotive": "京津冀汽车",
    "cloud-computing": "云计算",
    "jjj-ai-park": "人工智能",
    "shaoxing-digital-artisan": "绍兴",
    "chengyu-smart-manufacturing": "成渝",
}
Visitor = Callable[..., Visit]


@pytest.mark.parametrize("slug", CONSORTIA)
def test_consortium_is_read_by_everybody_and_run_by_its_secretariat(
    visit: Visitor, slug: str
) -> None:
    visitor = visit(width=390, language="en")
    page = visitor.open(f"/c/{slug}/about/")
    assert CONSORTIA[slug] in page.content()
    for kind in ("demand", "supply"):
        page = visitor.open(f"/c/{slug}/talent/publications/{kind}/1/")
        assert page.locator("tbody tr").count() > 5
        assert page.locator("[data-chart]").count() > 0

    secretariat = visit("secretariat")
    for path in ("", "members/", "structure/", "talent/demand/", "talent/alignment/"):
        page = secretariat.open(f"/c/{slug}/{path}")
    assert page.locator("[data-chart]").count() > 0


def test_page_works_by_keyboard_alone(visit: Visitor) -> None:
    page = visit("secretariat").open("/c/jjj-automotive/talent/demand/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _press in range(12):
        page.keyboard.press("Tab")
        focus = "getComputedStyle(document.activeElement)"
        seen = page.evaluate(f"{focus}.outlineStyle + {focus}.boxShadow + {focus}.borderColor")
        assert seen
    assert page.evaluate("document.activeElement.tagName") != "BODY"


def test_page_keeps_nothing_in_the_browser(visit: Visitor) -> None:
    person = visit("secretariat")
    page = person.open("/c/jjj-automotive/members/")
    # htmx remembers the address of the open tab for its history, and nothing else is kept.
    kept = page.evaluate("({...localStorage, ...sessionStorage})")
    assert kept == {"htmx-current-path-for-history": "/c/jjj-automotive/members/"}
    assert {c["name"] for c in person.window.cookies()} <= {"sessionid", "csrftoken",
                                                           "django_language"}  # fmt: skip
