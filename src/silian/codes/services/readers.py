"""From the files of each list to its tables. One function a list, called by `load_lists`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..engine import files
from ..engine.files import CERTIFICATE_KINDS, Row, Values, listed
from ..engine.ladder import parse_ladder
from ..models import (
    Certificate,
    Industry,
    Occupation,
    OccupationSynonym,
    OccupationWorkType,
    PendingOccupation,
    Program,
    ProgramAbility,
    ProgramCertificate,
    ProgramCourse,
    ProgramNext,
    ProgramOccupation,
    ProgramPosition,
    Region,
    University,
)
from ..queries.catalogue import BY_KEY
from .seeds import load_industry_occupations, load_sectors
from .sync import Counts, sync

Gap = dict[str, Any]


@dataclass
class Shelf:
    """The files of one load, each read once."""

    folder: Path
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, key: str, number: int = 0) -> list[Row]:
        """The rows of the list's file of that number."""
        path = BY_KEY[key].paths(self.folder)[number]
        if path.name not in self._rows:
            self._rows[path.name] = files.read(path)
        return self._rows[path.name]

    @cached_property
    def programs(self) -> list[Values]:
        """The programs of both catalogues."""
        return list(files.programs(self.rows("programs"), self.rows("programs", 1)))


@dataclass
class Outcome:
    """What loading one list did: rows read, rows of its tables, and gaps found."""

    read: int
    counts: Counts
    gaps: list[Gap] = field(default_factory=list)


def gap(kind: str, names: list[str]) -> list[Gap]:
    """One gap with its count and names; none when there are none."""
    return [{"kind": kind, "count": len(names), "examples": names}] if names else []


def _regions(shelf: Shelf) -> Outcome:
    rows = shelf.rows("regions")
    return Outcome(len(rows), sync(Region, ("code",), files.regions(rows)))


def _industries(shelf: Shelf) -> Outcome:
    rows = shelf.rows("industries")
    return Outcome(len(rows), sync(Industry, ("code",), files.industries(rows)))


def _occupations(shelf: Shelf) -> Outcome:
    rows, additions = shelf.rows("occupations"), shelf.rows("occupations", 1)
    counts = sync(Occupation, ("code",), files.occupations(rows, additions))
    counts += sync(PendingOccupation, ("name",), files.pending_occupations(additions))
    return Outcome(len(rows) + len(additions), counts)


def _work_types(shelf: Shelf) -> Outcome:
    rows = shelf.rows("work_types")
    values = (
        {
            "occupation_id": row["occupation_code"],
            "name": row["work_type"],
            "edition": row["released"],
        }
        for row in rows
    )
    return Outcome(len(rows), sync(OccupationWorkType, ("occupation_id", "name"), values))


def _synonyms(shelf: Shelf) -> Outcome:
    rows = shelf.rows("synonyms")
    word = "synonym" if "synonym" in rows[0] else "term"
    values = (
        {
            "occupation_id": row["occupation_code"],
            "term": row[word],
            "source": row.get("source") or BY_KEY["synonyms"].source,
        }
        for row in rows
    )
    return Outcome(len(rows), sync(OccupationSynonym, ("occupation_id", "term"), values))


def _programs(shelf: Shelf) -> Outcome:
    return Outcome(len(shelf.programs), sync(Program, ("code",), shelf.programs))


def _profiles(shelf: Shelf) -> Outcome:
    """Texts, abilities, courses, and the next programs found by level and name."""
    rows = shelf.rows("profiles")
    by_name = {(p["level"], p["name"]): p["code"] for p in shelf.programs}
    known = frozenset(by_name)
    texts: dict[str, Values] = {
        program["code"]: _profile_text(program["code"]) for program in shelf.programs
    }
    steps: list[Values] = []
    unknown: list[str] = []
    unread: list[str] = []
    for row in rows:
        ladder = parse_ladder(row["next_programs"], known)
        if ladder.unread:
            unread.append(f"{row['code']} {row['name']}：{ladder.unread}")
        texts[row["code"]] = _profile_text(row["code"], row, "、".join(ladder.masters))
        for level, name in ladder.programs:
            code = by_name.get((level, name))
            if code is None:
                unknown.append(f"{row['code']} {row['name']} → {_level_word(level)} {name}")
            elif code != row["code"]:
                steps.append({"program_id": row["code"], "next_program_id": code})
    counts = sync(Program, ("code",), _all_programs(texts))
    counts += sync(ProgramNext, ("program_id", "next_program_id"), steps)
    counts += sync(
        ProgramAbility, ("program_id", "order"), (v for row in rows for v in files.abilities(row))
    )
    counts += sync(
        ProgramCourse,
        ("program_id", "core", "order"),
        (v for row in rows for v in files.courses(row)),
    )
    gaps = gap("next_unknown", unknown) + gap("ladder_unread", unread)
    return Outcome(len(rows), counts, gaps)


def _profile_text(code: str, row: Row | None = None, masters: str = "") -> Values:
    row = row or {}
    return {
        "code": code,
        "years": row.get("years", ""),
        "has_profile": bool(row.get("abilities") or row.get("core_courses")),
        "profile_occupations": "、".join(listed(row.get("occupations", ""))),
        "profile_next": row.get("next_programs", ""),
        "profile_masters": masters,
    }


def _all_programs(texts: dict[str, Values]) -> list[Values]:
    """The texts of the programs of this edition; those of older editions keep theirs."""
    retired = set(Program.objects.filter(in_edition=False).values_list("code", flat=True))
    return [values for code, values in texts.items() if code not in retired]


def _level_word(level: str) -> str:
    return next(word for word, own in files.PROGRAM_LEVELS.items() if own == level)


def _positions(shelf: Shelf) -> Outcome:
    rows = shelf.rows("positions")
    values = ({"program_id": row["program_code"], "name": row["position"]} for row in rows)
    return Outcome(len(rows), sync(ProgramPosition, ("program_id", "name"), values))


def _certificates(shelf: Shelf) -> Outcome:
    rows = shelf.rows("certificates")
    pairs = [(CERTIFICATE_KINDS[row["cert_type"]], row["certificate"]) for row in rows]
    values = ({"kind": kind, "name": name} for kind, name in dict.fromkeys(pairs))
    counts = sync(Certificate, ("kind", "name"), values)
    ids = {(kind, name): pk for pk, kind, name in _certificate_ids()}
    links = (
        {"program_id": row["program_code"], "certificate_id": ids[pair]}
        for row, pair in zip(rows, pairs, strict=True)
    )
    counts += sync(ProgramCertificate, ("program_id", "certificate_id"), links)
    return Outcome(len(rows), counts)


def _certificate_ids() -> Any:
    return Certificate.objects.order_by().values_list("pk", "kind", "name")


def _program_occupations(shelf: Shelf) -> Outcome:
    rows = shelf.rows("program_occupations")
    values = files.program_occupations(rows, "人社部/教育部 2023 对照指引")
    return Outcome(len(rows), sync(ProgramOccupation, ("program_id", "occupation_id"), values))


def _universities(shelf: Shelf) -> Outcome:
    rows = shelf.rows("universities")
    values, unplaced = files.universities(rows, shelf.rows("regions"))
    return Outcome(len(rows), sync(University, ("code",), values), gap("place_unknown", unplaced))


def _sectors(shelf: Shelf) -> Outcome:
    rows = shelf.rows("sectors")
    return Outcome(len(rows), load_sectors(rows))


def _industry_occupations(shelf: Shelf) -> Outcome:
    rows = shelf.rows("industry_occupations")
    return Outcome(len(rows), load_industry_occupations(rows))


READERS: dict[str, Callable[[Shelf], Outcome]] = {
    "regions": _regions,
    "industries": _industries,
    "occupations": _occupations,
    "work_types": _work_types,
    "synonyms": _synonyms,
    "programs": _programs,
    "profiles": _profiles,
    "positions": _positions,
    "certificates": _certificates,
    "program_occupations": _program_occupations,
    "universities": _universities,
    "sectors": _sectors,
    "industry_occupations": _industry_occupations,
}
