"""Steps of a charter version on the screen that the vote here does not take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from governance_world import World

from silian.governance.models import Charter
from silian.governance.services import charter as charters


@pytest.fixture
def office(world: World, client_of: Callable[..., Client]) -> Client:
    return client_of(world.secretary)


@pytest.fixture
def unit(world: World, client_of: Callable[..., Client]) -> Client:
    return client_of(world.people[0])


def to(world: World, name: str, **kwargs: Any) -> str:
    return reverse(f"governance:{name}", kwargs={"slug": world.slug, **kwargs})


def test_rejecting_by_hand_from_the_screen(
    world: World, office: Client, text: Callable[..., str]
) -> None:
    with world.inside():
        draft = charters.start(actor=world.secretariat, base=world.charter)
        charters.propose(actor=world.secretariat, charter=draft)
    step = to(world, "charter_step", ref=draft.ref, verb="reject")
    assert step in text(office.get(to(world, "charter_detail", ref=draft.ref)))
    assert office.post(step, {"note": ""}).status_code == 422
    assert office.post(step, {"note": "示例大会票数不足"}).status_code == 302
    page = text(office.get(to(world, "charter_detail", ref=draft.ref)))
    assert "未通过的依据" in page
    assert "示例大会票数不足" in page


def test_no_other_version_is_offered_while_one_is_written(
    world: World, office: Client, unit: Client, text: Callable[..., str]
) -> None:
    start, page = to(world, "charter_start"), to(world, "charter_list")
    assert start in text(office.get(page))
    with world.inside():
        charters.start(actor=world.secretariat, base=world.charter)
    listed = text(office.get(page))
    assert start not in listed
    assert "第 2 版正在起草或表决，请先完成它" in listed
    assert "请先完成它" not in text(unit.get(page)), "who writes nothing needs no reason"
    values = {"source": "association", "title": "", "reason": ""}
    for answer in (office.get(start, follow=True), office.post(start, values, follow=True)):
        assert "请先完成它" in text(answer)
    with world.inside():
        assert Charter.objects.filter(state="draft").count() == 1
