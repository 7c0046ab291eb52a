"""Mandates from a spreadsheet: what was decided on paper before, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import Actor
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.refusals import Conflict
from silian.organisations import public as organisations

from ..exchange.mandates import COLUMNS, check, term_of, unit_of
from ..models import Mandate
from ..permissions import P
from .mandates import held_in, room_for, seat_in_roll, take_up


def save(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Takes up every mandate of the file; who holds the post already is left as it is."""
    created = unchanged = 0
    for line in rows:
        term, match = term_of(line), unit_of(line)
        if term is None or match.code is None:
            sentence = _("第 %(row)d 行的机构、届次或单位在预检之后变了，请重新上传。")
            raise Conflict(sentence % {"row": line.number})
        unit = organisations.by_ref(match.code)
        if held_in(term, unit.pk) is not None:
            unchanged += 1
            continue
        room_for(term, 1)
        basis = _("任职名单导入")
        made = take_up(
            term, unit.pk, line["post"], line.get("starts_on") or term.starts_on, basis=basis,
            representative=line.get("representative", ""),
            representative_title=line.get("representative_title", ""),
            is_demo=bool(line.options.get("demo")),
        )  # fmt: skip
        if line.get("ends_on") and line["ends_on"] != made.ends_on:
            made.ends_on = line["ends_on"]
            made.save(update_fields=["ends_on"])
        seat_in_roll(actor, made, basis)
        created += 1
    return SaveResult(created=created, unchanged=unchanged)


def existing(consortium_id: int | None, keys: Sequence[str]) -> set[str]:
    """The keys of mandates that are held already."""
    rows = Mandate.objects.filter(ended_on__isnull=True).order_by()
    values = rows.values_list("term__body__name", "term__number", "organisation__name", "post")
    found = {
        MANDATES.row_key({"body": body, "term": term, "name": name, "post": post})
        for body, term, name, post in values
    }
    return found & set(keys)


MANDATES = register_sheet(
    Sheet(
        key="governance.mandates",
        title=gettext_lazy("任职名单"),
        title_en="Mandates",
        columns=COLUMNS,
        permission=P.BODY_MANAGE,
        save=save,
        check=check,
        identity=("body", "term", "name", "post"),
        existing=existing,
        about=gettext_lazy("一行一项任职。机构和届次须已设立，单位须是正式成员。"),
        about_en="One line for each mandate. Body and term must be there, the unit a member.",
    )
)
