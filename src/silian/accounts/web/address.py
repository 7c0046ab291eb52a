"""The address that a request comes from, also behind reverse proxies.

X-Forwarded-For is written by whoever sends the request; each proxy adds the address it sees at
the end. So only the entries of our own proxies are true: with n of them, the nth from the end.
"""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's address for lock-outs and rate limits; None where the server knows none.

    `SILIAN_PROXIES` says how many proxies are ours; at 0 the header is never looked at. A header
    with fewer entries, or with something else than an address, counts for nothing.
    """
    seen: str | None = request.META.get("REMOTE_ADDR") or None
    trusted = settings.PROXIES
    if trusted <= 0:
        return seen
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(entries) < trusted:
        return seen
    return _plain(entries[-trusted]) or seen


def _plain(text: str) -> str | None:
    """An address without its port: 192.0.2.1:4711, [2001:db8::1]:4711; None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
