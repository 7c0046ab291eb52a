"""What moves when two organisations of the registry turn out to be one.

Papers keep the name that is printed on them, and the record of a closed ballot the names of then.
Where both took part in the same thing apart from each other, as two voters of one meeting, they
were two: that is refused, with the sentence.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from silian.kernel.models import IssuedDocument
from silian.kernel.refusals import Conflict
from silian.organisations import public as organisations

from ..enums import Consent
from ..models import (
    Attendance,
    Candidate,
    Mandate,
    Motion,
    Party,
    Proxy,
    Recusal,
    Scrutineer,
    Speaker,
    Task,
    Voter,
)

Unit = organisations.Organisation


def move(source: Unit, target: Unit, dry_run: bool) -> list[tuple[str, int]]:
    """Moves everything of governance from `source` to `target`, in all consortia.

    `Conflict` where both hold a post of one term, are parties to one agreement, stand in one
    election, or were in one meeting.
    """
    _check_mandates(source, target)
    _check_parties(source, target)
    _check_candidates(source, target, dry_run)
    _check_attendances(source, target, dry_run)
    return [
        (_("任职"), _plain(Mandate, "organisation", source, target, dry_run)),
        (_("协议方"), _plain(Party, "organisation", source, target, dry_run)),
        (_("候选"), _plain(Candidate, "organisation", source, target, dry_run)),
        (_("提名"), _plain(Candidate, "nominated_by", source, target, dry_run)),
        (_("参会"), _plain(Attendance, "organisation", source, target, dry_run)),
        (_("表决名册"), _plain(Voter, "organisation", source, target, dry_run)),
        (_("议案"), _plain(Motion, "proposer", source, target, dry_run)),
        (_("任务"), _plain(Task, "owner", source, target, dry_run)),
        (
            _("持有的文书"),
            _plain(IssuedDocument, "holder_organisation_id", source, target, dry_run),
        ),
    ]


def _plain(model: type[Model], field: str, source: Unit, target: Unit, dry_run: bool) -> int:
    rows = model._default_manager.filter(**{field: source.pk})
    return int(rows.count() if dry_run else rows.update(**{field: target.pk}))


def _both(model: type[Model], shared: str, source: Unit, target: Unit) -> list[tuple[Any, Any]]:
    """Rows of both units that hang on the same thing: (the source's, the target's)."""
    rows = model._default_manager.select_related(shared)
    there = {getattr(row, f"{shared}_id"): row for row in rows.filter(organisation=target.pk)}
    mine = rows.filter(organisation=source.pk)
    return [(row, there[key]) for row in mine if (key := getattr(row, f"{shared}_id")) in there]


def _check_mandates(source: Unit, target: Unit) -> None:
    running = Mandate.objects.filter(ended_on__isnull=True)
    terms = running.filter(organisation=target.pk).values("term")
    twice = running.filter(organisation=source.pk, term__in=terms).select_related("term__body")
    if (row := twice.first()) is not None:
        raise Conflict(
            _("两个单位在“%(term)s”都有任职，请先登记其中一个离任。") % {"term": row.term}
        )


def _check_parties(source: Unit, target: Unit) -> None:
    for row, _other in _both(Party, "agreement", source, target):
        raise Conflict(
            _("两个单位是协议“%(title)s”的两方，不能合并。") % {"title": row.agreement.title}
        )


def _check_candidates(source: Unit, target: Unit, dry_run: bool) -> None:
    """A nomination that came to nothing goes; two that stood were two."""
    for row, other in _both(Candidate, "election", source, target):
        idle = [one for one in (row, other) if one.consent != Consent.GIVEN and one.votes is None]
        if not idle:
            raise Conflict(
                _("两个单位都是“%(title)s”的候选单位，不能合并。") % {"title": row.election.title}
            )
        if not dry_run:
            idle[0].delete()


def _check_attendances(source: Unit, target: Unit, dry_run: bool) -> None:
    """A seat that nobody took goes; two that were taken were two."""
    for row, other in _both(Attendance, "meeting", source, target):
        idle = [one for one in (row, other) if not _was_used(one)]
        if not idle:
            raise Conflict(
                _("两个单位都参加了会议“%(title)s”，不能合并。") % {"title": row.meeting.title}
            )
        if not dry_run:
            idle[0].delete()


def _was_used(row: Attendance) -> bool:
    """Whether anything was done with a seat in a meeting, or it stands on the roll of a vote."""
    return (
        row.changes.exists()
        or Proxy.objects.filter(giver=row).exists()
        or Proxy.objects.filter(holder=row).exists()
        or any(
            model.objects.filter(attendance=row).exists()
            for model in (Voter, Recusal, Scrutineer, Speaker)
        )
    )


organisations.register_reference(move)
