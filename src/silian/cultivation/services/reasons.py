"""Reasons: what is not done lightly says why, and the reason is kept."""

from __future__ import annotations

from django.utils.translation import gettext as _

from silian.kernel.refusals import Invalid

LONGEST = 300


def reason_of(reason: str, field: str = "reason") -> str:
    """The reason as it is kept; `Invalid` where there is none or where it is too long."""
    given = reason.strip()
    if not given:
        raise Invalid({field: [_("请写明原因。")]})
    if len(given) > LONGEST:
        raise Invalid({field: [_("最多 %(n)d 字。") % {"n": LONGEST}]})
    return given
