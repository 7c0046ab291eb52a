"""The registry in memory, one index in each process, current to within a second.

Whether it is current is asked from the database at most once a second, so that an import of a
hundred thousand rows does not ask a hundred thousand times; a command of this process drops
it at once.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import Any

from django.db.models import Count, Max

from ..engine.matching import Entry, NameIndex
from ..models import Organisation, OrganisationAlias

SECONDS_BETWEEN_LOOKS = 1.0

_lock = threading.Lock()
_index: NameIndex | None = None
_stamp: Any = None
_looked_at = float("-inf")


def index() -> NameIndex:
    """All current organisations, ready to be matched."""
    global _index, _stamp, _looked_at
    now = time.monotonic()
    with _lock:
        if _index is None or now - _looked_at >= SECONDS_BETWEEN_LOOKS:
            stamp = _read_stamp()
            if _index is None or stamp != _stamp:
                _index, _stamp = _build(), stamp
            _looked_at = now
        return _index


def forget() -> None:
    """Drops what is held in memory: after a change, and between tests."""
    global _index, _looked_at
    with _lock:
        _index = None
        _looked_at = float("-inf")


def _read_stamp() -> tuple[Any, ...]:
    rows = Organisation.objects.order_by().aggregate(n=Count("pk"), at=Max("updated_at"))
    aliases = OrganisationAlias.objects.order_by().aggregate(n=Count("pk"), last=Max("pk"))
    return (*rows.values(), *aliases.values())


def _build() -> NameIndex:
    aliases: dict[int, list[str]] = defaultdict(list)
    for organisation_id, name in OrganisationAlias.objects.values_list("organisation_id", "name"):
        aliases[organisation_id].append(name)
    rows = Organisation.objects.current().order_by("pk")
    columns = ("pk", "ref", "name", "kind", "uscc", "school_code", "short_name")
    return NameIndex.of(
        Entry(pk, ref, name, kind, uscc or "", school_code or "", short, tuple(aliases[pk]))
        for pk, ref, name, kind, uscc, school_code, short in rows.values_list(*columns).iterator(
            chunk_size=5000
        )
    )
