"""The states of a batch, and which batches an actor may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from .. import scoping
from ..access import Actor, register_permissions, require, system_actor
from ..commands import lock
from ..models import ImportBatch
from ..models.batches import BatchState as S
from ..refusals import Missing
from ..workflows import Step, Workflow, register_workflow
from .columns import SHEETS, Sheet


class P(StrEnum):
    """Stands in the table of states; what is asked for is the permission of each sheet."""

    HANDLE = "exchange.batch.handle"


register_permissions(
    {
        P.HANDLE: (
            _("导入表格（按每张表自己的权限）"),
            "Import a spreadsheet (by the sheet's own right)",
        )
    }
)

BATCHES = register_workflow(
    Workflow(
        "exchange.batch",
        S,
        S.READING,
        (
            Step("preview", (S.READING,), S.PREVIEWED, P.HANDLE, _("预览")),
            Step("fail", (S.READING,), S.FAILED, P.HANDLE, _("中止读取"), "danger"),
            Step("correct", (S.PREVIEWED,), S.PREVIEWED, P.HANDLE, _("更正")),
            Step("queue", (S.PREVIEWED,), S.COMMITTING, P.HANDLE, _("排队提交")),
            # A worker that was killed leaves the batch here; committing again is harmless.
            Step(
                "commit", (S.PREVIEWED, S.COMMITTING), S.COMMITTED, P.HANDLE, _("提交"), "success"
            ),
            Step("release", (S.COMMITTING,), S.PREVIEWED, P.HANDLE, _("退回预览"), "warning"),
            Step(
                "discard",
                (S.READING, S.PREVIEWED, S.FAILED),
                S.DISCARDED,
                P.HANDLE,
                _("放弃"),
                "danger",
            ),
        ),
        {
            S.READING: "progress",
            S.PREVIEWED: "info",
            S.COMMITTING: "progress",
            S.COMMITTED: "success",
            S.FAILED: "danger",
            S.DISCARDED: "muted",
        },
    )
)


def move(batch: ImportBatch, verb: str) -> dict[str, Any]:
    """Moves a locked batch along; `Conflict` when it is not in a state for that.

    The right was asked for before: it is the sheet's, not the table's.
    """
    return BATCHES.advance(system_actor("exchange"), batch, verb)


@contextmanager
def reach(consortium_id: int | None) -> Iterator[None]:
    """Inside the consortium of a batch, or across all for a batch of the installation."""
    with scoping.across() if consortium_id is None else scoping.inside(consortium_id):
        yield


def sheet_of(batch: ImportBatch) -> Sheet:
    """The declaration of a batch's sheet; `Missing` when the product has it no more."""
    sheet = SHEETS.get(batch.sheet)
    if sheet is None:
        raise Missing(_("这种表格已不再使用。"))
    return sheet


def visible(actor: Actor, sheet: Sheet) -> Any:
    """The batches of a sheet that the actor may see, newest first; use it inside `reach`.

    Of the consortium stood in, and there of the organisation acted for, unless the actor has
    the sheet's oversight.
    """
    rows = ImportBatch.objects.filter(sheet=sheet.key, consortium_id=actor.consortium_id)
    overseer = actor.everything or (sheet.oversight is not None and actor.has(sheet.oversight))
    return rows if overseer else rows.filter(organisation_id=actor.organisation_id)


def open_batch(actor: Actor, ref: str | ImportBatch) -> tuple[ImportBatch, Sheet]:
    """The batch, locked, with its sheet; call it inside a command and inside `reach`.

    `Missing` for one that the actor may not see, `Forbidden` without the sheet's permission.
    """
    batch = lock(ImportBatch, ref)
    sheet = sheet_of(batch)
    require(actor, sheet.permission)
    if not visible(actor, sheet).filter(pk=batch.pk).exists():
        raise Missing()
    return batch, sheet
