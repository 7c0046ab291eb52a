"""Who may, on this object; and which role holds which permission of governance."""

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
def is_own(actor: Actor, obj: Any) -> bool:
    """The row of the organisation that the actor acts for (attendance, voter, candidate, party)."""
    return actor.organisation_id is not None and actor.organisation_id == obj.organisation_id


@predicate
def owns_task(actor: Actor, task: Any) -> bool:
    """The task's owner, or the secretariat for tasks that no unit owns."""
    if actor.has(P.TASK_MANAGE):
        return True
    return actor.organisation_id is not None and actor.organisation_id == task.owner_id


@predicate
def is_party(actor: Actor, agreement: Any) -> bool:
    """A party to the agreement, or somebody who keeps all agreements."""
    if actor.has(P.AGREEMENT_DRAFT) or actor.organisation_id is None:
        return True
    return any(party.organisation_id == actor.organisation_id for party in agreement.parties.all())


@predicate
def proposed_it(actor: Actor, motion: Any) -> bool:
    """The unit that proposed the motion, or the secretariat."""
    if actor.has(P.MEETING_MANAGE):
        return True
    return actor.organisation_id is not None and actor.organisation_id == motion.proposer_id


_ELSEWHERE = _("这属于另一个联合体。")
_OTHER_UNIT = _("只能为自己代表的单位办理。")

for _permission in (
    P.CHARTER_WRITE,
    P.BODY_MANAGE,
    P.MEETING_MANAGE,
    P.BALLOT_MANAGE,
    P.LETTER_ISSUE,
    P.AGREEMENT_DRAFT,
    P.TASK_MANAGE,
):
    allow(_permission, (is_here, _ELSEWHERE))
allow(P.MEETING_ATTEND, (is_here, _ELSEWHERE), (is_own, _OTHER_UNIT))
allow(P.NOMINATE, (is_here, _ELSEWHERE), (is_own, _OTHER_UNIT))
allow(P.AGREEMENT_DECIDE, (is_here, _ELSEWHERE), (is_own, _OTHER_UNIT))
allow(P.AGREEMENT_VIEW, (is_here, _ELSEWHERE), (is_party, _("只有协议各方和秘书处能看这份协议。")))
allow(P.TASK_REPORT, (is_here, _ELSEWHERE), (owns_task, _("这是别的单位的任务。")))
allow(P.MOTION_PROPOSE, (is_here, _ELSEWHERE), (proposed_it, _("只有提案单位和秘书处能撤回。")))

grant(
    roles.SECRETARIAT,
    [
        P.VIEW,
        P.CHARTER_WRITE,
        P.BODY_MANAGE,
        P.MEETING_MANAGE,
        P.MOTION_PROPOSE,
        P.BALLOT_MANAGE,
        P.SCRUTINISE,
        P.NOMINATE,
        P.LETTER_ISSUE,
        P.AGREEMENT_VIEW,
        P.AGREEMENT_DRAFT,
        P.TASK_MANAGE,
        P.TASK_REPORT,
    ],
)
grant(roles.AUTHORITY, [P.VIEW, P.AGREEMENT_VIEW])
grant(roles.EXPERT, [P.VIEW])
grant(roles.AUDITOR, [P.VIEW, P.AGREEMENT_VIEW])
grant(roles.PLATFORM_ADMIN, [P.VIEW, P.AGREEMENT_VIEW])
_UNIT = [
    P.VIEW,
    P.MEETING_ATTEND,
    P.MOTION_PROPOSE,
    P.VOTE,
    P.SCRUTINISE,
    P.NOMINATE,
    P.AGREEMENT_VIEW,
    P.AGREEMENT_DECIDE,
    P.TASK_REPORT,
]
for _office in roles.ORGANISATION_ROLES:
    grant(_office, _UNIT)
