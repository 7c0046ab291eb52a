"""Jobs: once a day whoever looks, again after a failure, never again after a refusal."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from silian.kernel.jobs import JOBS, enqueue, enqueue_due, job
from silian.kernel.jobs.worker import work
from silian.kernel.refusals import Conflict

pytestmark = pytest.mark.django_db(transaction=True)

RUNS: list[str] = []
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

if "try.fails" not in JOBS:

    @job("try.fails", retries=2)
    def fails() -> None:
        RUNS.append("fails")
        raise RuntimeError("down")

    @job("try.refused", retries=2)
    def refused() -> None:
        RUNS.append("refused")
        raise Conflict("no")

    @job("try.daily", daily_at=time(2, 0))
    def daily() -> None:
        RUNS.append("daily")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    RUNS.clear()


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2026, 3, day, hour, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@override_settings(TASKS=QUEUE)
def test_failure_is_queued_again_later_and_a_refusal_is_not() -> None:
    enqueue("try.fails")
    enqueue("try.refused")
    work(once=True)

    assert sorted(set(RUNS) - {"daily"}) == ["fails", "refused"]
    waiting = DBTaskResult.objects.filter(status="READY", args_kwargs__args__0="try.fails")
    assert [task.args_kwargs["args"] for task in waiting] == [["try.fails", {}, 2]]


@override_settings(TASKS=QUEUE)
def test_daily_job_is_queued_once_a_day_after_its_hour() -> None:
    mine = [name for name in enqueue_due(at(1)) if name == "try.daily"]
    assert mine == []
    assert "try.daily" in enqueue_due(at(3))
    assert "try.daily" not in enqueue_due(at(4))
    assert "try.daily" in enqueue_due(at(3, day=2))


def test_unknown_job_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        enqueue("try.nobody")
