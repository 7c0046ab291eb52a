"""Everything that a founding would create, before anything is created."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from silian.codes import public as codes
from silian.organisations import public as organisations

from ..engine.blueprint import Blueprint, Related, Unit
from ..engine.kinds import check_composition, rules_of, suits
from ..engine.said import Said
from ..engine.tree import Problem
from ..enums import ConsortiumState
from ..models import Consortium

State = Literal["new", "named", "unchanged", "changed"]
NAMED_AT_MOST = 5
"""Units that one sentence names; of the others it says the number."""


@dataclass(frozen=True)
class PlannedUnit:
    """An organisation that the blueprint names: found in the registry, or new."""

    name: str
    kind: str
    id: int | None
    ref: str
    spec: Unit

    @property
    def is_new(self) -> bool:
        """Whether founding would register it."""
        return self.id is None


@dataclass
class Plan:
    """A blueprint set against what is there. `state`: nothing of that slug; a consortium that
    others only refer to; the same blueprint founded before; another one of that slug."""

    blueprint: Blueprint
    state: State = "new"
    units: dict[str, PlannedUnit] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unmet: list[Said] = field(default_factory=list)
    home_region: str | None = None
    regions: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    zone_regions: dict[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        """What keeps it from being founded."""
        return [problem for problem in self.problems if not problem.warning]

    @property
    def warnings(self) -> list[Problem]:
        """What one should look at first."""
        return [problem for problem in self.problems if problem.warning]

    @property
    def may_be_founded(self) -> bool:
        """Nothing stands against it; a reason covers rules of the kind that are not met."""
        return self.state in {"new", "named"} and not self.errors

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind would be created."""
        b = self.blueprint
        parties = len(b.parties) + sum(len(o.parties) for o in b.occasions)
        related = [one for one in (b.parent, *b.hosts) if one]
        return {
            "organisations_found": sum(not unit.is_new for unit in self.units.values()),
            "organisations_new": sum(unit.is_new for unit in self.units.values()),
            "memberships": len(b.members),
            "parties": parties + sum(len(body.partners) for body in b.bodies),
            "occasions": len(b.occasions),
            "zones": len(b.zones),
            "bodies": len(b.bodies),
            "circles": len(b.circles),
            "duties": len(b.duties),
            "facts": len(b.facts) + sum(len(one.facts) for one in related),
            "related_consortia": len(related),
        }

    @property
    def kinds(self) -> Counter[str]:
        """The members by the kind of their organisation."""
        return Counter(self.units[m.unit].kind for m in self.blueprint.members)


def plan_founding(blueprint: Blueprint, override_reason: str = "") -> Plan:
    """Reads the registry and the code lists, and changes nothing."""
    plan = Plan(blueprint, state=_state(blueprint))
    _units(plan)
    _regions(plan)
    _unit_regions(plan)
    _sectors(plan)
    _related(plan)
    _rules(plan, override_reason or blueprint.override_reason)
    return plan


def _warn(plan: Plan, path: str, sentence: Said, mend: Said, warning: bool = True) -> None:
    plan.problems.append(Problem(path, 0, sentence, mend, warning))


def _state(blueprint: Blueprint) -> State:
    there = Consortium.objects.filter(slug=blueprint.slug).first()
    if there is None:
        return "new"
    if there.state == ConsortiumState.NAMED:
        return "named"
    return "unchanged" if there.blueprint_sha256 == blueprint.sha256 else "changed"


def _units(plan: Plan) -> None:
    specs = {unit.name: unit for unit in plan.blueprint.units}
    for name in plan.blueprint.unit_names:
        spec = specs.get(name, Unit(name))
        match = organisations.match_organisation(name, spec.uscc)
        if match.code and match.exact:
            entry = organisations.by_ref(match.code)
            if spec.kind and entry.kind != spec.kind:
                _warn(
                    plan, f"units.{name}",
                    Said(f"单位库里的“{name}”是另一类单位，以单位库为准。",
                         f"The registry holds “{name}” as another kind, which is kept."),
                    Said("核对蓝图中的 kind。", "Check the kind in the blueprint."),
                )  # fmt: skip
            plan.units[name] = PlannedUnit(name, entry.kind, entry.pk, entry.ref, spec)
            continue
        _new_unit(plan, name, spec, match)


def _new_unit(plan: Plan, name: str, spec: Unit, match: organisations.Match) -> None:
    plan.units[name] = PlannedUnit(name, spec.kind, None, "", spec)
    if not spec.kind:
        _warn(
            plan, f"units.{name}",
            Said(f"单位库里没有“{name}”，蓝图也没有写它的类别。",
                 f"“{name}” is not in the registry and the blueprint does not say its kind."),
            Said("在 units 里写明 kind；如为高校，请先载入高校名单。",
                 "Give its kind under units; for a university, load the list of universities."),
            warning=False,
        )  # fmt: skip
    if spec.uscc and (fault := organisations.sentence_of(organisations.normal_uscc(spec.uscc))):
        _warn(
            plan, f"units.{name}.uscc",
            Said(fault, f"The unified social credit code of “{name}” is not valid."),
            Said("核对营业执照，或不写。", "Check the licence, or leave it out."),
            warning=False,
        )  # fmt: skip
    if match.code and match.suggestions:
        other = match.suggestions[0][1]
        _warn(
            plan, f"units.{name}",
            Said(f"“{name}”与单位库里的“{other}”只差公司形式，将另行登记。",
                 f"“{name}” differs from “{other}” by its legal form alone; it becomes new."),
            Said("如为同一单位，请写全称，或成立后合并。",
                 "If it is the same, write the full name, or merge the two afterwards."),
        )  # fmt: skip


def _region(plan: Plan, path: str, text: str) -> str | None:
    if not text:
        return None
    match = codes.resolve("regions", text)
    if match.code is None or not match.exact:
        _warn(
            plan, path,
            Said(f"行政区划里没有“{text}”，只保留文字。",
                 f"“{text}” is not in the list of divisions; the text alone is kept."),
            Said("写成省、市、县全称，例如 北京市朝阳区。",
                 "Write province, city and county in full, like 北京市朝阳区."),
        )  # fmt: skip
        return None
    return match.code


def _regions(plan: Plan) -> None:
    b = plan.blueprint
    plan.home_region = _region(plan, "home_region", b.home_region)
    for number, text in enumerate(b.regions):
        if code := _region(plan, f"regions[{number}]", text):
            plan.regions.append(code)
    for number, zone in enumerate(b.zones):
        if code := _region(plan, f"zones[{number}].region", zone.region):
            plan.zone_regions[zone.name] = code


def _unit_regions(plan: Plan) -> None:
    """Units that would be registered without a region: their lines later compare with nothing."""
    bare = []
    for unit in plan.units.values():
        if not unit.is_new:
            continue
        if not unit.spec.region:
            bare.append(unit.name)
        else:
            _region(plan, f"units.{unit.name}.region", unit.spec.region)
    if not bare:
        return
    some, n = bare[:NAMED_AT_MOST], len(bare)
    zh = "、".join(f"“{name}”" for name in some) + ("等" if n > len(some) else "")
    en = ", ".join(f"“{name}”" for name in some) + (" and others" if n > len(some) else "")
    _warn(
        plan, "units",
        Said(f"{zh} {n} 个单位将不带地区登记，人才清单里没有写明地区的条目不能按地区对照。",
             f"Units to be registered without a region, {n} in all: {en}. Lines of their talent"
             " lists that state none cannot be compared by region."),
        Said("在 units 里给它们写上 region，或成立后在单位库里补上。",
             "Give each a region under units, or add it in the registry afterwards."),
    )  # fmt: skip


def _sectors(plan: Plan) -> None:
    known = set(codes.Sector.objects.values_list("slug", flat=True))
    for number, slug in enumerate(plan.blueprint.sectors):
        if slug in known:
            plan.sectors.append(slug)
            continue
        _warn(
            plan, f"sectors[{number}]",
            Said(f"产业表里没有“{slug}”，不登记这一项。",
                 f"There is no sector “{slug}”; it is left out."),
            Said("先载入标准代码，或改用表中的代号。",
                 "Load the code lists first, or use a slug of the list."),
        )  # fmt: skip


def _related(plan: Plan) -> None:
    b = plan.blueprint
    for one in (b.parent, *b.hosts):
        if one is not None and one.slug == b.slug:
            _warn(
                plan, "parent" if one is b.parent else "hosts",
                Said("联合体不能是自己的上级或下级。",
                     "A consortium cannot be its own parent or host."),
                Said("改正 slug。", "Correct the slug."),
                warning=False,
            )  # fmt: skip
    _related_once([one for one in (b.parent, *b.hosts) if one], plan)


def _related_once(related: list[Related], plan: Plan) -> None:
    for slug, times in Counter(one.slug for one in related).items():
        if times > 1:
            _warn(
                plan, "hosts",
                Said(f"“{slug}”写了两次。", f"“{slug}” is given twice."),
                Said("合并成一处。", "Merge the two."),
                warning=False,
            )  # fmt: skip


def _rules(plan: Plan, reason: str) -> None:
    b = plan.blueprint
    leads = [plan.units[name].kind for name in b.leads]
    plan.unmet = [need.words for need in check_composition(b.kind, leads, bool(b.park))]
    source = rules_of(b.kind).source
    for words in plan.unmet:
        _warn(
            plan, "lead_units",
            Said(f"没有满足：{words.zh}（{source.zh}）。", f"Not met: {words.en} ({source.en})."),
            Said("补上牵头单位，或写明理由（override_reason）。",
                 "Add the lead unit, or give a reason (override_reason)."),
            warning=bool(reason),
        )  # fmt: skip
    if not suits(b.kind, b.scope):
        _warn(
            plan,
            "scope",
            Said("这类联合体通常不是这个范围。", "This kind usually has another scope."),
            Said("确认 scope 无误即可。", "If the scope is right, go on."),
        )
