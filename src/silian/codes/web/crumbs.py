"""The way to a page of the code lists."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ..enums import ListKey
from ..queries.addresses import LIST_TITLES, list_address

Crumb = dict[str, object]


def crumbs(here: object = "", list_key: ListKey | None = None) -> list[Crumb]:
    """From the index, over a list where the page belongs to one, to the page itself."""
    way: list[Crumb] = [{"label": _("标准代码"), "url": reverse("codes:index")}]
    if list_key is not None:
        way.append({"label": LIST_TITLES[list_key], "url": list_address(list_key)})
    if here:
        way.append({"label": here, "url": ""})
    return way
