"""The five links 产业—行业—企业—职业—专业 as a graph that is walked from any node.

A walk goes outwards from its start, to the left and to the right, never back. The start has
the flow 1 on each side; a node passes what it has on to its neighbours in proportion to the
weights, so that a width is a share of the start. A node with neighbours in two columns (an
industry with enterprises and occupations) gives each column the same: weights of different
columns measure different things. Each column keeps its strongest nodes; the
rest become one node 其他 n 项, which is not walked further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

KINDS = ("sector", "industry", "enterprise", "occupation", "program")
COLUMN = {kind: column for column, kind in enumerate(KINDS)}
REST = "…"


@dataclass(frozen=True)
class Node:
    """A node: its kind (one of `KINDS`) and code; the name does not tell nodes apart.

    `detail` says which of several of that name it is: 高职专科 460103.
    """

    kind: str
    code: str
    name: str = field(default="", compare=False)
    detail: str = field(default="", compare=False)

    @property
    def column(self) -> int:
        """The column from the left, 0 for 产业 to 4 for 专业."""
        return COLUMN[self.kind]

    @property
    def label(self) -> str:
        """The name with its detail."""
        return f"{self.name}（{self.detail}）" if self.detail else self.name

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True)
class Edge:
    """A link from a column to one further right.

    `weight` is above 0, usually up to 1; `evidence` counts the records behind it, `basis` says
    what they are.
    """

    source: Node
    target: Node
    weight: float
    evidence: int
    basis: str


@dataclass
class Flow:
    """A link of a walked graph: what flows, and the weight, evidence and bases added up."""

    source: Node
    target: Node
    flow: float = 0.0
    weight: float = 0.0
    evidence: int = 0
    bases: list[str] = field(default_factory=list)


@dataclass
class Graph:
    """A neighbourhood: nodes with their flow, links, and how many a 其他 node stands for."""

    start: Node
    strength: dict[Node, float]
    flows: list[Flow]
    merged: dict[Node, int]

    def column(self, kind: str) -> list[Node]:
        """The nodes of a kind, strongest first, 其他 last."""
        found = [node for node in self.strength if node.kind == kind]
        return sorted(found, key=lambda node: (node.code == REST, -self.strength[node], node.code))


Expand = Callable[[Node], Iterable[Edge]]


def parse_node(text: str) -> Node:
    """'program:460103' as a node; ValueError for anything else."""
    kind, colon, code = text.partition(":")
    if not colon or kind not in COLUMN or not code.strip() or len(code) > 40:
        raise ValueError(text)
    return Node(kind, code.strip())


def walk(start: Node, expand: Expand, depth: int = 4, breadth: int = 12) -> Graph:
    """The neighbourhood of a node: up to `depth` columns each way, `breadth` nodes in each.

    `expand` yields every edge that touches a node, on either side; edges that do not lead
    from left to right are a ValueError.
    """
    graph = Graph(start, {start: 1.0}, [], {})
    for step in (-1, 1):
        _walk_one_way(graph, expand, step, depth, breadth)
    return graph


def _walk_one_way(graph: Graph, expand: Expand, step: int, depth: int, breadth: int) -> None:
    """Column by column, so that every flow into a node is known before it is passed on."""
    start = graph.start
    end = start.column + step * depth
    open_flows: dict[int, dict[tuple[Node, Node], Flow]] = {}
    column = start.column
    reached = {start: 1.0}
    while True:
        for node, strength in reached.items():
            for flow in _pass_on(node, strength, expand, step, end):
                far = flow.target if step > 0 else flow.source
                pair = (flow.source, flow.target)
                open_flows.setdefault(far.column, {})[pair] = flow
        column += step
        if not 0 <= column < len(KINDS):
            return
        kept = _strongest(list(open_flows.pop(column, {}).values()), step, breadth, graph)
        graph.flows += kept
        reached = {}
        for flow in kept:
            far = flow.target if step > 0 else flow.source
            reached[far] = reached.get(far, 0.0) + flow.flow
        graph.strength.update(reached)
        reached = {node: strength for node, strength in reached.items() if node.code != REST}


def _pass_on(node: Node, strength: float, expand: Expand, step: int, end: int) -> list[Flow]:
    """The links from a node in one direction, its strength divided by column and weight."""
    links: dict[tuple[Node, Node], Flow] = {}
    for edge in expand(node):
        if edge.source.column >= edge.target.column:
            raise ValueError(f"edge from right to left: {edge.source} {edge.target}")
        near, far = (edge.source, edge.target) if step > 0 else (edge.target, edge.source)
        if near != node or edge.weight <= 0 or (far.column - end) * step > 0:
            continue
        link = links.setdefault((edge.source, edge.target), Flow(edge.source, edge.target))
        link.weight += edge.weight
        link.evidence += edge.evidence
        if edge.basis not in link.bases:
            link.bases.append(edge.basis)
    totals: dict[int, float] = {}
    for link in links.values():
        far = link.target if step > 0 else link.source
        totals[far.column] = totals.get(far.column, 0.0) + link.weight
    for link in links.values():
        far = link.target if step > 0 else link.source
        link.flow = strength / len(totals) * link.weight / totals[far.column]
    return list(links.values())


def _strongest(flows: list[Flow], step: int, breadth: int, graph: Graph) -> list[Flow]:
    """The links to the strongest nodes of a column, those to the others merged into one node."""
    strength: dict[Node, float] = {}
    for flow in flows:
        far = flow.target if step > 0 else flow.source
        strength[far] = strength.get(far, 0.0) + flow.flow
    ranked = sorted(strength, key=lambda node: (-strength[node], node.code))
    # A single node too many is shown itself: 其他 1 项 would take its place.
    if len(ranked) <= breadth + 1:
        return flows
    others = set(ranked[breadth:])
    rest = Node(ranked[0].kind, REST)
    graph.merged[rest] = len(others)
    merged: dict[tuple[Node, Node], Flow] = {}
    for flow in flows:
        source = rest if step < 0 and flow.source in others else flow.source
        target = rest if step > 0 and flow.target in others else flow.target
        kept = merged.setdefault((source, target), Flow(source, target))
        kept.flow += flow.flow
        kept.weight += flow.weight
        kept.evidence += flow.evidence
        kept.bases += [basis for basis in flow.bases if basis not in kept.bases]
    return list(merged.values())
