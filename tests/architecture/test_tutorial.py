"""The files of the tutorial do what it says: found, import, publish, on the packaged lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from silian.codes import public as codes
from silian.consortia import public as consortia
from silian.consortia.engine.blueprint import parse
from silian.consortia.queries.founding import plan_founding
from silian.kernel.access import Actor, system_actor
from silian.kernel.exchange import SHEETS, commit, stage
from silian.kernel.scoping import inside
from silian.organisations import public as organisations
from silian.talent import public as talent

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
FILES = (
    ("consortia.members", "members-example.csv", 4),
    ("talent.demand", "demand-example.csv", 5),
    ("talent.supply", "supply-example.csv", 4),
)


@pytest.fixture
def lists(db: None) -> Iterator[Actor]:
    """The installation's actor, with every packaged code list loaded."""
    codes.forget()
    organisations.forget()
    actor = system_actor("test")
    codes.load_codes(actor=actor)
    yield actor
    codes.forget()
    organisations.forget()


def test_tutorial_goes_from_blueprint_to_publication(lists: Actor) -> None:
    text = (TUTORIAL / "blueprint-example.yaml").read_text(encoding="utf-8")
    blueprint, problems = parse(text)
    assert problems == []
    assert blueprint is not None
    assert plan_founding(blueprint).problems == []
    founded = consortia.found(actor=lists, blueprint=blueprint)
    actor = lists.within(founded.pk)
    for key, name, rows in FILES:
        organisations.forget()  # as the end of a transaction does outside of tests
        staged = stage(
            actor=actor, sheet=SHEETS[key], path=TUTORIAL / name, file_name=name,
            options={"period": "2026"},
        )  # fmt: skip
        assert (staged.batch.rows, staged.batch.errors) == (rows, 0)
        assert commit(actor=actor, batch=staged.batch).created == rows
    with inside(founded.pk):
        demand = talent.publish_list(actor=actor, kind="demand", period="2026")
        supply = talent.publish_list(actor=actor, kind="supply", period="2026")
    assert (demand.count, demand.heads, supply.count, supply.heads) == (5, 34, 4, 225)


def test_blueprint_without_an_enterprise_that_leads_is_refused(db: None) -> None:
    organisations.forget()
    text = (TUTORIAL / "blueprint-example.yaml").read_text(encoding="utf-8")
    blueprint, _problems = parse(text.replace(", 示例重型装备有限公司]", "]"))
    assert blueprint is not None
    said = [problem.sentence.zh for problem in plan_founding(blueprint).errors]
    assert len(said) == 1
    assert "至少一家企业牵头" in said[0]
