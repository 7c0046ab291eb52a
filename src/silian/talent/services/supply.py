"""What is done to lines of 人才供给."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from silian.kernel.access import Actor
from silian.kernel.commands import command

from ..enums import Source
from ..exchange.lists import SUPPLY
from ..models import SupplyRecord
from ..permissions import P
from . import entry, steps


@command("talent.supply.enter", P.SUPPLY_WRITE)
def enter_supply(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    submit: bool = True,
    source: str = Source.FORM,
    is_demo: bool = False,
) -> SupplyRecord:
    """Creates a line of supply from cleaned values by column key, and submits it.

    Raises `Invalid` by column, `Conflict` for a line that is there already.
    """
    return entry.enter_line(actor, SUPPLY, values, submit=submit, source=source, is_demo=is_demo)  # type: ignore[return-value]


@command("talent.supply.update", P.SUPPLY_WRITE)
def update_supply(*, actor: Actor, ref: str, values: Mapping[str, Any]) -> SupplyRecord:
    """Changes a line of supply; an approved one is reviewed again."""
    return entry.update_line(actor, SUPPLY, ref, values)  # type: ignore[return-value]


@command("talent.supply.submit", P.SUPPLY_WRITE)
def submit_supply(*, actor: Actor, ref: str) -> SupplyRecord:
    """Hands a draft, a returned or an expired line to the reviewer."""
    return entry.submit_line(actor, SUPPLY, ref)  # type: ignore[return-value]


@command("talent.supply.approve", P.LIST_REVIEW)
def approve_supply(*, actor: Actor, refs: Sequence[str], note: str = "") -> int:
    """Approves lines of supply, all or none; returns how many."""
    return steps.move(actor, SUPPLY, refs, "approve", note)


@command("talent.supply.return", P.LIST_REVIEW)
def return_supply(*, actor: Actor, refs: Sequence[str], note: str) -> int:
    """Sends lines back to their schools with a reason, all or none; returns how many."""
    return steps.move(actor, SUPPLY, refs, "return", steps.required_reason(note))


@command("talent.supply.withdraw", P.SUPPLY_WRITE)
def withdraw_supply(*, actor: Actor, refs: Sequence[str], note: str = "") -> int:
    """Withdraws lines, all or none; a withdrawn line stays to be read, and may be entered anew."""
    return steps.move(actor, SUPPLY, refs, "withdraw", note)
