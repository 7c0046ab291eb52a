"""The roll of members from a spreadsheet: units registered or found, memberships made active."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from silian.kernel.access import Actor
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.organisations import public as organisations

from ..enums import ChangeKind, MembershipState, Seat
from ..exchange import COLUMNS, GROUPS, check, match_of
from ..models import Membership, MembershipChange
from ..permissions import ConsortiaPermission as P
from ..queries.actors import today


def save(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Registers what is new and makes every unit of the file an active member."""
    lines = list(rows)
    ids = _units(actor, batch, lines)
    held = {
        row.organisation_id: row
        for row in Membership.objects.select_for_update(of=("self",)).filter(
            organisation_id__in=ids.values()
        )
    }
    unchanged = 0
    changed: list[tuple[Membership, str, dt.date]] = []
    done: set[int] = set()
    for line in lines:
        unit = ids[line.number]
        row = held.get(unit) or Membership(
            consortium_id=batch.consortium_id, organisation_id=unit, state=""
        )
        if row.state == MembershipState.ACTIVE or unit in done:
            unchanged += 1
            continue
        done.add(unit)
        before = row.state
        _fill(row, line)
        changed.append((row, before, line.get("joined_on") or today()))
    _store(changed)
    return SaveResult(created=len(changed), unchanged=unchanged)


def _units(actor: Actor, batch: Any, lines: Sequence[Row]) -> dict[int, int]:
    """The organisation's id by row number."""
    found: dict[int, int] = {}
    new: dict[tuple[str, str], list[Row]] = {}
    for line in lines:
        match = match_of(line)
        if match.id is not None and match.exact:
            found[line.number] = match.id
        else:
            key = (line["name"], organisations.normal_uscc(line.get("uscc", "")))
            new.setdefault(key, []).append(line)
    if new:
        made = organisations.register_many(
            actor=actor, rows=[_unit(batch, same[0]) for same in new.values()]
        )
        for same, unit in zip(new.values(), made, strict=True):
            found |= {line.number: unit.pk for line in same}
    return found


def _unit(batch: Any, line: Row) -> Mapping[str, Any]:
    return {
        "name": line["name"],
        "kind": line["kind"],
        "uscc": line.get("uscc", ""),
        "short_name": line.get("short_name", ""),
        "region_id": line.get("region"),
        "industry_id": line.get("industry"),
        "source": str(_("成员名单导入"))[:200],
        "is_demo": bool(line.options.get("demo")),
    }


def _fill(row: Membership, line: Row) -> None:
    row.state = MembershipState.ACTIVE
    row.state_changed_at = timezone.now()
    row.seat = line.get("seat", Seat.MEMBER.value)
    row.joined_on = line.get("joined_on")
    row.left_on, row.leave_reason = None, ""
    row.contact_name = line.get("contact_name", "")
    row.contact_phone = line.get("contact_phone", "")
    row.note = line.get("note", "")
    row.is_demo = bool(line.options.get("demo"))


def _store(changed: Sequence[tuple[Membership, str, dt.date]]) -> None:
    Membership.objects.bulk_create(
        [row for row, _before, _on in changed if row.pk is None], batch_size=500
    )
    kept = [row for row, before, _on in changed if before]
    Membership.objects.bulk_update(
        kept,
        ["state", "state_changed_at", "seat", "joined_on", "left_on", "leave_reason",
         "contact_name", "contact_phone", "note", "is_demo"],
        batch_size=500,
    )  # fmt: skip
    MembershipChange.objects.bulk_create(
        [
            MembershipChange(
                consortium_id=row.consortium_id,
                membership=row,
                kind=ChangeKind.STATE,
                before=before,
                after=MembershipState.ACTIVE,
                on=on,
                reason=str(_("成员名单导入")),
            )
            for row, before, on in changed
        ],
        batch_size=500,
    )


def existing(consortium_id: int | None, keys: Sequence[str]) -> set[str]:
    """The keys of units that are active members already, by name and by code."""
    rows = Membership.objects.filter(state=MembershipState.ACTIVE).order_by()
    found = set()
    for name, code in rows.values_list("organisation__name", "organisation__uscc"):
        found.add(MEMBERS.row_key({"name": name}))
        if code:
            found.add(MEMBERS.row_key({"name": name, "uscc": code}))
    return found & set(keys)


MEMBERS = register_sheet(
    Sheet(
        key="consortia.members",
        title=_("成员名单"),
        title_en="Members",
        columns=COLUMNS,
        permission=P.MEMBERSHIP_MANAGE,
        save=save,
        check=check,
        identity=("name", "uscc"),
        near=("name",),
        existing=existing,
        groups=GROUPS,
        about=_("一行一个成员单位。单位库里有的单位按名称或信用代码认定，没有的登记为新单位。"),
        about_en="One line for each member. Units are found by name or code, or registered.",
    )
)
