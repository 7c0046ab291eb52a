"""The registry's part in the five links: which enterprises are of which industry."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from silian.codes.public import Edge, Node, NodeKind, only_enterprises, register_chain_source

from ..enums import OrganisationKind
from ..models import Organisation

# A walk keeps a dozen of a column; more would only be read to be thrown away.
MOST = 300


@register_chain_source
def enterprise_edges(consortium_id: int | None, node: Node) -> Iterator[Edge]:
    """Industry → enterprise, for both sides; the code of an enterprise is its ref.

    The registry knows no consortia: an app above may narrow a walk to the enterprises it means.
    """
    rows = Organisation.objects.current().filter(
        kind=OrganisationKind.ENTERPRISE, industry__isnull=False
    )
    only = only_enterprises()
    if only is not None:
        rows = rows.filter(ref__in=only)
    if node.kind == NodeKind.INDUSTRY:
        found = rows.filter(industry__code__startswith=node.code).order_by("name", "pk")
        for ref, name in found.values_list("ref", "name")[:MOST]:
            yield Edge(node, Node(NodeKind.ENTERPRISE, ref, name), 1.0, 1, _("单位库"))
    elif node.kind == NodeKind.ENTERPRISE:
        for ref, name, code in rows.filter(ref=node.code).values_list("ref", "name", "industry"):
            enterprise = Node(NodeKind.ENTERPRISE, ref, name)
            yield Edge(Node(NodeKind.INDUSTRY, code), enterprise, 1.0, 1, _("单位库"))
