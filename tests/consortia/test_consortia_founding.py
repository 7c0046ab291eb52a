"""Founding: the plan, all of it at once, and the refusals."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from silian.consortia import public
from silian.consortia.engine.blueprint import Member, Unit
from silian.consortia.engine.shipped import shipped
from silian.consortia.enums import ConsortiumState, MembershipState
from silian.consortia.models import (
    ActorDuty,
    Body,
    Circle,
    Consortium,
    ConsortiumFact,
    ConsortiumParty,
    Membership,
    Occasion,
    Zone,
)
from silian.consortia.queries.founding import plan_founding
from silian.consortia.services.founding import found
from silian.kernel.access import ANONYMOUS, Actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid
from silian.kernel.scoping import inside
from silian.organisations.models import Organisation

pytestmark = pytest.mark.usefixtures("schools", "regions")

# The columns are those of KEYS.
COUNTS = {
    "cloud-computing": (3, 9, 1, 0, 4, 0, 0, 8, 1, 8, 1),
    "jjj-automotive": (2, 3, 2, 0, 3, 0, 0, 12, 0, 5, 0),
    "jjj-ai-park": (12, 4, 1, 5, 8, 12, 0, 8, 0, 8, 7),
    "shaoxing-digital-artisan": (10, 5, 1, 0, 2, 0, 5, 5, 1, 9, 5),
    "chengyu-smart-manufacturing": (4, 8, 1, 0, 5, 0, 0, 10, 0, 4, 2),
}
KEYS = (
    "memberships", "parties", "occasions", "zones", "bodies", "circles", "duties", "facts",
    "related_consortia", "organisations_new", "organisations_found",
)  # fmt: skip


def rows_inside(consortium: Consortium) -> dict[str, int]:
    with inside(consortium.pk):
        return {
            "memberships": Membership.objects.count(),
            "parties": ConsortiumParty.objects.count(),
            "occasions": Occasion.objects.count(),
            "zones": Zone.objects.count(),
            "bodies": Body.objects.count(),
            "circles": Circle.objects.count(),
            "duties": ActorDuty.objects.count(),
            "facts": ConsortiumFact.objects.count(),
        }


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_founding_creates_exactly_what_the_plan_shows(name: str, system: Actor) -> None:
    units = Organisation.objects.count()
    plan = plan_founding(shipped(name))
    assert plan.may_be_founded
    assert tuple(plan.counts[key] for key in KEYS) == COUNTS[name]
    assert Consortium.objects.count() == 0

    consortium = found(actor=system, blueprint=shipped(name))

    made = rows_inside(consortium)
    related = Consortium.objects.exclude(pk=consortium.pk)
    for other in related:
        made["facts"] += rows_inside(other)["facts"]
    assert made == {key: plan.counts[key] for key in made}
    assert related.count() == plan.counts["related_consortia"]
    assert Organisation.objects.count() == units + plan.counts["organisations_new"]
    with inside(consortium.pk):
        assert set(Membership.objects.values_list("state", flat=True)) == {MembershipState.ACTIVE}


def test_founding_twice_changes_nothing_and_says_so(system: Actor) -> None:
    found(actor=system, blueprint=shipped("jjj-automotive"))
    before = (Organisation.objects.count(), AuditEntry.objects.count())
    assert plan_founding(shipped("jjj-automotive")).state == "unchanged"
    with pytest.raises(Conflict, match="没有变化"):
        found(actor=system, blueprint=shipped("jjj-automotive"))
    other = dataclasses.replace(shipped("jjj-automotive"), park="另一个园区")
    assert plan_founding(other).state == "changed"
    with pytest.raises(Conflict, match="已有联合体"):
        found(actor=system, blueprint=other)
    assert (Organisation.objects.count(), AuditEntry.objects.count()) == before


def test_founding_asks_for_the_permission(db: object) -> None:
    with pytest.raises(Forbidden, match="请先登录"):
        found(actor=ANONYMOUS, blueprint=shipped("jjj-automotive"))
    assert Consortium.objects.count() == 0


def test_cloud_computing_passes_the_rules_of_its_kind(system: Actor) -> None:
    plan = plan_founding(shipped("cloud-computing"))
    assert plan.unmet == []
    consortium = found(actor=system, blueprint=shipped("cloud-computing"))
    assert consortium.rule_override_reason == ""
    hosted = Consortium.objects.get(slug="changping-digital-city")
    assert (hosted.hosted_by, hosted.state) == (consortium, ConsortiumState.NAMED)


def test_unmet_rule_needs_a_reason_which_is_kept_and_audited(system: Actor) -> None:
    blueprint = dataclasses.replace(shipped("cloud-computing"), members=())
    plan = plan_founding(blueprint)
    assert len(plan.unmet) == 3
    assert not plan.may_be_founded
    with pytest.raises(Invalid, match="没有满足：恰好一家行业龙头企业牵头"):
        found(actor=system, blueprint=blueprint)
    assert Organisation.objects.filter(name="联想集团").count() == 0

    consortium = found(actor=system, blueprint=blueprint, override_reason="牵头单位正在变更")

    assert consortium.rule_override_reason == "牵头单位正在变更"
    entry = AuditEntry.objects.get(command="consortia.consortium.found")
    assert entry.chain == consortium.pk
    assert "牵头单位正在变更" in entry.changes


def test_unknown_unit_needs_its_kind(system: Actor) -> None:
    blueprint = dataclasses.replace(shipped("jjj-automotive"), members=(Member("某某单位"),))
    plan = plan_founding(blueprint)
    assert [problem.path for problem in plan.errors] == [
        "units.某某单位", "lead_units", "lead_units",
    ]  # fmt: skip
    told = dataclasses.replace(blueprint, units=(*blueprint.units, Unit("某某单位", "park")))
    assert [problem.path for problem in plan_founding(told).errors] == ["lead_units", "lead_units"]


def test_a_name_that_differs_by_legal_form_is_registered_anew_with_a_warning(
    make_unit: Callable[..., Organisation],
) -> None:
    make_unit("联想集团有限公司")
    plan = plan_founding(shipped("cloud-computing"))
    assert plan.units["联想集团"].is_new
    assert "units.联想集团" in [problem.path for problem in plan.warnings]


def test_units_named_by_their_short_name_get_that_name_only(system: Actor) -> None:
    found(actor=system, blueprint=shipped("jjj-ai-park"))
    huawei = Organisation.objects.get(name="华为")
    assert (huawei.name_en, huawei.short_name, huawei.uscc, huawei.region) == ("", "", None, None)
    assert huawei.source == "公开报道（示范园区设立）"


def test_a_consortium_that_was_only_named_can_be_founded(system: Actor) -> None:
    found(actor=system, blueprint=shipped("shaoxing-digital-artisan"))
    parent = Consortium.objects.get(slug="shaoxing-wanmu-qianyi")
    assert parent.children.get().slug == "shaoxing-digital-artisan"
    blueprint = dataclasses.replace(
        shipped("jjj-automotive"), slug=parent.slug, name=parent.name, parent=None
    )
    assert plan_founding(blueprint).state == "named"
    founded = found(actor=system, blueprint=blueprint)
    assert (founded.pk, founded.state) == (parent.pk, ConsortiumState.ACTIVE)
    assert founded.children.get().slug == "shaoxing-digital-artisan"


def test_regions_are_resolved_and_the_text_is_kept(system: Actor) -> None:
    consortium = found(actor=system, blueprint=shipped("jjj-automotive"))
    assert consortium.home_region_text == "北京市朝阳区"
    assert consortium.home_region_id == "110105"
    assert [region.pk for region in consortium.regions.all()] == ["110000"]
    paths = [problem.path for problem in plan_founding(shipped("jjj-ai-park")).warnings]
    assert "home_region" in paths


def test_public_lists_only_what_runs(system: Actor) -> None:
    found(actor=system, blueprint=shipped("shaoxing-digital-artisan"))
    assert [c.slug for c in public.running()] == ["shaoxing-digital-artisan"]


def test_units_to_be_registered_without_a_region_are_named(system: Actor) -> None:
    plain = shipped("jjj-automotive")
    units = tuple(
        Unit(f"示例新单位{n}有限公司", "enterprise", region=region)
        for n, region in enumerate(["", "北京市大兴区", "火星市", "", "", "", "", ""])
    )
    plan = plan_founding(dataclasses.replace(plain, units=plain.units + units))
    said = [p.sentence.zh for p in plan.warnings if p.path.startswith("units")]
    assert any("火星市" in sentence for sentence in said)
    (bare,) = [sentence for sentence in said if "不带地区登记" in sentence]
    new = [unit for unit in plan.units.values() if unit.is_new and not unit.spec.region]
    assert f"等 {len(new)} 个单位" in bare
    assert "示例新单位1有限公司" not in bare
    assert plan.may_be_founded

    named = dataclasses.replace(
        plain, units=tuple(dataclasses.replace(unit, region="北京市大兴区") for unit in plain.units)
    )
    left = {u.name for u in plan_founding(named).units.values() if u.is_new and not u.spec.region}
    told = [p.sentence.zh for p in plan_founding(named).warnings if "不带地区登记" in p.sentence.zh]
    assert bool(left) == bool(told)
