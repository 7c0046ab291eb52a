"""From which state, by which verb, to which: project, duty, enrolment, internship, round."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.kernel.workflows import Step, Workflow, register_workflow

from .enums import DutyState, EnrolmentState, InternshipState, ProjectState, RoundState
from .permissions import P

J = ProjectState
PROJECT = register_workflow(
    Workflow(
        name="cultivation.project",
        states=ProjectState,
        initial=J.PLANNED,
        steps=(
            Step("start", (J.PLANNED,), J.RUNNING, P.PROJECT_MANAGE, _("启动")),
            Step("finish", (J.RUNNING,), J.FINISHED, P.PROJECT_MANAGE, _("结项")),
            Step(
                "stop", (J.PLANNED, J.RUNNING), J.STOPPED, P.PROJECT_MANAGE, _("终止项目"),
                "danger",
            ),
        ),
        tones={
            J.PLANNED: "neutral", J.RUNNING: "progress", J.FINISHED: "success",
            J.STOPPED: "danger",
        },
    )
)  # fmt: skip

D = DutyState
DUTY = register_workflow(
    Workflow(
        name="cultivation.duty",
        states=DutyState,
        initial=D.OPEN,
        steps=(
            Step("submit", (D.OPEN,), D.SUBMITTED, P.DUTY_REPORT, _("提交验收")),
            Step("accept", (D.SUBMITTED,), D.DONE, P.PROJECT_MANAGE, _("验收通过")),
            Step("return", (D.SUBMITTED,), D.OPEN, P.PROJECT_MANAGE, _("退回"), "neutral"),
            Step("drop", (D.OPEN, D.SUBMITTED), D.DROPPED, P.PROJECT_MANAGE, _("免除"), "danger"),
        ),
        tones={D.OPEN: "progress", D.SUBMITTED: "info", D.DONE: "success", D.DROPPED: "muted"},
    )
)

E = EnrolmentState
ENROLMENT = register_workflow(
    Workflow(
        name="cultivation.enrolment",
        states=EnrolmentState,
        initial=E.LISTED,
        steps=(
            Step("select", (E.LISTED,), E.SELECTED, P.PROJECT_MANAGE, _("拟录")),
            Step("enrol", (E.LISTED, E.SELECTED), E.ENROLLED, P.PROJECT_MANAGE, _("入班")),
            Step("complete", (E.ENROLLED,), E.COMPLETED, P.PROJECT_MANAGE, _("结业")),
            Step(
                "leave", (E.LISTED, E.SELECTED, E.ENROLLED), E.LEFT, P.PROJECT_MANAGE,
                _("退出项目"), "danger",
            ),
        ),
        tones={
            E.LISTED: "neutral", E.SELECTED: "info", E.ENROLLED: "progress",
            E.COMPLETED: "success", E.LEFT: "muted",
        },
    )
)  # fmt: skip

I = InternshipState  # noqa: E741 - the letter of the aggregate, as above
INTERNSHIP = register_workflow(
    Workflow(
        name="cultivation.internship",
        states=InternshipState,
        initial=I.DRAFT,
        steps=(
            Step("agree", (I.DRAFT,), I.AGREED, P.INTERNSHIP_MANAGE, _("登记三方协议")),
            Step("begin", (I.AGREED,), I.RUNNING, P.INTERNSHIP_MANAGE, _("开始实习")),
            Step("finish", (I.RUNNING,), I.FINISHED, P.INTERNSHIP_MANAGE, _("结束实习")),
            Step("end", (I.RUNNING,), I.ENDED, P.INTERNSHIP_MANAGE, _("提前终止"), "danger"),
            Step(
                "cancel", (I.DRAFT, I.AGREED), I.CANCELLED, P.INTERNSHIP_MANAGE, _("取消"),
                "danger",
            ),
        ),
        tones={
            I.DRAFT: "neutral", I.AGREED: "info", I.RUNNING: "progress", I.FINISHED: "success",
            I.ENDED: "danger", I.CANCELLED: "muted",
        },
    )
)  # fmt: skip

R = RoundState
ROUND = register_workflow(
    Workflow(
        name="cultivation.round",
        states=RoundState,
        initial=R.DRAFT,
        steps=(
            Step("open", (R.DRAFT,), R.OPEN, P.ROUND_MANAGE, _("开放填报")),
            Step("freeze", (R.OPEN,), R.FROZEN, P.ROUND_MANAGE, _("冻结志愿")),
            Step("solve", (R.FROZEN,), R.SOLVED, P.ROUND_MANAGE, _("匹配")),
            Step("reconsider", (R.SOLVED,), R.FROZEN, P.ROUND_MANAGE, _("撤销匹配"), "neutral"),
            Step("publish", (R.SOLVED,), R.PUBLISHED, P.ROUND_MANAGE, _("公布")),
            Step("close", (R.PUBLISHED,), R.CLOSED, P.ROUND_MANAGE, _("结束双选")),
        ),
        tones={
            R.DRAFT: "neutral", R.OPEN: "progress", R.FROZEN: "info", R.SOLVED: "info",
            R.PUBLISHED: "success", R.CLOSED: "muted",
        },
    )
)  # fmt: skip
