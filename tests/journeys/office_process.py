"""The units that sit at no browser: a process that runs the product's own commands for them.

Reads one JSON object a line ({"do": name, …}) and answers each with one: {"made": …} or
{"refused": sentence}. `Office` in `office.py` is its other end.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from itertools import cycle
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django is set up first

from silian.accounts import public as accounts  # noqa: E402
from silian.consortia import public as consortia  # noqa: E402
from silian.governance import models  # noqa: E402
from silian.governance import public as governance  # noqa: E402
from silian.governance.services import agenda  # noqa: E402
from silian.kernel.access import Actor, system_actor  # noqa: E402
from silian.kernel.refusals import Refusal  # noqa: E402
from silian.kernel.scoping import inside  # noqa: E402
from silian.organisations import public as organisations  # noqa: E402
from silian.shell.demo.governing import for_unit  # noqa: E402

# Which office of a unit looks after a consortium, by the kind of unit.
OFFICES = {
    "enterprise": "enterprise_hr", "university": "school_office",
    "vocational_college": "school_office", "secondary_school": "school_office",
}  # fmt: skip


def _actor(slug: str) -> Actor:
    return system_actor("journey").within(consortia.by_slug(slug).pk)


def person(
    slug: str, username: str, name: str, password: str, role: str = "", unit: str = ""
) -> str:
    """An account that acts for a unit, or for none; made once."""
    actor = _actor(slug)
    user = accounts.find_user(username)
    if user is None:
        invited = accounts.invite(actor=actor, username=username, name=name, is_demo=True)
        user = accounts.accept(actor=actor, key=invited.key, password=password)
    found = organisations.find_or_suggest(unit)[0] if unit else None
    role = role or OFFICES.get(found.kind if found else "", "member_office")
    consortia.assign(
        actor=actor, user=user, role=role, consortium=consortia.by_slug(slug), organisation=found
    )
    return username


def check_in(slug: str, meeting: str, stay_away: int = 0) -> int:
    """The demo units that are not there yet come, all but the last `stay_away`."""
    actor = _actor(slug)
    with inside(consortia.by_slug(slug).pk):
        row = models.Meeting.objects.get(ref=meeting)
        seats = list(row.attendances.select_related("organisation").order_by("pk"))
    coming = [seat for seat in seats if seat.organisation.is_demo and seat.presence == "absent"]
    coming = coming[: len(coming) - stay_away]
    for seat in coming:
        governance.presence.check_in(
            actor=for_unit(actor, seat.organisation), attendance=seat, presence="online"
        )
    return len(coming)


def vote(slug: str, ballot: str, say: list[Any]) -> int:
    """Everybody present who has not voted does, with the words of `say` in turn: a choice on a
    motion, the places on the list of candidates in an election.
    """
    actor = _actor(slug)
    with inside(consortia.by_slug(slug).pk):
        row = models.Ballot.objects.get(ref=ballot)
        voters = row.voters.filter(voted=False).select_related("organisation")
        there = set(
            row.meeting.attendances.exclude(presence="absent")
            .filter(organisation__is_demo=True)
            .values_list("organisation_id", flat=True)
        )
        waiting = [one.organisation for one in voters if one.organisation_id in there]
    candidates = (row.settings.get("question") or {}).get("candidates", [])
    for unit, words in zip(waiting, cycle(say), strict=False):
        content = {"marks": [candidates[at] for at in words]} if candidates else {"choice": words}
        governance.votes.cast(actor=for_unit(actor, unit), ballot=ballot, content=content)
    return len(waiting)


def secret_election(slug: str, title: str, post: str) -> dict[str, Any]:
    """A council that sits today and is ready to elect by secret ballot; the vote is not open yet.

    Returns the addresses (refs) and the names of the units that are in it.
    """
    actor = _actor(slug)
    with inside(consortia.by_slug(slug).pk):
        council = models.GoverningBody.objects.get(kind="council")
        term = council.terms.first()
        units = [m.organisation for m in term.mandates.select_related("organisation")]
    meeting = governance.meetings.plan(
        actor=actor,
        values={"body": council, "kind": "council", "mode": "online", "title": title,
                "starts_at": timezone.now() + dt.timedelta(seconds=10)},
    )  # fmt: skip
    item = agenda.add_item(
        actor=actor, meeting=meeting, values={"title": title, "kind": "election"}
    )
    election = governance.elections.create(
        actor=actor,
        values={"meeting": meeting, "item": item, "term": term, "post": post, "title": title,
                "seats": 1},
    )  # fmt: skip
    for unit in units[-2:]:
        candidate = governance.elections.nominate(actor=actor, election=election, organisation=unit)
        governance.elections.answer(actor=for_unit(actor, unit), candidate=candidate, agrees=True)
    governance.elections.fix_list(actor=actor, election=election)
    governance.meetings.convene(actor=actor, meeting=meeting, short_notice_reason="演示：当天召开")
    return {
        "meeting": meeting.ref, "election": election.ref, "units": [unit.name for unit in units],
    }  # fmt: skip


def main() -> None:
    known = {run.__name__: run for run in (person, check_in, vote, secret_election)}
    for line in sys.stdin:
        asked = json.loads(line)
        run: Any = known[asked.pop("do")]
        try:
            answer = {"made": run(**asked)}
        except Refusal as refusal:
            answer = {"refused": str(refusal)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
