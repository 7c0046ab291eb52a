"""京津冀汽车: the online preparatory meeting, from the first sign-in to the letters on the wall."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.journeys.governing import go, press, ref_of, speaks_english, vote_in_browser
from tests.journeys.office import Office
from tests.journeys.visit import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
SLUG = "jjj-automotive"
HERE = f"/c/{SLUG}/governance/"
Visitor = Callable[..., Visit]


class FirstMeeting:
    """The people of this journey, and the meeting they are in."""

    def __init__(self, visit: Visitor, office: Office, picture: Callable[[Visit, str], None]):
        self.office, self.picture = office, picture
        self.chair = visit("secretariat")
        # An enterprise with its phone, a school in English, an association.
        self.units = [
            visit("enterprise", width=390), visit("school", language="en"), visit("member"),
        ]  # fmt: skip
        page = go(self.chair, f"{HERE}meetings/")
        page.click("a:has-text('线上预备会议')")
        self.chair.look()
        self.ref = ref_of(page.url, "meetings")
        self.address = f"{HERE}meetings/{self.ref}/"

    def everybody_signs_in(self) -> None:
        """Three at their own browsers before the meeting, the others elsewhere."""
        for person in self.units:
            page = go(person, f"{self.address}live/")
            press(person, "[data-part=me] form button.btn-primary")
            assert page.locator("[data-part=me] .quorum-yes").count() == 1
        speaks_english(self.units[1])
        came = self.office.check_in(slug=SLUG, meeting=self.ref, stay_away=4)
        assert came > 40

    def chair_opens(self) -> None:
        page = go(self.chair, f"{self.address}console/")
        press(self.chair, "button:has-text('宣布开会')")
        assert "54" in page.locator(".live-quorum").inner_text()

    def vote(self, item: str, choose: str, say: list[Any], *, secret: bool = False) -> list[str]:
        """The chair puts the item to the vote, the three vote by hand and the others elsewhere;
        the chair closes it. Returns the receipts of the three.
        """
        chair, page = self.chair, self.chair.page
        go(chair, f"{self.address}console/")
        press(chair, f".desk-agenda li:has-text('{item}') button")
        press(chair, ".desk-ballot a:has-text('安排表决')")
        press(chair, "form.form-card button[type=submit]")
        ballot = ref_of(page.url, "ballots")
        press(chair, "button:has-text('开启表决')")
        receipts = [vote_in_browser(person, choose, secret=secret) for person in self.units]
        others = self.office.vote(slug=SLUG, ballot=ballot, say=say)
        go(chair, f"{self.address}console/")
        page.wait_for_function(
            '([ref, all]) => document.querySelector(`[data-voted="${ref}"]`)'
            ".textContent.trim() === String(all)",
            arg=[ballot, others + len(self.units)],
        )
        self.picture(chair, "meeting-console") if "副理事长" in item else None
        press(chair, "button:has-text('结束表决并计票')")
        go(chair, f"{HERE}ballots/{ballot}/")
        assert page.locator(".verdict-sentence").count() == 1
        return receipts

    def resolve(self) -> None:
        """From the result on the screen: a numbered resolution, printed as a paper."""
        chair, page = self.chair, self.chair.page
        press(chair, "a:has-text('形成决议')")
        press(chair, "form.form-card button[type=submit]")
        press(chair, "button:has-text('印发文件')")
        paper = chair.save("a:has-text('下载文件')")
        assert "决字" in words_of(paper)
        assert page.locator("text=已印发").count() > 0


def words_of(paper: Path | bytes) -> str:
    """The text of a PDF without its line breaks."""
    source = io.BytesIO(paper) if isinstance(paper, bytes) else paper
    return "".join(page.extract_text() for page in PdfReader(source).pages).replace("\n", "")


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Visit, str], None]:
    """With `--screenshots` the pictures of the how-to are made anew."""
    folder = Path(request.config.rootpath) / "docs" / "images"

    def take(person: Visit, name: str) -> None:
        shot = person.page.screenshot(animations="disabled")
        assert len(shot) > 10_000
        if request.config.getoption("--screenshots"):
            (folder / f"{name}.png").write_bytes(shot)

    return take


def test_preparatory_meeting_adopts_the_charter_elects_and_issues_letters(
    visit: Visitor, office: Office, picture: Callable[[Visit, str], None]
) -> None:
    meeting = FirstMeeting(visit, office, picture)
    picture(meeting.chair, "meeting")
    meeting.everybody_signs_in()
    meeting.chair_opens()

    # Charter, plan and member list, each by an open vote.
    for item, outcome in (
        ("审议章程（草案）", [*["yes"] * 8, "no", "abstain"]),
        ("审议年度工作计划", ["yes", "yes", "abstain"]),
        ("审议成员单位名单", ["yes"]),
    ):
        meeting.vote(item, "input[name=choice][value=yes]", outcome)
        assert "通过" in meeting.chair.page.locator(".verdict-word").inner_text()
        meeting.resolve()
    page = go(meeting.chair, f"{HERE}charter/")
    assert page.locator("text=生效").count() > 0
    page = go(meeting.chair, f"{HERE}plans/")
    assert page.locator("text=已通过").count() > 0

    # From here the charter that was just adopted rules: persons are elected in secret.
    elect(meeting, "选举理事长单位", [[0], [0], [0], [1]])
    elect(meeting, "选举执行理事长单位", [[0]])
    elect(meeting, "选举副理事长单位", [[0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 3, 2]])
    seats_stand(meeting)

    close_and_minute(meeting)
    issue_letters(meeting, visit)


def elect(meeting: FirstMeeting, item: str, say: list[list[int]]) -> None:
    """A secret vote; one of the three finds its slip; the result is declared and resolved."""
    receipts = meeting.vote(item, "input[name=marks] >> nth=0", say, secret=True)
    assert len(set(receipts)) == 3
    assert all(receipts)
    chair, page = meeting.chair, meeting.chair.page
    find_receipt(chair, receipts[0])
    press(chair, "a:has-text('查看选举')")
    press(chair, "a:has-text('宣布当选')")
    press(chair, "form.form-card button[type=submit]")
    assert page.locator(".candidate:has-text('当选')").count() > 0
    meeting.resolve()


def find_receipt(person: Visit, receipt: str) -> None:
    """In the published list, on the page of the ballot that is open."""
    page = person.page
    page.fill("[data-receipt-find]", receipt)
    page.wait_for_selector(f"#slips tr[data-receipt='{receipt}']:visible")
    page.wait_for_function(
        "document.querySelectorAll('#slips tr:not([hidden])').length < "
        "document.querySelectorAll('#slips tr').length"
    )


def seats_stand(meeting: FirstMeeting) -> None:
    """The elected hold their seats in the council and among the members."""
    page = go(meeting.chair, f"{HERE}bodies/")
    page.click("main a:has-text('理事会') >> nth=0")
    meeting.chair.look()
    text = page.locator("main").inner_text()
    for post in ("理事长单位", "执行理事长单位", "副理事长单位"):
        assert post in text
    page = go(meeting.chair, f"/c/{SLUG}/members/?seat=chair")
    assert page.locator("tbody tr").count() == 1


def close_and_minute(meeting: FirstMeeting) -> None:
    chair, page = meeting.chair, meeting.chair.page
    go(chair, f"{meeting.address}console/")
    press(chair, "button:has-text('宣布散会')")
    go(chair, f"{meeting.address}minutes/")
    press(chair, "button:has-text('生成草稿'), button:has-text('重新生成')")
    text = page.locator(".minutes-text").inner_text()
    assert "审议年度工作计划" in text
    assert "选举理事长单位" in text
    meeting.picture(chair, "minutes")
    press(chair, "button:has-text('确认纪要')")
    paper = chair.save("a:has-text('下载文件')")
    assert "线上预备会议" in words_of(paper)


def issue_letters(meeting: FirstMeeting, visit: Visitor) -> None:
    """The elected get their letters in one batch; a visitor follows the code on one of them."""
    chair, page = meeting.chair, meeting.chair.page
    go(chair, f"{HERE}letters/issue/letter/")
    press(chair, "form.form-card button[type=submit]")
    assert page.locator("input[name=row]:checked").count() == 6
    press(chair, ".batch-bar button.btn-primary")
    page.wait_for_selector("a:has-text('ZIP').btn-primary, .batch-progress progress[value='6']")
    page.reload()
    chair.look()
    bundle = chair.save("a:has-text('ZIP')")
    with zipfile.ZipFile(bundle) as letters:
        names = [name for name in letters.namelist() if name.endswith(".pdf")]
        papers = [letters.read(name) for name in names]
    assert len(papers) == 6
    code = code_of(papers[0])
    visitor = visit(width=390)
    found = go(visitor, code)
    assert found.locator(".verdict-success, .verdict-valid").count() == 1
    assert "聘书" in found.content()
    meeting.picture(visitor, "letter-check")
    enterprise = meeting.units[0]
    go(enterprise, f"{HERE}letters/own/")


def code_of(paper: bytes) -> str:
    """The path that the code on the paper leads to, from the characters printed beside it."""
    found = re.search(r"(?:[A-Z0-9]{4}-){6}[A-Z0-9]{3,4}", words_of(paper))
    assert found, words_of(paper)
    return f"/verify/{found[0]}/"
