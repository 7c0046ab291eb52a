"""Reading agreements: who sees which, whose turn it is, what runs out, what stands still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from silian.consortia.public import acting_for_units, today, with_people
from silian.kernel.access import Actor
from silian.kernel.refusals import Missing

from ..engine.drafting import BLANK
from ..enums import AgreementState
from ..models import Agreement, AgreementVersion, Party, TaskReport
from ..permissions import P

EXPIRING_DAYS = (30, 90)
DORMANT_DAYS = 180
LABELS = "甲乙丙丁戊己庚辛壬癸子丑"
S = AgreementState


def label_of(order: int) -> str:
    """What the party in that place (from 1) is called in the text: 甲方, 乙方 …"""
    return f"{LABELS[order - 1]}方"


def visible(actor: Actor) -> QuerySet[Agreement]:
    """The agreements that the actor may see: all of them, or those of the own unit."""
    rows = Agreement.objects.all()
    if actor.everything or actor.has(P.AGREEMENT_DRAFT) or actor.organisation_id is None:
        return rows
    return rows.filter(
        Exists(Party.objects.filter(agreement=OuterRef("pk"), organisation=actor.organisation_id))
    )


def with_parties(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With the parties and their units, in three queries however many rows."""
    return rows.prefetch_related("parties__organisation")


def one(actor: Actor, ref: str) -> Agreement:
    """The agreement of an address; `Missing` where the actor sees none."""
    found = with_parties(visible(actor)).filter(ref=ref).select_related("renews", "scan").first()
    if found is None:
        raise Missing()
    return found


def latest(agreement: Agreement) -> AgreementVersion:
    """The last round of drafting; `Missing` where nothing was written yet."""
    found: AgreementVersion | None = agreement.versions.order_by("-number").first()
    if found is None:
        raise Missing()
    return found


def blanks_of(text: str) -> list[str]:
    """The lines that still have blanks, cut to sixty characters, each once."""
    lines = (line.strip() for line in text.splitlines() if BLANK.search(line))
    return list(dict.fromkeys(line[:60] for line in lines))


def unsigned(parties: Sequence[Party]) -> list[Party]:
    """Those who have not confirmed yet, in the order of signing."""
    return [party for party in parties if party.confirmed_at is None]


def signs_now(agreement: Agreement, parties: Sequence[Party]) -> list[Party]:
    """Those who may confirm now: the first alone where the order is fixed, else all that remain."""
    waiting = unsigned(parties)
    return waiting[:1] if agreement.ordered_signing else waiting


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, in one sentence; `units` are the ids of those units.

    `office` says that the secretariat has to act.
    """

    sentence: str
    units: tuple[int, ...] = ()
    office: bool = False


def turn(agreement: Agreement, on: dt.date | None = None) -> Turn:
    """Whose turn it is on that day (today without one). Reads the prefetched parties."""
    parties = list(agreement.parties.all())
    if agreement.state == S.DRAFTING:
        return Turn(_("各方磋商文本；定稿后由秘书处送各方内部审批。"), office=True)
    if agreement.state == S.APPROVING:
        waiting = [party for party in parties if party.approved_at is None]
        return _turn(_("等待%(who)s内部审批。"), waiting)
    if agreement.state == S.SIGNING:
        waiting = signs_now(agreement, parties)
        if not waiting:
            return Turn(_("各方均已确认签署，等待秘书处登记生效。"), office=True)
        return _turn(_("等待%(who)s确认签署。"), waiting)
    if agreement.state == S.IN_FORCE:
        return _running(agreement, on or today())
    ended = agreement.ended_on or on or today()
    if agreement.state == S.ENDED:
        return Turn(_("已于 %(day)s 终止。") % {"day": ended})
    return Turn(_("没有签订，已归档。"))


def _turn(sentence: str, waiting: Sequence[Party]) -> Turn:
    who = "、".join(f"{party.label}（{party.organisation.name}）" for party in waiting)
    return Turn(sentence % {"who": who}, tuple(party.organisation_id for party in waiting))


def _running(agreement: Agreement, on: dt.date) -> Turn:
    if agreement.ends_on is None:
        return Turn(_("各方履行中，没有约定期限。"))
    left = (agreement.ends_on - on).days
    words = {"day": agreement.ends_on, "n": abs(left)}
    if left < 0:
        return Turn(_("已于 %(day)s 到期 %(n)d 天，请续签或终止。") % words, office=True)
    if left <= max(EXPIRING_DAYS):
        return Turn(_("%(day)s 到期，还有 %(n)d 天，请商量续签。") % words, office=True)
    return Turn(_("各方履行中，至 %(day)s。") % words)


def to_record(agreement: Agreement, parties: Sequence[Party]) -> dict[int, str]:
    """What the secretariat can record now for parties that nobody signs in for, by their keys:
    "approve" or "confirm".
    """
    if agreement.state == S.APPROVING:
        verb, waiting = "approve", [party for party in parties if party.approved_at is None]
    elif agreement.state == S.SIGNING:
        verb, waiting = "confirm", signs_now(agreement, parties)
    else:
        return {}
    able = with_people([party.organisation_id for party in waiting], agreement.consortium_id)
    return {party.pk: verb for party in waiting if party.organisation_id not in able}


def expiry_tone(agreement: Agreement, on: dt.date | None = None) -> str:
    """The tone of its end date: danger within 30 days and after, warning within 90, else none."""
    if agreement.state != S.IN_FORCE or agreement.ends_on is None:
        return ""
    left = (agreement.ends_on - (on or today())).days
    return "danger" if left <= EXPIRING_DAYS[0] else "warning" if left <= EXPIRING_DAYS[1] else ""


def expiring(rows: QuerySet[Agreement], days: int = max(EXPIRING_DAYS)) -> QuerySet[Agreement]:
    """In force and over within so many days, or over already."""
    limit = today() + dt.timedelta(days=days)
    return rows.filter(state=S.IN_FORCE, ends_on__lte=limit)


def awaiting(rows: QuerySet[Agreement], organisation_id: int | None) -> QuerySet[Agreement]:
    """Those in which it is that unit's turn: to approve, or to confirm in its place."""
    mine = Party.objects.filter(agreement=OuterRef("pk"), organisation=organisation_id)
    return rows.filter(
        Q(state=S.APPROVING) & Exists(mine.filter(approved_at__isnull=True))
        | Q(state=S.SIGNING) & Exists(mine.filter(_in_turn(), confirmed_at__isnull=True))
    )


def awaiting_office(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Those in which it is the secretariat's turn: in drafting, signed by all, or waiting for a
    party that nobody can sign in for.
    """
    parties = Party.objects.filter(agreement=OuterRef("pk"))
    people = acting_for_units().filter(
        Q(consortium__isnull=True) | Q(consortium=OuterRef("consortium")),
        organisation=OuterRef("organisation"),
    )
    silent = parties.filter(~Exists(people))
    return rows.filter(
        Q(state=S.DRAFTING)
        | Q(state=S.SIGNING) & ~Exists(parties.filter(confirmed_at__isnull=True))
        | Q(state=S.APPROVING) & Exists(silent.filter(approved_at__isnull=True))
        | Q(state=S.SIGNING) & Exists(silent.filter(_in_turn(), confirmed_at__isnull=True))
    )


def _in_turn() -> Q:
    """Parties that may confirm now, as far as the order of signing goes."""
    before = Party.objects.filter(
        agreement=OuterRef("agreement"), order__lt=OuterRef("order"), confirmed_at__isnull=True
    )
    return Q(agreement__ordered_signing=False) | Q(~Exists(before))


def dormant(rows: QuerySet[Agreement], days: int = DORMANT_DAYS) -> QuerySet[Agreement]:
    """In force for that long, and no report on any of its duties in all that time."""
    since = today() - dt.timedelta(days=days)
    reports = TaskReport.objects.filter(
        task__duty__agreement=OuterRef("pk"), created_at__date__gte=since
    )
    return rows.filter(state=S.IN_FORCE, signed_on__lte=since).exclude(Exists(reports))


def cells(agreement: Agreement) -> dict[str, Any]:
    """A row of the export."""
    return {
        "number": agreement.number,
        "title": agreement.title,
        "parties": [f"{p.label} {p.organisation.name}" for p in agreement.parties.all()],
        "state": agreement.get_state_display(),
        "turn": turn(agreement).sentence,
        "signed_on": agreement.signed_on,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "ended_reason": agreement.ended_reason,
    }
