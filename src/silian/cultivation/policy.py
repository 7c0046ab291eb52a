"""Who may, on this object; and which role holds which permission of cultivation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rules import predicate

from silian.consortia.public import roles
from silian.kernel.access import Actor, allow, grant
from silian.kernel.refusals import Missing

from .permissions import P


def place_of(actor: Actor) -> int:
    """The consortium that the actor acts in; `Missing` for one that acts in none."""
    if actor.consortium_id is None:
        raise Missing()
    return actor.consortium_id


@predicate
def is_here(actor: Actor, obj: Any) -> bool:
    """A thing of the consortium that the actor acts in."""
    return obj.consortium_id == actor.consortium_id


@predicate
def owns_duty(actor: Actor, duty: Any) -> bool:
    """The party's unit, or who runs projects."""
    return actor.has(P.PROJECT_MANAGE) or actor.organisation_id == duty.party.organisation_id


@predicate
def is_own_school(actor: Actor, obj: Any) -> bool:
    """A class, student, instructor or applicant of the unit acted for; the secretariat's too."""
    return actor.organisation_id is None or actor.organisation_id == obj.organisation_id


@predicate
def is_own_internship(actor: Actor, internship: Any) -> bool:
    """Of the school or the enterprise acted for; of a student, one's own alone."""
    if actor.organisation_id is None or is_self(actor, internship):
        return True
    if actor.has(P.SELF) and not actor.has(P.INTERNSHIP_MENTOR):
        return False
    return actor.organisation_id in (internship.school_id, internship.organisation_id)


@predicate
def sends_internship(actor: Actor, internship: Any) -> bool:
    """Of the school acted for: the school arranges, the enterprise does not."""
    return actor.organisation_id is None or actor.organisation_id == internship.school_id


@predicate
def is_self(actor: Actor, obj: Any) -> bool:
    """The person: a student, an instructor, or what hangs on one."""
    person = obj
    if hasattr(obj, "student_id") or hasattr(obj, "instructor_id"):
        person = obj.student or getattr(obj, "instructor", None)
    user = getattr(person, "user_id", None)
    return actor.user_id is not None and user == actor.user_id


@predicate
def runs_round(actor: Actor, obj: Any) -> bool:
    """A round, or what hangs on one: the secretariat runs all, a school those that it organises."""
    found = getattr(obj, "round", obj)
    return actor.organisation_id is None or actor.organisation_id == found.organisation_id


@predicate
def offers_post(actor: Actor, post: Any) -> bool:
    """The unit that offers the post, or who runs its round."""
    runs = actor.has(P.ROUND_MANAGE) and runs_round(actor, post)
    return runs or actor.organisation_id == post.organisation_id


_ELSEWHERE = _("这属于另一个联合体。")
_OTHER_UNIT = _("只能为自己代表的单位办理。")
_NOT_YOU = _("只能办理本人的事项。")

for _permission in (P.VIEW, P.PROJECT_MANAGE, P.RULE_OVERRIDE, P.OPENING_APPROVE):
    allow(_permission, (is_here, _ELSEWHERE))
allow(P.ROUND_MANAGE, (is_here, _ELSEWHERE), (runs_round, _("只能管理本单位组织的双选。")))
allow(P.DUTY_REPORT, (is_here, _ELSEWHERE), (owns_duty, _OTHER_UNIT))
allow(P.STUDENT_VIEW, (is_here, _ELSEWHERE))
allow(P.STUDENT_MANAGE, (is_here, _ELSEWHERE), (is_own_school, _OTHER_UNIT))
allow(P.STUDENT_REVEAL, (is_here, _ELSEWHERE), (is_own_school, _OTHER_UNIT))
allow(P.INTERNSHIP_VIEW, (is_here, _ELSEWHERE), (is_own_internship, _OTHER_UNIT))
allow(P.INTERNSHIP_MENTOR, (is_here, _ELSEWHERE), (is_own_internship, _OTHER_UNIT))
allow(P.INTERNSHIP_MANAGE, (is_here, _ELSEWHERE), (sends_internship, _OTHER_UNIT))
allow(P.POST_OFFER, (is_here, _ELSEWHERE), (offers_post, _OTHER_UNIT))
allow(P.SELF, (is_here, _ELSEWHERE), (is_self, _NOT_YOU))

_KEEPERS = [
    P.VIEW, P.PROJECT_MANAGE, P.DUTY_REPORT, P.STUDENT_VIEW, P.INTERNSHIP_VIEW,
    P.RULE_OVERRIDE, P.ROUND_MANAGE, P.POST_OFFER, P.OPENING_APPROVE,
]  # fmt: skip
grant(roles.SECRETARIAT, _KEEPERS)
grant(roles.AUTHORITY, [P.VIEW, P.STUDENT_VIEW, P.INTERNSHIP_VIEW])
grant(roles.AUDITOR, [P.VIEW])
grant(roles.EXPERT, [P.VIEW])
grant(roles.PLATFORM_ADMIN, [P.VIEW])
grant(
    roles.SCHOOL_OFFICE,
    [
        P.VIEW, P.DUTY_REPORT, P.STUDENT_VIEW, P.STUDENT_MANAGE, P.STUDENT_REVEAL,
        P.INTERNSHIP_VIEW, P.INTERNSHIP_MANAGE, P.INTERNSHIP_MENTOR, P.POST_OFFER,
        P.ROUND_MANAGE,
    ],
)  # fmt: skip
grant(
    roles.ENTERPRISE_HR,
    [P.VIEW, P.DUTY_REPORT, P.INTERNSHIP_VIEW, P.INTERNSHIP_MENTOR, P.POST_OFFER],
)
grant(roles.MEMBER_OFFICE, [P.VIEW, P.DUTY_REPORT, P.INTERNSHIP_VIEW, P.POST_OFFER])
grant(roles.MENTOR, [P.VIEW, P.INTERNSHIP_VIEW, P.INTERNSHIP_MENTOR, P.SELF])
grant(roles.STUDENT, [P.VIEW, P.INTERNSHIP_VIEW, P.SELF])
