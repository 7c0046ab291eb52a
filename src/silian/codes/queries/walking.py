"""What a page of the five links shows: where to start, the picture, and its columns as lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from silian.kernel.refusals import Missing

from ..engine.chain import KINDS, Node, parse_node
from ..enums import NodeKind
from ..models import Sector
from .addresses import detail_address, node_address
from .chain import LIST_OF_KIND, exists, five_links
from .figures import links_chart
from .find import no_such_code, search_list

BREADTHS = (8, 12, 20, 40)


def links_page(
    asked: Mapping[str, str],
    base: str = "",
    consortium_id: int | None = None,
    enterprises: frozenset[str] | None = None,
) -> dict[str, Any]:
    """What `codes/links.html` reads, from the parameters of an address: q, node, breadth.

    `base` is the page on which the links of the picture and of the lists lead on, by default
    ours. `enterprises` narrows to these refs. `Missing` for a node that is not there.
    """
    text = asked.get("q", "").replace("\x00", "").strip()[:60]
    context: dict[str, Any] = {"q": text, "found": _starts(text, base), "breadths": BREADTHS}
    node = asked.get("node", "").strip()[:60]
    if node:
        breadth = _breadth(asked.get("breadth", ""))
        return context | _walked(node, breadth, base, consortium_id, enterprises)
    sectors = Sector.objects.filter(in_edition=True)
    starts = [(row, node_address(Node("sector", row.slug), base)) for row in sectors]
    return context | {"starts": starts}


def _breadth(text: str) -> int:
    return int(text) if text in {str(number) for number in BREADTHS} else 12


def _walked(
    asked: str,
    breadth: int,
    base: str,
    consortium_id: int | None,
    enterprises: frozenset[str] | None,
) -> dict[str, Any]:
    """The graph of the node of the address; `Missing` for one that is not there."""
    try:
        node = parse_node(asked)
    except ValueError as error:
        raise Missing(_("地址里的节点无法识别，应像 program:460103。")) from error
    if not exists(node):
        raise Missing(no_such_code(LIST_OF_KIND[NodeKind(node.kind)], node.code))
    narrowed = node.kind == NodeKind.ENTERPRISE and enterprises is not None
    if narrowed and node.code not in (enterprises or ()):
        raise Missing(_("这个单位不在所选的企业里。"))
    graph = five_links(node, consortium_id, breadth=breadth, enterprises=enterprises)
    columns = [
        {
            "title": NodeKind(kind).label,
            "nodes": [
                {
                    "name": one.name,
                    "detail_text": one.detail,
                    "share": graph.strength[one],
                    "walk": "" if one == graph.start else node_address(one, base),
                    "detail": detail_address(one),
                    "here": one == graph.start,
                }
                for one in graph.column(kind)
            ],
        }
        for kind in KINDS
    ]
    return {
        "start": graph.start,
        "start_kind": NodeKind(node.kind).label,
        "start_url": detail_address(graph.start),
        "chart": links_chart(graph, base),
        "columns": columns,
        "breadth": breadth,
    }


def _starts(text: str, base: str) -> list[dict[str, Any]]:
    """Nodes that a word may mean, to start from."""
    if not text:
        return []
    return [
        {
            "kind": NodeKind(kind).label,
            "name": hit.entry.name,
            "detail": hit.entry.detail,
            "url": node_address(Node(kind, hit.entry.code), base),
        }
        for kind, key in LIST_OF_KIND.items()
        for hit in search_list(key, text, 6)
    ]
