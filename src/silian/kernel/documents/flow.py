"""The states of issued papers and of batches, and what the database holds fast of a paper."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..access import Actor, may, register_permissions, system_actor
from ..database import frozen_but
from ..models import DocumentBatch, IssuedDocument
from ..models.documents import PaperBatchState as B
from ..models.documents import PaperState as S
from ..workflows import Step, Workflow, register_workflow
from .kinds import DocumentKind

frozen_but(IssuedDocument._meta.db_table, IssuedDocument.MUTABLE)


class P(StrEnum):
    """Stands in the tables of states; what is asked for is the permission of each kind."""

    HANDLE = "documents.paper.handle"


register_permissions(
    {
        P.HANDLE: (
            _("办理文书（按每种文书自己的权限）"),
            "Handle issued papers (by the kind's own right)",
        )
    }
)

PAPERS = register_workflow(
    Workflow(
        "documents.paper",
        S,
        S.ISSUED,
        (
            Step("revoke", (S.ISSUED,), S.REVOKED, P.HANDLE, _("撤销"), "danger"),
            Step("supersede", (S.ISSUED,), S.SUPERSEDED, P.HANDLE, _("替换"), "warning"),
        ),
        {S.ISSUED: "success", S.REVOKED: "danger", S.SUPERSEDED: "muted"},
    )
)

BATCHES = register_workflow(
    Workflow(
        "documents.batch",
        B,
        B.QUEUED,
        (
            # A worker that was killed leaves the batch running; going on is harmless.
            Step("run", (B.QUEUED, B.RUNNING, B.FAILED), B.RUNNING, P.HANDLE, _("制作")),
            Step("finish", (B.RUNNING,), B.DONE, P.HANDLE, _("完成"), "success"),
            Step("fail", (B.QUEUED, B.RUNNING), B.FAILED, P.HANDLE, _("中止"), "danger"),
        ),
        {B.QUEUED: "info", B.RUNNING: "progress", B.DONE: "success", B.FAILED: "danger"},
    )
)


def move(flow: Workflow, row: IssuedDocument | DocumentBatch, verb: str) -> dict[str, Any]:
    """Moves a locked row along; `Conflict` when it is not in a state for that.

    The right was asked for before: it is the kind's, not the table's.
    """
    return flow.advance(system_actor("documents"), row, verb)


def may_read(actor: Actor, kind: DocumentKind, paper: IssuedDocument) -> bool:
    """Whether somebody may have the paper: by the kind's right, or for the unit that holds it."""
    holds = (
        actor.organisation_id is not None and actor.organisation_id == paper.holder_organisation_id
    )
    return holds or bool(may(actor, kind.view or kind.permission))
