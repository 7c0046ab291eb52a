"""The consortium itself: its profile, its end, and its return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.punctuation import listed
from silian.kernel.refusals import Invalid

from ..engine.kinds import Need
from ..models import Consortium
from ..permissions import ConsortiaPermission as P
from ..queries.composition import unmet_rules
from ..workflows import CONSORTIUM
from .values import fill, valid

PROFILE = (
    "name", "name_en", "kind", "scope", "industry_text", "home_region", "home_region_text", "park",
    "area_mu", "founded_on", "founded_note", "aims", "aims_en", "source", "parent", "hosted_by",
    "rule_override_reason",
)  # fmt: skip


@command("consortia.consortium.update", P.UPDATE)
def update(*, actor: Actor, consortium: Consortium, values: Mapping[str, Any]) -> Consortium:
    """Changes the fields of the profile named in `values`.

    `sectors` and `regions` are lists of objects or keys. `Invalid` where a rule of the kind is
    not met and no reason is given.
    """
    row = lock(Consortium, consortium)
    require(actor, P.UPDATE, row)
    plain = dict(values)
    lists = {name: plain.pop(name) for name in ("sectors", "regions") if name in plain}
    if unknown := set(plain) - set(PROFILE):
        raise TypeError(f"not of the profile: {sorted(unknown)}")
    changes: dict[str, Any] = fill(row, plain)
    _not_in_a_ring(row)
    unmet = unmet_rules(row)
    if unmet and not row.rule_override_reason.strip():
        raise Invalid({"rule_override_reason": [_sentence(unmet)]})
    valid(row)
    row.save()
    for name, wanted in lists.items():
        related = getattr(row, name)
        before = sorted(str(key) for key in related.values_list("pk", flat=True))
        related.set(wanted)
        after = sorted(str(key) for key in related.values_list("pk", flat=True))
        if before != after:
            changes[name] = [before, after]
    if unmet and changes:
        changes["unmet"] = [need.words.zh for need in unmet]
    audit.record(actor.within(row.pk), row, changes)
    return row


@command("consortia.consortium.close", P.CLOSE)
def close(*, actor: Actor, consortium: Consortium, reason: str) -> Consortium:
    """Ends a consortium: it stays readable and takes no more applications."""
    return _advance(actor, consortium, "close", reason)


@command("consortia.consortium.reopen", P.CLOSE)
def reopen(*, actor: Actor, consortium: Consortium, reason: str) -> Consortium:
    """Takes a closed consortium up again."""
    return _advance(actor, consortium, "reopen", reason)


def _advance(actor: Actor, consortium: Consortium, verb: str, reason: str) -> Consortium:
    if not reason.strip():
        raise Invalid({"reason": [_("请写明原因。")]})
    row = lock(Consortium, consortium)
    changes: dict[str, Any] = CONSORTIUM.advance(actor, row, verb)
    row.save(update_fields=["state"])
    audit.record(actor.within(row.pk), row, {**changes, "reason": reason.strip()})
    return row


def _sentence(unmet: list[Need]) -> str:
    words = listed((need.words.text(get_language()) for need in unmet), "；")
    return _("还没有满足：%(rules)s。补齐牵头单位，或在这里写明理由。") % {"rules": words}


def _not_in_a_ring(row: Consortium) -> None:
    """Neither its own ancestor nor its own host, however far up."""
    for name in ("parent", "hosted_by"):
        seen, above = {row.pk}, getattr(row, name)
        while above is not None:
            if above.pk in seen:
                raise Invalid({name: [_("联合体不能成为自己的上级。")]})
            seen.add(above.pk)
            above = getattr(above, name)
