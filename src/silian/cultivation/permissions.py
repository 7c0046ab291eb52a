"""What may be done in cultivation, by name."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from silian.kernel.access import register_permissions


class CultivationPermission(StrEnum):
    """Permissions of the cultivation app."""

    VIEW = "cultivation.view"
    PROJECT_MANAGE = "cultivation.project.manage"
    DUTY_REPORT = "cultivation.duty.report"
    STUDENT_VIEW = "cultivation.student.view"
    STUDENT_MANAGE = "cultivation.student.manage"
    STUDENT_REVEAL = "cultivation.student.reveal"
    OPENING_APPROVE = "cultivation.opening.approve"
    INTERNSHIP_VIEW = "cultivation.internship.view"
    INTERNSHIP_MANAGE = "cultivation.internship.manage"
    INTERNSHIP_MENTOR = "cultivation.internship.mentor"
    RULE_OVERRIDE = "cultivation.rule.override"
    ROUND_MANAGE = "cultivation.round.manage"
    POST_OFFER = "cultivation.post.offer"
    SELF = "cultivation.self"


P = CultivationPermission

register_permissions(
    {
        P.VIEW: (_("查看共育项目和贯通路径"), "See joint projects and pathways"),
        P.PROJECT_MANAGE: (_("建立和管理共育项目"), "Found and run joint projects"),
        P.DUTY_REPORT: (
            _("办理本单位的项目职责"),
            "Carry out one's unit's duties of a project",
        ),
        P.STUDENT_VIEW: (_("查看学生名册（隐去姓名）"), "See lists of students, names masked"),
        P.STUDENT_MANAGE: (_("管理本校学生名册和授权"), "Keep the school's students and consents"),
        P.STUDENT_REVEAL: (_("查看学生个人信息全文"), "Open a student's personal data in full"),
        P.OPENING_APPROVE: (
            _("批准打开未成年人信息"),
            "Approve the opening of a minor's record",
        ),
        P.INTERNSHIP_VIEW: (_("查看实习"), "See internships"),
        P.INTERNSHIP_MANAGE: (_("安排和管理本校实习"), "Arrange and keep the school's internships"),
        P.INTERNSHIP_MENTOR: (
            _("批阅日志、登记考勤和异常"),
            "Answer logs, keep sign-ins and incidents",
        ),
        P.RULE_OVERRIDE: (
            _("写明理由后放行规则提示"),
            "Let a rule pass with a reason",
        ),
        P.ROUND_MANAGE: (_("组织双选"), "Run placement rounds"),
        P.POST_OFFER: (_("为本单位提供双选岗位"), "Offer one's own unit's posts in a round"),
        P.SELF: (_("办理本人的事项"), "One's own page: applications, log, consent"),
    }
)
