"""The five links drawn: a Sankey that is walked by clicks, with its rows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from silian.kernel.punctuation import bracketed, listed
from silian.kernel.ui.chart import Chart
from silian.kernel.ui.columns import Empty

from ..engine.chain import KINDS, REST, Graph, Node
from ..enums import NodeKind
from .addresses import node_address

COLOURS = {
    "sector": "@innovation",
    "industry": "@industry",
    "enterprise": "@enterprise",
    "occupation": "@talent",
    "program": "@education",
}


def links_chart(graph: Graph, base: str = "", height: str = "xl") -> Chart:
    """A graph of the five links as a figure; `base` is the page that a click walks on."""
    names = _unique_names(graph)
    return Chart(
        id="five-links",
        title=_("五业对接：%(name)s") % {"name": graph.start.label},
        option=_option(graph, names, base),
        columns=(
            _("从"), _("名称"), _("到"), _("名称"),
            _("份额"), _("权重"), _("证据（条）"), _("依据"),
        ),
        rows=_rows(graph),
        note=_(
            "份额：从“%(name)s”出发，每个节点把份额按联系的权重分给相邻的列"
            "（同时连向两列时各得一半），"
            "左右两侧各合计不超过 100%%；断开处表示没有登记联系。"
            "权重 0–1；证据是支撑这条联系的记录条数；来源见“依据”。"
        )
        % {"name": graph.start.label},
        height=height,
        walk=True,
        numeric=(4, 5, 6),
        empty=None if graph.flows else _nothing(graph.start),
    )  # fmt: skip


def _nothing(start: Node) -> Empty:
    return Empty(
        _("“%(name)s”还没有登记的联系") % {"name": start.label},
        _("行业与职业没有官方对照，由专家整理、需求记录补充；新专业要等下一版对照指引。"),
        icon="chart-sankey",
    )


def _unique_names(graph: Graph) -> dict[Node, str]:
    """A name for each node, told apart by detail or kind where two share it."""
    names: dict[Node, str] = {}
    taken: set[str] = set()
    for kind in KINDS:
        for node in graph.column(kind):
            name = node.name
            if name in taken:
                name = node.label if node.detail else f"{name}{bracketed(NodeKind(kind).label)}"
            if name in taken:
                name = f"{name} {node.code}"
            taken.add(name)
            names[node] = name
    return names


def _option(graph: Graph, names: dict[Node, str], base: str) -> dict[str, Any]:
    columns = [kind for kind in KINDS if graph.column(kind)]
    nodes = []
    for node, name in names.items():
        item: dict[str, Any] = {
            "name": name,
            "depth": columns.index(node.kind),
            "itemStyle": {"color": "@neutral" if node.code == REST else COLOURS[node.kind]},
        }
        address = node_address(node, base)
        if address and node != graph.start:
            item["url"] = address
        nodes.append(item)
    links = [
        {"source": names[f.source], "target": names[f.target], "value": round(f.flow, 4)}
        for f in graph.flows
    ]
    series = {
        "type": "sankey",
        "nodeAlign": "left",
        "labelLayout": {"hideOverlap": True},
        "data": nodes,
        "links": links,
    }
    return {"tooltip": {"valueFormatter": "@percent"}, "series": [series]}


def _rows(graph: Graph) -> list[list[Any]]:
    ordered = sorted(
        graph.flows,
        key=lambda f: (f.source.column, f.target.column, -f.flow, f.source.code, f.target.code),
    )
    return [
        [
            NodeKind(f.source.kind).label,
            f.source.label,
            NodeKind(f.target.kind).label,
            f.target.label,
            f"{f.flow:.1%}",
            f"{f.weight:.2f}",
            f.evidence,
            listed(f.bases, "；"),
        ]
        for f in ordered
    ]
