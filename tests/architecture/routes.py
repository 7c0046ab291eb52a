"""Every address of the product, read from the URLconf: the list that nobody keeps by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One pattern of the URLconf: its full name and text, its view, the parts it takes."""

    name: str
    pattern: str
    view: Callable[..., Any]
    parts: tuple[str, ...]

    @property
    def in_consortium(self) -> bool:
        """Stands at /c/<slug>/."""
        return self.pattern.startswith("c/<slug:slug>/")

    @property
    def is_api(self) -> bool:
        """Answers programs: declared by django-ninja, checked by its own tests."""
        return self.pattern.startswith("api/")

    @property
    def access(self) -> Any:
        """Who may open it, as the `page` decorator says; None for a view without it."""
        return getattr(self.view, "access", None)

    @property
    def methods(self) -> frozenset[str]:
        """The methods that it answers."""
        return frozenset(getattr(self.view, "methods", ()))

    @property
    def own_parts(self) -> tuple[str, ...]:
        """The parts besides the consortium's slug."""
        return tuple(part for part in self.parts if not (part == "slug" and self.in_consortium))


def _walk(resolver: Any, space: str, text: str, parts: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        whole = text + str(entry.pattern)
        found = (*parts, *_parts(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner, whole, found)
        else:
            assert isinstance(entry, URLPattern)
            yield Route(space + (entry.name or ""), whole, entry.callback, found)


def _parts(pattern: Any) -> tuple[str, ...]:
    regex = pattern.regex.groupindex
    return tuple(pattern.converters) or tuple(regex)


@cache
def all_routes() -> tuple[Route, ...]:
    """Every route, in the order of the URLconf."""
    return tuple(_walk(get_resolver(), "", "", ()))


def pages() -> tuple[Route, ...]:
    """Every route but those of the API."""
    return tuple(route for route in all_routes() if not route.is_api)
