"""The talent lists over HTTP: entering lines with a token, and reading what is published.

Mounted at /api/c/{slug}/talent/. A token acts for its person with its own rights alone.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field, create_model

from silian.accounts.api import TokenAuth
from silian.accounts.public import limited
from silian.consortia import public as consortia
from silian.kernel import scoping
from silian.kernel.access import Actor
from silian.kernel.exchange.columns import Column
from silian.kernel.refusals import Missing

from .enums import CodeState, ListKind, Source
from .exchange.lists import DEMAND, SUPPLY, TalentList
from .exchange.reading import read_values
from .models import DemandRecord, Snapshot, SupplyRecord
from .queries.publications import publication, publications, rows_of
from .services.demand import enter_demand
from .services.supply import enter_supply

router = Router(tags=["talent"])
PAGE = 200

_TYPES: dict[str, Any] = {
    "integer": int,
    "decimal": Decimal,
    "date": date,
    "list": list[str],
}


def _field(column: Column) -> tuple[Any, Any]:
    kind = _TYPES.get(column.kind, str)
    about = column.help_en or column.name_en
    if column.choices is not None:
        about = f"{about}. One of: {', '.join(column.choices.values)}, or a label"
    default = ... if column.required else None
    return (kind if column.required else kind | None, Field(default, description=about))


def _schema(name: str, talent_list: TalentList) -> type[Schema]:
    fields: Any = {column.key: _field(column) for column in talent_list.columns}
    return create_model(name, __base__=Schema, **fields)


DemandIn: Any = _schema("DemandIn", DEMAND)
SupplyIn: Any = _schema("SupplyIn", SUPPLY)


class Code(Schema):
    """A code with how sure it is."""

    code: str
    state: str
    score: float | None = None
    evidence: str = ""


class LineOut(Schema):
    """A line as it was entered."""

    ref: str
    state: str
    period: str
    occupation: Code | None = None
    programs: list[Code] = []
    net_available: int | None = None


class PublicationOut(Schema):
    """The facts of a publication."""

    kind: str
    number: int
    title: str
    period: str
    count: int
    heads: int
    organisations: int
    asked: int
    answered: int
    sha256: str
    published_at: datetime
    is_demo: bool


class RowsOut(Schema):
    """Some rows of a publication: `total` are all of them."""

    total: int
    offset: int
    rows: list[dict[str, Any]]


class PageIn(Schema):
    """Which rows: at most 200 at once."""

    offset: int = Field(0, ge=0)
    limit: int = Field(50, ge=1, le=PAGE)


def actor_of(request: HttpRequest, slug: str) -> Actor:
    """The token's person in this consortium; `Missing` where the person has nothing to do here."""
    holder = request.auth  # type: ignore[attr-defined]
    consortium = consortia.by_slug(slug)
    found = consortia.standing(holder.user, consortium, holder.organisation_id, "api")
    wrong_unit = holder.organisation_id not in (None, found.actor.organisation_id)
    if not found.related or wrong_unit:
        raise Missing()
    return limited(found.actor, holder)


@router.post("/demand", auth=TokenAuth(), response={201: LineOut}, summary="Enter a line of demand")
def demand_enter(request: HttpRequest, slug: Path[str], line: DemandIn) -> Status[LineOut]:
    """The same command as the form: the line is submitted for review, codes are suggested."""
    actor = actor_of(request, slug)
    with scoping.inside(actor.consortium_id or 0):
        values = read_values(DEMAND, line.dict())
        record = enter_demand(actor=actor, values=values, source=Source.API)
        return Status(201, _line(record))


@router.post("/supply", auth=TokenAuth(), response={201: LineOut}, summary="Enter a line of supply")
def supply_enter(request: HttpRequest, slug: Path[str], line: SupplyIn) -> Status[LineOut]:
    """The same command as the form: the line is submitted for review."""
    actor = actor_of(request, slug)
    with scoping.inside(actor.consortium_id or 0):
        values = read_values(SUPPLY, line.dict())
        record = enter_supply(actor=actor, values=values, source=Source.API)
        return Status(201, _line(record))


def _line(record: DemandRecord | SupplyRecord) -> LineOut:
    out = LineOut(ref=record.ref, state=record.state, period=record.period)
    if isinstance(record, SupplyRecord):
        out.net_available = record.net_available
        out.programs = [Code(code=record.program_id, state=CodeState.CONFIRMED)]
        return out
    if record.occupation_id:
        out.occupation = Code(
            code=record.occupation_id,
            state=record.occupation_state,
            score=record.occupation_score,
            evidence=record.occupation_evidence,
        )
    out.programs = [
        Code(code=link.program_id, state=link.code_state, score=link.score, evidence=link.evidence)
        for link in record.programs.order_by("id")
    ]
    return out


@router.get("/publications", response=list[PublicationOut], summary="Every published list")
def publication_index(
    request: HttpRequest, slug: Path[str], kind: ListKind | None = None
) -> list[Snapshot]:
    """Newest first; open to everybody."""
    with scoping.inside(consortia.by_slug(slug).pk):
        return list(publications(kind or "")[:PAGE])


@router.get(
    "/publications/{kind}/{number}/rows", response=RowsOut, summary="Rows of a published list"
)
def publication_rows(
    request: HttpRequest, slug: Path[str], kind: ListKind, number: int, page: Query[PageIn]
) -> RowsOut:
    """The public columns as they were published; open to everybody."""
    with scoping.inside(consortia.by_slug(slug).pk):
        snapshot = publication(kind, number)
        rows = rows_of(snapshot)[page.offset : page.offset + page.limit]
        return RowsOut(
            total=snapshot.count,
            offset=page.offset,
            rows=[{"number": row.number, **row.data} for row in rows],
        )
