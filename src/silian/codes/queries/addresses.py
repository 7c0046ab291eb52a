"""Where an entry of a list has its page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..engine.chain import REST, Node
from ..enums import ListKey

LIST_TITLES: dict[ListKey, object] = {
    ListKey.SECTORS: _("产业清单"),
    ListKey.INDUSTRIES: _("行业分类"),
    ListKey.OCCUPATIONS: _("职业分类"),
    ListKey.PROGRAMS: _("专业目录"),
    ListKey.REGIONS: _("行政区划"),
    ListKey.UNIVERSITIES: _("高等学校"),
    ListKey.CERTIFICATES: _("证书清单"),
}
NOUNS: dict[ListKey, str] = {
    ListKey.SECTORS: "sector",
    ListKey.INDUSTRIES: "industry",
    ListKey.OCCUPATIONS: "occupation",
    ListKey.PROGRAMS: "program",
    ListKey.REGIONS: "region",
    ListKey.UNIVERSITIES: "university",
    ListKey.CERTIFICATES: "certificate",
}


def list_address(list_key: str) -> str:
    """The page of a list."""
    return reverse(f"codes:{NOUNS[ListKey(list_key)]}_list")


def address_of(list_key: str, code: str) -> str:
    """The page of an entry."""
    return reverse(f"codes:{NOUNS[ListKey(list_key)]}_detail", args=[code])


def node_address(node: Node, base: str = "") -> str:
    """The five links walked from this node; '' for 其他. `base` is the page, by default ours."""
    if node.code == REST:
        return ""
    return f"{base or reverse('codes:links')}?{urlencode({'node': str(node)})}"


def detail_address(node: Node) -> str:
    """The page of a node's own entry; '' for enterprises, which are not in a code list."""
    keys = {noun: key for key, noun in NOUNS.items()}
    if node.code == REST or node.kind not in keys:
        return ""
    return address_of(keys[node.kind], node.code)
