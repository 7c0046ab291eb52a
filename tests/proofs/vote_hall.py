"""A hall full of units, laid in bulk for the proofs and the benchmark of a meeting.

A consortium with a charter in force, an assembly, an open meeting at which every unit is
present, a person for each unit, and a session for each person: nobody types a password five
thousand times. All names are invented. Needs Django set up and a migrated database.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KINDS = ("enterprise", "vocational_college", "university", "secondary_school", "association")


@dataclass
class Hall:
    """What clients need: addresses, and the session of each person."""

    slug: str
    consortium: int
    meeting: str
    live_key: str
    secretary: str
    sessions: list[str]
    units: list[int]
    motions: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"/c/{self.slug}/governance"


def plain_rules(*, change_vote: bool = False, quorum: str = "1/2") -> dict[str, Any]:
    """The rules of a charter that names the assembly alone."""
    half = {"fraction": "1/2", "of": "cast", "strict": True}
    body = {
        "quorum": {"fraction": quorum, "of": "seats", "strict": False},
        "majorities": {"ordinary": half, "charter": half, "personnel": half},
        "notice_days": 0, "proxy_limit": 1, "change_vote": change_vote, "tie": "fails",
        "term_years": 5, "weights": {}, "allow_write_in": False, "election": "plurality",
        "secret_matters": ["personnel"],
    }  # fmt: skip
    return {"bodies": {"assembly": body}}


def build(units: int, *, motions: int = 1, slug: str = "hall", **rules: Any) -> Hall:
    """The hall; `motions` are admitted and wait for their ballots."""
    from django.utils import timezone

    from silian.consortia import roles
    from silian.consortia.models import Consortium
    from silian.governance.models import AgendaItem, Charter, GoverningBody, Meeting, Motion
    from silian.kernel.scoping import inside

    here = Consortium.objects.create(
        slug=slug, name=f"示例会场{slug}", kind="city_consortium", scope="city"
    )
    people = _people(slug, [f"秘书-{slug}", *(f"代表-{slug}-{n}" for n in range(units))])
    rows = _units(slug, units)
    _roles(here, people, [None, *rows], roles)
    with inside(here.pk):
        _members(here, rows)
        Charter.objects.create(
            consortium=here, version=1, title="示例章程", rules=plain_rules(**rules),
            state="in_force", adopted_on=dt.date(2026, 1, 1), effective_on=dt.date(2026, 1, 1),
        )  # fmt: skip
        body = GoverningBody.objects.create(
            consortium=here, kind="assembly", name="成员大会", order=1
        )
        now = timezone.now()
        meeting = Meeting.objects.create(
            consortium=here, body=body, kind="assembly", mode="mixed", title="示例成员大会",
            starts_at=now, convened_at=now - dt.timedelta(days=11), opened_at=now, state="open",
        )  # fmt: skip
        items = [
            AgendaItem.objects.create(
                consortium=here, meeting=meeting, position=at + 1, kind="motion",
                title=f"审议第{at + 1}项议案", state="waiting" if at else "current",
            )
            for at in range(motions)
        ]  # fmt: skip
        made = [
            Motion.objects.create(
                consortium=here, meeting=meeting, item=item, number=at, title=f"第{at}项议案",
                text="示例议案正文。", matter="ordinary", state="admitted",
            )
            for at, item in enumerate(items, 1)
        ]  # fmt: skip
        _attendances(here, meeting, rows)
    sessions = _sessions(people)
    return Hall(
        slug, here.pk, meeting.ref, meeting.live_key, sessions[0], sessions[1:],
        [row.pk for row in rows], [motion.ref for motion in made],
    )  # fmt: skip


def _people(slug: str, names: Iterable[str]) -> list[Any]:
    from silian.accounts.models import User

    made = [
        User(username=f"{slug}-{at}", name=f"示例{name}", password="!",
             email=f"{slug}{at}@example.com")
        for at, name in enumerate(names)
    ]  # fmt: skip
    User.objects.bulk_create(made, batch_size=500)
    return list(User.objects.filter(username__startswith=f"{slug}-").order_by("pk"))


def _units(slug: str, units: int) -> list[Any]:
    from silian.organisations.models import Organisation

    Organisation.objects.bulk_create(
        (
            Organisation(name=f"示例{slug}第{at}单位", kind=KINDS[at % len(KINDS)])
            for at in range(units)
        ),
        batch_size=500,
    )
    return list(Organisation.objects.filter(name__startswith=f"示例{slug}第").order_by("pk"))


def _roles(here: Any, people: list[Any], units: list[Any], roles: Any) -> None:
    from silian.consortia.models import RoleAssignment
    from silian.consortia.queries.actors import today

    RoleAssignment.objects.bulk_create(
        (
            RoleAssignment(
                user=user, organisation=unit, consortium=here, valid_from=today(),
                role=roles.SECRETARIAT.slug if unit is None else roles.MEMBER_OFFICE.slug,
            )
            for user, unit in zip(people, units, strict=True)
        ),
        batch_size=500,
    )  # fmt: skip


def _members(here: Any, units: list[Any]) -> None:
    from silian.consortia.models import Membership

    Membership.objects.bulk_create(
        (
            Membership(
                consortium=here, organisation=unit, state="active", seat="member",
                joined_on=dt.date(2026, 1, 1),
            )
            for unit in units
        ),
        batch_size=500,
    )  # fmt: skip


def _attendances(here: Any, meeting: Any, units: list[Any]) -> None:
    from silian.governance.models import Attendance

    Attendance.objects.bulk_create(
        (
            Attendance(
                consortium=here, meeting=meeting, organisation=unit, post="member",
                presence="onsite",
            )
            for unit in units
        ),
        batch_size=500,
    )  # fmt: skip


def _sessions(people: list[Any]) -> list[str]:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    until, store = timezone.now() + dt.timedelta(hours=10), SessionStore()
    keys = [secrets.token_hex(16) for _person in people]
    Session.objects.bulk_create(
        (
            Session(
                session_key=key, expire_date=until,
                session_data=store.encode({
                    "_auth_user_id": str(user.pk), "_auth_user_backend": BACKEND,
                    "_auth_user_hash": user.get_session_auth_hash(),
                }),
            )
            for key, user in zip(keys, people, strict=True)
        ),
        batch_size=500,
    )  # fmt: skip
    return keys


def open_ballot(hall: Hall, motion: str, *, secret: bool = True) -> str:
    """Prepares and opens the ballot on a motion; its ref."""
    from silian.governance.services import ballots
    from silian.kernel.access import system_actor

    actor = system_actor("proof", consortium_id=hall.consortium)
    made = ballots.prepare(actor=actor, motion=motion, secret=secret)
    return str(ballots.open_ballot(actor=actor, ballot=made.ref).ref)


def rolls(hall: Hall, ballot: str) -> list[str]:
    """The address of each unit's paper in that ballot, in the order of `hall.units`."""
    from silian.governance.models import Voter
    from silian.kernel.scoping import inside

    with inside(hall.consortium):
        found = dict(Voter.objects.filter(ballot__ref=ballot).values_list("organisation_id", "ref"))
    return [f"{hall.base}/voters/{found[unit]}/vote/" for unit in hall.units]
