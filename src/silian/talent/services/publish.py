"""发布: the approved lines of a period become an immutable, numbered list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia.public import Consortium
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command
from silian.kernel.jobs import enqueue
from silian.kernel.refusals import Conflict, Invalid

from ..engine import frozen
from ..engine.periods import Period, parse_period
from ..enums import ListKind
from ..models import Snapshot, SnapshotRow
from ..permissions import P
from ..policy import place_of
from ..queries.publishing import PUBLIC, public_rows, publishable
from ..queries.responses import Responses, responses
from .inserting import insert_new

FORMAT = "silian-talent-list/1"
CHUNK = 2_000


@command("talent.list.publish", P.LIST_PUBLISH)
def publish_list(
    *, actor: Actor, kind: str, period: str, title: str = "", title_en: str = ""
) -> Snapshot:
    """Publishes what is approved and valid, as the next number of its kind.

    Raises `Invalid` for an unknown list or period, `Conflict` when there is nothing to publish.
    """
    # Two publications of one consortium never take the same number.
    consortium = Consortium.objects.select_for_update().get(pk=place_of(actor))
    require(actor, P.LIST_PUBLISH)
    kind, days = _kind(kind), _days(period)
    answers = responses(kind, period)
    with TemporaryFile("w+b") as spool:
        counts = _write(spool, kind, period)
        if not counts["count"]:
            raise Conflict(
                _("%(period)s没有已通过审核的%(kind)s，发布不了。请先审核填报的内容。")
                % {"period": period, "kind": kind.label}
            )
        last = Snapshot.objects.filter(kind=kind).order_by("-number").first()
        snapshot = Snapshot(
            consortium=consortium,
            kind=kind,
            number=last.number + 1 if last else 1,
            period=period,
            period_from=days.first,
            period_until=days.last,
            **counts,
            asked=answers.asked,
            answered=answers.answered,
            published_at=timezone.now(),
            published_by=actor.label[:200],
            is_demo=consortium.is_demo or _all_demo(kind, period),
        )
        zh, en = _titles(consortium, snapshot)
        snapshot.title_en = title_en.strip()[:200] or ("" if title.strip() else en)
        snapshot.title = title.strip()[:200] or zh
        snapshot.facts = facts_of(consortium, snapshot, answers)
        snapshot.sha256 = _digest(snapshot, spool)
        snapshot.save(force_insert=True)
        _insert(snapshot, spool)
    audit.record(
        actor, snapshot, {"number": snapshot.number, "count": snapshot.count,
                          "heads": snapshot.heads, "sha256": snapshot.sha256},
    )  # fmt: skip
    enqueue("talent.publication.files", consortium=consortium.pk, ref=snapshot.ref)
    return snapshot


def _kind(text: str) -> ListKind:
    try:
        return ListKind(text)
    except ValueError as error:
        raise Invalid({"kind": [_("清单只有 demand（需求）和 supply（供给）两种。")]}) from error


def _days(text: str) -> Period:
    try:
        return parse_period(text)
    except ValueError as error:
        sentence = _("期次“%(text)s”认不出来。请写成 2026、2026H1、2026Q3 或 2026-05。")
        raise Invalid({"period": [sentence % {"text": text[:20]}]}) from error


def _titles(consortium: Consortium, snapshot: Snapshot) -> tuple[str, str]:
    """The titles where none is given, whatever the language of the publisher's page."""
    names = {ListKind.DEMAND: ("人才需求清单", "talent demand"),
             ListKind.SUPPLY: ("人才供给清单", "talent supply")}  # fmt: skip
    zh, en = names[ListKind(snapshot.kind)]
    english = f"{consortium.name_en}: {en} {snapshot.period}" if consortium.name_en else ""
    return f"{consortium.name}{snapshot.period}{zh}"[:200], english[:200]


def _all_demo(kind: str, period: str) -> bool:
    return not publishable(kind, period).filter(is_demo=False).exists()


def facts_of(consortium: Consortium, snapshot: Snapshot, answers: Responses) -> dict[str, Any]:
    """The first line of the frozen text: what the list is, how much, and how it was counted."""
    return {
        "format": FORMAT,
        "consortium": consortium.slug,
        "consortium_name": consortium.name,
        "kind": str(snapshot.kind),
        "number": snapshot.number,
        "title": snapshot.title,
        "period": snapshot.period,
        "period_from": snapshot.period_from.isoformat(),
        "period_until": snapshot.period_until.isoformat(),
        "count": snapshot.count,
        "heads": snapshot.heads,
        "organisations": snapshot.organisations,
        "asked": answers.asked,
        "answered": answers.answered,
        "published_at": snapshot.published_at.isoformat(timespec="seconds"),
        "columns": list(PUBLIC[snapshot.kind]),
        "is_demo": snapshot.is_demo,
    }


def _write(spool: IO[bytes], kind: str, period: str) -> dict[str, int]:
    """Reads the lines once, so that the hash and the rows cannot tell different stories."""
    count = heads = 0
    units: set[int] = set()
    for number, row in enumerate(public_rows(kind, period), start=1):
        line = {"number": number, "data": row.data, **row.typed}
        spool.write(json.dumps(line, ensure_ascii=False, cls=DjangoJSONEncoder).encode() + b"\n")
        count, heads = number, heads + row.typed["heads"]
        units.add(row.typed["organisation_key"])
    return {"count": count, "heads": heads, "organisations": len(units)}


def _lines(spool: IO[bytes]) -> Iterator[dict[str, Any]]:
    spool.seek(0)
    for line in spool:
        yield json.loads(line)


def _digest(snapshot: Snapshot, spool: IO[bytes]) -> str:
    total = hashlib.sha256(frozen.line(snapshot.facts))
    for line in _lines(spool):
        total.update(frozen.line({"number": line["number"], **line["data"]}))
    return total.hexdigest()


def _insert(snapshot: Snapshot, spool: IO[bytes]) -> None:
    part: list[SnapshotRow] = []
    for line in _lines(spool):
        part.append(SnapshotRow(consortium_id=snapshot.consortium_id, snapshot=snapshot, **line))
        if len(part) == CHUNK:
            insert_new(SnapshotRow, part)
            part = []
    insert_new(SnapshotRow, part)
