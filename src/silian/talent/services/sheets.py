"""The two spreadsheets: how a row is checked, what is there already, and how rows are written.

`save` runs inside the command `exchange.batch.commit`, in its transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.codes.public import Program
from silian.consortia import public as consortia
from silian.kernel.access import Actor
from silian.kernel.exchange.columns import (
    Problem,
    Row,
    SaveResult,
    Sheet,
    no_remarks,
    register_sheet,
)
from silian.kernel.models import ImportBatch
from silian.kernel.refusals import Conflict
from silian.organisations.public import Organisation

from ..enums import ListKind, RecordState, Source
from ..exchange.columns import GROUPS
from ..exchange.filling import complete, fill
from ..exchange.lists import DEMAND, LISTS, SUPPLY, TalentList
from ..exchange.members import organisation_problems
from ..exchange.remarks import suggested_codes
from ..models import DemandProgram, DemandRecord, SupplyRecord
from ..permissions import P
from ..policy import place_of
from ..queries.suggestions import CodeSuggestion, suggest_codes
from . import coding
from .inserting import ids_by_key, insert_new

CHUNK = 2_000


def _check(talent_list: TalentList, row: Row) -> Iterable[Problem]:
    complete(row.values, row.options.get("period", ""))
    ref = row.values["organisation"]
    if ref:
        yield from organisation_problems(row.actor, ref)
    for fault in talent_list.faults(row.values):
        yield Problem(fault.column, fault.sentence, fault.mend)


def _existing(talent_list: TalentList, consortium_id: int | None, keys: Sequence[str]) -> set[str]:
    rows = talent_list.model.objects.filter(row_key__in=keys).order_by()
    return set(rows.values_list("row_key", flat=True))


def _near_existing(
    talent_list: TalentList, consortium_id: int | None, keys: Sequence[str]
) -> Mapping[str, str]:
    rows = talent_list.model.objects.order_by()
    name = "position" if talent_list.kind == ListKind.DEMAND else "program__name"
    found = rows.filter(near_key__in=keys).values_list(
        "near_key", "organisation__name", name, "period"
    )
    return {key: " · ".join(parts) for key, *parts in found}


class _Batch:
    """What every row of one commit shares: who imports, the members, the suggestions so far."""

    def __init__(self, actor: Actor, batch: ImportBatch, talent_list: TalentList) -> None:
        self.actor, self.batch, self.talent_list = actor, batch, talent_list
        self.sheet = sheet_of(talent_list.kind)
        self.now = timezone.now()
        self.consortium_id = place_of(actor)
        rows = Organisation.objects.filter(pk__in=consortia.member_ids())
        self.members: dict[str, Organisation] = {row.ref: row for row in rows}
        self.programs: dict[str, str] = {}
        if talent_list.kind == ListKind.SUPPLY:
            self.programs = dict(Program.objects.values_list("code", "level"))
        self._suggested: dict[tuple[str, str, str], CodeSuggestion] = {}

    @property
    def approved(self) -> bool:
        """The secretariat's own import needs no second look by the secretariat."""
        return self.actor.has(P.LIST_REVIEW)

    def suggest(self, record: DemandRecord) -> CodeSuggestion:
        """The suggestion for a position; a list repeats its positions."""
        key = (record.position, record.abilities, record.education)
        found = self._suggested.get(key)
        if found is None:
            found = self._suggested[key] = suggest_codes(*key)
        return found

    def build(self, row: Row) -> DemandRecord | SupplyRecord:
        """The unsaved record of a row."""
        organisation = self.members.get(row["organisation"])
        if organisation is None:
            raise Conflict(
                _("第 %(n)d 行的单位已不是正式成员。请重新上传预览。") % {"n": row.number}
            )
        record = self.talent_list.model(
            consortium_id=self.consortium_id,
            organisation=organisation,
            source=Source.IMPORT,
            batch_ref=self.batch.ref,
            state=RecordState.APPROVED if self.approved else RecordState.SUBMITTED,
            state_changed_at=self.now,
            is_demo=bool(self.batch.options.get("is_demo")),
        )
        if self.approved:
            record.reviewed_by_id, record.reviewed_at = self.actor.user_id, self.now
        fill(self.talent_list, record, row.values)
        record.row_key = row.key or self.sheet.row_key(row.values)
        record.near_key = self.sheet.near_key(row.values)
        return record


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _save_demand(actor: Actor, batch: ImportBatch, rows: Iterator[Row]) -> SaveResult:
    shared = _Batch(actor, batch, DEMAND)
    created = 0
    for chunk in _chunks(rows):
        records: list[DemandRecord] = []
        found: list[tuple[DemandRecord, list[str], CodeSuggestion | None]] = []
        for row in chunk:
            record = shared.build(row)
            assert isinstance(record, DemandRecord)
            suggestion = coding.settle_in_bulk(record, row["programs"], shared.suggest)
            records.append(record)
            found.append((record, row["programs"], suggestion))
        insert_new(DemandRecord, records)
        ids = ids_by_key(DemandRecord, [record.row_key for record in records])
        for record in records:
            record.pk = ids[record.row_key]
        insert_new(DemandProgram, [ln for line in found for ln in coding.program_links(*line)])
        created += len(records)
    return SaveResult(created)


def _save_supply(actor: Actor, batch: ImportBatch, rows: Iterator[Row]) -> SaveResult:
    shared = _Batch(actor, batch, SUPPLY)
    created = 0
    for chunk in _chunks(rows):
        records = []
        for row in chunk:
            record = shared.build(row)
            assert isinstance(record, SupplyRecord)
            coding.settle_supply(record, shared.programs[record.program_id])
            records.append(record)
        insert_new(SupplyRecord, records)
        created += len(records)
    return SaveResult(created)


def _sheet(
    talent_list: TalentList,
    title: object,
    title_en: str,
    about: tuple[object, str],
    save: Callable[[Actor, ImportBatch, Iterator[Row]], SaveResult],
) -> Sheet:
    return register_sheet(
        Sheet(
            key=f"talent.{talent_list.kind}",
            title=title,
            title_en=title_en,
            about=about[0],
            about_en=about[1],
            columns=talent_list.columns,
            permission=talent_list.write,
            oversight=P.LIST_REPORT_FOR,
            groups=GROUPS,
            identity=talent_list.identity,
            near=talent_list.near,
            check=partial(_check, talent_list),
            existing=partial(_existing, talent_list),
            near_existing=partial(_near_existing, talent_list),
            remarks=suggested_codes if talent_list.kind == ListKind.DEMAND else no_remarks,
            save=save,
        )
    )


SHEETS: dict[str, Sheet] = {
    ListKind.DEMAND: _sheet(
        DEMAND,
        gettext_lazy("人才需求清单"),
        "Talent demand list",
        (
            gettext_lazy("一行一个岗位。只有五列必填，其余按需要填。"),
            "One position a row. Five columns are required, the others as needed.",
        ),
        _save_demand,
    ),
    ListKind.SUPPLY: _sheet(
        SUPPLY,
        gettext_lazy("人才供给清单"),
        "Talent supply list",
        (
            gettext_lazy("一行一个专业（方向）。只有三列必填，其余按需要填。"),
            "One program (or specialisation) a row. Three columns are required.",
        ),
        _save_supply,
    ),
}


def sheet_of(kind: str) -> Sheet:
    """The spreadsheet of a list."""
    return SHEETS[kind]


def list_of(sheet: Sheet) -> TalentList:
    """The list of a spreadsheet."""
    return LISTS[sheet.key.removeprefix("talent.")]
