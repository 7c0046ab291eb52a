"""The other doors: the HTTP API, the command line, the five links, merging of organisations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from talent_world import World
from typer.testing import CliRunner

from silian.accounts.public import create_token
from silian.codes.public import Node
from silian.consortia.models import Membership
from silian.kernel.access import system_actor
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.organisations.models import Organisation
from silian.organisations.services.merge import merge, preview_merge
from silian.talent.cli import app
from silian.talent.documents.files import folder
from silian.talent.models import DemandRecord, Snapshot, SupplyRecord
from silian.talent.queries.chain import demand_edges
from silian.talent.services import demand as commands
from silian.talent.services.publish import publish_list
from silian.talent.tasks import expire_everywhere, make_files

Values = Callable[..., dict[str, Any]]
BODY = {
    "organisation": "示例机床有限公司alpha",
    "position": "数控车工",
    "headcount": 12,
    "education": "大专",
    "region": "上虞区",
    "programs": ["460103", "数控技术应用"],
    "pay_low": "6000.50",
    "valid_until": "2099-12-31",
}


def call(world: World, name: str, scopes: list[str], body: dict[str, Any], **how: Any) -> Any:
    """POSTs a line of demand with a token of that person."""
    actor = {"hr": world.hr, "secretary": world.secretary, "office": world.office}[name]
    token = create_token(
        actor=actor, user=world.people[name], name="系统对接", scopes=scopes, days=30,
        consortium_id=world.consortium.pk, organisation_id=actor.organisation_id,
    )  # fmt: skip
    slug, kind = how.get("slug", "alpha"), how.get("kind", "demand")
    return Client().post(
        f"/api/c/{slug}/talent/{kind}", json.dumps(body), content_type="application/json",
        headers={"authorization": f"Bearer {token.secret}"},
    )  # fmt: skip


def test_a_program_enters_a_line_by_the_same_command(world: World) -> None:
    answer = call(world, "hr", ["talent.demand.write"], BODY)
    assert answer.status_code == 201, answer.content
    out = answer.json()
    assert (out["state"], out["occupation"]["code"]) == ("submitted", "6-18-01-01")
    assert out["occupation"]["state"] == "suggested"
    assert [program["code"] for program in out["programs"]] == ["460103", "660103"]
    with world.inside():
        record = DemandRecord.objects.get(ref=out["ref"])
    assert (record.source, str(record.pay_low)) == ("api", "6000.50")


def test_the_api_refuses_with_sentences(world: World, other_world: World) -> None:
    bad = call(world, "hr", ["talent.demand.write"], {**BODY, "region": "上虞县", "headcount": 0})
    assert bad.status_code == 422
    assert set(bad.json()["errors"]) == {"region", "headcount"}
    rival = {**BODY, "organisation": world.rival.name}
    assert call(world, "hr", ["talent.demand.write"], rival).status_code == 403
    assert call(world, "hr", ["talent.demand.view"], BODY).status_code == 403
    write = ["talent.demand.write"]
    assert call(world, "hr", write, BODY, slug="beta").status_code == 404
    assert call(world, "hr", write, BODY, slug="nowhere").status_code == 404
    assert Client().post("/api/c/alpha/talent/demand", "{}", "application/json").status_code == 401
    missing = call(world, "hr", write, {"position": "数控车工"})
    assert missing.status_code == 422
    with world.inside():
        assert not DemandRecord.objects.exists()


def test_supply_and_publications_over_http(world: World) -> None:
    body = {"organisation": world.school.name, "program": "460103", "graduates": 80}
    answer = call(world, "office", ["talent.supply.write"], body, kind="supply")
    assert (answer.status_code, answer.json()["net_available"]) == (201, 80)
    with world.inside():
        SupplyRecord.objects.update(state="approved", period="2026")
    published = publish_list(actor=world.secretary, kind="supply", period="2026")
    base = "/api/c/alpha/talent/publications"
    (found,) = Client().get(base).json()
    assert (found["sha256"], found["heads"]) == (published.sha256, 80)
    rows = Client().get(f"{base}/supply/1/rows?limit=1").json()
    assert (rows["total"], rows["rows"][0]["program"]) == (1, "460103")
    assert Client().get(f"{base}/supply/1/rows?limit=9999").status_code == 422
    assert Client().get(f"{base}/supply/2/rows").status_code == 404


@pytest.fixture
def run(world: World) -> Callable[..., Any]:
    """run(arguments…): `silian talent …`, with its answer as data."""

    def call(*arguments: str) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--format", "json"])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout)

    return call


def test_template_import_and_publish_on_the_command_line(
    world: World, run: Callable[..., Any], tmp_path: Path
) -> None:
    template = tmp_path / "demand.xlsx"
    code, answer = run("template", "demand", "-o", str(template), "--consortium", "alpha")
    assert (code, answer["sheet"], template.exists()) == (0, "talent.demand", True)
    file = tmp_path / "list.csv"
    head = "单位名称,岗位名称,需求人数,学历层次,工作地区"
    good = f"{world.maker.name},数控车工,12,高职专科,上虞区"
    file.write_text("\n".join((head, good, f"{world.maker.name},钳工,x,中职,上虞区")), "utf-8")
    options = ("import", "demand", str(file), "--consortium", "alpha", "--period", "2026")
    code, answer = run(*options)
    assert (code, answer["rows"], answer["accepted"], answer["errors"]) == (0, 2, 1, 1)
    problem = answer["problems"][0]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "需求人数", "x")
    code, answer = run(*options, "--commit")
    assert (code, answer["committed"]) == (2, False)
    file.write_text("\n".join((head, good)), "utf-8")
    assert run(*options, "--commit")[1]["created"] == 1
    code, answer = run(*options, "--commit")
    assert (code, answer["repeated"], answer["created"]) == (0, True, 0)
    code, answer = run("publish", "demand", "--consortium", "alpha", "--period", "2026")
    assert (code, answer["number"], answer["count"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("publish", "demand", "--consortium", "alpha", "--period", "26"), Invalid),
        (("publish", "demand", "--consortium", "alpha", "--period", "2026"), Conflict),
        (("publish", "demand", "--consortium", "nowhere", "--period", "2026"), Missing),
        (("import", "demand", "/nowhere.xlsx", "--consortium", "alpha"), Invalid),
        (("template", "demand", "-o", "/nowhere/x.xlsx"), Invalid),
    ],
)
def test_the_command_line_refuses_with_a_sentence(
    run: Callable[..., Any], arguments: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        run(*arguments)


@pytest.fixture
def published(world: World, demand: Values) -> None:
    """Two confirmed lines and one only suggested, published."""
    lines = [
        demand(occupation="6-18-01-01", headcount=30),
        demand(occupation="6-31-01-02", headcount=10, position="维修工"),
        demand(position="数控车工二", headcount=99),
    ]
    refs = [commands.enter_demand(actor=world.secretary, values=line).ref for line in lines]
    commands.approve_demand(actor=world.secretary, refs=refs)
    publish_list(actor=world.secretary, kind="demand", period="2026")


def test_the_five_links_show_published_and_confirmed_demand(world: World, published: None) -> None:
    start = Node("enterprise", world.maker.ref)
    for consortium in (world.consortium.pk, None):
        edges = list(demand_edges(consortium, start))
        assert {edge.target.code: (edge.weight, edge.evidence) for edge in edges} == {
            "6-18-01-01": (0.75, 1),
            "6-31-01-02": (0.25, 1),
        }
    (edge,) = demand_edges(None, Node("occupation", "6-18-01-01"))
    assert (edge.source.name, edge.weight) == (world.maker.name, 1.0)
    assert list(demand_edges(None, Node("program", "460103"))) == []


def test_the_five_links_of_another_consortium_are_empty(
    other_world: World, published: None, world: World
) -> None:
    start = Node("enterprise", world.maker.ref)
    assert list(demand_edges(other_world.consortium.pk, start)) == []


def test_lines_move_with_a_merged_organisation(world: World, demand: Values) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    twin = Organisation.objects.create(name="示例机床厂", kind="enterprise")
    with world.inside():
        Membership.objects.filter(organisation=world.maker).delete()
        Membership.objects.create(consortium=world.consortium, organisation=twin, state="active")
    assert ("人才需求", 1) in preview_merge(world.maker, twin).moved
    merge(actor=system_actor("test"), source=world.maker, target=twin)
    with world.inside():
        record.refresh_from_db()
    assert record.organisation_id == twin.pk
    with pytest.raises(Conflict, match="已在清单里"):
        commands.enter_demand(actor=world.secretary, values=demand(organisation=twin.ref))


def test_two_organisations_with_the_same_line_cannot_be_merged(
    world: World, demand: Values
) -> None:
    for unit in (world.maker, world.rival):
        commands.enter_demand(actor=world.secretary, values=demand(organisation=unit.ref))
    with world.inside():
        Membership.objects.filter(organisation=world.maker).delete()
    refusals = preview_merge(world.maker, world.rival).refusals
    assert any("同样的人才需求" in sentence for sentence in refusals)


def test_the_nightly_job_and_the_files_of_a_publication(
    world: World, published: None, demand: Values
) -> None:
    record = commands.enter_demand(
        actor=world.secretary, values=demand(position="过期岗位", period="2025")
    )
    with world.inside():
        DemandRecord.objects.filter(pk=record.pk).update(valid_until="2020-01-01")
    expire_everywhere()
    expire_everywhere()
    with world.inside():
        record.refresh_from_db()
        snapshot = Snapshot.objects.get()
    assert record.state == "expired"
    make_files(consortium=world.consortium.pk, ref=snapshot.ref)
    assert sorted(path.name for path in folder(snapshot).iterdir()) == [
        "list.jsonl", "list.zh-hans.csv", "list.zh-hans.xlsx",
    ]  # fmt: skip
