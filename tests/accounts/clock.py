"""Travelling in time without changing the time zone of the process."""

from __future__ import annotations

import datetime as dt
import time

import time_machine


def later(by: dt.timedelta) -> time_machine.travel:
    """Inside it is so much later.

    A plain number is given: an aware moment would also move the process into its time zone, and
    Django's password links count in local time.
    """
    return time_machine.travel(time.time() + by.total_seconds())
