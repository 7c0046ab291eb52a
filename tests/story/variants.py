"""How an object of an address is described: whose it is, and to which roles it is open."""

from __future__ import annotations

from dataclasses import dataclass

from .cast import ROLES, VISITOR, Story

GONE = "2222222222222222"
NUL = "%00"
EVERYBODY = frozenset(ROLES)


@dataclass(frozen=True)
class Variant:
    """One object that an address may name, by a key for each part.

    A key is looked up in `story.refs`, or is the value itself; "{role}" is the asking role.
    `open_to` are the roles to which this object is open, if the page is. `whose` is own,
    other_unit, other_consortium or gone: the last two are always a 404.
    """

    whose: str
    keys: tuple[str, ...]
    open_to: frozenset[str] = frozenset()

    def values(self, story: Story, role: str) -> tuple[str, ...]:
        """What stands in the address."""
        asking = "nobody" if role == VISITOR else role
        keys = [key.format(role=asking) for key in self.keys]
        return tuple(story.refs.get(key, key) for key in keys)


@dataclass(frozen=True)
class Place:
    """Parts of the addresses of some routes, and the variants put there, the usual one first."""

    routes: str
    parts: tuple[str, ...]
    variants: tuple[Variant, ...]


def place(routes: str, parts: str, *variants: Variant) -> Place:
    """An entry; `parts` are separated by spaces, as are the keys of its variants."""
    return Place(routes, tuple(parts.split()), variants)


def own(keys: str, *roles: str) -> Variant:
    """The object of the roles named (of everybody without a name)."""
    return Variant("own", tuple(keys.split()), frozenset(roles) or EVERYBODY)


def other_unit(keys: str, *roles: str) -> Variant:
    """An object of another unit or person, open to the roles named alone."""
    return Variant("other_unit", tuple(keys.split()), frozenset(roles))


def elsewhere(keys: str) -> Variant:
    """An object of 乙, or of something else, asked for under this address."""
    return Variant("other_consortium", tuple(keys.split()))


def gone(keys: str = GONE) -> Variant:
    """An address that was right once, or never."""
    return Variant("gone", tuple(keys.split()))


def known(key: str) -> tuple[Variant, ...]:
    """Something that belongs to the installation, and something that is not there."""
    return (own(key), gone("no-such"), gone(NUL))
