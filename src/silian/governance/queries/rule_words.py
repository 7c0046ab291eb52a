"""The rules of a body in plain words, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.exchange.columns import listed

from ..engine.rules import BodyRules, Preset, Rules
from ..engine.thresholds import Threshold
from ..enums import BodyKind, Matter, Post


@dataclass(frozen=True)
class Line:
    """A rule: the item in the data that it is from, what it is about, what it says."""

    key: str
    label: object
    text: str


def in_words(threshold: Threshold) -> str:
    """A share in words."""
    return chosen(*threshold.words())


def chosen(zh: str, en: str) -> str:
    """The one of both that the page is in."""
    return en if (get_language() or "").startswith("en") else zh


def tie_words(tie: str) -> str:
    """What happens when the last place is shared."""
    return {
        "runoff": _("对票数相同者再次投票"),
        "lot": _("抽签决定，抽签种子事先公布"),
        "fails": _("票数相同者均不当选"),
    }[tie]


def election_words(election: str) -> str:
    """Who is elected."""
    return {
        "majority": _("得票须达到人事事项的通过比例"),
        "plurality": _("得票多者当选"),
    }[election]


def kind_label(key: str) -> str:
    """The name of a kind of body."""
    return str(BodyKind(key).label)


def lines(rules: BodyRules) -> list[Line]:
    """Every rule of a body, in the order in which a meeting meets them."""
    found = [Line("quorum", _("到会要求"), in_words(rules.quorum))]
    found += [
        Line(f"majorities.{matter.value}", _("通过：%(matter)s") % {"matter": matter.label},
             in_words(rules.majorities[matter.value]))
        for matter in Matter
        if matter.value in rules.majorities
    ]  # fmt: skip
    follows = [str(matter.label) for matter in Matter if matter.value not in rules.majorities]
    if follows:
        text = _("与一般事项相同：%(matters)s") % {"matters": listed(follows)}
        found.append(Line("majorities", _("通过：其余事项"), text))
    found += [
        Line("notice_days", _("通知期"), _("至少提前 %(days)d 天") % {"days": rules.notice_days}),
        Line("proxy_limit", _("委托"), _proxies(rules.proxy_limit)),
        Line("change_vote", _("改票"), _("表决结束前可以改") if rules.change_vote
             else _("投出后不能改")),
        Line("election", _("选举"), election_words(rules.election)),
        Line("tie", _("票数相同"), tie_words(rules.tie)),
        Line("allow_write_in", _("另选他人"), _("可以") if rules.allow_write_in else _("不可以")),
        Line("secret_matters", _("无记名表决"), _matters(rules)),
        Line("term_years", _("每届任期"), _("%(years)d 年") % {"years": rules.term_years}),
    ]  # fmt: skip
    if rules.seats_min or rules.seats_max:
        found.append(Line("seats", _("席位"), _seats(rules)))
    found.append(Line("weights", _("票的权重"), _weights(rules)))
    return found


def differing(before: Rules | None, after: Rules) -> list[tuple[str, object, str, str]]:
    """The rules that two versions do not share: body, item, before, after ("" where absent)."""
    found = []
    old_bodies = before.bodies if before else {}
    for key in BodyKind.values:
        old = {line.key: line for line in lines(old_bodies[key])} if key in old_bodies else {}
        new = {line.key: line for line in lines(after.bodies[key])} if key in after.bodies else {}
        for item in dict.fromkeys([*old, *new]):
            was = old[item].text if item in old else ""
            now = new[item].text if item in new else ""
            if was != now:
                label = (new.get(item) or old[item]).label
                found.append((kind_label(key), label, was, now))
    return found


def preset_words(preset: Preset) -> tuple[str, str, str]:
    """Name, description and source of a preset."""
    return (
        chosen(preset.name_zh, preset.name_en),
        chosen(preset.about_zh, preset.about_en),
        chosen(preset.source, preset.source_en),
    )


def _proxies(limit: int) -> str:
    if not limit:
        return _("不接受委托")
    return _("每个到会单位最多带 %(count)d 份委托") % {"count": limit}


def _matters(rules: BodyRules) -> str:
    names = [str(Matter(key).label) for key in rules.secret_matters]
    return listed(names) if names else _("不要求")


def _seats(rules: BodyRules) -> str:
    if rules.seats_min and rules.seats_max:
        return _("%(least)d 至 %(most)d 席") % {"least": rules.seats_min, "most": rules.seats_max}
    if rules.seats_min:
        return _("至少 %(least)d 席") % {"least": rules.seats_min}
    return _("至多 %(most)d 席") % {"most": rules.seats_max}


def _weights(rules: BodyRules) -> str:
    heavy = {post: weight for post, weight in rules.weights.items() if weight != 1}
    if not heavy:
        return _("每个单位一票")
    names = [
        _("%(post)s %(weight)d 票")
        % {"post": Post(post).label if post in Post.values else post, "weight": weight}
        for post, weight in heavy.items()
    ]
    return _("%(heavy)s，其余一票") % {"heavy": listed(names)}
