"""Where a person's token may act: on the platform, and where upper apps say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from silian.kernel.access import Actor, all_permissions

from ..models import User


@dataclass(frozen=True)
class TokenPlace:
    """A consortium and organisation that a person acts in and for, with the actor there.

    `key` is unique for the person and stable within a form; `label` is what the form shows.
    """

    key: str
    label: str
    actor: Actor


Provider = Callable[[User], Iterable[TokenPlace]]
_PROVIDERS: list[Provider] = []


def register_token_places(provider: Provider) -> Provider:
    """Registers `provider(user) -> places` of the app that knows consortia."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)
    return provider


def token_places(user: User) -> list[TokenPlace]:
    """Every place where the person has rights that a token could carry."""
    found = [place for provider in _PROVIDERS for place in provider(user)]
    return [place for place in found if place.actor.permissions]


def scope_choices(places: Iterable[TokenPlace]) -> list[tuple[str, object]]:
    """The permissions that the person holds in at least one of the places, with their titles."""
    held = frozenset().union(*(place.actor.permissions for place in places))
    return [
        (value, title) for value, (title, _english) in all_permissions().items() if value in held
    ]
