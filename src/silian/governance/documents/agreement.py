"""The paper of an agreement: its text, the parties, and a box for the seal of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.documents import typeset

from ..enums import AgreementState
from ..models import Agreement, Party
from ..queries.agreements import latest

TEMPLATE = Path(__file__).parent / "typst" / "agreement.typ"


def agreement_pdf(agreement: Agreement) -> bytes:
    """The PDF of the last version. Same version, same state, same bytes. `Invalid` naming the
    characters that no font draws.
    """
    version = latest(agreement)
    return typeset(TEMPLATE, agreement_data(agreement), at=version.created_at)


def agreement_data(agreement: Agreement) -> dict[str, Any]:
    """What the template reads."""
    version = latest(agreement)
    parties = list(agreement.parties.select_related("organisation"))
    lines = version.text.splitlines()
    if lines and lines[0].strip() == agreement.title:
        lines = lines[1:]
    drafting = agreement.state in {AgreementState.DRAFTING, AgreementState.APPROVING}
    return {
        "language": "en" if (get_language() or "").startswith("en") else "zh",
        "title": agreement.title,
        "number": agreement.number,
        "lines": [line.strip() for line in lines if line.strip()],
        "sha256": version.sha256,
        "draft": _("第 %(n)d 稿，未定稿") % {"n": version.number} if drafting else "",
        "demo": _("演示数据，没有效力") if agreement.is_demo else "",
        "labels": {
            "seal": _("（盖章处）"),
            "signatory": _("法定代表人或授权代表"),
            "date": _("日期"),
            "day": _("年　　月　　日"),
            "version": _("第 %(n)d 稿") % {"n": version.number},
            "hash": _("正文的 SHA-256"),
            "confirmed": _("系统中确认签署"),
        },
        "parties": [
            {
                "label": party.label,
                "name": party.organisation.name,
                "signatory": " ".join(filter(None, [party.signatory, party.signatory_title])),
                "confirmed": _confirmed(party),
            }
            for party in parties
        ],
    }


def _confirmed(party: Party) -> str:
    """When the party confirmed; the day on its paper where the secretariat recorded it."""
    if not party.confirmation_recorded_by:
        return _time(party.confirmed_at)
    return _("%(day)s（由秘书处代为登记）") % {"day": party.confirmed_on}


def _time(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
