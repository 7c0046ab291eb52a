"""What may be done in governance, by name."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from silian.kernel.access import register_permissions


class GovernancePermission(StrEnum):
    """Permissions of the governance app."""

    VIEW = "governance.view"
    CHARTER_WRITE = "governance.charter.write"
    BODY_MANAGE = "governance.body.manage"
    MEETING_MANAGE = "governance.meeting.manage"
    MEETING_ATTEND = "governance.meeting.attend"
    MOTION_PROPOSE = "governance.motion.propose"
    BALLOT_MANAGE = "governance.ballot.manage"
    VOTE = "governance.ballot.vote"
    SCRUTINISE = "governance.ballot.scrutinise"
    NOMINATE = "governance.election.nominate"
    LETTER_ISSUE = "governance.letter.issue"
    AGREEMENT_VIEW = "governance.agreement.view"
    AGREEMENT_DRAFT = "governance.agreement.draft"
    AGREEMENT_DECIDE = "governance.agreement.decide"
    TASK_MANAGE = "governance.task.manage"
    TASK_REPORT = "governance.task.report"


P = GovernancePermission

register_permissions(
    {
        P.VIEW: (_("查看章程、机构、会议和决议"), "See charter, bodies, meetings and resolutions"),
        P.CHARTER_WRITE: (_("起草章程和制度"), "Draft the charter and regulations"),
        P.BODY_MANAGE: (_("管理治理机构、届次和任职"), "Manage bodies, terms and mandates"),
        P.MEETING_MANAGE: (_("召集和主持会议"), "Convene and run meetings"),
        P.MEETING_ATTEND: (_("代表本单位参加会议"), "Attend meetings for one's own unit"),
        P.MOTION_PROPOSE: (_("提出议案"), "Propose motions"),
        P.BALLOT_MANAGE: (_("开启和结束表决、选举"), "Open and close ballots and elections"),
        P.VOTE: (_("代表本单位投票"), "Vote for one's own unit"),
        P.SCRUTINISE: (_("监票、录入纸质选票"), "Scrutinise and enter paper ballots"),
        P.NOMINATE: (_("提名、同意或谢绝参选"), "Nominate, consent or decline to stand"),
        P.LETTER_ISSUE: (
            _("颁发和撤销聘书、牌匾、证书"),
            "Issue and revoke letters, plaques and certificates",
        ),
        P.AGREEMENT_VIEW: (_("查看协议"), "See agreements"),
        P.AGREEMENT_DRAFT: (_("起草和管理协议"), "Draft and manage agreements"),
        P.AGREEMENT_DECIDE: (
            _("代表本单位审批、确认协议"),
            "Approve and confirm agreements for one's own unit",
        ),
        P.TASK_MANAGE: (_("编制计划、分派和验收任务"), "Plan, assign and review tasks"),
        P.TASK_REPORT: (_("汇报本单位的任务"), "Report on one's own unit's tasks"),
    }
)
