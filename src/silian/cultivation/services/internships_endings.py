"""A student's wish to end an internship: it is answered in time, or takes effect by itself."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import EndingState, InternshipState
from ..models import Ending, Internship
from ..permissions import P
from .internships import put_to_an_end
from .reasons import reason_of

# Our own rule, no law's: the school has three days.
ANSWER_WITHIN = dt.timedelta(hours=72)


@command("cultivation.ending.ask", P.SELF)
def ask(*, actor: Actor, internship: Internship | str, reason: str) -> Ending:
    """The student or teacher asks to end the internship; the school answers within 72 hours.

    `Conflict` where it does not run or a wish waits already, `Invalid` without a reason.
    """
    place = lock(Internship, internship)
    require(actor, P.SELF, place)
    if place.state != InternshipState.RUNNING:
        raise Conflict(_("实习现在是“%(state)s”。") % {"state": place.get_state_display()})
    if place.endings.filter(state=EndingState.ASKED).exists():
        raise Conflict(_("已经提出，等待学校答复。"))
    now = timezone.now()
    row = Ending(
        consortium_id=place.consortium_id, internship=place, reason=reason_of(reason),
        answer_by=now + ANSWER_WITHIN, state_changed_at=now,
    )  # fmt: skip
    row.save()
    audit.record(actor, place, {"ending": row.ref, "answer_by": row.answer_by.isoformat()})
    return row


def is_repeated(row: Ending) -> bool:
    """Whether the school has objected before: then it cannot do so again."""
    return row.internship.endings.filter(state=EndingState.OBJECTED).exclude(pk=row.pk).exists()


def _waiting(row: Ending) -> None:
    if row.state != EndingState.ASKED:
        raise Conflict(_("这项申请已经处理：%(state)s。") % {"state": row.get_state_display()})


@command("cultivation.ending.answer", P.INTERNSHIP_MANAGE)
def answer(*, actor: Actor, ending: Ending | str, agree: bool, text: str = "") -> Ending:
    """The school agrees, which ends the internship, or objects with a reason, once.

    `Conflict` where it is answered, and for a second objection; `Invalid` without a reason.
    """
    row = lock(Ending, ending)
    place = lock(Internship, row.internship)
    require(actor, P.INTERNSHIP_MANAGE, place)
    _waiting(row)
    if not agree and is_repeated(row):
        raise Conflict(_("已经提过一次异议。学生再次提出时，只能同意，或到期自动终止。"))
    if not agree and not text.strip():
        raise Invalid({"text": [_("有异议请写明理由和给学生的办法。")]})
    row.state = EndingState.AGREED if agree else EndingState.OBJECTED
    row.state_changed_at, row.answer = timezone.now(), text.strip()[:5_000]
    row.save()
    if agree:
        put_to_an_end(actor, place, _("学生提出终止，学校同意"))
    audit.record(actor, place, {"ending": row.ref, "agreed": agree})
    return row


@command("cultivation.ending.withdraw", P.SELF)
def withdraw(*, actor: Actor, ending: Ending | str) -> Ending:
    """The student takes the wish back. `Conflict` where it is answered."""
    row = lock(Ending, ending)
    require(actor, P.SELF, row.internship)
    _waiting(row)
    row.state, row.state_changed_at = EndingState.WITHDRAWN, timezone.now()
    row.save()
    audit.record(actor, row.internship, {"ending": row.ref})
    return row


@command("cultivation.ending.lapse", P.INTERNSHIP_MANAGE)
def lapse(*, actor: Actor, ending: Ending | str) -> Ending:
    """Ends the internship because nobody answered in time. `Conflict` before that time."""
    row = lock(Ending, ending)
    place = lock(Internship, row.internship)
    require(actor, P.INTERNSHIP_MANAGE, place)
    _waiting(row)
    now = timezone.now()
    if now < row.answer_by:
        raise Conflict(_("答复期限还没有到。"))
    row.state, row.state_changed_at = EndingState.AGREED, now
    row.answer = _("期限内没有答复，自动终止。")
    row.save()
    if place.state == InternshipState.RUNNING:
        put_to_an_end(actor, place, _("学生提出终止，期限内没有答复"))
    audit.record(actor, place, {"ending": row.ref, "lapsed": True})
    return row
