"""Minutes: drafted from what happened, corrected by the secretariat, confirmed and issued."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import MeetingState
from ..models import Meeting, Minutes
from ..permissions import P
from ..queries.minutes import drafted
from ..workflows import MEETING
from .letters import issue_minutes

LONGEST = 60_000


@command("governance.minutes.draft", P.MEETING_MANAGE)
def draft(*, actor: Actor, meeting: Meeting | str) -> Minutes:
    """Writes the minutes from the record of a closed meeting; what was edited before is lost."""
    row = _closed(actor, meeting)
    minutes, _made = Minutes.objects.update_or_create(
        meeting=row, defaults={"text": drafted(row), "consortium_id": row.consortium_id}
    )
    audit.record(actor, minutes, {"drafted": len(minutes.text)})
    return minutes


@command("governance.minutes.update", P.MEETING_MANAGE)
def update(*, actor: Actor, minutes: Minutes | str, text: str) -> Minutes:
    """Corrects the text until it is confirmed. `Invalid` when empty or too long."""
    row = lock(Minutes, minutes)
    _closed(actor, row.meeting)
    if not text.strip():
        raise Invalid({"text": [_("纪要不能是空的。")]})
    if len(text) > LONGEST:
        raise Invalid({"text": [_("纪要太长，请控制在六万字以内。")]})
    row.text = text.strip()
    row.save(update_fields=["text"])
    audit.record(actor, row, {"text": len(row.text)})
    return row


@command("governance.minutes.confirm", P.MEETING_MANAGE)
def confirm(*, actor: Actor, minutes: Minutes | str) -> Minutes:
    """Confirms the minutes: nothing of the meeting changes afterwards, and the paper is issued."""
    row = lock(Minutes, minutes)
    meeting = lock(Meeting, row.meeting)
    require(actor, P.MEETING_MANAGE, meeting)
    changes = MEETING.advance(actor, meeting, "minute")
    meeting.save()
    row.confirmed_at, row.confirmed_by = timezone.now(), actor.label[:100]
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(actor, row, changes)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    issue_minutes(actor=actor, minutes=row, language=language)
    row.refresh_from_db()
    return row


def _closed(actor: Actor, meeting: Meeting | str) -> Meeting:
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    if row.state != MeetingState.CLOSED:
        raise Conflict(_("散会以后、纪要确认之前才能起草和修改纪要。"))
    return row
