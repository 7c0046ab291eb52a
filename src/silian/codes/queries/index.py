"""The lists in memory: one `Lookup` for each list and edition in each process.

The editions are asked from the database at most every few seconds; a load in this process
drops them at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.utils.translation import override

from ..engine.lookup import Entry, Lookup
from ..engine.places import forms, paths
from ..enums import CertificateKind, ListKey, ProgramLevel, RegionLevel, UniversityLevel
from ..models import (
    Certificate,
    CodeList,
    Industry,
    Occupation,
    OccupationSynonym,
    OccupationWorkType,
    Program,
    ProgramPosition,
    Region,
    Sector,
    University,
)

SECONDS_BETWEEN_LOOKS = 3.0

Stamp = tuple[tuple[str, str, str], ...]
_lock = threading.Lock()
_lookups: dict[str, Lookup] = {}
_stamp: Stamp | None = None
_looked_at = float("-inf")


def lookup(list_key: str) -> Lookup:
    """The list in memory, of the edition that the database has now; ValueError for no list."""
    global _looked_at, _stamp
    builder = _BUILDERS[ListKey(list_key)]
    now = time.monotonic()
    with _lock:
        if now - _looked_at >= SECONDS_BETWEEN_LOOKS:
            stamp = _read_stamp()
            if stamp != _stamp:
                _lookups.clear()
                _stamp = stamp
            _looked_at = now
        found = _lookups.get(list_key)
        if found is None:
            # The words of the lists are Chinese whatever language this request has.
            with override("zh-hans"):
                found = _lookups[list_key] = Lookup(builder())
    return found


def forget() -> None:
    """Drops what is held in memory: after a load, and between tests."""
    global _looked_at, _stamp
    with _lock:
        _lookups.clear()
        _stamp = None
        _looked_at = float("-inf")


def stamp() -> str:
    """A text that changes whenever a list was loaded: for caches of other apps."""
    return "|".join(f"{key}:{sha[:12]}:{at}" for key, sha, at in _read_stamp())


def _read_stamp() -> Stamp:
    rows = CodeList.objects.order_by("key").values_list("key", "sha256", "loaded_at")
    return tuple((key, sha, at.isoformat()) for key, sha, at in rows)


def _sectors() -> list[Entry]:
    rows = Sector.objects.filter(in_edition=True).values_list("slug", "name", "name_en")
    return [Entry(slug, name, terms=(english,)) for slug, name, english in rows]


def _industries() -> list[Entry]:
    """Where a class and its only sub-class share a name, the finer one is meant."""
    rows = Industry.objects.filter(in_edition=True).values_list("code", "name", "level", "section")
    return [
        Entry(code, name, code, terms=(section + code,), rank=-level)
        for code, name, level, section in rows
    ]


def _occupations() -> list[Entry]:
    """The occupation itself is meant before a group of that name."""
    words: dict[str, list[str]] = {}
    for model, column in ((OccupationSynonym, "term"), (OccupationWorkType, "name")):
        for code, word in model._default_manager.values_list("occupation_id", column):
            words.setdefault(code, []).append(word)
    rows = Occupation.objects.filter(in_edition=True).values_list("code", "name", "level")
    return [
        Entry(code, name, code, words=tuple(words.get(code, ())), rank=-level)
        for code, name, level in rows
    ]


def _programs() -> list[Entry]:
    """A program is also found by its class, its category and the positions it prepares for."""
    positions: dict[str, list[str]] = {}
    for code, name in ProgramPosition.objects.values_list("program_id", "name"):
        positions.setdefault(code, []).append(name)
    rows = Program.objects.filter(in_edition=True).values_list(
        "code", "code6", "name", "level", "class_name", "category_name"
    )
    return [
        Entry(
            code,
            name,
            f"{ProgramLevel(level).label} {code}",
            terms=(code6, f"{ProgramLevel(level).label}{name}"),
            words=(class_name, category, *positions.get(code, ())),
            group=level,
        )
        for code, code6, name, level, class_name, category in rows
    ]


def _regions() -> list[Entry]:
    """A coarser region is meant before a finer one of that name: 吉林 is the province."""
    rows = Region.objects.filter(in_edition=True).order_by("code")
    values = {
        code: (name, forms(name, short), level, parent)
        for code, name, short, level, parent in rows.values_list(
            "code", "name", "short_name", "level", "parent_id"
        )
    }
    ranks = {level: rank for rank, level in enumerate(RegionLevel.values)}
    entries: list[Entry] = []
    for code, (name, own, level, parent) in values.items():
        chain: list[tuple[str, ...]] = [own]
        titles: list[str] = []
        while parent is not None:
            title, upper, _level, parent = values[parent]
            chain.insert(0, upper)
            titles.insert(0, title)
        terms = (*own[1:], *paths(chain))
        entries.append(Entry(code, name, "".join(titles), terms, rank=ranks[level], group=level))
    return entries


def _universities() -> list[Entry]:
    rows = University.objects.filter(in_edition=True).values_list(
        "code", "name", "city_name", "level"
    )
    return [
        Entry(code, name, f"{city} {UniversityLevel(level).label}", words=(city,), group=level)
        for code, name, city, level in rows
    ]


def _certificates() -> list[Entry]:
    rows = Certificate.objects.filter(in_edition=True).values_list("ref", "name", "kind")
    return [
        Entry(ref, name, str(CertificateKind(kind).label), group=kind) for ref, name, kind in rows
    ]


_BUILDERS: dict[ListKey, Callable[[], list[Entry]]] = {
    ListKey.SECTORS: _sectors,
    ListKey.INDUSTRIES: _industries,
    ListKey.OCCUPATIONS: _occupations,
    ListKey.PROGRAMS: _programs,
    ListKey.REGIONS: _regions,
    ListKey.UNIVERSITIES: _universities,
    ListKey.CERTIFICATES: _certificates,
}
