"""Pages of ballots, elections and resolutions, as secretariat, unit and outsider see them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from governance_world import World, attendance, build_meeting, build_motion
from voting import assembly, candidate_keys, close, listed, mark, opened, round_of, vote

from silian.governance.models import Candidate, Election, Resolution, Slip, Vote, Voter
from silian.governance.queries.ballots import by_kind, panels
from silian.governance.services import ballots, elections, recusals

pytestmark = pytest.mark.django_db
RECEIPT = re.compile(r"(?:[A-Z2-7]{4}-){7}[A-Z2-7]{4}")


def at(world: World, path: str) -> str:
    return f"/c/{world.slug}/governance/{path}"


def voter(world: World, ballot: Any, index: int) -> Voter:
    with world.inside():
        return Voter.objects.get(ballot=ballot, organisation=world.units[index])


def test_empty_lists_say_what_to_do_next(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    client = client_of(world.secretary)
    for path, words in (
        ("ballots/", "在议案或选举的页面上安排表决"),
        ("ballots/mine/", "先在会议页面签到"),
        ("elections/", "先召集会议、设好届次"),
        ("resolutions/", "形成决议并编号"),
    ):
        response = client.get(at(world, path))
        assert response.status_code == 200
        assert words in text(response)


def test_a_secret_vote_shows_its_receipt_once_and_keeps_it_nowhere(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    ballot = opened(world, secret=True)
    client = client_of(world.people[0])
    url = at(world, f"voters/{voter(world, ballot, 0).ref}/vote/")
    assert "请选一项" in text(client.get(url))
    assert client.post(url, {"step": "check"}).status_code == 422
    check = client.post(url, {"step": "check", "choice": "no"})
    assert "反对" in text(check)
    with world.inside():
        assert Vote.objects.count() == 0
    done = client.post(url, {"step": "cast", "choice": "no"})
    assert done.status_code == 200
    assert "no-store" in done["Cache-Control"]
    receipt = RECEIPT.search(text(done))
    assert receipt
    assert not any(receipt[0] in str(value) for value in client.session.values())
    assert RECEIPT.search(text(client.get(at(world, f"ballots/{ballot.ref}/")))) is None


def test_the_result_page_publishes_slips_and_files(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    ballot = opened(world, secret=True)
    client = client_of(world.people[0])
    assert client.get(at(world, f"ballots/{ballot.ref}/export.json")).status_code == 404
    vote(world, ballot, dict.fromkeys(range(8), "yes"))
    close(world, ballot)
    page = text(client.get(at(world, f"ballots/{ballot.ref}/")))
    with world.inside():
        assert all(slip.receipt in page for slip in Slip.objects.all())
    for words in (
        "表决通过",
        "the motion is carried",
        "查我的票",
        "recount.py",
        "示例甲联合体章程 v1",
    ):
        assert words in page
    export = json.loads(text(client.get(at(world, f"ballots/{ballot.ref}/export.json"))))
    assert export["outcome"]["passed"] is True
    assert "attachment" in client.get(at(world, "ballots/recount.py"))["Content-Disposition"]


def test_an_open_ballot_names_votes_after_the_close_alone(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    ballot = opened(world)
    vote(world, ballot, {0: "yes", 1: "no"})
    client = client_of(world.people[3])
    assert "记名结果" not in text(client.get(at(world, f"ballots/{ballot.ref}/")))
    close(world, ballot)
    assert "记名结果" in text(client.get(at(world, f"ballots/{ballot.ref}/")))


def test_the_secretariat_prepares_opens_closes_and_voids(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    motion = build_motion(world, assembly(world))
    client = client_of(world.secretary)
    new = at(world, f"ballots/new/?motion={motion.ref}")
    assert client.get(new).status_code == 200
    here = client.post(new, {"on_paper": "on"})["Location"]
    assert "开启表决" in text(client.get(here))
    assert client.post(f"{here}edit/", {"secret": "on"}).status_code == 302
    assert client.post(f"{here}open/").status_code == 302
    assert "结束表决并计票" in text(client.get(here))
    assert client.post(f"{here}close/").status_code == 302
    assert client.post(f"{here}close/").status_code == 302
    again = ballots.prepare(
        actor=world.secretariat, motion=build_motion(world, motion.meeting, number=2)
    )
    void = at(world, f"ballots/{again.ref}/void/")
    assert client.post(void, {"reason": ""}).status_code == 422
    assert client.post(void, {"reason": "示例"}).status_code == 302
    assert client.get(at(world, "ballots/new/")).status_code == 404


def test_units_do_not_run_ballots(world: World, client_of: Callable[..., Client]) -> None:
    ballot = opened(world, on_paper=True)
    client = client_of(world.people[0])
    for path in ("open/", "close/", "void/", "paper/confirm/"):
        assert client.post(at(world, f"ballots/{ballot.ref}/{path}")).status_code in (403, 409)
    for path in (f"ballots/new/?motion={ballot.motion.ref}", f"ballots/{ballot.ref}/edit/"):
        assert client.get(at(world, path)).status_code == 403
    other = voter(world, ballot, 1)
    assert client.get(at(world, f"voters/{other.ref}/vote/")).status_code == 403


def test_an_election_goes_through_its_pages(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    meeting = assembly(world)
    office, unit = client_of(world.secretary), client_of(world.people[6])
    new = at(world, f"elections/new/?term={world.term.ref}&post=vice_chair&by=1")
    assert 'value="vice_chair" selected' in text(office.get(new))
    sent = {"title": "补选副理事长单位", "meeting": meeting.pk, "term": world.term.pk,
            "post": "vice_chair", "seats": 1, "none_of_above": "on"}  # fmt: skip
    assert office.post(new, sent | {"seats": 0}).status_code == 422
    here = office.post(new, sent)["Location"]
    assert "还没有人被提名" in text(unit.get(here))
    nominate = {"organisation": world.units[6].ref, "statement": "愿意服务"}
    assert office.post(f"{here}nominate/", nominate).status_code == 302
    with world.inside():
        election, candidate = Election.objects.get(), Candidate.objects.get()
    assert "是否同意参选" in text(unit.get(here))
    answer = at(world, f"candidates/{candidate.ref}/answer/")
    assert client_of(world.people[5]).get(answer).status_code == 403
    assert unit.get(answer).status_code == 200
    assert unit.post(answer, {"agrees": "yes"}).status_code == 302
    assert office.get(f"{here}step/list/").status_code == 200
    assert office.post(f"{here}step/list/", {"by_lot": "on"}).status_code == 302
    assert office.get(f"{here}step/other/").status_code == 404
    ballot = round_of(world, election)
    keys = candidate_keys(world, election)
    url = at(world, f"voters/{voter(world, ballot, 6).ref}/vote/")
    assert "以上都不选" in text(unit.get(url))
    wrong = unit.post(url, {"step": "check", "marks": [keys[6]], "none": "1"})
    assert wrong.status_code == 422
    assert "示例软件有限公司" in text(unit.post(url, {"step": "check", "marks": [keys[6]]}))
    assert RECEIPT.search(text(unit.post(url, {"step": "cast", "marks": [keys[6]]})))
    for index in range(6):
        mark(world, ballot, index, keys[6])
    close(world, ballot)
    assert "宣布当选" in text(office.get(here))
    assert office.post(f"{here}step/declare/").status_code == 302
    assert "当选" in text(unit.get(here))
    made = {"title": "选举结果", "text": "当选。"}
    new = at(world, f"resolutions/new/?election={election.ref}")
    assert office.post(new, made).status_code == 302


def test_a_new_election_begins_with_the_vacant_seats(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    office = client_of(world.secretary)
    new = at(world, "elections/new/")

    def seats(query: str) -> str:
        page = text(office.get(new + query))
        found = re.search(r'name="seats"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="seats"', page)
        assert found is not None
        return found[1] or found[2]

    assert seats("") == "1"
    assert seats(f"?term={world.term.ref}") == "1", "nothing is vacant"
    with world.inside():
        world.term.seats = 9
        world.term.save()
    meeting = build_meeting(world, body=world.council)
    assert seats(f"?term={world.term.ref}&by=1") == "3"
    assert seats(f"?meeting={meeting.ref}") == "3", "the term of the body that meets"
    assert "共 9 席，已任 6，空缺 3" in text(office.get(f"{new}?term={world.term.ref}"))


def test_resolutions_are_made_corrected_and_carried_out(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    ballot = opened(world)
    vote(world, ballot, dict.fromkeys(range(8), "yes"))
    close(world, ballot)
    client = client_of(world.secretary)
    new = at(world, f"resolutions/new/?motion={ballot.motion.ref}")
    assert "示例议案正文" in text(client.get(new))
    here = client.post(new, {"title": "决议", "text": "同意年度计划。"})["Location"]
    assert "同意年度计划" in text(client.get(here))
    assert client.post(f"{here}edit/", {"title": "决议", "text": "改。"}).status_code == 302
    assert client.post(f"{here}tasks/", {"title_0": ""}).status_code == 422
    tasks = {"title_0": "起草方案", "owner_0": world.units[0].ref, "due_on_0": "2027-01-31"}
    assert client.post(f"{here}tasks/", tasks).status_code == 302
    assert "起草方案" in text(client.get(here))
    assert client.post(f"{here}paper/").status_code == 302
    with world.inside():
        paper = Resolution.objects.get().paper
    assert f"/documents/{paper.ref}.pdf" in client.get(here).content.decode()
    unit = client_of(world.people[0])
    assert "分解任务" not in text(unit.get(here))
    assert unit.get(f"{here}edit/").status_code == 403
    assert "决议" in text(unit.get(at(world, "resolutions/")))
    with world.inside():
        assert Resolution.objects.get().text == "改。"


def test_papers_recusals_and_scrutineers_have_pages(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    meeting = assembly(world)
    motion = build_motion(world, meeting)
    office, watcher = client_of(world.secretary), client_of(world.people[7])
    seats = [attendance(world, meeting, index) for index in (5, 7)]
    recuse = at(world, f"motions/{motion.ref}/recusals/")
    watch = at(world, f"meetings/{meeting.ref}/scrutineers/")
    assert "没有单位回避" in text(watcher.get(recuse))
    assert office.post(recuse, {"attendance": seats[0].ref, "reason": "示例"}).status_code == 302
    assert watcher.post(recuse, {"attendance": seats[0].ref, "reason": "再"}).status_code == 403
    assert office.post(watch, {"attendance": seats[1].ref}).status_code == 302
    assert "示例模具有限公司" in text(watcher.get(watch))

    ballot = opened(world, motion=motion, on_paper=True)
    paper = at(world, f"ballots/{ballot.ref}/paper/")
    give = at(world, f"voters/{voter(world, ballot, 0).ref}/paper/")
    assert office.post(give).status_code == 302
    count = {"issued": 1, "returned": 1, "yes": 1, "no": 0, "abstain": 0, "invalid": 0}
    assert watcher.post(f"{paper}count/", count | {"returned": 2}).status_code == 422
    assert watcher.post(f"{paper}count/", count).status_code == 302
    assert "核对无误" in text(office.get(paper))
    assert office.post(f"{paper}confirm/").status_code == 302
    assert "已复核" in text(office.get(at(world, f"ballots/{ballot.ref}/")))
    with world.inside():
        recusal, scrutineer = motion.recusals.get(), meeting.scrutineers.get()
    assert office.post(at(world, f"recusals/{recusal.ref}/remove/")).status_code == 302
    assert office.post(at(world, f"scrutineers/{scrutineer.ref}/remove/")).status_code == 302


def test_the_paper_count_of_an_election_takes_names_that_were_written_in(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    world.set_rules(assembly={"allow_write_in": True, "secret_matters": []})
    meeting = assembly(world)
    recusals.appoint(actor=world.secretariat, attendance=attendance(world, meeting, 0))
    plain = listed(world, [5], meeting=meeting)
    election = listed(world, [6], meeting=meeting, write_in=True, title="另选")
    keys = candidate_keys(world, election)
    watcher, office = client_of(world.people[0]), client_of(world.secretary)
    without = round_of(world, plain, on_paper=True)
    assert 'name="write_in"' not in text(
        watcher.get(at(world, f"ballots/{without.ref}/paper/count/"))
    )
    ballots.void(actor=world.secretariat, ballot=without, reason="示例")
    ballot = round_of(world, election, on_paper=True)
    for index in (1, 2, 3):
        office.post(at(world, f"voters/{voter(world, ballot, index).ref}/paper/"))
    count = at(world, f"ballots/{ballot.ref}/paper/count/")
    assert 'name="write_in"' in text(watcher.get(count))
    values = {"issued": 3, "returned": 3, "marked": 3, f"mark_{keys[6]}": 1, "none": 0,
              "abstain": 0, "invalid": 0}  # fmt: skip
    for lines, sentence in (
        ("示例模具有限公司", "读不懂"),
        ("示例模具有限公司 1\n示例模具有限公司：1", "写了两次"),
        ("某某 2", "不是成员单位的全称"),
        ("示例模具有限公司 3", "与得票合计"),
    ):
        refused = watcher.post(count, values | {"write_in": lines})
        assert refused.status_code == 422
        assert sentence in text(refused)
    done = watcher.post(count, values | {"write_in": "示例模具有限公司：２票\n"})
    assert done.status_code == 302
    page = text(office.get(at(world, f"ballots/{ballot.ref}/paper/")))
    assert "示例模具有限公司（另选）" in page


def test_another_consortium_finds_nothing(
    world: World, other_world: World, client_of: Callable[..., Client]
) -> None:
    ballot = opened(world)
    election = listed(world, [6])
    stranger = client_of(other_world.secretary)
    for path in (f"ballots/{ballot.ref}/", f"elections/{election.ref}/",
                 f"voters/{voter(world, ballot, 0).ref}/vote/"):  # fmt: skip
        assert stranger.get(at(world, path)).status_code == 404
        assert stranger.get(at(other_world, path)).status_code in (403, 404)


def test_panels_tell_each_unit_its_votes(world: World, tables_read: Any) -> None:
    meeting = assembly(world, present=range(7), proxies={7: 0})
    for number in (1, 2, 3):
        opened(world, motion=build_motion(world, meeting, number=number))
    with world.inside(), tables_read() as queries:
        found = panels(world.actors[0], meeting)
    assert len(queries) <= 4
    assert [len(panel["turns"]) for panel in found] == [2, 2, 2]
    assert [turn.own for turn in found[0]["turns"]] == [True, False]
    assert all(turn.may_vote for turn in found[0]["turns"])
    with world.inside():
        assert panels(world.secretariat, meeting)[0]["turns"] == []
        assert panels(world.actors[7], meeting)[0]["turns"][0].may_vote is False


def test_small_groups_are_never_broken_down(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, dict.fromkeys(range(8), "yes"))
    with world.inside():
        votes = list(Vote.objects.select_related("voter__organisation"))
    assert by_kind(votes) == []
    wide = by_kind(votes * 2)
    assert {group.kind: group.size for group in wide} == {"enterprise": 8, "other": 8}


def test_declared_and_cancelled_elections_say_so(
    world: World, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    election = listed(world, [6])
    relisted = elections.relist(actor=world.secretariat, election=election)
    elections.cancel(actor=world.secretariat, election=relisted, reason="推迟（示例）")
    page = text(client_of(world.people[0]).get(at(world, f"elections/{election.ref}/")))
    assert "推迟（示例）" in page
    with world.inside():
        assert recusals.stands(election.meeting, world.units[6].pk) is False
