"""The home of a secretary and of a unit: what waits for them, and the figures with their 口径."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from governance_world import World, attendance

from silian.consortia.queries.actors import today
from silian.governance.models import MeetingPaper, Resolution
from silian.governance.queries import home as queries
from silian.governance.services import agreements, plans, task_reports, tasks
from silian.governance.web.home import home
from silian.kernel.access import Actor
from silian.kernel.ui.home import Stat, Todo


def parts(world: World, actor: Actor) -> tuple[dict[str, Todo], dict[str, Stat]]:
    with world.inside():
        found = list(home(actor, world.consortium))
    return (
        {str(p.title): p for p in found if isinstance(p, Todo)},
        {str(p.label): p for p in found if isinstance(p, Stat)},
    )


def test_quiet_consortium_asks_for_nothing(world: World) -> None:
    assert parts(world, world.secretariat)[0] == {}
    todos, stats = parts(world, world.actors[0])
    assert todos == {}
    assert {stat.value for stat in stats.values()} == {None}


def test_secretariat_without_charter_is_asked_for_one(world: World) -> None:
    with world.inside():
        world.charter.state = "draft"
        world.charter.save()
    assert "制定并通过章程" in parts(world, world.secretariat)[0]


def test_unit_is_asked_to_answer_read_and_come(
    world: World, make_meeting: Callable[..., Any]
) -> None:
    meeting = make_meeting(state="convened")
    with world.inside():
        MeetingPaper.objects.create(consortium=world.consortium, meeting=meeting, title="示例材料")
    todos, _stats = parts(world, world.actors[0])
    assert set(todos) == {"回复会议通知：第一次会议", "阅读会议材料"}
    row = attendance(world, meeting, 0)
    with world.inside():
        row.reply, row.read_at = "yes", meeting.starts_at
        row.save()
    assert set(parts(world, world.actors[0])[0]) == {"下次会议：第一次会议"}
    assert parts(world, world.actors[7])[0] == {}


def test_open_meeting_and_those_to_prepare(world: World, make_meeting: Callable[..., Any]) -> None:
    make_meeting(state="open")
    make_meeting(state="closed")
    make_meeting(state="draft")
    assert "进入会场：第一次会议" in parts(world, world.actors[0])[0]
    todos, _stats = parts(world, world.secretariat)
    assert (todos["发出会议通知"].count, todos["确认会议纪要"].count) == (1, 1)


def test_tasks_and_agreements_that_wait(world: World, make_meeting: Callable[..., Any]) -> None:
    agreement = agreements.draft(
        actor=world.secretariat, title="示例合作协议", text="示例正文",
        parties=[(world.units[0], ""), (world.units[1], "")],
    )  # fmt: skip
    assert parts(world, world.secretariat)[0]["推进协议"].count == 1
    agreements.submit(actor=world.secretariat, agreement=agreement)
    yesterday, soon = today() - dt.timedelta(days=1), today() + dt.timedelta(days=5)
    for due in (yesterday, soon):
        tasks.add(
            actor=world.secretariat,
            values={"title": "示例任务", "owner": world.units[0], "due_on": due},
        )
    todos, _stats = parts(world, world.actors[0])
    assert todos["审批或确认协议"].count == 1
    assert todos["汇报逾期的任务"].overdue
    assert todos["30 天内到期的任务"].count == 1
    with world.inside():
        assert queries.tasks_due(world.actors[0]) == queries.Due(1, 1, 2)


def test_figures_say_how_they_are_counted(world: World, make_meeting: Callable[..., Any]) -> None:
    meeting = make_meeting(state="closed")
    with world.inside():
        resolution = Resolution.objects.create(
            consortium=world.consortium, meeting=meeting, year=today().year, number=1,
            title="示例决议", text="示例", adopted_on=today(),
        )  # fmt: skip
    yesterday = today() - dt.timedelta(days=1)
    late, good = tasks.from_resolution(
        actor=world.secretariat, resolution=resolution,
        items=[
            {"title": "示例一", "owner": world.units[0], "due_on": yesterday},
            {"title": "示例二", "owner": world.units[0], "due_on": today()},
        ],
    )  # fmt: skip
    report = task_reports.report(
        actor=world.actors[0], task=good, text="完成", progress=100, final=True
    )
    assert parts(world, world.secretariat)[0]["答复任务汇报"].count == 1
    task_reports.accept(actor=world.secretariat, report=report)
    _todos, stats = parts(world, world.actors[0])
    assert (stats["决议已落实"].value, stats["任务按期完成率"].value) == ("0/1", "50")
    tasks.cancel(actor=world.secretariat, task=late, reason="不做了")
    _todos, stats = parts(world, world.actors[0])
    assert (stats["决议已落实"].value, stats["任务按期完成率"].value) == ("1/1", "100")


@pytest.mark.parametrize("who", ["office", "unit"])
def test_home_page_and_menu_stay_cheap(
    world: World, who: str, client_of: Callable[..., Client], tables_read: Callable[..., Any],
    text: Callable[..., str],
) -> None:  # fmt: skip
    plans.draft(actor=world.secretariat, year=today().year, title="示例计划")
    client = client_of(world.secretary if who == "office" else world.people[0])
    actor = world.secretariat if who == "office" else world.actors[0]
    page = text(client.get(reverse("home:index", kwargs={"slug": world.slug})))
    for name in ("章程制度", "机构任职", "会议", "决议表决", "协议", "工作计划", "文书"):
        assert name in page
    with world.inside(), tables_read() as read:
        list(home(actor, world.consortium))
    assert len(read) <= 12
