"""Finding organisations by code or name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.db.models.functions import Length

from silian.kernel.refusals import Missing

from ..engine import uscc
from ..engine.matching import NOTHING, Match
from ..models import Organisation, OrganisationAlias
from .index import index


def match_organisation(name: str = "", uscc: str = "", school_code: str = "") -> Match:
    """Which organisation is meant: by code where one is given and known, else by name.

    `Match.how` says by what it was found; where only the legal form differs `exact` is false,
    and where several fit or none does `code` is None and `suggestions` hold candidates.
    """
    held = index()
    for code in (uscc, school_code):
        if code and held.of_code(code):
            return held.resolve(code)
    return held.resolve(name) if name else NOTHING


def find_or_suggest(text: str) -> tuple[Organisation | None, Sequence[tuple[str, str]]]:
    """The organisation that a text means for certain, or else candidates as (ref, name)."""
    match = index().resolve(text)
    if match.id is not None and match.exact:
        return Organisation.objects.get(pk=match.id), ()
    return None, match.suggestions


def by_ref(ref: str) -> Organisation:
    """The organisation of an address, also a merged one; `Missing` where there is none."""
    found = Organisation.objects.select_related("region", "industry", "merged_into")
    row = found.filter(ref=ref).first()
    if row is None:
        raise Missing()
    return row


def ids_of(refs: Iterable[str]) -> dict[str, int]:
    """The ids of refs, as an import needs them; unknown ones are left out."""
    held = index()
    return {ref: held.entries[ref].id for ref in refs if ref in held.entries}


class OrganisationLookup:
    """The registry as a column of a spreadsheet sees it; the code is the ref.

    `kinds` narrows what is offered and accepted: another kind counts as unknown.
    """

    def __init__(self, kinds: Iterable[str] = ()) -> None:
        self.kinds = frozenset(kinds)

    def resolve(self, text: str) -> Match:
        """What the text means among the organisations of these kinds."""
        held = index()
        match = held.resolve(text)
        if not self.kinds or (match.code is None and not match.suggestions):
            return match
        offered = tuple(s for s in match.suggestions if held.entries[s[0]].kind in self.kinds)
        if match.code is not None and held.entries[match.code].kind not in self.kinds:
            return Match(suggestions=offered)
        return Match(match.code, match.exact, offered, match.how, match.id)

    def options(self) -> list[tuple[str, str]]:
        """Every organisation of these kinds as ref and name, by name."""
        rows = [
            (entry.ref, entry.name)
            for entry in index().entries.values()
            if not self.kinds or entry.kind in self.kinds
        ]
        return sorted(rows, key=lambda row: row[1])


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """The names of organisations by id, in one query."""
    return dict(Organisation.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def search_organisations(text: str, limit: int = 20) -> list[Organisation]:
    """Organisations whose name, alias or code holds every word of the text, the shortest first."""
    words = text.replace("\x00", "").split()
    if not words:
        return []
    rows = Organisation.objects.current().select_related("region")
    for word in words:
        aliases = OrganisationAlias.objects.filter(name__icontains=word).values("organisation_id")
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(name_en__icontains=word)
            | Q(short_name__icontains=word)
            | Q(uscc=uscc.normal(word))
            | Q(school_code=word)
            | Q(pk__in=aliases)
        )
    return list(rows.order_by(Length("name"), "name", "pk")[:limit])
