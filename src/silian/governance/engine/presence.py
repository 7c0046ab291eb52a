"""Who counts as present for one vote: attendance, proxies within the limit, recusal.

A unit with a seat is present if it is here, or if a unit that is here carries its mandate. A
unit that recuses itself from a matter counts neither in the seats nor among those present, and
carries no mandate in it. A mandate is not passed on; a giver who comes votes itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

Refused = tuple[str, str, str]
"""The giver of a mandate that does not count, then why, in Chinese and English."""


@dataclass(frozen=True)
class Roll:
    """The roll of one vote. `seats` and `present` are sums of weights.

    `casts`: for each unit whose vote counts, the unit that casts it (itself, or its proxy).
    """

    seats: int
    present: int
    casts: Mapping[str, str]
    refused: tuple[Refused, ...]


def assemble(
    seats: Mapping[str, int],
    here: Collection[str],
    proxies: Mapping[str, str],
    *,
    proxy_limit: int = 0,
    recused: Collection[str] = (),
) -> Roll:
    """The roll from the seats (weight by unit), those here, and mandates (carrier by giver).

    Units without a seat are ignored. Beyond the limit the mandates of the givers that come
    later in the order of their keys do not count.
    """
    entitled = {unit: weight for unit, weight in seats.items() if unit not in recused}
    casts = {unit: unit for unit in sorted(entitled) if unit in here}
    carried: dict[str, int] = {}
    refused: list[Refused] = []
    for giver in sorted(set(proxies) & set(entitled) - set(casts)):
        carrier = proxies[giver]
        reason = _refusal(carrier, seats, here, recused, carried.get(carrier, 0), proxy_limit)
        if reason:
            refused.append((giver, *reason))
            continue
        carried[carrier] = carried.get(carrier, 0) + 1
        casts[giver] = carrier
    return Roll(
        sum(entitled.values()), sum(entitled[unit] for unit in casts), casts, tuple(refused)
    )


def _refusal(
    carrier: str,
    seats: Mapping[str, int],
    here: Collection[str],
    recused: Collection[str],
    carried: int,
    limit: int,
) -> tuple[str, str] | None:
    if carrier not in seats:
        return "受托单位在这个机构没有席位。", "The proxy has no seat in this body."
    if carrier not in here:
        return "受托单位没有到会。", "The proxy is not present."
    if carrier in recused:
        return "受托单位在这一事项上回避。", "The proxy has recused itself from this matter."
    if carried >= limit:
        return (
            f"受托单位已带满 {limit} 份委托。",
            f"The proxy already carries the {limit} mandates allowed.",
        )
    return None
