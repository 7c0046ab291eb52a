"""Rules to start a charter from. None of them is official: each says what it rests on.

“Read” is what stood in a text that was read, “recalled” is to be checked against the official
text, the rest is proposed. A charter changes whatever it wants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

COMMITTEES = ("expert_committee", "steering_committee", "secretariat", "working_group")

_TWO_THIRDS_SEATS = {"fraction": "2/3", "of": "seats", "strict": False}
_HALF_SEATS = {"fraction": "1/2", "of": "seats", "strict": True}
_TWO_THIRDS_PRESENT = {"fraction": "2/3", "of": "present", "strict": False}
_HALF_PRESENT = {"fraction": "1/2", "of": "present", "strict": True}
_WEIGHTY = ("charter", "dissolution")


@dataclass(frozen=True)
class Preset:
    """A start for a charter's rules: `rules` is their plain form (`rules.read_rules`)."""

    key: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    source: str
    source_en: str
    rules: Mapping[str, Any]


def _body(
    quorum: Mapping[str, Any],
    ordinary: Mapping[str, Any],
    *,
    notice_days: int,
    two_thirds: Iterable[str] = (),
    term_years: int = 5,
    proxy_limit: int = 0,
    secret: Iterable[str] = (),
) -> dict[str, Any]:
    majorities = {"ordinary": dict(ordinary)}
    majorities |= {matter: dict(_TWO_THIRDS_PRESENT) for matter in two_thirds}
    return {
        "quorum": dict(quorum),
        "majorities": majorities,
        "notice_days": notice_days,
        "proxy_limit": proxy_limit,
        "change_vote": False,
        "tie": "runoff",
        "term_years": term_years,
        "weights": {},
        "allow_write_in": False,
        "election": "majority",
        "secret_matters": list(secret),
    }


def _bodies(
    assembly: Mapping[str, Any], council: Mapping[str, Any], other: Mapping[str, Any]
) -> dict[str, Any]:
    """All bodies: the two councils alike, the rest alike."""
    rest = {key: dict(other) for key in (*COMMITTEES, "joint_conference")}
    bodies = {"assembly": assembly, "council": council, "standing_council": dict(council)}
    return {"bodies": {**bodies, **rest}}


_OTHER = _body(_HALF_SEATS, _HALF_PRESENT, notice_days=3)

_ASSOCIATION = Preset(
    "association",
    "社会团体式",
    "As of an association",
    "成员大会和理事会都须三分之二以上到会；大会过半数通过，章程和终止须三分之二以上；"
    "理事会三分之二以上通过。大会提前 10 天通知，每届 5 年，人事事项无记名表决。",
    "Assembly and council need two thirds present; the assembly decides by more than half, the "
    "charter and dissolution by two thirds; the council by two thirds. Ten days' notice of an "
    "assembly, terms of five years, secret votes on persons.",
    "参照社会团体章程的常见写法：理事会的到会与通过比例、大会提前 10 天通知，见于读到的章程和"
    "地方示范文本；大会的比例和任期不超过 5 年为记忆中的示范文本，采用前请核对原文；"
    "其余为建议。非官方规定。",
    "After charters of associations: the council's figures and the ten days were read in a "
    "charter and a local model; the assembly's figures and the term of at most five years are "
    "recalled, check them against the text; the rest is proposed. Not official.",
    _bodies(
        _body(_TWO_THIRDS_SEATS, _HALF_PRESENT, notice_days=10, two_thirds=_WEIGHTY,
              proxy_limit=1, secret=("personnel", "removal")),
        _body(_TWO_THIRDS_SEATS, _TWO_THIRDS_PRESENT, notice_days=7,
              secret=("personnel", "removal")),
        _OTHER,
    ),
)  # fmt: skip

_SIMPLE = Preset(
    "simple",
    "简明式",
    "Simple",
    "过半数到会，到会过半数通过；章程和终止须到会的三分之二以上。适合成员少、事情快的联合体。",
    "More than half present, more than half of those present decide; the charter and dissolution "
    "need two thirds of those present. For a small and quick consortium.",
    "建议的规则，没有引用某一份文件。非官方规定。",
    "Proposed; it follows no particular text. Not official.",
    _bodies(
        _body(_HALF_SEATS, _HALF_PRESENT, notice_days=7, two_thirds=_WEIGHTY,
              secret=("personnel",)),
        _body(_HALF_SEATS, _HALF_PRESENT, notice_days=5, two_thirds=_WEIGHTY,
              secret=("personnel",)),
        _OTHER,
    ),
)  # fmt: skip

_ALLIANCE_ASSEMBLY = _body(
    _TWO_THIRDS_SEATS, _HALF_PRESENT, notice_days=10, two_thirds=("admission", "removal"),
    term_years=3, secret=("personnel",),
)  # fmt: skip
_ALLIANCE_ASSEMBLY["majorities"] |= {matter: dict(_TWO_THIRDS_SEATS) for matter in _WEIGHTY}

_ALLIANCE = Preset(
    "alliance",
    "产业联盟式",
    "As of an industrial alliance",
    "章程由全体成员的三分之二以上通过（以应到计），加入和除名由到会的三分之二以上通过，"
    "其余过半数。每届 3 年。",
    "The charter is adopted by two thirds of all members (of the seats), admission and removal "
    "by two thirds of those present, all else by more than half. Terms of three years.",
    "章程经成员三分之二以上通过，见于读到的某省产业联盟章程提纲（17 条）；提纲未写明基数，"
    "这里按全体成员计；其余为建议。非官方规定。",
    "Adoption by two thirds of the members was read in a province's outline for charters of "
    "alliances (17 articles); it does not name the base, here it is all members. The rest is "
    "proposed. Not official.",
    _bodies(
        _ALLIANCE_ASSEMBLY,
        _body(_TWO_THIRDS_SEATS, _TWO_THIRDS_PRESENT, notice_days=7, term_years=3,
              secret=("personnel",)),
        _body(_HALF_SEATS, _HALF_PRESENT, notice_days=3, term_years=3),
    ),
)  # fmt: skip

_PREPARATORY = Preset(
    "preparatory",
    "筹备会议式",
    "For founding by a preparatory meeting",
    "供线上预备会议成立联合体用：受邀单位三分之二以上到会，到会的三分之二以上通过章程、"
    "选出首届牵头单位；此后理事会三分之二以上到会，过半数通过。公开表决，5 天前通知。",
    "For a consortium founded by an (online) preparatory meeting: two thirds of the units "
    "invited are present, two thirds of those adopt the charter and elect the first lead units; "
    "afterwards the council meets with two thirds and decides by more than half. Open votes, "
    "five days' notice.",
    "预备会议或成立大会通过章程，见于读到的新闻和通知；其中没有写明比例，这里的比例为建议。"
    "非官方规定。",
    "That a preparatory or founding meeting adopts the charter was read in news and notices; "
    "they state no share, the shares are proposed. Not official.",
    _bodies(
        _body(_TWO_THIRDS_SEATS, _HALF_PRESENT, notice_days=5, two_thirds=(*_WEIGHTY, "personnel")),
        _body(_TWO_THIRDS_SEATS, _HALF_PRESENT, notice_days=5, two_thirds=_WEIGHTY),
        _OTHER,
    ),
)  # fmt: skip

PRESETS: dict[str, Preset] = {
    preset.key: preset for preset in (_ASSOCIATION, _SIMPLE, _ALLIANCE, _PREPARATORY)
}
