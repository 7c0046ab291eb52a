"""What a publication would hold: the approved lines of a period as public rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from silian.codes.public import Industry, Occupation, Program, Region, Sector
from silian.kernel.privacy import mask_name, mask_phone
from silian.organisations.public import Organisation

from ..engine.contacts import without_contacts
from ..enums import CodeState, ListKind, RecordState
from ..models import RECORDS, DemandProgram

HEADS = {ListKind.DEMAND: "headcount", ListKind.SUPPLY: "net_available"}
CHUNK = 2_000

# Public columns of each list, in the order of the published table. Contact and note stay inside.
PUBLIC: dict[str, tuple[str, ...]] = {
    ListKind.DEMAND: (
        "organisation", "uscc", "district", "sector", "sector_link", "industry", "position",
        "occupation", "occupation_state", "category", "headcount", "needed_from", "needed_until",
        "employment", "education", "programs", "programs_suggested", "certificates",
        "experience_years", "abilities", "pay_low", "pay_high", "benefits", "region", "workplace",
        "future_1", "future_2", "future_3", "shortage", "cooperation", "preferred_schools",
        "valid_from", "valid_until", "source",
    ),
    ListKind.SUPPLY: (
        "organisation", "school_code", "education", "program", "direction", "program_group",
        "sector", "sector_link", "region", "grade", "length_years", "enrolled", "graduates",
        "graduates_next", "graduates_after", "interns", "intern_from", "intern_until",
        "certificates", "skills", "committed", "net_available", "origin", "stay_local",
        "valid_from", "valid_until", "source",
    ),
}  # fmt: skip
# Code columns: the published row says the code and the name that it had then.
CODED = frozenset({"sector", "industry", "occupation", "region", "program"})
# Read from the organisation, not from the line.
OF_UNIT = frozenset({"uscc", "school_code"})
_FREE_TEXT = frozenset(
    {"district", "sector_link", "position", "certificates", "abilities", "benefits", "workplace",
     "preferred_schools", "direction", "program_group", "grade", "skills", "origin"}
)  # fmt: skip


def publishable(kind: str, period: str, day: date | None = None) -> QuerySet[Any]:
    """The approved lines of the period that are still valid, by organisation."""
    day = day or timezone.localdate()
    rows = RECORDS[kind].objects.filter(period=period, state=RecordState.APPROVED)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


@dataclass(frozen=True)
class PublicRow:
    """A row as it will be published: `data` by public column, `typed` as `SnapshotRow` has it."""

    data: dict[str, Any]
    typed: dict[str, Any]
    hidden: int = 0


def public_rows(kind: str, period: str) -> Iterator[PublicRow]:
    """Every row of a publication in its order: by organisation, then as entered."""
    rows = publishable(kind, period).order_by("organisation__name", "id")
    reader = _Reader(kind, rows)
    records = rows.iterator(chunk_size=CHUNK)
    while part := list(islice(records, CHUNK)):
        yield from reader.read(part)


Links = list[tuple[str, str]]


class _Reader:
    """Makes public rows of records; units and names are read once for all of them."""

    def __init__(self, kind: str, rows: QuerySet[Any]) -> None:
        self.kind = kind
        units = rows.order_by().values_list("organisation_id", flat=True).distinct()
        self.units: dict[int, Any] = Organisation.objects.in_bulk(list(units))
        models: dict[str, Any] = {"region": Region, "sector": Sector, "program": Program}
        if kind == ListKind.DEMAND:
            models |= {"occupation": Occupation, "industry": Industry}
        self.names: dict[str, dict[str, str]] = {
            key: dict(model._default_manager.values_list("pk", "name"))
            for key, model in models.items()
        }

    def read(self, records: list[Any]) -> Iterator[PublicRow]:
        """The public rows of some records."""
        links: dict[int, Links] = defaultdict(list)
        if self.kind == ListKind.DEMAND:
            found = DemandProgram.objects.filter(demand__in=[r.pk for r in records])
            pairs = found.order_by("id").values_list("demand_id", "program_id", "code_state")
            for demand, program, state in pairs:
                links[demand].append((program, state))
        for record in records:
            yield self._row(record, links.get(record.pk, []))

    def _row(self, record: Any, links: Links) -> PublicRow:
        data: dict[str, Any] = {}
        hidden = 0
        unit = self.units[record.organisation_id]
        for key in PUBLIC[self.kind]:
            if key in CODED:
                code = getattr(record, f"{key}_id")
                data[key] = code
                data[f"{key}_name"] = self.names[key][code] if code else None
            elif key.startswith("programs"):
                wanted = CodeState.SUGGESTED if key.endswith("suggested") else CodeState.CONFIRMED
                named = self.names["program"]
                data[key] = [f"{code} {named[code]}" for code, state in links if state == wanted]
            elif key == "organisation":
                data[key] = unit.name
            else:
                value = _plain(getattr(unit if key in OF_UNIT else record, key))
                if key in _FREE_TEXT and value:
                    value, contacts = without_contacts(value)
                    hidden += contacts
                data[key] = value
        return PublicRow(data, _typed(self.kind, record, unit, data, links), hidden)


def _plain(value: Any) -> Any:
    """A value without fractions or dates: what `engine.frozen` can write; "" becomes None."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _typed(
    kind: str, record: Any, unit: Any, data: Mapping[str, Any], links: Links
) -> dict[str, Any]:
    def codes(wanted: str) -> str:
        return "|".join(code for code, state in links if state == wanted)

    demand = kind == ListKind.DEMAND
    contact = " ".join(filter(None, [mask_name(record.contact_name),
                                     mask_phone(record.contact_phone)]))  # fmt: skip
    return {
        "record_ref": record.ref,
        "organisation_key": record.organisation_id,
        "organisation_ref": unit.ref,
        "organisation_name": unit.name,
        "label": data["position"] if demand else data["program_name"],
        "region_code": record.region_id or "",
        "education": record.education,
        "occupation_code": (record.occupation_id or "") if demand else "",
        "occupation_state": record.occupation_state if demand else CodeState.NONE,
        "programs": codes(CodeState.CONFIRMED) if demand else record.program_id,
        "programs_suggested": codes(CodeState.SUGGESTED) if demand else "",
        "heads": getattr(record, HEADS[ListKind(kind)]),
        "contact": contact,
    }


@dataclass(frozen=True)
class Readiness:
    """How far a period is: lines and heads by state, and what is still uncoded."""

    states: dict[str, int] = field(default_factory=dict)
    count: int = 0
    heads: int = 0
    organisations: int = 0
    unconfirmed: int = 0

    @property
    def waiting(self) -> int:
        """Lines that wait for the reviewer."""
        return self.states.get(RecordState.SUBMITTED, 0)


def readiness(kind: str, period: str) -> Readiness:
    """What would be published now, and what would be left out; two queries."""
    model = RECORDS[kind]
    by_state = model.objects.filter(period=period).order_by().values("state")
    states = {row["state"]: row["n"] for row in by_state.annotate(n=Count("id"))}
    extra = {}
    if kind == ListKind.DEMAND:
        extra["unconfirmed"] = Count("id", filter=~Q(occupation_state=CodeState.CONFIRMED))
    totals = publishable(kind, period).aggregate(
        count=Count("id"),
        heads=Sum(HEADS[ListKind(kind)]),
        organisations=Count("organisation", distinct=True),
        **extra,
    )
    return Readiness(
        states,
        totals["count"],
        totals["heads"] or 0,
        totals["organisations"],
        totals.get("unconfirmed", 0),
    )
