"""Jobs by name, and how one is run again after a failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from ..refusals import Refusal

# 1, 4, 16 … minutes: long enough for a database or a mail server to come back.
PAUSE = timedelta(minutes=1)
GROWTH = 4


@dataclass(frozen=True)
class Job:
    """A function that runs later; `daily_at` (Asia/Shanghai) puts it on the schedule."""

    name: str
    function: Callable[..., Any]
    retries: int
    daily_at: time | None
    summary: str


JOBS: dict[str, Job] = {}


def job(name: str, *, retries: int = 3, daily_at: time | None = None) -> Callable[..., Any]:
    """Registers a function as a job; ValueError for a name that is taken."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if name in JOBS:
            raise ValueError(f"job registered twice: {name}")
        summary = (function.__doc__ or "").strip().split("\n")[0]
        JOBS[name] = Job(name, function, retries, daily_at, summary)
        return function

    return register


def enqueue(name: str, **values: Any) -> None:
    """Runs the job after the current transaction has been committed; KeyError if unknown."""
    if name not in JOBS:
        raise KeyError(name)
    transaction.on_commit(lambda: run_job.enqueue(name, values, 1))


@task()
def run_job(name: str, values: dict[str, Any], attempt: int) -> None:
    """Runs one job; a failure is queued again with a growing pause until its retries end.

    A refusal is final: trying again would be refused again.
    """
    found = JOBS[name]
    try:
        found.function(**values)
    except Refusal:
        raise
    except Exception:
        if attempt <= found.retries:
            after = timezone.now() + PAUSE * GROWTH ** (attempt - 1)
            run_job.using(run_after=after).enqueue(name, values, attempt + 1)
        raise
