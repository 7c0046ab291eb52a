"""Edges of the five links: what codes itself knows, and what upper apps add."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from functools import cache

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..engine.chain import REST, Edge, Graph, Node, walk
from ..enums import ListKey, NodeKind
from ..models import IndustryOccupation, ProgramOccupation, SectorIndustry
from .index import lookup

ChainSource = Callable[[int | None, Node], Iterable[Edge]]

LIST_OF_KIND = {
    NodeKind.SECTOR: ListKey.SECTORS,
    NodeKind.INDUSTRY: ListKey.INDUSTRIES,
    NodeKind.OCCUPATION: ListKey.OCCUPATIONS,
    NodeKind.PROGRAM: ListKey.PROGRAMS,
}

_sources: list[ChainSource] = []
_only: ContextVar[frozenset[str] | None] = ContextVar("only_enterprises", default=None)


def only_enterprises() -> frozenset[str] | None:
    """The refs of the enterprises that the walk at hand is narrowed to; None for all.

    A source that reads a limited number of enterprises reads these alone.
    """
    return _only.get()


def register_chain_source(source: ChainSource) -> ChainSource:
    """Adds a source of edges: a function of (consortium id or None, node).

    It yields every edge of its own that touches the node on either side, and queries only
    what was asked. Nodes of enterprises carry their names; codes knows the others' names.
    """
    if source not in _sources:
        _sources.append(source)
    return source


def five_links(
    start: Node,
    consortium_id: int | None = None,
    depth: int = 4,
    breadth: int = 12,
    enterprises: frozenset[str] | None = None,
) -> Graph:
    """The neighbourhood of a node from all sources, with names; see `engine.chain.walk`.

    With `enterprises` (refs) it leads through these alone: this floor knows no members, whoever
    does passes them.
    """

    @cache  # the start is asked twice, once for each side
    def expand(node: Node) -> list[Edge]:
        found = (edge for source in _sources for edge in source(consortium_id, node))
        return [edge for edge in found if enterprises is None or _within(edge, enterprises)]

    token = _only.set(enterprises)
    try:
        return _named(walk(start, expand, depth, breadth))
    finally:
        _only.reset(token)


def _within(edge: Edge, enterprises: frozenset[str]) -> bool:
    ends = (edge.source, edge.target)
    return all(end.kind != NodeKind.ENTERPRISE or end.code in enterprises for end in ends)


def exists(node: Node) -> bool:
    """Whether a code list has the node; enterprises are not in a code list and always pass."""
    key = LIST_OF_KIND.get(NodeKind(node.kind))
    return key is None or lookup(key).get(node.code) is not None


def _named(graph: Graph) -> Graph:
    """The same graph with a name on every node."""
    given = {node: node.name for flow in graph.flows for node in (flow.source, flow.target)}
    found = {node: _titled(node, given.get(node, ""), graph) for node in graph.strength}

    def titled(node: Node) -> Node:
        return found.get(node, node)

    for flow in graph.flows:
        flow.source, flow.target = titled(flow.source), titled(flow.target)
    return Graph(
        titled(graph.start),
        {titled(node): strength for node, strength in graph.strength.items()},
        graph.flows,
        graph.merged,
    )


def _titled(node: Node, given: str, graph: Graph) -> Node:
    """The node with the name of its list, or the one that its source gave."""
    if node.code == REST:
        rest = _("其他 %(number)s 项") % {"number": graph.merged[node]}
        return Node(node.kind, node.code, rest)
    key = LIST_OF_KIND.get(NodeKind(node.kind))
    entry = lookup(key).get(node.code) if key else None
    if entry is None:
        return Node(node.kind, node.code, given or node.name or node.code)
    if key is ListKey.SECTORS and (get_language() or "").startswith("en"):
        # The only list with English names of its own.
        return Node(node.kind, node.code, entry.terms[0])
    # Classes of industries share names with their only sub-class, programs with other levels.
    told = key in (ListKey.PROGRAMS, ListKey.INDUSTRIES)
    detail = entry.detail if told else ""
    return Node(node.kind, node.code, entry.name, detail)


def industry_family(code: str) -> list[str]:
    """An industry's code and those of the classes above it, nearest first: 3611, 361, 36.

    The section's letter is left out: links to a whole section would say nothing.
    """
    return [code[:length] for length in range(len(code), 1, -1)]


@register_chain_source
def catalogue_edges(consortium_id: int | None, node: Node) -> Iterator[Edge]:
    """Sector → industry → occupation → program, as the code lists and experts have them."""
    if node.kind == NodeKind.SECTOR:
        yield from _sector_edges(_sectors().filter(sector=node.code), None)
    elif node.kind == NodeKind.INDUSTRY:
        yield from _sector_edges(_nearest(_sectors(), node.code), node)
        yield from _industry_edges(_nearest(_industries(), node.code), node)
    elif node.kind == NodeKind.OCCUPATION:
        yield from _industry_edges(_industries().filter(occupation=node.code), None)
        yield from _program_edges(ProgramOccupation.objects.filter(occupation=node.code))
    elif node.kind == NodeKind.PROGRAM:
        yield from _program_edges(ProgramOccupation.objects.filter(program=node.code))


def _sectors() -> QuerySet[SectorIndustry]:
    return SectorIndustry.objects.filter(current=True, weight__gt=0)


def _industries() -> QuerySet[IndustryOccupation]:
    return IndustryOccupation.objects.filter(current=True, weight__gt=0)


def _nearest(links: QuerySet, code: str) -> list:
    """The links of an industry; where it has none those of the class above, else of below."""
    family = industry_family(code)
    found = list(links.filter(industry__in=family))
    if found:
        nearest = max((link.industry_id for link in found), key=len)
        return [link for link in found if link.industry_id == nearest]
    return list(links.filter(industry__code__startswith=code))


def _sector_edges(links: Iterable[SectorIndustry], industry: Node | None) -> Iterator[Edge]:
    for link in links:
        yield Edge(
            Node("sector", link.sector_id),
            industry or Node("industry", link.industry_id),
            link.weight,
            1,
            link.source,
        )


def _industry_edges(links: Iterable[IndustryOccupation], industry: Node | None) -> Iterator[Edge]:
    for link in links:
        yield Edge(
            industry or Node("industry", link.industry_id),
            Node("occupation", link.occupation_id),
            link.weight,
            1,
            link.source,
        )


def _program_edges(links: QuerySet[ProgramOccupation]) -> Iterator[Edge]:
    for link in links.filter(weight__gt=0):
        yield Edge(
            Node("occupation", link.occupation_id),
            Node("program", link.program_id),
            link.weight,
            1,
            link.source,
        )
