"""The kinds of consortia as data: who must lead, how far each reaches, what it usually has.

Sources: 市域 is P3 (教职成厅函〔2023〕15号) with the park of P2 (中办国办 2022-12); 共同体 is the
construction guide in the annex of P5 (教职成厅函〔2023〕20号). No national text sets rules for the
other kinds: their presets ask for nothing and say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..enums import ConsortiumKind, Scope
from .said import Said

SECONDARY = "secondary_school"
COLLEGE = "vocational_college"
UNIVERSITY = "university"
ENTERPRISE = "enterprise"
PARK = "park"

SCHOOLS = frozenset({SECONDARY, COLLEGE, UNIVERSITY})


@dataclass(frozen=True)
class Need:
    """A rule on the lead units: how many of which kinds of organisation.

    `at_most` None sets no upper bound. `or_park` means that a park named as the consortium's
    base satisfies it although no lead unit is a park.
    """

    key: str
    words: Said
    kinds: frozenset[str]
    at_least: int = 1
    at_most: int | None = None
    or_park: bool = False


@dataclass(frozen=True)
class KindRules:
    """Everything that the kind of a consortium decides."""

    kind: ConsortiumKind
    about: Said
    needs: tuple[Need, ...]
    scopes: tuple[Scope, ...]
    structures: tuple[str, ...]
    source: Said


NO_RULE = Said(
    "国家文件没有规定牵头单位的构成；由发起单位自行商定。",
    "No national text sets who must lead; the founders agree on it.",
)

KINDS: dict[str, KindRules] = {
    rules.kind.value: rules
    for rules in (
        KindRules(
            kind=ConsortiumKind.CITY,
            about=Said(
                "以产业园区为基础，由园区、学校和企业共同牵头，打造兼具人才培养、创新创业、"
                "促进产业经济高质量发展功能的联合体。",
                "Based on an industrial park and led by the park, a school and an enterprise "
                "together: training, innovation and the park's economy in one body.",
            ),
            needs=(
                Need(
                    "park",
                    Said("以一个产业园区为基础（园区作为牵头单位或写明园区）",
                         "based on an industrial park (as a lead unit, or named as its base)"),
                    frozenset({PARK, "government"}),
                    or_park=True,
                ),
                Need("school", Said("至少一所学校牵头", "at least one school leads"), SCHOOLS),
                Need(
                    "enterprise",
                    Said("至少一家企业牵头", "at least one enterprise leads"),
                    frozenset({ENTERPRISE}),
                ),
            ),
            scopes=(Scope.CITY, Scope.COUNTY, Scope.PROVINCE, Scope.CROSS_PROVINCE),
            structures=("members", "park", "zones", "bodies"),
            source=Said("教职成厅函〔2023〕15号（市域产教联合体建设）",
                        "Notice 15 (2023) on city consortia, Ministry of Education"),
        ),
        KindRules(
            kind=ConsortiumKind.INDUSTRY,
            about=Said(
                "由一家行业龙头企业、一所高水平高校、一所职业学校牵头，联合行业组织、学校、"
                "科研机构、上下游企业，跨区域汇聚产教资源。",
                "Led by one leading enterprise, one university and one vocational school; joined "
                "by associations, schools, institutes and firms along the chain, across regions.",
            ),
            needs=(
                Need(
                    "enterprise",
                    Said("恰好一家行业龙头企业牵头", "exactly one leading enterprise leads"),
                    frozenset({ENTERPRISE}),
                    at_most=1,
                ),
                Need(
                    "university",
                    Said("恰好一所高水平高校牵头", "exactly one university leads"),
                    frozenset({UNIVERSITY}),
                    at_most=1,
                ),
                Need(
                    "vocational",
                    Said("恰好一所职业学校（中职、高职或职教本科）牵头",
                         "exactly one vocational school (secondary or higher) leads"),
                    frozenset({SECONDARY, COLLEGE}),
                    at_most=1,
                ),
            ),
            scopes=(Scope.NATIONAL, Scope.CROSS_PROVINCE, Scope.PROVINCE),
            structures=("members", "bodies"),
            source=Said("教职成厅函〔2023〕20号附件《共同体建设指南》",
                        "Annex (construction guide) of Notice 20 (2023), Ministry of Education"),
        ),
        KindRules(
            kind=ConsortiumKind.PARK,
            about=Said("由教育主管部门设立、以园区为载体的改革示范园区，一园多区。",
                       "A reform park set up by education authorities: one park, several zones."),
            needs=(),
            scopes=(Scope.CROSS_PROVINCE, Scope.PROVINCE, Scope.CITY),
            structures=("members", "park", "zones", "circles", "bodies"),
            source=NO_RULE,
        ),
        KindRules(
            kind=ConsortiumKind.ALLIANCE,
            about=Said("中职、高校、政府、园区、企业五方共育，每方在每个项目里都有自己的职责。",
                       "Five kinds of actors train together, each with its own duty in a project."),
            needs=(),
            scopes=(Scope.CITY, Scope.COUNTY, Scope.PROVINCE),
            structures=("members", "duties", "bodies"),
            source=NO_RULE,
        ),
        KindRules(
            kind=ConsortiumKind.REGIONAL,
            about=Said("几个地区的学校和企业围绕一个产业共同发展。",
                       "Schools and enterprises of several regions grow around one industry."),
            needs=(),
            scopes=(Scope.CROSS_PROVINCE, Scope.PROVINCE),
            structures=("members", "bodies"),
            source=NO_RULE,
        ),
        KindRules(
            kind=ConsortiumKind.OTHER,
            about=Said("其他形式的产教联合组织。", "Any other body of industry and education."),
            needs=(),
            scopes=tuple(Scope),
            structures=("members",),
            source=NO_RULE,
        ),
    )
}  # fmt: skip


def rules_of(kind: str) -> KindRules:
    """The rules of a kind; KeyError for an unknown one."""
    return KINDS[kind]


def check_composition(kind: str, leads: Iterable[str], park: bool = False) -> list[Need]:
    """The rules on lead units that are not met.

    `leads` are the kinds of the organisations that lead, one for each unit; `park` says
    whether the consortium names the park that it is based on.
    """
    counted = list(leads)
    return [need for need in KINDS[kind].needs if not _met(need, counted, park)]


def _met(need: Need, leads: list[str], park: bool) -> bool:
    if need.or_park and park:
        return True
    count = sum(kind in need.kinds for kind in leads)
    return count >= need.at_least and (need.at_most is None or count <= need.at_most)


def suits(kind: str, scope: str) -> bool:
    """Whether a consortium of that kind usually reaches that far."""
    return scope in {choice.value for choice in KINDS[kind].scopes}
