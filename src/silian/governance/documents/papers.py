"""From a mandate, a member, a resolution or minutes to what its paper says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia.public import Consortium, Membership
from silian.kernel.documents import Paper
from silian.organisations.public import Organisation

from ..enums import MeetingMode, Presence
from ..models import Attendance, Mandate, Minutes, Resolution
from ..queries.letters import AWARD, HOSTED, MANDATE, MEMBER, MINUTES, RESOLUTION, Look
from .wording import body_of, both, in_chinese, post_of

LONGEST_TITLE = 200
OF_CONSORTIUM = "c."
LONGEST_FACT = 500


@dataclass(frozen=True)
class Setting:
    """What all papers of one issuing have in common; `named` prints the representatives."""

    look: Look
    issued_on: dt.date
    language: str = "zh"
    named: bool = False


def _paper(setting: Setting, kind: str, holder: str, title: str, **values: object) -> Paper:
    return Paper(
        kind=kind, holder=holder, title=title[:LONGEST_TITLE], prefix=setting.look.prefix,
        issued_on=setting.issued_on, language=setting.language, design=setting.look.design,
        **values,  # type: ignore[arg-type]
    )  # fmt: skip


def letter_paper(setting: Setting, mandate: Mandate) -> Paper:
    """聘书 of a mandate: valid as long as the mandate is."""
    (body, body_en), (post, post_en) = body_of(mandate.term), post_of(mandate.post)
    facts = {"body": body, "post": post, "basis": mandate.basis}
    if setting.named and mandate.representative:
        facts["representative"] = mandate.representative
        facts["representative_title"] = mandate.representative_title
    unit = mandate.organisation
    return _paper(
        setting, "letter", unit.name, f"{body}{post}", title_en=f"{post_en}, {body_en}",
        holder_en=unit.name_en, holder_organisation_id=unit.pk, facts=_given(facts),
        valid_from=mandate.starts_on, valid_until=mandate.ends_on,
        source=MANDATE, source_ref=mandate.ref,
    )  # fmt: skip


def plaque_paper(setting: Setting, mandate: Mandate) -> Paper:
    """牌匾 of a mandate."""
    post, post_en = post_of(mandate.post)
    unit = mandate.organisation
    return _paper(
        setting, "plaque", unit.name, post, title_en=post_en, holder_en=unit.name_en,
        holder_organisation_id=unit.pk,
        facts=_given({"body": body_of(mandate.term)[0], "basis": mandate.basis}),
        valid_from=mandate.starts_on, valid_until=mandate.ends_on,
        source=MANDATE, source_ref=mandate.ref,
    )  # fmt: skip


def member_paper(setting: Setting, kind: str, member: Membership) -> Paper:
    """成员证书, or a 牌匾 with the seat, of a member."""
    seat, seat_en = both(member.get_seat_display)
    unit = member.organisation
    joined = member.joined_on.isoformat() if member.joined_on else ""
    facts = {"joined_on": joined} if kind == "membership_certificate" else {}
    return _paper(
        setting, kind, unit.name, seat, title_en=seat_en, holder_en=unit.name_en,
        holder_organisation_id=unit.pk, facts=_given(facts), valid_from=setting.issued_on,
        source=MEMBER, source_ref=member.ref,
    )  # fmt: skip


@dataclass(frozen=True)
class Award:
    """What a resolution conferred: the title, for what, and how long it lasts."""

    title: str
    title_en: str = ""
    citation: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


def award_paper(
    setting: Setting, award: Award, resolution: Resolution, unit: Organisation | Consortium
) -> Paper:
    """授牌证书 of a unit, or of a hosted consortium, on the ground of a resolution; the same title
    is conferred once.
    """
    number = f"〔{resolution.year}〕{resolution.number}"
    facts = {
        "basis": f"{resolution.meeting.title}{number}号决议《{resolution.title}》"[:LONGEST_FACT],
        "basis_en": f"resolution {number}",
        "citation": award.citation,
    }
    return _paper(
        setting, "award", unit.name, award.title, title_en=award.title_en,
        holder_en=unit.name_en, holder_organisation_id=_unit_id(unit), facts=_given(facts),
        valid_from=award.valid_from or setting.issued_on, valid_until=award.valid_until,
        source=AWARD, source_ref=f"{resolution.ref}:{holder_key(unit)}",
    )  # fmt: skip


def hosted_paper(setting: Setting, consortium: Consortium) -> Paper:
    """牌匾 of a consortium that this one hosts."""
    title, title_en = both(lambda: _("承办联合体"))
    return _paper(
        setting, "plaque", consortium.name, title, title_en=title_en,
        holder_en=consortium.name_en, valid_from=setting.issued_on,
        source=HOSTED, source_ref=consortium.ref,
    )  # fmt: skip


def holder_key(holder: Organisation | Consortium) -> str:
    """What a form or a source names a holder by: a consortium is marked as one."""
    return f"{OF_CONSORTIUM}{holder.ref}" if isinstance(holder, Consortium) else str(holder.ref)


def _unit_id(holder: Organisation | Consortium) -> int | None:
    return None if isinstance(holder, Consortium) else holder.pk


def resolution_paper(setting: Setting, resolution: Resolution) -> Paper:
    """决议, with the sentence of its vote."""
    ballot = resolution.ballot
    english = setting.language == "en"
    vote = (ballot.sentence_en if english else ballot.sentence) if ballot else ""
    body = resolution.meeting.body
    return _paper(
        setting, "resolution", body.name, resolution.title, holder_en=body.name_en,
        facts=_given({
            "resolution_number": f"〔{resolution.year}〕{resolution.number}号",
            "meeting": resolution.meeting.title,
            "adopted_on": resolution.adopted_on.isoformat(),
            "vote": vote,
            "text": resolution.text,
        }),
        valid_from=resolution.adopted_on, source=RESOLUTION, source_ref=resolution.ref,
    )  # fmt: skip


def minutes_paper(setting: Setting, minutes: Minutes) -> Paper:
    """会议纪要 as it was confirmed."""
    meeting = minutes.meeting
    return _paper(
        setting, "minutes", meeting.body.name, f"{meeting.title}纪要",
        title_en=f"Minutes: {meeting.title}", holder_en=meeting.body.name_en,
        facts=_given({
            "meeting": meeting.title,
            "held": _held(minutes),
            "venue": meeting.venue,
            "mode": in_chinese(MeetingMode(meeting.mode).label),
            "attendance": _attendance(minutes),
            "text": minutes.text,
        }),
        source=MINUTES, source_ref=minutes.ref,
    )  # fmt: skip


def _held(minutes: Minutes) -> str:
    meeting = minutes.meeting
    begin = timezone.localtime(meeting.opened_at or meeting.starts_at)
    end = meeting.closed_at or meeting.ends_at
    shown = f"{begin.year}年{begin.month}月{begin.day}日 {begin:%H:%M}"
    return f"{shown}—{timezone.localtime(end):%H:%M}" if end else shown


def _attendance(minutes: Minutes) -> str:
    """Units called, and those that came at any time; who had a proxy is told in the text."""
    called = Attendance.objects.filter(meeting=minutes.meeting, voting=True)
    came = called.filter(changes__presence__in=(Presence.ONSITE, Presence.ONLINE)).distinct()
    return f"应到 {called.count()} 家，到会 {came.count()} 家"


def _given(facts: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in facts.items() if value}
