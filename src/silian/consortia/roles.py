"""The roles of the product, each with one plain sentence, and what they may do up to this floor.

Upper apps grant their own permissions to these roles in their `policy.py`.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.accounts import public as accounts
from silian.codes import public as codes
from silian.kernel.access import Reach, Role, grant, register_role
from silian.organisations.public import OrganisationKind, OrganisationPermission

from .permissions import ConsortiaPermission as P


def _role(slug: str, reach: Reach, zh: tuple[object, object], en: tuple[str, str]) -> Role:
    """Registers a role: (name, about) in Chinese and in English."""
    return register_role(
        Role(slug=slug, reach=reach, name=zh[0], about=zh[1], name_en=en[0], about_en=en[1])  # type: ignore[arg-type]
    )


PLATFORM_ADMIN = _role(
    "platform_admin",
    "platform",
    (_("平台管理员"), _("成立联合体、任命秘书处、维护标准代码和单位库。")),
    ("Platform administrator",
     "Founds consortia, appoints secretariats, keeps code lists and the registry."),
)  # fmt: skip
AUDITOR = _role(
    "auditor",
    "platform",
    (_("审计员"), _("只读查看全部联合体的操作记录，不能修改任何内容。")),
    ("Auditor", "Reads the audit trail of every consortium and changes nothing."),
)
SECRETARIAT = _role(
    "secretariat",
    "consortium",
    (_("秘书处"), _("运行一个联合体：成员、清单的收集审核和发布、组织结构与人员。")),
    ("Secretariat", "Runs a consortium: members, lists from collection to publishing, people."),
)
AUTHORITY = _role(
    "authority",
    "consortium",
    (_("园区与主管部门"), _("查看联合体的清单、对接分析和记录，不代替秘书处操作。")),
    ("Park or authority", "Sees lists, alignment and records; does not act for the secretariat."),
)
EXPERT = _role(
    "expert",
    "consortium",
    (_("专家"), _("修订产业、行业与职业的联系，查看对接分析。")),
    ("Expert", "Revises the links of sectors, industries and occupations; sees the alignment."),
)
SCHOOL_OFFICE = _role(
    "school_office",
    "organisation",
    (_("学校办公室"), _("代表本校填报人才供给，查看企业需求和专业对接情况。")),
    ("School office", "Reports the school's supply; sees demand and how programs fit."),
)
ENTERPRISE_HR = _role(
    "enterprise_hr",
    "organisation",
    (_("企业人力资源"), _("代表本企业填报人才需求，五分钟完成。")),
    ("Enterprise HR", "Reports the enterprise's demand in five minutes."),
)
MEMBER_OFFICE = _role(
    "member_office",
    "organisation",
    (_("成员单位办公室"), _("代表协会、院所、园区等其他成员单位办理联合体事务。")),
    ("Member office", "Acts for an association, institute, park or other member."),
)
STUDENT = _role(
    "student",
    "organisation",
    (_("学生"), _("填报志愿、写实习周志、管理自己的授权，只看得到本人的事项。")),
    ("Student", "Ranks posts, keeps a log, gives and withdraws consent; sees one's own only."),
)
MENTOR = _role(
    "mentor",
    "organisation",
    (_("教师与企业导师"), _("批阅实习周志、登记签到和异常，参加教师企业实践。")),
    ("Teacher or mentor", "Answers logs, keeps sign-ins and incidents, practises in enterprises."),
)

# Held by everybody who is signed in; it is never assigned.
SIGNED_IN = _role(
    "signed_in",
    "platform",
    (_("已登录人员"), _("可以代表单位提出入会申请。")),
    ("Signed-in person", "May apply for membership on behalf of a unit."),
)

ORGANISATION_ROLES = (SCHOOL_OFFICE, ENTERPRISE_HR, MEMBER_OFFICE)
# Of a unit too, but they speak for themselves, not for it.
PERSONAL_ROLES = (STUDENT, MENTOR)

# For which kinds of organisations a role of an organisation may be given.
KINDS_OF_ROLE: dict[str, frozenset[str]] = {
    SCHOOL_OFFICE.slug: frozenset(OrganisationKind.schools()),
    ENTERPRISE_HR.slug: frozenset({OrganisationKind.ENTERPRISE}),
    MEMBER_OFFICE.slug: frozenset(OrganisationKind)
    - OrganisationKind.schools()
    - {OrganisationKind.ENTERPRISE},
    STUDENT.slug: frozenset(OrganisationKind.schools()),
    MENTOR.slug: frozenset(OrganisationKind),
}

grant(SIGNED_IN, [P.MEMBERSHIP_APPLY, P.MEMBERSHIP_RETRACT])
# What a unit or an applicant does for itself, nobody does for them.
_THEIR_OWN = {P.MEMBERSHIP_LEAVE, P.MEMBERSHIP_RETRACT}
grant(PLATFORM_ADMIN, [permission for permission in P if permission not in _THEIR_OWN])
grant(PLATFORM_ADMIN, [*accounts.PLATFORM_PERMISSIONS, *codes.P, *OrganisationPermission])
grant(AUDITOR, [P.VIEW, P.AUDIT_VIEW])
grant(
    SECRETARIAT,
    [
        P.VIEW,
        P.UPDATE,
        P.MEMBERSHIP_REVIEW,
        P.MEMBERSHIP_MANAGE,
        P.CONTACT_REVEAL,
        P.STRUCTURE_EDIT,
        P.ROLE_ASSIGN,
        P.AUDIT_VIEW,
        OrganisationPermission.ORGANISATION_REGISTER,
        OrganisationPermission.ORGANISATION_EDIT,
        *accounts.SECRETARIAT_PERMISSIONS,
    ],
)
grant(AUTHORITY, [P.VIEW, P.AUDIT_VIEW])
grant(EXPERT, [P.VIEW, codes.P.EDIT_LINKS])
for _office in ORGANISATION_ROLES:
    grant(_office, [P.VIEW, P.MEMBERSHIP_LEAVE])
for _person in PERSONAL_ROLES:
    grant(_person, [P.VIEW])

# Code lists, the registry of organisations and accounts belong to the installation: who may
# change them through a role in some consortium may do so on the platform's pages as well.
SHARED_PREFIXES = ("codes.", "organisations.", "accounts.")
