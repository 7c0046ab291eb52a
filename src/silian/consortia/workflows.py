"""From application to withdrawal, and the life of a consortium."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.kernel.workflows import Step, Workflow, register_workflow

from .enums import ConsortiumState, MembershipState
from .permissions import ConsortiaPermission as P

M = MembershipState
C = ConsortiumState

MEMBERSHIP = register_workflow(
    Workflow(
        name="consortia.membership",
        states=MembershipState,
        initial=M.APPLIED,
        steps=(
            Step("review", (M.APPLIED,), M.REVIEWING, P.MEMBERSHIP_REVIEW, _("开始审核")),
            Step("admit", (M.APPLIED, M.REVIEWING), M.ADMITTED, P.MEMBERSHIP_REVIEW, _("同意入会")),
            Step(
                "reject",
                (M.APPLIED, M.REVIEWING),
                M.REJECTED,
                P.MEMBERSHIP_REVIEW,
                _("不予入会"),
                "danger",
            ),
            Step(
                "retract",
                (M.APPLIED, M.REVIEWING),
                M.WITHDRAWN,
                P.MEMBERSHIP_RETRACT,
                _("撤回申请"),
                "danger",
            ),
            Step("activate", (M.ADMITTED,), M.ACTIVE, P.MEMBERSHIP_MANAGE, _("成为正式成员")),
            Step(
                "withdraw",
                (M.ADMITTED, M.ACTIVE),
                M.WITHDRAWN,
                P.MEMBERSHIP_MANAGE,
                _("登记退出"),
                "danger",
            ),
            Step("leave", (M.ACTIVE,), M.WITHDRAWN, P.MEMBERSHIP_LEAVE, _("申请退出"), "danger"),
            Step(
                "reapply",
                (M.WITHDRAWN, M.REJECTED),
                M.APPLIED,
                P.MEMBERSHIP_APPLY,
                _("再次申请"),
            ),
        ),
        tones={
            M.APPLIED: "info",
            M.REVIEWING: "progress",
            M.ADMITTED: "success",
            M.ACTIVE: "success",
            M.WITHDRAWN: "muted",
            M.REJECTED: "danger",
        },
    )
)

CONSORTIUM = register_workflow(
    Workflow(
        name="consortia.consortium",
        states=ConsortiumState,
        initial=C.NAMED,
        steps=(
            Step("open", (C.NAMED,), C.ACTIVE, P.FOUND, _("开始运行")),
            Step("close", (C.ACTIVE,), C.CLOSED, P.CLOSE, _("结束运行"), "danger"),
            Step("reopen", (C.CLOSED,), C.ACTIVE, P.CLOSE, _("恢复运行")),
        ),
        tones={C.NAMED: "neutral", C.ACTIVE: "success", C.CLOSED: "muted"},
    )
)
