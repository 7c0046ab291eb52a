"""Lines of the two lists: entered by a unit, reviewed by the secretariat, valid for a time."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from silian.kernel.workflows import Step, Workflow, register_workflow

from .enums import RecordState as S
from .permissions import P

TONES: dict[str, str] = {
    S.DRAFT: "neutral",
    S.SUBMITTED: "info",
    S.RETURNED: "warning",
    S.APPROVED: "success",
    S.WITHDRAWN: "muted",
    S.EXPIRED: "muted",
}


def _steps(write: StrEnum) -> tuple[Step, ...]:
    return (
        Step("submit", (S.DRAFT, S.RETURNED, S.EXPIRED), S.SUBMITTED, write, _("提交审核")),
        Step("approve", (S.SUBMITTED,), S.APPROVED, P.LIST_REVIEW, _("通过"), "success"),
        Step("return", (S.SUBMITTED, S.APPROVED), S.RETURNED, P.LIST_REVIEW, _("退回"), "warning"),
        # Changing what was approved puts it before the reviewer again.
        Step("revise", (S.APPROVED,), S.SUBMITTED, write, _("修改后重新送审")),
        Step(
            "withdraw",
            (S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED),
            S.WITHDRAWN,
            write,
            _("撤回"),
            "danger",
        ),
        Step("expire", (S.SUBMITTED, S.APPROVED), S.EXPIRED, P.LIST_REVIEW, _("到期")),
    )


DEMAND = register_workflow(
    Workflow("talent.demand", S, S.DRAFT, _steps(P.DEMAND_WRITE), dict(TONES))
)
SUPPLY = register_workflow(
    Workflow("talent.supply", S, S.DRAFT, _steps(P.SUPPLY_WRITE), dict(TONES))
)

# Taken by a form of its own or by the calendar, never by a plain button.
NOT_A_BUTTON = frozenset({"revise", "expire"})
EDITABLE = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED, S.EXPIRED})
