"""Finding rows of the lists by code or by words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from silian.kernel.punctuation import listed
from silian.kernel.refusals import Missing

from ..engine.lookup import Hit, Match
from ..enums import ListKey
from ..models import Industry, Occupation, Program, ProgramOccupation, Region, University
from .addresses import LIST_TITLES, address_of
from .index import lookup

OFFERED_LEVEL = {ListKey.INDUSTRIES: None, ListKey.OCCUPATIONS: 4}


@dataclass(frozen=True)
class Found:
    """A hit of a search over all lists; `score` from 0 to 100."""

    list_key: str
    code: str
    name: str
    detail: str
    score: float

    @property
    def url(self) -> str:
        """The page of the entry."""
        return address_of(self.list_key, self.code)

    @property
    def shown_code(self) -> str:
        """The code as people know it: certificates and sectors have none."""
        return "" if self.list_key in (ListKey.CERTIFICATES, ListKey.SECTORS) else self.code


@dataclass(frozen=True)
class Group:
    """The hits of one list, best first."""

    key: str
    title: object
    hits: list[Found]


def resolve(list_key: str, text: str, group: str = "", suggest: int = 3) -> Match:
    """Which entry of a list a text of a spreadsheet means; ValueError for an unknown list.

    Accepts a code, a name, both together, and for regions short names and paths (北京市朝阳区).
    `group` narrows programs, regions, universities to a level and certificates to a kind. The
    result has a code or None, and suggestions of (code, label) where it has none.
    """
    return lookup(list_key).resolve(text, group, suggest)


def search_list(list_key: str, text: str, limit: int = 20, group: str = "") -> list[Hit]:
    """Entries of one list that contain every word of the text, best first."""
    return lookup(list_key).search(text, limit, group)


def search(text: str, limit: int = 20) -> list[Group]:
    """Entries of every list, a group for each list that has any, `limit` in each at most."""
    groups = []
    for key in ListKey:
        hits = [
            Found(
                key.value,
                hit.entry.code,
                hit.entry.name,
                hit.entry.detail.removesuffix(hit.entry.code).strip(),
                hit.score,
            )
            for hit in search_list(key, text, limit)
        ]
        if hits:
            groups.append(Group(key.value, LIST_TITLES[key], hits))
    return groups


def search_all(text: str, limit: int = 50) -> list[Found]:
    """Entries of all lists that contain every word of the text, best first."""
    found = [hit for group in search(text, limit) for hit in group.hits]
    found.sort(key=lambda row: -row.score)
    return found[:limit]


def options(list_key: str, group: str = "") -> list[tuple[str, str]]:
    """The (code, name) pairs of a list for drop-downs, in the order of codes.

    Of occupations only the occupations themselves are offered, without their groups.
    """
    depth = OFFERED_LEVEL.get(ListKey(list_key))
    return [
        (entry.code, entry.name)
        for entry in sorted(lookup(list_key).entries, key=lambda entry: entry.code)
        if group in ("", entry.group) and depth in (None, -entry.rank)
    ]


def find_program(code: str) -> Program:
    """The program of a code, with or without its letters; `Missing` with suggestions."""
    entry = lookup(ListKey.PROGRAMS).get(code)
    program = Program.objects.filter(code=entry.code if entry else code.strip()).first()
    if program is None:
        program = Program.objects.filter(code6=code.strip()).first()
    if program is None:
        raise Missing(no_such_code(ListKey.PROGRAMS, code))
    return program


def no_such_code(list_key: str, code: str) -> str:
    """The sentence for a code that a list does not have, with what may have been meant."""
    offers = nearby(list_key, code)
    sentence = _("没有代码“%(code)s”。") % {"code": code[:40]}
    if offers:
        sentence += _("您要找的可能是：%(offers)s。") % {
            "offers": listed(f"{other} {name}" for other, name in offers)
        }
    return sentence


def nearby(list_key: str, text: str, limit: int = 5) -> list[tuple[str, str]]:
    """Codes that a mistyped code or name may have meant, as (code, name)."""
    held = lookup(list_key)
    match = held.resolve(text, suggest=limit)
    if match.code is not None:
        entry = held.get(match.code)
        return [(match.code, entry.name)] if entry else []
    if match.suggestions:
        return list(match.suggestions[:limit])
    return [(entry.code, entry.name) for entry in held.near_codes(text, limit)]


def search_programs(text: str, limit: int = 20, level: str = "") -> list[Program]:
    """Programs that contain every word of the text, best first."""
    codes = [hit.entry.code for hit in search_list(ListKey.PROGRAMS, text, limit, level)]
    rows = Program.objects.in_bulk(codes)
    return [rows[code] for code in codes if code in rows]


def search_occupations(text: str, limit: int = 20) -> list[Occupation]:
    """Occupations, also by their synonyms and work types, best first."""
    codes = [hit.entry.code for hit in search_list(ListKey.OCCUPATIONS, text, limit)]
    rows = Occupation.objects.in_bulk(codes)
    return [rows[code] for code in codes if code in rows]


def search_industries(text: str, limit: int = 20) -> list[Industry]:
    """Industries that contain every word of the text, best first."""
    codes = [hit.entry.code for hit in search_list(ListKey.INDUSTRIES, text, limit)]
    rows = Industry.objects.in_bulk(codes)
    return [rows[code] for code in codes if code in rows]


def search_regions(text: str, limit: int = 20) -> list[Region]:
    """Regions that contain every word of the text, best first."""
    codes = [hit.entry.code for hit in search_list(ListKey.REGIONS, text, limit)]
    rows = Region.objects.in_bulk(codes)
    return [rows[code] for code in codes if code in rows]


def province_of(region_code: str) -> str:
    """The code of the province of a region code: its first two digits and 0000."""
    return f"{region_code[:2]}0000"


def totals() -> dict[str, int]:
    """How many entries of the current editions there are, by list, and links between lists."""
    return {
        "programs": Program.objects.filter(in_edition=True).count(),
        "occupations": Occupation.objects.filter(in_edition=True, level=4).count(),
        "industries": Industry.objects.filter(in_edition=True).count(),
        "regions": Region.objects.filter(in_edition=True).count(),
        "universities": University.objects.filter(in_edition=True).count(),
        "links": ProgramOccupation.objects.count(),
    }
