"""Mail about a meeting to the people who act for the units called, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from silian.consortia import public as consortia
from silian.consortia.public import RoleAssignment

from ..models import Meeting
from ..queries.meetings import rules_of_meeting

LANGUAGES = ("zh-hans", "en")
LINE = "\n" + "—" * 20 + "\n"


@dataclass(frozen=True)
class Told:
    """How many were told, and how many units have nobody with an address."""

    people: int
    units_without: int


def recipients(meeting: Meeting) -> dict[str, set[int]]:
    """Addresses of the people who act for the called units today → the units they act for."""
    units = set(meeting.attendances.values_list("organisation_id", flat=True))
    day = consortia.today()
    rows = RoleAssignment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        consortium=meeting.consortium_id, organisation_id__in=units, revoked_at__isnull=True,
        valid_from__lte=day, user__is_active=True,
    ).exclude(user__email="")  # fmt: skip
    found: dict[str, set[int]] = {}
    for address, unit in rows.values_list("user__email", "organisation_id"):
        found.setdefault(address, set()).add(unit)
    return found


def send(meeting: Meeting, what: str) -> Told:
    """Sends one mail to each person; `what` is convened, changed or cancelled."""
    found = recipients(meeting)
    subject, body = letter(meeting, what)
    with get_connection() as connection:
        for address in sorted(found):
            EmailMessage(subject, body, to=[address], connection=connection).send()
    units = set(meeting.attendances.values_list("organisation_id", flat=True))
    reached = set().union(*found.values()) if found else set()
    return Told(len(found), len(units - reached))


def letter(meeting: Meeting, what: str) -> tuple[str, str]:
    """Subject and text, Chinese first, then English."""
    subjects, bodies = [], []
    for language in LANGUAGES:
        with override(language):
            subjects.append(_subject(meeting, what))
            bodies.append(_body(meeting, what))
    return " / ".join(dict.fromkeys(subjects)), LINE.join(bodies)


def _said(label: object, value: object) -> str:
    """A label and what it says, with the colon of the language."""
    return _("%(label)s：%(value)s") % {"label": label, "value": value}


def _subject(meeting: Meeting, what: str) -> str:
    words = {
        "convened": _("会议通知"),
        "changed": _("会议时间或地点变更"),
        "cancelled": _("会议取消"),
    }
    return _said(words[what], meeting.title).replace("\n", " ")


def _body(meeting: Meeting, what: str) -> str:
    when = timezone.localtime(meeting.starts_at)
    name = meeting.consortium.title
    lines = [
        {
            "convened": _("%(name)s通知贵单位参加以下会议。"),
            "changed": _("%(name)s通知贵单位：以下会议的时间、地点或方式有变更，请以此为准。"),
            "cancelled": _("%(name)s通知贵单位：以下会议已取消。"),
        }[what]
        % {"name": name},
        "",
        _said(_("会议"), f"{meeting.title} · {meeting.get_kind_display()} · {meeting.body.name}"),
        _said(_("时间"), f"{when:%Y-%m-%d %H:%M}"),
        _said(_("方式"), meeting.get_mode_display()),
    ]
    if meeting.venue:
        lines.append(_said(_("地点"), meeting.venue))
    if meeting.link:
        lines.append(_said(_("线上会议地址"), meeting.link))
    if meeting.short_notice_reason and what == "convened":
        lines.append(_said(_("缩短通知期的理由"), meeting.short_notice_reason))
    if what == "cancelled":
        lines.append(meeting.description.splitlines()[-1])
        return "\n".join(lines) + "\n"
    lines += ["", _said(_("议程"), "").rstrip()]
    lines += [f"{item.position}. {item.title}" for item in meeting.items.order_by("position")]
    if rules_of_meeting(meeting)[1].proxy_limit:
        lines += ["", _("不能参加的单位可以委托其他单位表决。")]
    address = reverse(
        "governance:meeting_detail", kwargs={"slug": meeting.consortium.slug, "ref": meeting.ref}
    )
    lines += ["", _("请登录后回执、查看材料："), f"{base_address()}{address}"]
    return "\n".join(lines) + "\n"


def base_address() -> str:
    """Where this installation is reached, without a slash at the end."""
    return str(settings.ADDRESS)
