"""成渝智能制造: a secret election in the council, followed on a phone of 390 px."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.journeys.governing import go, press, ref_of, vote_in_browser
from tests.journeys.office import Office
from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
SLUG = "chengyu-smart-manufacturing"
HERE = f"/c/{SLUG}/governance/"
Visitor = Callable[..., Visit]
PASSWORD = "Council-on-the-phone-4711"


def test_secret_election_on_a_phone_from_its_opening_to_the_recount(
    visit: Visitor, office: Office
) -> None:
    placed = office.secret_election(
        slug=SLUG, title="增选常务副理事长单位", post="executive_vice_chair"
    )
    office.person(
        slug=SLUG, username="council.member", name="吕示例", password=PASSWORD,
        unit=placed["units"][3],
    )  # fmt: skip
    phone = visit("council.member", width=390, password=PASSWORD)
    chair = visit("secretariat")
    meeting = f"{HERE}meetings/{placed['meeting']}/"

    # The phone signs in and stays on the live page; the chair opens the meeting and the vote.
    page = go(phone, f"{meeting}live/")
    press(phone, "[data-part=me] form button.btn-primary")
    office.check_in(slug=SLUG, meeting=placed["meeting"])
    page.evaluate("window.neverReloaded = true")
    go(chair, f"{meeting}console/")
    press(chair, "button:has-text('宣布开会')")
    press(chair, ".desk-agenda li:has-text('增选常务副理事长单位') button")
    page.wait_for_selector(".live-item:has-text('增选常务副理事长单位')")
    press(chair, ".desk-ballot a:has-text('安排表决')")
    assert chair.page.locator("input[name=secret]").count() == 1
    press(chair, "form.form-card button[type=submit]")
    ballot = ref_of(chair.page.url, "ballots")
    press(chair, "button:has-text('开启表决')")
    page.wait_for_selector(".live-votes a.turn-go")
    assert page.evaluate("window.neverReloaded") is True
    phone.look()

    # It votes, gets its receipt once, and sees the others come in.
    receipt = vote_in_browser(phone, "input[name=marks] >> nth=0", secret=True)
    assert receipt
    page.wait_for_selector("text=已投票")
    voted = office.vote(slug=SLUG, ballot=ballot, say=[[0], [0], [1]])
    page.wait_for_function(
        '([ref, all]) => document.querySelector(`[data-voted="${ref}"]`)'
        ".textContent.trim() === String(all)",
        arg=[ballot, voted + 1],
    )
    phone.look()

    # Closed at the desk, the result is on the phone; the slip is in the published list.
    go(chair, f"{meeting}console/")
    press(chair, "button:has-text('结束表决并计票')")
    page.wait_for_selector(".live-votes a.turn-go", state="detached")
    go(phone, f"{HERE}ballots/{ballot}/")
    assert page.locator(".verdict-sentence").count() == 1
    page.fill("[data-receipt-find]", receipt)
    page.wait_for_selector(f"#slips tr[data-receipt='{receipt}']:visible")
    phone.look()

    # Anybody counts again with two files and Python.
    export = phone.save("a:has-text('计票文件')")
    script = phone.save("a:has-text('计票程序')")
    counted = subprocess.run(
        [sys.executable, "-I", str(script), str(export), receipt],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert receipt in counted.stdout
    slips = json.loads(export.read_text(encoding="utf-8"))["slips"]
    assert len(slips) == voted + 1
    assert placed["units"][3] not in json.dumps(slips, ensure_ascii=False)
