"""From which state, by which verb, to which: charter, meeting, motion, ballot, agreement, task."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.kernel.workflows import Step, Workflow, register_workflow

from .enums import (
    AgreementState,
    BallotState,
    CharterState,
    ElectionState,
    MeetingState,
    MotionState,
    PlanState,
    RegulationState,
    TaskState,
)
from .permissions import P

C = CharterState
CHARTER = register_workflow(
    Workflow(
        name="governance.charter",
        states=CharterState,
        initial=C.DRAFT,
        steps=(
            Step("propose", (C.DRAFT,), C.PROPOSED, P.CHARTER_WRITE, _("提请表决")),
            Step("return", (C.PROPOSED,), C.DRAFT, P.CHARTER_WRITE, _("退回修改"), "neutral"),
            Step("adopt", (C.PROPOSED,), C.ADOPTED, P.CHARTER_WRITE, _("登记通过")),
            Step("reject", (C.PROPOSED,), C.REJECTED, P.CHARTER_WRITE, _("未通过"), "danger"),
            Step("enforce", (C.ADOPTED,), C.IN_FORCE, P.CHARTER_WRITE, _("生效")),
            Step("supersede", (C.IN_FORCE,), C.SUPERSEDED, P.CHARTER_WRITE, _("被新版取代")),
        ),
        tones={
            C.DRAFT: "neutral",
            C.PROPOSED: "info",
            C.ADOPTED: "progress",
            C.IN_FORCE: "success",
            C.SUPERSEDED: "muted",
            C.REJECTED: "danger",
        },
    )
)

R = RegulationState
REGULATION = register_workflow(
    Workflow(
        name="governance.regulation",
        states=RegulationState,
        initial=R.DRAFT,
        steps=(
            Step("adopt", (R.DRAFT,), R.ADOPTED, P.CHARTER_WRITE, _("登记通过")),
            Step("revise", (R.ADOPTED,), R.DRAFT, P.CHARTER_WRITE, _("修订"), "neutral"),
            Step("repeal", (R.ADOPTED,), R.REPEALED, P.CHARTER_WRITE, _("废止"), "danger"),
        ),
        tones={R.DRAFT: "neutral", R.ADOPTED: "success", R.REPEALED: "muted"},
    )
)

M = MeetingState
MEETING = register_workflow(
    Workflow(
        name="governance.meeting",
        states=MeetingState,
        initial=M.DRAFT,
        steps=(
            Step("convene", (M.DRAFT,), M.CONVENED, P.MEETING_MANAGE, _("发出通知")),
            Step("open", (M.CONVENED,), M.OPEN, P.MEETING_MANAGE, _("宣布开会")),
            Step("close", (M.OPEN,), M.CLOSED, P.MEETING_MANAGE, _("宣布散会")),
            Step("minute", (M.CLOSED,), M.MINUTED, P.MEETING_MANAGE, _("确认纪要")),
            Step("cancel", (M.DRAFT, M.CONVENED), M.CANCELLED, P.MEETING_MANAGE, _("取消会议"),
                 "danger"),
        ),
        tones={
            M.DRAFT: "neutral",
            M.CONVENED: "info",
            M.OPEN: "progress",
            M.CLOSED: "success",
            M.MINUTED: "success",
            M.CANCELLED: "muted",
        },
    )
)  # fmt: skip

O = MotionState  # noqa: E741 - one letter a table, as above
MOTION = register_workflow(
    Workflow(
        name="governance.motion",
        states=MotionState,
        initial=O.PROPOSED,
        steps=(
            Step("admit", (O.PROPOSED,), O.ADMITTED, P.MEETING_MANAGE, _("列入议程")),
            Step("pass", (O.ADMITTED,), O.PASSED, P.BALLOT_MANAGE, _("通过")),
            Step("fail", (O.ADMITTED,), O.FAILED, P.BALLOT_MANAGE, _("未通过"), "danger"),
            Step("withdraw", (O.PROPOSED, O.ADMITTED), O.WITHDRAWN, P.MOTION_PROPOSE, _("撤回"),
                 "danger"),
        ),
        tones={
            O.PROPOSED: "neutral",
            O.ADMITTED: "info",
            O.PASSED: "success",
            O.FAILED: "danger",
            O.WITHDRAWN: "muted",
        },
    )
)  # fmt: skip

B = BallotState
BALLOT = register_workflow(
    Workflow(
        name="governance.ballot",
        states=BallotState,
        initial=B.DRAFT,
        steps=(
            Step("open", (B.DRAFT,), B.OPEN, P.BALLOT_MANAGE, _("开启表决")),
            Step("close", (B.OPEN,), B.CLOSED, P.BALLOT_MANAGE, _("结束表决")),
            Step("void", (B.DRAFT, B.OPEN), B.VOID, P.BALLOT_MANAGE, _("作废"), "danger"),
        ),
        tones={B.DRAFT: "neutral", B.OPEN: "progress", B.CLOSED: "success", B.VOID: "muted"},
    )
)

E = ElectionState
ELECTION = register_workflow(
    Workflow(
        name="governance.election",
        states=ElectionState,
        initial=E.NOMINATING,
        steps=(
            Step("list", (E.NOMINATING,), E.LISTED, P.BALLOT_MANAGE, _("确定候选名单")),
            Step("relist", (E.LISTED,), E.NOMINATING, P.BALLOT_MANAGE, _("重新提名"), "neutral"),
            Step("decide", (E.LISTED, E.RUNOFF), E.DECIDED, P.BALLOT_MANAGE, _("宣布当选")),
            Step("runoff", (E.LISTED, E.RUNOFF), E.RUNOFF, P.BALLOT_MANAGE, _("再次投票")),
            Step("fail", (E.LISTED, E.RUNOFF), E.FAILED, P.BALLOT_MANAGE, _("未选出"), "danger"),
            Step("cancel", (E.NOMINATING, E.LISTED), E.CANCELLED, P.BALLOT_MANAGE, _("取消选举"),
                 "danger"),
        ),
        tones={
            E.NOMINATING: "info",
            E.LISTED: "progress",
            E.RUNOFF: "warning",
            E.DECIDED: "success",
            E.FAILED: "danger",
            E.CANCELLED: "muted",
        },
    )
)  # fmt: skip

A = AgreementState
AGREEMENT = register_workflow(
    Workflow(
        name="governance.agreement",
        states=AgreementState,
        initial=A.DRAFTING,
        steps=(
            Step("submit", (A.DRAFTING,), A.APPROVING, P.AGREEMENT_DRAFT, _("定稿送审")),
            Step("return", (A.APPROVING, A.SIGNING), A.DRAFTING, P.AGREEMENT_DRAFT,
                 _("退回修改"), "neutral"),
            Step("sign", (A.APPROVING,), A.SIGNING, P.AGREEMENT_DRAFT, _("进入签署")),
            Step("enforce", (A.SIGNING,), A.IN_FORCE, P.AGREEMENT_DRAFT, _("生效")),
            Step("end", (A.IN_FORCE,), A.ENDED, P.AGREEMENT_DRAFT, _("终止"), "danger"),
            Step("cancel", (A.DRAFTING, A.APPROVING, A.SIGNING), A.CANCELLED, P.AGREEMENT_DRAFT,
                 _("放弃签订"), "danger"),
        ),
        tones={
            A.DRAFTING: "neutral",
            A.APPROVING: "info",
            A.SIGNING: "progress",
            A.IN_FORCE: "success",
            A.ENDED: "muted",
            A.CANCELLED: "muted",
        },
    )
)  # fmt: skip

L = PlanState
PLAN = register_workflow(
    Workflow(
        name="governance.plan",
        states=PlanState,
        initial=L.DRAFT,
        steps=(
            Step("adopt", (L.DRAFT,), L.ADOPTED, P.TASK_MANAGE, _("登记通过")),
            Step("close", (L.ADOPTED,), L.CLOSED, P.TASK_MANAGE, _("年终总结")),
        ),
        tones={L.DRAFT: "neutral", L.ADOPTED: "success", L.CLOSED: "muted"},
    )
)

T = TaskState
TASK = register_workflow(
    Workflow(
        name="governance.task",
        states=TaskState,
        initial=T.TODO,
        steps=(
            Step("start", (T.TODO,), T.DOING, P.TASK_REPORT, _("开始")),
            Step("submit", (T.TODO, T.DOING), T.SUBMITTED, P.TASK_REPORT, _("申请验收")),
            Step("accept", (T.SUBMITTED,), T.DONE, P.TASK_MANAGE, _("验收通过")),
            Step("return", (T.SUBMITTED,), T.DOING, P.TASK_MANAGE, _("退回"), "danger"),
            Step("reopen", (T.DONE,), T.DOING, P.TASK_MANAGE, _("重新打开"), "neutral"),
            Step("cancel", (T.TODO, T.DOING), T.CANCELLED, P.TASK_MANAGE, _("取消任务"), "danger"),
        ),
        tones={
            T.TODO: "neutral",
            T.DOING: "progress",
            T.SUBMITTED: "info",
            T.DONE: "success",
            T.CANCELLED: "muted",
        },
    )
)
