"""The filter of a list: on a phone behind its button, on a desk in the open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.visit import Visit

pytestmark = pytest.mark.journey
LIST = "/c/jjj-automotive/members/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_phone_the_filter_folds_behind_its_button(
    visit: Callable[..., Visit], language: str
) -> None:
    person = visit("secretariat", width=390, language=language)
    page: Any = person.open(LIST)
    button, fields = page.locator("[data-filter-fold]"), page.locator("#filter-body")
    assert button.get_attribute("aria-expanded") == "false"
    assert not fields.is_visible()

    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    person.look()
    page.locator("#filter-body select[name=state]").select_option("active")
    page.wait_for_url("**state=active**")
    # Several conditions are chosen one after the other: it stays open until it is asked.
    assert page.locator("#filter-body").is_visible()
    page.locator("#filter-body button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    assert not page.locator("#filter-body").is_visible()
    said = page.locator("[data-filter-fold]").inner_text().strip()
    assert said in {"筛选（1）", "Filter (1)"}
    assert page.locator(".filter-active .chip").is_visible()
    person.look()


def test_on_a_desk_there_is_no_button(visit: Callable[..., Visit]) -> None:
    page = visit("secretariat").open(LIST)
    assert not page.locator("[data-filter-fold]").is_visible()
    assert page.locator("#filter-body select[name=state]").is_visible()
