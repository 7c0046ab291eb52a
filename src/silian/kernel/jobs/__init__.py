"""Later, or every day: work that a page does not wait for.

django-tasks keeps the queue in the same database, so a job is enqueued with the transaction
that asks for it. What it lacks is here: retries with growing pauses, and a daily schedule.
A job takes ids and plain values, and calls one command.
"""

from .registry import JOBS, Job, enqueue, job, run_job
from .schedule import enqueue_due

__all__ = ["JOBS", "Job", "enqueue", "enqueue_due", "job", "run_job"]
