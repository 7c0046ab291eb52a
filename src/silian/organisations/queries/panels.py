"""Panels that upper apps put onto an organisation's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from ..models import Organisation


@dataclass(frozen=True)
class Panel:
    """A part of the page: its title, its template, and the context as `panel.context`."""

    title: object
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[HttpRequest, Organisation], Panel | None]
_MAKERS: list[tuple[int, Maker]] = []


def register_panel(maker: Maker, order: int = 100) -> Maker:
    """Registers `maker(request, organisation) -> Panel | None` of an upper app.

    None leaves it out, for a reader who may not see it or where there is nothing to show.
    """
    if maker not in [known for _order, known in _MAKERS]:
        _MAKERS.append((order, maker))
        _MAKERS.sort(key=lambda item: item[0])
    return maker


def panels(request: HttpRequest, organisation: Organisation) -> list[Panel]:
    """The panels of this organisation for this reader, in order."""
    made = [maker(request, organisation) for _order, maker in _MAKERS]
    return [panel for panel in made if panel is not None]
