"""Papers that rest on a meeting: awards, resolutions, minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import default_storage
from governance_world import World, build_meeting

from silian.consortia.queries.actors import today
from silian.governance.documents.candidates import Candidate, award_candidates
from silian.governance.documents.papers import Award
from silian.governance.models import Minutes, Resolution
from silian.governance.services import letters
from silian.kernel.documents.checking import check_upload
from silian.kernel.models import IssuedDocument
from silian.kernel.refusals import Conflict, Forbidden, Invalid


def content(paper: IssuedDocument) -> bytes:
    with default_storage.open(paper.path, "rb") as file:
        return bytes(file.read())


def award_of(world: World, resolution: Resolution, title: str, at: int) -> list[Candidate]:
    with world.inside():
        setting = letters.setting_of(world.secretariat)
        return award_candidates(setting, Award(title), resolution, [world.units[at]])


@pytest.fixture
def resolution(world: World) -> Resolution:
    meeting = build_meeting(world, state="minuted")
    with world.inside():
        return Resolution.objects.create(
            consortium=world.consortium, meeting=meeting, year=2026, number=3,
            title="关于示例事项的决议", text="一、示例。\n二、示例。",
            adopted_on=dt.date(2026, 3, 1),
        )  # fmt: skip


def test_award_stands_on_a_resolution_and_a_unit_may_hold_several(
    world: World, resolution: Resolution, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        letters.issue_letters(
            actor=world.secretariat, candidates=award_of(world, resolution, "示例基地", 0)
        )
    again = award_of(world, resolution, "示例基地", 0)[0]
    other = award_of(world, resolution, "示例工作站", 0)[0]
    assert again.existing is not None
    assert again.existing.number.endswith(f"授字〔{today().year}〕001号")
    assert "〔2026〕3号决议" in again.existing.facts["basis"]
    assert other.ready


def test_resolution_and_minutes_are_issued_once(world: World, resolution: Resolution) -> None:
    made = letters.issue_resolution(actor=world.secretariat, resolution=resolution)
    assert made.facts["resolution_number"] == "〔2026〕3号"
    assert "示例" in made.facts["text"]
    assert letters.issue_resolution(actor=world.secretariat, resolution=resolution) == made
    with world.inside():
        resolution.refresh_from_db()
        minutes = Minutes.objects.create(
            consortium=world.consortium, meeting=resolution.meeting, text="示例纪要。"
        )
    assert resolution.paper_id == made.pk
    with pytest.raises(Conflict, match="还没有确认"):
        letters.issue_minutes(actor=world.secretariat, minutes=minutes)
    with world.inside():
        Minutes.objects.update(confirmed_at=minutes.created_at, confirmed_by="示例")
    paper = letters.issue_minutes(actor=world.secretariat, minutes=minutes, language="both")
    assert paper.facts["attendance"] == "应到 6 家，到会 6 家"
    assert check_upload(content(paper)).ok
    with pytest.raises(Forbidden):
        letters.issue_minutes(actor=world.actors[0], minutes=minutes)
    with pytest.raises(Forbidden):
        letters.issue_resolution(actor=world.actors[0], resolution=resolution)


def test_corrected_paper_takes_the_facts_of_today(world: World, resolution: Resolution) -> None:
    made = letters.issue_resolution(actor=world.secretariat, resolution=resolution)
    with world.inside():
        Resolution.objects.update(title="关于示例事项的决议（更正）")
    new = letters.correct_paper(actor=world.secretariat, paper=made, reason="标题有误")
    assert new.title.endswith("（更正）")
    assert new.serial == made.serial + 1
    with world.inside():
        resolution.refresh_from_db()
    assert resolution.paper_id == new.pk
    with pytest.raises(Forbidden):
        letters.correct_paper(actor=world.actors[0], paper=new, reason="示例")
    with pytest.raises(Invalid):
        letters.correct_paper(actor=world.secretariat, paper=new, reason=" ")
