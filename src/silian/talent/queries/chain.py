"""What published demand says about industries, enterprises and occupations.

Only publications count, and only codes that a person confirmed: what a chart of the five links
shows can always be read in a published list. Without a consortium the newest list of every
consortium is read, for publications are public.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext as _

from silian.codes.public import Edge, Node, NodeKind, industry_family
from silian.kernel import scoping
from silian.organisations.public import Organisation

from ..enums import CodeState, ListKind
from ..models import Snapshot, SnapshotRow


def demand_edges(consortium_id: int | None, node: Node) -> Iterator[Edge]:
    """Industry → enterprise, enterprise → occupation, and industry → occupation as learnt."""
    kinds = {
        NodeKind.INDUSTRY: _of_industry,
        NodeKind.ENTERPRISE: _of_enterprise,
        NodeKind.OCCUPATION: _of_occupation,
    }
    find = kinds.get(NodeKind(node.kind))
    if find is None:
        return
    with _scope(consortium_id):
        yield from list(find(node))


def _scope(consortium_id: int | None) -> AbstractContextManager[None]:
    return scoping.across() if consortium_id is None else scoping.inside(consortium_id)


def _rows() -> QuerySet[SnapshotRow]:
    """The rows with a confirmed occupation in the newest demand list of each consortium."""
    newest = (
        Snapshot.objects.filter(kind=ListKind.DEMAND).order_by().values("consortium")
        .annotate(last=Max("id"))
    )  # fmt: skip
    rows = SnapshotRow.objects.filter(snapshot__in=[row["last"] for row in newest])
    return rows.filter(occupation_state=CodeState.CONFIRMED).order_by()


def _sums(rows: QuerySet[SnapshotRow], *fields: str) -> list[dict[str, Any]]:
    return list(rows.values(*fields).annotate(n=Count("id"), people=Sum("heads")))


def _basis() -> str:
    return _("已发布的人才需求清单（人数份额）")


def _of_enterprise(node: Node) -> Iterator[Edge]:
    unit = Organisation.objects.filter(ref=node.code).first()
    if unit is None:
        return
    named = Node(NodeKind.ENTERPRISE, unit.ref, unit.name)
    found = _sums(_rows().filter(organisation_key=unit.pk), "occupation_code")
    total = sum(row["people"] for row in found)
    for row in found:
        if row["people"]:
            target = Node(NodeKind.OCCUPATION, row["occupation_code"])
            yield Edge(named, target, row["people"] / total, row["n"], _basis())
    if found and unit.industry_id:
        count = sum(row["n"] for row in found)
        source = Node(NodeKind.INDUSTRY, unit.industry_id)
        yield Edge(source, named, 1.0, count, _("单位登记的所属行业"))


def _of_industry(node: Node) -> Iterator[Edge]:
    """Enterprises of this industry, or of a class below it, that are in a published list."""
    units = {
        unit.pk: unit for unit in Organisation.objects.filter(industry__code__startswith=node.code)
    }
    rows = _rows().filter(organisation_key__in=list(units))
    found = _sums(rows, "organisation_key", "occupation_code")
    total = sum(row["people"] for row in found)
    if not total:
        return
    shares: dict[int, list[int]] = {}
    learnt: dict[str, list[int]] = {}
    for row in found:
        for sums, key in ((shares, row["organisation_key"]), (learnt, row["occupation_code"])):
            entry = sums.setdefault(key, [0, 0])
            entry[0], entry[1] = entry[0] + row["people"], entry[1] + row["n"]
    for key, (people, count) in shares.items():
        unit = Node(NodeKind.ENTERPRISE, units[key].ref, units[key].name)
        if people:
            yield Edge(node, unit, people / total, count, _("单位登记的所属行业"))
    for code, (people, count) in learnt.items():
        if people:
            yield Edge(node, Node(NodeKind.OCCUPATION, code), people / total, count, _basis())


def _of_occupation(node: Node) -> Iterator[Edge]:
    found = _sums(_rows().filter(occupation_code=node.code), "organisation_key")
    units = Organisation.objects.in_bulk([row["organisation_key"] for row in found])
    total = sum(row["people"] for row in found)
    industries: dict[str, list[int]] = {}
    for row in found:
        unit = units.get(row["organisation_key"])
        if unit is None or not row["people"]:
            continue
        source = Node(NodeKind.ENTERPRISE, unit.ref, unit.name)
        yield Edge(source, node, row["people"] / total, row["n"], _basis())
        if unit.industry_id:
            # Counted at the class of three digits: one enterprise alone says little about four.
            code = industry_family(unit.industry_id)[-2 if len(unit.industry_id) > 2 else -1]
            entry = industries.setdefault(code, [0, 0])
            entry[0], entry[1] = entry[0] + row["people"], entry[1] + row["n"]
    for code, (people, count) in industries.items():
        yield Edge(Node(NodeKind.INDUSTRY, code), node, people / total, count, _basis())
