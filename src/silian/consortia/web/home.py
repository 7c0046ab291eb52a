"""What membership puts on a person's home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import Actor
from silian.kernel.ui.home import Stat, Step, Todo, register_home

from ..enums import MembershipState
from ..permissions import ConsortiaPermission as P
from ..queries.members import count_by_state


@register_home
def home(actor: Actor, consortium: Any) -> Iterator[Todo | Stat | Step]:
    """Applications that wait, members that are there, and where to see who is who."""
    counts = count_by_state()
    url = reverse("consortium:member_list", kwargs={"slug": consortium.slug})
    if actor.has(P.MEMBERSHIP_REVIEW):
        for state, title in (
            (MembershipState.APPLIED, _("受理入会申请")),
            (MembershipState.REVIEWING, _("审核入会申请")),
            (MembershipState.ADMITTED, _("为通过的单位办理入会")),
        ):
            if counts.get(state):
                yield Todo(title, f"{url}?state={state}", "", _("去办理"), counts[state],
                           icon="user-plus", chain="education")  # fmt: skip
    if actor.has(P.VIEW):
        yield Stat(
            _("成员单位"), counts.get(MembershipState.ACTIVE) or None,
            _("状态为正式成员的单位数"), f"{url}?state=active", _("家"), "innovation",
            nothing=_("还没有正式成员"),
        )  # fmt: skip
    about = reverse("consortium:about", kwargs={"slug": consortium.slug})
    yield Step(_("联合体概况"), about, _("牵头单位、机构与成员"), "info-circle")
