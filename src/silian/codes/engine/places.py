"""The ways in which people write a place: 北京, 北京市朝阳区, 江苏苏州昆山."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

_COUNTY_ENDINGS = ("自治县", "自治旗", "县", "市", "区", "旗")


def forms(name: str, short_name: str) -> tuple[str, ...]:
    """A place's own forms: 昆山市 and 昆山; an ending is only cut from three characters on."""
    found = [name, short_name]
    if name == short_name:
        for ending in _COUNTY_ENDINGS:
            if name.endswith(ending) and len(name) - len(ending) >= 2:
                found.append(name.removesuffix(ending))
                break
    return tuple(dict.fromkeys(found))


def paths(chain: list[tuple[str, ...]]) -> Iterator[str]:
    """All ways to write a place under its superiors, the place itself excluded.

    `chain` holds the forms from the province down to the place: two or three of them. A level
    may be left out, so 江苏昆山 is a path as well as 江苏省苏州市昆山市.
    """
    *uppers, own = chain
    for taken in range(1, 2 ** len(uppers)):
        picked = [upper for bit, upper in enumerate(uppers) if taken >> bit & 1]
        yield from ("".join(parts) for parts in product(*picked, own))
