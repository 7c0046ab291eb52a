"""The daily schedule: each job once a day, however many workers look at the clock."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..models import DailyMark
from .registry import JOBS, run_job


def enqueue_due(now: datetime | None = None) -> list[str]:
    """Queues every daily job whose hour has come and that was not queued today."""
    local = timezone.localtime(now)
    queued = []
    for job in JOBS.values():
        if job.daily_at is None or local.time() < job.daily_at:
            continue
        if _claim(job.name, local):
            run_job.enqueue(job.name, {}, 1)
            queued.append(job.name)
    return queued


def _claim(name: str, local: datetime) -> bool:
    """Whether this worker is the one to queue it today: the row can be moved on only once."""
    today = local.date()
    if DailyMark.objects.filter(name=name, day__lt=today).update(day=today):
        return True
    if DailyMark.objects.filter(name=name).exists():
        return False
    try:
        with transaction.atomic():
            DailyMark.objects.create(name=name, day=today)
    except IntegrityError:
        return False
    return True
