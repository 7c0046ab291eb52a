"""Whose line it is: a member of the consortium, and for a unit's own office that unit alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.access import Actor
from silian.kernel.exchange.columns import Problem, Suggestion
from silian.organisations import public as organisations

from ..permissions import P
from .lookups import UNKNOWN

# A preview asks for every row; the answer may be as old as a blink.
SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True)
class Members:
    """The active members of one consortium by ref: the id of each."""

    ids: dict[str, int]
    looked_at: float


_lock = threading.Lock()
_known: dict[int, Members] = {}


def members(consortium_id: int) -> dict[str, int]:
    """Ref → id of the active members here, at most a second old."""
    with _lock:
        found = _known.get(consortium_id)
        now = time.monotonic()
        if found is None or now - found.looked_at >= SECONDS_BETWEEN_LOOKS:
            rows = consortia.active_members().order_by()
            pairs = rows.values_list("organisation__ref", "organisation_id")
            found = _known[consortium_id] = Members(dict(pairs), now)
        return found.ids


def forget() -> None:
    """Drops what is held in memory: between tests."""
    with _lock:
        _known.clear()


def organisation_problems(actor: Actor, ref: str) -> Iterator[Problem]:
    """What is wrong with the organisation of a row, as a problem of its cell."""
    assert actor.consortium_id is not None
    if ref.startswith(UNKNOWN):
        yield _unknown(ref.removeprefix(UNKNOWN))
        return
    found = members(actor.consortium_id).get(ref)
    if found is None:
        yield Problem(
            "organisation",
            _("这个单位在单位库里，但不是本联合体的正式成员。"),
            _("请秘书处先在“成员”中办理加入，再导入这一行。"),
        )
    elif not actor.has(P.LIST_REPORT_FOR) and found != actor.organisation_id:
        yield Problem(
            "organisation",
            _("这是别的单位，您只能填报本单位的清单。"),
            _("请删去这一行，或改为本单位。"),
        )


def _unknown(text: str) -> Problem:
    offered = organisations.OrganisationLookup().resolve(text).suggestions
    return Problem(
        "organisation",
        _("单位库里没有“%(text)s”。") % {"text": text[:40]},
        _("如果是下面的单位，请改用它的名称；如果是新单位，请秘书处先登记单位并办理加入。")
        if offered
        else _("请核对名称；如果是新单位，请秘书处先登记单位并办理加入。"),
        tuple(Suggestion(name, name) for _ref, name in offered[:5]),
    )
