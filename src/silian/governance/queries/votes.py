"""Who may vote for whom right now, and what a vote may say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.access import Actor
from silian.kernel.refusals import Conflict, Forbidden, Invalid
from silian.organisations import public as organisations

from ..engine.motion import CHOICES
from ..enums import Presence
from ..models import Attendance, Ballot, Proxy, Voter
from .meetings import matched, present

NAME_BYTES, MARK_BYTES, FRAME_BYTES = 4 * 200 + 8, 24, 256


def is_there(attendance: Attendance) -> bool:
    """Present in the hall or online."""
    return attendance.presence != Presence.ABSENT


def who_is_there(ballot: Ballot) -> list[tuple[Attendance, Attendance | None]]:
    """The voting units present or represented now, with their holder, without those recused."""
    return present(ballot.meeting, recused_ids(ballot))


def recused_ids(ballot: Ballot) -> set[int]:
    """Attendances that take no part in the decision on this motion."""
    if ballot.motion_id is None:
        return set()
    return set(ballot.motion.recusals.values_list("attendance_id", flat=True))  # type: ignore[union-attr]


def presence_lines(there: Iterable[tuple[Attendance, Attendance | None]]) -> list[str]:
    """One line for each unit there, sorted: its name, and by whom it is represented."""
    return sorted(
        f"{row.organisation.name}（由{holder.organisation.name}代表）"
        if holder is not None
        else row.organisation.name
        for row, holder in there
    )


def presence_hash(lines: Iterable[str]) -> str:
    """SHA-256 of the sorted lines, each ended by a line feed, in UTF-8."""
    return hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).hexdigest()


def check_voice(actor: Actor, voter: Voter) -> None:
    """Whether the actor may vote for this unit at this moment.

    A unit that is there votes itself; one that is not votes through the present unit that holds
    its proxy, unless that one is recused from the matter. `Forbidden` for another unit's vote,
    `Conflict` for one that is absent.
    """
    seat = voter.attendance
    if actor.organisation_id is None:
        raise Forbidden(_("投票要代表一个单位。请先选择您代表的单位。"))
    if actor.organisation_id == voter.organisation_id and is_there(seat):
        return
    proxy = proxy_of(seat)
    if actor.organisation_id == voter.organisation_id:
        if proxy is not None:
            raise Conflict(
                _("您单位已委托“%(holder)s”表决。要自己投票，请先签到，委托随即失效。")
                % {"holder": proxy.holder.organisation.title}
            )
        raise Conflict(_("您单位还没有签到，不能投票。请先签到。"))
    if proxy is None or proxy.holder.organisation_id != actor.organisation_id:
        raise Forbidden(_("不能替别的单位投票；对方没有委托您单位。"))
    if is_there(seat):
        raise Conflict(_("委托单位已经到会，委托失效，由它自己投票。"))
    if not is_there(proxy.holder):
        raise Conflict(_("您单位还没有签到，不能代为投票。请先签到。"))
    if not matched([seat, proxy.holder], [proxy], recused_ids(voter.ballot)):
        raise Forbidden(_("您单位在这一事项上回避，不能代别的单位投票。"))


def proxy_of(attendance: Attendance) -> Proxy | None:
    """The proxy that this unit has given and that holds."""
    return (
        Proxy.objects.filter(giver=attendance, ended_at__isnull=True)
        .select_related("holder", "holder__organisation")
        .first()
    )


def envelope_bytes(settings: Mapping[str, Any]) -> int:
    """A length that no slip of this ballot exceeds: all envelopes are as long as the longest."""
    question = settings.get("question")
    if not question:
        return FRAME_BYTES
    each = MARK_BYTES + (NAME_BYTES if question["write_in"] else 0)
    return FRAME_BYTES + each * int(question["max_marks"])


def read_content(settings: Mapping[str, Any], content: Any) -> dict[str, Any]:
    """What a vote says, in its one written form; `Invalid` with the sentence otherwise.

    Motion: `{"choice": "yes" | "no" | "abstain"}`. Election: `{"marks": [candidate refs],
    "write_in": [names], "none": bool}`, all empty for an abstention.
    """
    if not isinstance(content, Mapping):
        raise Invalid(_("这张票读不懂，请重新选择。"))
    question = settings.get("question")
    if question:
        return _read_marks(question, settings.get("names", {}), content)
    choice = content.get("choice")
    if not isinstance(choice, str) or choice not in CHOICES or set(content) != {"choice"}:
        raise Invalid({"choice": [_("请在同意、反对、弃权中选一项。")]})
    return {"choice": choice}


def _read_marks(
    question: Mapping[str, Any], names: Mapping[str, str], content: Mapping[str, Any]
) -> dict[str, Any]:
    marks, written = content.get("marks", []), content.get("write_in", [])
    none = content.get("none", False)
    texts = isinstance(marks, list) and isinstance(written, list) and isinstance(none, bool)
    if not texts or not all(isinstance(text, str) for text in [*marks, *written]):
        raise Invalid(_("这张票读不懂，请重新选择。"))
    if set(content) - {"marks", "write_in", "none"}:
        raise Invalid(_("这张票读不懂，请重新选择。"))
    if any(mark not in question["candidates"] for mark in marks):
        raise Invalid({"marks": [_("所选单位不在候选名单上。")]})
    if len(set(marks)) < len(marks):
        raise Invalid({"marks": [_("同一个候选单位只能选一次。")]})
    others = [member_name(text, names) for text in written if text.strip()]
    if others and not question["write_in"]:
        raise Invalid({"write_in": [_("章程不允许另选他人。")]})
    if len(set(others)) < len(others):
        raise Invalid({"write_in": [_("同一个单位只能写一次。")]})
    if none and not question["none_of_above"]:
        raise Invalid({"none": [_("这次选举没有“以上都不选”。")]})
    if none and (marks or others):
        raise Invalid({"none": [_("选了“以上都不选”，就不能再选候选单位。")]})
    most = int(question["max_marks"])
    if len(marks) + len(others) > most:
        raise Invalid({
            "marks": [_("最多选 %(most)d 个，您选了 %(chosen)d 个。多选的票无效，请改正。")
                      % {"most": most, "chosen": len(marks) + len(others)}]
        })  # fmt: skip
    order = list(question["candidates"])
    return {"marks": sorted(marks, key=order.index), "write_in": sorted(others), "none": none}


def member_name(text: str, names: Mapping[str, str]) -> str:
    """The registered name of a member that is written in: one name, so that votes add up."""
    found, _offered = organisations.find_or_suggest(text.strip()[:200])
    if found is None or not consortia.is_active_member(found.pk):
        raise Invalid({
            "write_in": [_("“%(name)s”不是成员单位的全称。另选他人须写成员单位的全称。")
                         % {"name": text.strip()[:100]}]
        })  # fmt: skip
    if found.name in names.values():
        raise Invalid({
            "write_in": [_("“%(name)s”已在候选名单上，请直接勾选。") % {"name": found.name}]
        })  # fmt: skip
    return str(found.name)
