"""How the demo's consortia are governed: made through the same commands as everywhere.

Posts, votes and agreements of the demo are held by its generated units alone; of a real unit
only what its public report says is shown (that it leads).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from django.utils import timezone

from silian.consortia import public as consortia
from silian.governance import public as governance
from silian.kernel.access import Actor, permissions_of
from silian.kernel.scoping import inside

from .planning import plan_of_the_year, project_agreements

BASIS = "演示数据，不是该联合体的真实任职"
ADOPTED = "演示数据：随演示装入，不是该联合体的真实章程"
FILLER = "（演示：由联合体自行填写）"
BLANK = re.compile("【[^】]*】")
START = dt.date(2026, 1, 15)
COUNCIL_OF_DEMO = 15
# The preparatory meeting of this one is left for the reader to hold.
BEFORE_THE_FIRST_MEETING = "jjj-automotive"
# This one has held its council and shows what comes out of it.
AFTER_A_MEETING = "chengyu-smart-manufacturing"


def govern(actor: Actor, slug: str) -> None:
    """Bodies, charter, meetings, plan and agreements of one consortium, once."""
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        if governance.bodies_exist():
            return
        units = [m.organisation for m in consortia.active_members() if m.is_demo]
    bodies = {body.kind: body for body in governance.bodies.usual(actor=actor, is_demo=True)}
    if slug == BEFORE_THE_FIRST_MEETING:
        with inside(actor.consortium_id):
            plan = plan_of_the_year(actor, slug, units, adopted=False)
        _preparatory(actor, bodies, units, plan)
        return
    _charter(actor)
    term = governance.bodies.open_term(
        actor=actor, body=bodies["council"], starts_on=START, seats=COUNCIL_OF_DEMO
    )
    _council(actor, term, units[:COUNCIL_OF_DEMO])
    with inside(actor.consortium_id):
        plan_of_the_year(actor, slug, units, adopted=True)
        project_agreements(actor, slug, units)
    if slug == AFTER_A_MEETING:
        _held_council(actor, bodies["council"], units[:COUNCIL_OF_DEMO])
        _letters(actor, term)
    _next_meeting(actor, bodies)


def for_unit(actor: Actor, unit: Any) -> Actor:
    """Somebody of that unit, with what an office of a member may do."""
    return replace(
        actor, label=f"{unit.name}（演示）", organisation_id=unit.pk, everything=False,
        permissions=permissions_of(["member_office"]),
    )  # fmt: skip


def _charter(actor: Actor, *, propose_only: bool = False) -> Any:
    charter = governance.charter.start(actor=actor, preset="association", is_demo=True)
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        blanks = [a for a in charter.articles.all() if BLANK.search(a.text)]
    for article in blanks:
        governance.articles.write(
            actor=actor, charter=charter, article=article.ref, chapter=article.chapter,
            heading=article.heading, text=BLANK.sub(FILLER, article.text),
        )  # fmt: skip
    governance.charter.propose(actor=actor, charter=charter)
    if not propose_only:
        governance.charter.adopt(
            actor=actor, charter=charter, note=ADOPTED, adopted_on=START, effective_on=START
        )
    return charter


def _council(actor: Actor, term: Any, units: list[Any]) -> None:
    posts = ["chair", "executive_chair", *["vice_chair"] * 4]
    for place, unit in enumerate(units):
        governance.mandates.appoint(
            actor=actor, term=term, organisation=unit, basis=BASIS, starts_on=START, is_demo=True,
            post=posts[place] if place < len(posts) else "director",
        )  # fmt: skip


def _letters(actor: Actor, term: Any) -> None:
    """Letters of appointment of the council's first units."""
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        mandates = list(term.mandates.all()[:6])
    for mandate in mandates:
        governance.letters.issue_for_mandate(actor=actor, mandate=mandate)


def _preparatory(actor: Actor, bodies: dict[str, Any], units: list[Any], plan: Any) -> None:
    """Everything of the first meeting is ready: the reader opens it."""
    charter = _charter(actor, propose_only=True)
    term = governance.bodies.open_term(
        actor=actor, body=bodies["council"], starts_on=timezone.localdate(), seats=21
    )
    meeting = _meeting(
        actor, bodies["assembly"], "preparatory", "线上预备会议", minutes=30, mode="online"
    )
    items = {item.title: item for item in _items(actor, meeting)}
    for title, item, values in (
        ("审议《章程（草案）》", "审议章程（草案）", {"charter": charter, "matter": "charter"}),
        ("审议年度工作计划", "审议年度工作计划", {"plan": plan}),
        ("审议成员单位名单", "审议成员单位名单", {}),
    ):
        motion = governance.motions.propose(
            actor=actor, meeting=meeting, values={"title": title, **values}
        )
        governance.motions.admit(actor=actor, motion=motion, item=items[item])
    _elections(actor, meeting, term, items, units)
    governance.meetings.convene(
        actor=actor, meeting=meeting, short_notice_reason="演示数据：便于当天试用"
    )
    _replies(actor, meeting)


def _elections(
    actor: Actor, meeting: Any, term: Any, items: dict[str, Any], units: list[Any]
) -> None:
    standing = iter(units)
    for name, post, seats, candidates in (
        ("理事长单位", "chair", 1, 2),
        ("执行理事长单位", "executive_chair", 1, 1),
        ("副理事长单位", "vice_chair", 4, 6),
    ):
        election = governance.elections.create(
            actor=actor, is_demo=True,
            values={"meeting": meeting, "item": items[f"选举{name}"], "term": term, "post": post,
                    "title": f"选举{name}", "seats": seats},
        )  # fmt: skip
        for _place in range(candidates):
            unit = next(standing)
            candidate = governance.elections.nominate(
                actor=actor, election=election, organisation=unit
            )
            governance.elections.answer(
                actor=for_unit(actor, unit), candidate=candidate, agrees=True
            )
        governance.elections.fix_list(actor=actor, election=election)


def _held_council(actor: Actor, council: Any, units: list[Any]) -> None:
    """A council meeting that was held today, with its resolution and minutes."""
    meeting = _meeting(actor, council, "council", "理事会会议", minutes=0, mode="online")
    motion = governance.motions.propose(
        actor=actor, meeting=meeting,
        values={"title": "审议成员单位任务分工",
                "text": "按年度工作计划分解任务，各责任单位按期汇报。"},
    )  # fmt: skip
    item = next(i for i in _items(actor, meeting) if i.kind == "motion")
    governance.motions.admit(actor=actor, motion=motion, item=item)
    governance.meetings.convene(
        actor=actor, meeting=meeting, short_notice_reason="演示数据：当天装入"
    )
    governance.meetings.open_meeting(actor=actor, meeting=meeting)
    present = units[:-2]
    _check_in(actor, meeting, present)
    ballot = governance.ballots.prepare(actor=actor, motion=motion)
    governance.ballots.open_ballot(actor=actor, ballot=ballot)
    for place, unit in enumerate(present):
        choice = "abstain" if place == 5 else "no" if place == 9 else "yes"
        governance.votes.cast(
            actor=for_unit(actor, unit), ballot=ballot, content={"choice": choice}
        )
    governance.closing.close(actor=actor, ballot=ballot)
    governance.resolutions.issue(actor=actor, motion=motion)
    governance.meetings.close_meeting(actor=actor, meeting=meeting)
    governance.minutes.draft(actor=actor, meeting=meeting)


def _next_meeting(actor: Actor, bodies: dict[str, Any]) -> None:
    """The assembly of the coming weeks, called in time."""
    meeting = _meeting(
        actor, bodies["assembly"], "annual", "年会", minutes=20 * 24 * 60, mode="mixed",
        venue="演示会场",
    )  # fmt: skip
    governance.meetings.convene(actor=actor, meeting=meeting)
    _replies(actor, meeting)


def _meeting(
    actor: Actor, body: Any, kind: str, title: str, *, minutes: int, mode: str, **values: Any
) -> Any:
    now = timezone.localtime()
    last = now.replace(hour=23, minute=59, second=59)
    starts_at = now + dt.timedelta(minutes=minutes, seconds=10)
    if minutes < 24 * 60:
        starts_at = max(min(starts_at, last), now + dt.timedelta(seconds=10))
    return governance.meetings.plan(
        actor=actor,
        values={"body": body, "kind": kind, "mode": mode, "title": title, "starts_at": starts_at,
                "description": "演示数据", **values},
    )  # fmt: skip


def _items(actor: Actor, meeting: Any) -> list[Any]:
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        return list(meeting.items.all())


def _attendances(actor: Actor, meeting: Any) -> list[Any]:
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        return list(meeting.attendances.select_related("organisation"))


def _replies(actor: Actor, meeting: Any) -> None:
    """Two of three demo units have answered."""
    for place, row in enumerate(_attendances(actor, meeting)):
        if row.organisation.is_demo and place % 3:
            governance.presence.reply(
                actor=for_unit(actor, row.organisation), attendance=row, answer="yes",
                representative=f"示例代表{place}",
            )  # fmt: skip


def _check_in(actor: Actor, meeting: Any, units: list[Any]) -> None:
    wanted = {unit.pk for unit in units}
    for row in _attendances(actor, meeting):
        if row.organisation_id in wanted:
            governance.presence.check_in(
                actor=for_unit(actor, row.organisation), attendance=row, presence="online"
            )
