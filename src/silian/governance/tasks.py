"""Later, or every day: ids in, one command out."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from silian.consortia import public as consortia
from silian.kernel import scoping
from silian.kernel.access import system_actor
from silian.kernel.jobs import job

from .enums import CharterState
from .models import Charter, Meeting
from .services.charter import enforce
from .services.closing import sweep_keys
from .services.mandates import expire, unended
from .services.notices import send
from .services.reissue import reissue_chunk


@job("governance.ballots.sweep", daily_at=time(3, 40))
def sweep_ballot_keys() -> None:
    """Destroys keys of ballots that are over, left behind when the close was killed."""
    sweep_keys()


@job("governance.charters.enforce", daily_at=time(0, 5))
def enforce_charters() -> None:
    """Puts every adopted charter in force whose day has come."""
    for consortium in consortia.running():
        with scoping.inside(consortium.pk):
            due = Charter.objects.filter(
                state=CharterState.ADOPTED, effective_on__lte=consortia.today()
            )
            refs = list(due.order_by("version").values_list("ref", flat=True))
        for ref in refs:
            enforce(actor=system_actor("job", consortium.pk), charter=ref)


@job("governance.mandates.expire", daily_at=time(0, 15))
def expire_mandates() -> None:
    """Ends the mandates whose term is over or whose unit has left."""
    for consortium in consortia.running():
        with scoping.inside(consortium.pk):
            due = bool(unended())
        if due:
            expire(actor=system_actor("job", consortium.pk))


@job("governance.letters.reissue")
def reissue_letters(consortium: int, term: str, reason: str, user: int | None, label: str) -> None:
    """Supersedes the papers of a term that print an old last day, for whoever asked."""
    actor = replace(system_actor("job", consortium), user_id=user, label=label or "job")
    while reissue_chunk(actor=actor, term=term, reason=reason):
        pass


@job("governance.meeting.notice")
def send_meeting_notice(consortium: int, ref: str, what: str) -> None:
    """Tells the people of the units called that a meeting is convened, changed or cancelled."""
    with scoping.inside(consortium):
        send(Meeting.objects.select_related("consortium", "body").get(ref=ref), what)
