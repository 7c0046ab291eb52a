"""Steps that the journeys of governance share."""

from __future__ import annotations

import re
from typing import Any

from tests.journeys.visit import Visit

CHINESE = re.compile("[一-鿿]")
# Words of the interface: buttons, heads of columns, labels of fields. What the consortium wrote
# itself stays in the language it wrote it in.
INTERFACE = "button, a.btn, th[scope=col], label.form-label, legend, .state, .nothing"


def glance(person: Visit) -> None:
    """Looks at the page as `Visit.look`, once for each kind of page in each state; a page that was
    looked at before is only measured, so that a long meeting does not take all day.
    """
    page = person.page
    page.wait_for_load_state()
    kind = re.sub(r"/[a-z0-9]{16}/", "/*/", page.url.split("?")[0])
    states = page.locator("main .state, main h2").all_inner_texts()
    key = f"{kind} {sorted(set(states))}"
    if key not in person.seen:
        person.seen.add(key)
        person.look()
        return
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
    assert person.complaints == [], f"{page.url}: {person.complaints}"


def go(person: Visit, path: str) -> Any:
    """Opens a page and glances at it."""
    answer = person.page.goto(f"{person.address}{path}")
    assert answer.status == 200, (path, answer.status)
    glance(person)
    return person.page


def press(person: Visit, selector: str) -> None:
    """Clicks, answers the question that may be asked first, and glances at the page that comes."""
    page = person.page
    button = page.locator(selector).first
    asked = button.get_attribute("data-confirm") or button.evaluate(
        "one => one.form ? one.form.dataset.confirm || '' : ''"
    )
    if asked:
        button.click()
        with page.expect_navigation():
            page.click("dialog[open] [data-ask-yes]")
    else:
        with page.expect_navigation():
            button.click()
    glance(person)


def ref_of(address: str, kind: str) -> str:
    """The ref in an address such as …/ballots/<ref>/."""
    found = re.search(f"/{kind}/([^/?]+)/", address)
    assert found, (address, kind)
    return found[1]


def speaks_english(person: Visit, names: tuple[str, ...] = ()) -> None:
    """No word of the interface is Chinese; `names` of the consortium's own may be."""
    page = person.page
    assert page.get_attribute("html", "lang") == "en"
    said = page.locator(f"main >> {INTERFACE}").all_inner_texts()
    left = [text for text in said if CHINESE.search(re.sub("|".join(names) or "$^", "", text))]
    assert left == [], f"{page.url}: {left[:8]}"


def vote_in_browser(person: Visit, choose: str, *, secret: bool = False) -> str:
    """On the live page: the vote that just opened, checked and cast; the receipt of a secret one.

    The page is not reloaded: the button arrives by itself.
    """
    page = person.page
    page.click(".live-votes a.turn-go.btn-primary")
    page.wait_for_selector("form.ballot-paper")
    glance(person)
    page.check(choose)
    press(person, "button:has-text('核对'), button:has-text('check')")
    press(person, "button[name=step][value=cast]")
    receipt = page.locator(".ballot-receipt code")
    found = receipt.inner_text().strip() if secret else ""
    page.click(".ballot-foot a.btn-primary")
    page.wait_for_selector("[data-live-page]")
    return found
