"""The worker process: looks at the clock, then works the queue off, again and again."""

from __future__ import annotations

import logging
import time

from django.db import OperationalError
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from .schedule import enqueue_due

PAUSE_SECONDS = 1.0
logger = logging.getLogger(__name__)


def work(*, once: bool = False) -> None:
    """Works until it is told to stop; with `once`, until the queue is empty."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    if not once:
        worker.configure_signals()
    while worker.running:
        try:
            enqueue_due()
        except OperationalError as error:
            # A database that is busy for a while, as SQLite under a long write, is asked again.
            if once:
                raise
            logger.warning("the schedule was not looked at: %s", error)
        worker.run()
        if once:
            return
        time.sleep(PAUSE_SECONDS)
