"""How the result of a ballot is shown: the verdict, the numbers as a picture and a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.ui.chart import Chart

from ...enums import BallotState
from ...models import Ballot
from ...queries.ballots import Group, by_kind, votes_in_the_open

CHOICE_COLOURS = (("yes", "@talent"), ("no", "@enterprise"), ("abstain", "@neutral"),
                  ("invalid", "@neutral"))  # fmt: skip


def choice_words() -> dict[str, str]:
    """The choices of a motion in the language of the page."""
    return {"yes": _("同意"), "no": _("反对"), "abstain": _("弃权"), "invalid": _("无效")}


def both(words: Any) -> str:
    """Of a Chinese and an English text that of the page."""
    return str(words[1] if (get_language() or "").startswith("en") else words[0])


def verdict(ballot: Ballot) -> dict[str, Any]:
    """The outcome in a word, with its tone and both sentences."""
    result = ballot.result
    english = (get_language() or "").startswith("en")
    if ballot.state == BallotState.VOID:
        word, tone = _("表决作废"), "warning"
    elif not result.get("counted"):
        word, tone = _("到会不足，未计票"), "danger"
    elif ballot.motion_id:
        passed = result["passed"]
        word, tone = (_("通过"), "success") if passed else (_("不通过"), "danger")
    elif result["runoff"]:
        word, tone = _("得票相同，另行表决"), "warning"
    elif result["elected"]:
        word, tone = _("选出 %(n)d 席") % {"n": len(result["elected"])}, "success"
    else:
        word, tone = _("没有单位当选"), "danger"
    first, second = ballot.sentence or ballot.void_reason, ballot.sentence_en
    if english and second:
        first, second = second, first
    return {"word": word, "tone": tone, "sentence": first, "other": second,
            "unfinished": result.get("unfinished", "")}  # fmt: skip


def result_chart(ballot: Ballot) -> Chart | None:
    """The counts as bars, with the same numbers as a table."""
    if not ballot.result.get("counted"):
        return None
    counts = ballot.result["counts"]
    bars = _motion_bars(counts) if ballot.motion_id else _election_bars(ballot, counts)
    note = _("应到 %(seats)d、实到 %(present)d；") % {
        "seats": ballot.settings["seats"], "present": ballot.closing["present"],
    }  # fmt: skip
    return Chart(
        id="result",
        title=_("票数"),
        option=_option(bars),
        columns=(_("选项"), _("票数")),
        rows=[[name, votes] for name, votes, _colour in bars],
        note=note + _("有权重的单位按章程规定的票数计。"),
        height="sm" if len(bars) <= 6 else "md" if len(bars) <= 12 else "lg",
        numeric=(1,),
    )


def _motion_bars(counts: dict[str, int]) -> list[tuple[str, int, str]]:
    words = choice_words()
    return [(words[key], counts[key], colour) for key, colour in CHOICE_COLOURS]


def _election_bars(ballot: Ballot, counts: dict[str, Any]) -> list[tuple[str, int, str]]:
    names, won = ballot.settings["names"], set(ballot.result["elected"])
    votes = {**counts["candidates"], **counts["write_ins"]}
    ranked = sorted(votes.items(), key=lambda item: (-item[1], names.get(item[0], item[0])))
    bars = [
        (names.get(key, key), number, "@talent" if key in won else "@education")
        for key, number in ranked
    ]
    rest = [(_("弃权"), counts["abstain"], "@neutral"), (_("无效"), counts["invalid"], "@neutral")]
    if ballot.settings["question"]["none_of_above"]:
        rest.insert(0, (_("以上都不选"), counts["none"], "@neutral"))
    return bars + rest


def _option(bars: list[tuple[str, int, str]]) -> dict[str, Any]:
    return {
        "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": [name for name, *_rest in bars]},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 22,
                "label": {"show": True, "position": "right"},
                "data": [
                    {"name": name, "value": votes, "itemStyle": {"color": colour}}
                    for name, votes, colour in bars
                ],
            }
        ],
    }


def named_votes(ballot: Ballot) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Who voted what in an open ballot, and the same by kind of unit where groups are large."""
    votes = votes_in_the_open(ballot)
    words = choice_words()
    rows = [
        {"unit": vote.voter.organisation.title, "said": said(ballot, vote.content or {}, words)}
        for vote in votes
    ]
    kinds = {"school": _("学校"), "enterprise": _("企业"), "other": _("其他")}
    groups: list[Group] = by_kind(votes) if ballot.motion_id else []
    return rows, [
        {"kind": kinds[group.kind], "size": group.size,
         **{key: group.counts[key] for key in ("yes", "no", "abstain")}}
        for group in groups
    ]  # fmt: skip


def said(ballot: Ballot, content: dict[str, Any], words: dict[str, str]) -> str:
    """What a slip says, in words."""
    if ballot.motion_id:
        return words.get(content.get("choice", ""), words["invalid"])
    if content.get("none"):
        return _("以上都不选")
    names = ballot.settings["names"]
    chosen = [names.get(mark, mark) for mark in content.get("marks", [])]
    return "、".join([*chosen, *content.get("write_in", [])]) or words["abstain"]
