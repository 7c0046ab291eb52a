"""Who has done nothing here for half a year: counted from what governance itself records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia import public as consortia

from ..enums import Presence
from ..models import Party, PresenceChange, Proxy, TaskReport, Voter
from .agreements import DORMANT_DAYS


@dataclass(frozen=True)
class Sleeper:
    """A member without any sign of life in the period; `last` is the last one before, if any."""

    membership: Any
    last: dt.date | None


def note(days: int = DORMANT_DAYS) -> str:
    """口径."""
    return _(
        "近 %(days)d 天内没有出席会议、没有委托其他单位、没有参加已结束的表决、没有审批或确认协议、"
        "也没有汇报任务的正式成员；加入不满 %(days)d 天的不算。填报清单等其他往来不在这里统计。"
    ) % {"days": days}


def _signs() -> list[tuple[QuerySet[Any], str, str]]:
    """Rows that show life: the queryset, the path to the unit, the path to the time."""
    return [
        (PresenceChange.objects.exclude(presence=Presence.ABSENT),
         "attendance__organisation_id", "created_at"),
        (Proxy.objects.all(), "giver__organisation_id", "created_at"),
        # Nothing records when somebody voted: the end of the vote stands for it.
        (Voter.objects.filter(voted=True), "organisation_id", "ballot__closed_at"),
        (Party.objects.all(), "organisation_id", "approved_at"),
        (Party.objects.all(), "organisation_id", "confirmed_at"),
        (TaskReport.objects.all(), "task__owner_id", "created_at"),
    ]  # fmt: skip


def last_seen() -> dict[int, dt.date]:
    """The last day on which a unit showed life, by its id."""
    found: dict[int, dt.date] = {}
    for rows, unit, when in _signs():
        pairs = rows.filter(~Q(**{unit.removesuffix("_id"): None}), **{f"{when}__isnull": False})
        for key, last in pairs.order_by().values_list(unit).annotate(last=Max(when)):
            day = timezone.localdate(last)
            found[key] = max(found.get(key, day), day)
    return found


def sleepers(days: int = DORMANT_DAYS) -> list[Sleeper]:
    """The members without any sign in so many days, those never seen first."""
    since = consortia.today() - dt.timedelta(days=days)
    seen = last_seen()
    found = [
        Sleeper(row, seen.get(row.organisation_id))
        for row in consortia.active_members()
        if (row.joined_on is None or row.joined_on <= since)
        and seen.get(row.organisation_id, dt.date.min) < since
    ]
    return sorted(found, key=lambda one: (one.last or dt.date.min, one.membership.pk))
