"""The pages of issued papers, and `silian documents issue`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from governance_world import World, build_meeting
from typer.testing import CliRunner

from silian.accounts.models import User
from silian.config.cli_documents import app
from silian.governance.documents.candidates import mandate_candidates
from silian.governance.models import Mandate, Resolution
from silian.governance.queries.letters import papers
from silian.governance.services import letters
from silian.governance.services.letter_design import save_design
from silian.kernel.documents.checking import check_upload
from silian.kernel.models import DocumentBatch, IssuedDocument
from silian.kernel.refusals import Invalid, Missing
from silian.organisations.models import Organisation

ClientOf = Callable[[User], Client]


@pytest.fixture
def secretary(world: World, client_of: ClientOf) -> Client:
    return client_of(world.secretary)


@pytest.fixture
def issued(world: World) -> IssuedDocument:
    return letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[1])


def base(world: World) -> str:
    return f"/c/{world.slug}/governance/letters/"


def test_empty_list_says_what_to_do_next(world: World, secretary: Client) -> None:
    page = secretary.get(base(world)).content.decode()
    assert "还没有颁发过文书" in page
    assert f"{base(world)}issue/" in page
    assert "还没有成批签发过" in secretary.get(f"{base(world)}batches/").content.decode()


@pytest.mark.parametrize("standing", ["valid", "expired", "revoked", "superseded", "not_yet"])
def test_list_is_narrowed_by_what_the_paper_is_worth_today(
    world: World, secretary: Client, issued: IssuedDocument, standing: str
) -> None:
    page = secretary.get(base(world), {"standing": standing, "kind": "letter"}).content.decode()
    assert (issued.number in page) is (standing == "valid")
    narrowed = secretary.get(base(world), {"body": "第一届理事会", "year": issued.year})
    assert issued.number in narrowed.content.decode()


def test_unit_sees_its_own_and_downloads_it(
    world: World, client_of: ClientOf, issued: IssuedDocument
) -> None:
    own = client_of(world.people[1])
    page = own.get(f"{base(world)}own/").content.decode()
    assert issued.number in page
    answer = own.get(f"/c/{world.slug}/documents/{issued.ref}.pdf")
    assert check_upload(b"".join(answer.streaming_content)).ok  # type: ignore[attr-defined]
    other = client_of(world.people[2]).get(f"{base(world)}own/").content.decode()
    assert issued.number not in other
    assert "本单位还没有聘书和证书" in other
    assert (
        "您没有代表哪个单位"
        in client_of(world.secretary).get(f"{base(world)}own/").content.decode()
    )


def test_detail_offers_changes_to_the_secretariat_alone(
    world: World, client_of: ClientOf, secretary: Client, issued: IssuedDocument
) -> None:
    address = f"{base(world)}{issued.ref}/"
    assert f"{address}revoke/" in secretary.get(address).content.decode()
    unit = client_of(world.people[1])
    assert f"{address}revoke/" not in unit.get(address).content.decode()
    assert unit.post(f"{address}revoke/", {"reason": "示例"}).status_code == 403
    assert secretary.get(f"{base(world)}nothere/").status_code == 404


def test_revoking_on_the_page(world: World, secretary: Client, issued: IssuedDocument) -> None:
    address = f"{base(world)}{issued.ref}/"
    assert secretary.post(f"{address}revoke/", {"reason": ""}).status_code == 422
    assert secretary.post(f"{address}revoke/", {"reason": "误发"}).status_code == 302
    page = secretary.get(address).content.decode()
    assert "误发" in page
    assert f"{address}correct/" not in page
    assert secretary.get(f"{address}revoke/").status_code == 409


def test_correcting_on_the_page(world: World, secretary: Client, issued: IssuedDocument) -> None:
    address = f"{base(world)}{issued.ref}/correct/"
    given = {"reason": "改为双语", "language": "both", "issued_on": str(issued.issued_on)}
    assert secretary.get(address).status_code == 200
    answer = secretary.post(address, given)
    with world.inside():
        new = papers().first()
    assert new is not None
    assert answer["Location"].endswith(f"/letters/{new.ref}/")
    assert new.language == "both"
    assert new.number in secretary.get(f"{base(world)}{issued.ref}/").content.decode()


def test_kinds_and_preview_and_batch(
    world: World, secretary: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert "聘书" in secretary.get(f"{base(world)}issue/").content.decode()
    address = f"{base(world)}issue/letter/"
    assert secretary.get(address).status_code == 200
    given = {"term": world.term.ref, "language": "zh", "issued_on": "", "posts": "chair"}
    assert secretary.get(address, given).status_code == 422
    given["issued_on"] = "2026-11-22"
    with world.inside():
        given["issued_on"] = letters.setting_of(world.secretariat).issued_on.isoformat()
    preview = secretary.get(address, given).content.decode()
    assert "示例整车有限公司" in preview
    assert "示例理工大学" not in preview
    assert secretary.post(address, given).status_code == 422
    row = world.mandates[0].ref
    with django_capture_on_commit_callbacks(execute=True):
        answer = secretary.post(address, {**given, "row": row})
    with world.inside():
        batch = DocumentBatch.objects.get()
    assert answer["Location"].endswith(f"/documents/batches/{batch.ref}/")
    assert (batch.state, batch.done) == ("done", 1)
    again = secretary.get(address, given).content.decode()
    assert "选中的已颁发文书也换发" in again
    replaced = secretary.post(address, {**given, "row": row, "replace": "1", "reason": "更正"})
    assert replaced["Location"].endswith("/letters/")


def test_preview_shows_every_problem_and_nothing_is_issued(world: World, secretary: Client) -> None:
    Organisation.objects.filter(pk=world.units[2].pk).update(name="示例\U0002cccc大学")
    with world.inside():
        day = letters.setting_of(world.secretariat).issued_on
        Mandate.objects.filter(pk=world.mandates[0].pk).update(ended_on=day, end="resigned")
    given = {"term": world.term.ref, "language": "zh", "issued_on": day.isoformat()}
    page = secretary.get(f"{base(world)}issue/letter/", given).content.decode()
    assert page.count("letter-problem") == 2
    assert "辞任" in page
    # A row that has no box is refused even when somebody sends it.
    answer = secretary.post(f"{base(world)}issue/letter/", {**given, "row": world.mandates[0].ref})
    assert answer.status_code == 422
    with world.inside():
        assert not papers().exists()


@pytest.mark.parametrize("kind", ["plaque", "membership_certificate", "resolution", "minutes"])
def test_preview_of_the_other_kinds(world: World, secretary: Client, kind: str) -> None:
    with world.inside():
        day = letters.setting_of(world.secretariat).issued_on.isoformat()
    given = {"term": "members", "language": "both", "issued_on": day}
    answer = secretary.get(f"{base(world)}issue/{kind}/", given)
    assert answer.status_code == 200
    empty = "没有可以颁发的对象" in answer.content.decode()
    assert empty is (kind in {"resolution", "minutes"})


def test_a_hosted_consortium_is_given_a_plaque_and_an_award(
    world: World, other_world: World, secretary: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with world.inside():
        day = letters.setting_of(world.secretariat).issued_on.isoformat()
        meeting = build_meeting(world, state="minuted")
        resolution = Resolution.objects.create(
            consortium=world.consortium, meeting=meeting, year=2026, number=1, title="示例决议",
            text="示例。", adopted_on=dt.date(2026, 3, 1),
        )  # fmt: skip
    plaque, award = f"{base(world)}issue/plaque/", f"{base(world)}issue/award/"
    hosted = other_world.consortium
    assert "承办联合体" not in secretary.get(plaque).content.decode()
    foreign = {
        "resolution": resolution.ref, "title": "示例基地", "units": f"c.{hosted.ref}",
        "language": "both", "issued_on": day,
    }  # fmt: skip
    assert secretary.get(award, foreign).status_code == 422, "not one that is hosted here"
    hosted.hosted_by = world.consortium
    hosted.save()
    assert f"{hosted.name}（承办联合体）" in secretary.get(award).content.decode()
    given = {"term": "hosted", "language": "both", "issued_on": day}
    assert hosted.name in secretary.get(plaque, given).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        secretary.post(plaque, {**given, "row": hosted.ref})
        secretary.post(award, {**foreign, "row": f"{resolution.ref}:c.{hosted.ref}"})
    with world.inside():
        made = {row.kind: row for row in papers()}
    assert {row.holder for row in made.values()} == {hosted.name}
    assert {row.holder_organisation_id for row in made.values()} == {None}
    assert (made["plaque"].title, made["award"].title) == ("承办联合体", "示例基地")
    assert "已颁发" in secretary.get(plaque, given).content.decode()
    for row in made.values():
        again = letters.correct_paper(actor=world.secretariat, paper=row, reason="示例")
        assert again.holder == hosted.name


def test_award_without_a_resolution_says_what_is_lacking(world: World, secretary: Client) -> None:
    assert "还没有决议" in secretary.get(f"{base(world)}issue/award/").content.decode()
    assert secretary.get(f"{base(world)}issue/nothing/").status_code == 404


def test_design_page_and_samples(world: World, secretary: Client, client_of: ClientOf) -> None:
    address = f"{base(world)}design/"
    assert "还没有保存过样式" in secretary.get(address).content.decode()
    assert secretary.post(address, {"prefix": "甲 乙"}).status_code == 422
    assert secretary.post(address, {"prefix": "甲联", "monogram": "甲"}).status_code == 302
    assert "甲联聘字" in secretary.get(address).content.decode()
    sample = secretary.get(f"{base(world)}samples/plaque.pdf", {"language": "both"})
    assert sample["Content-Type"] == "application/pdf"
    assert secretary.get(f"{base(world)}samples/nothing.pdf").status_code == 404
    assert client_of(world.people[0]).get(address).status_code == 403


def test_list_costs_the_same_for_one_and_for_six(
    world: World,
    secretary: Client,
    issued: IssuedDocument,
    tables_read: Callable[..., Any],
) -> None:
    with tables_read() as few:
        secretary.get(base(world))
    for row in [*world.mandates[:1], *world.mandates[2:]]:
        letters.issue_for_mandate(actor=world.secretariat, mandate=row)
    with tables_read() as many:
        secretary.get(base(world))
    assert len(many) == len(few)


def test_candidates_cost_the_same_for_one_and_for_six(
    world: World, tables_read: Callable[..., Any]
) -> None:
    with world.inside():
        setting = letters.setting_of(world.secretariat)
        with tables_read() as few:
            mandate_candidates(setting, "letter", world.term, ["chair"])
        with tables_read() as many:
            mandate_candidates(setting, "letter", world.term)
    assert len(many) == len(few)


# --- silian documents issue -----------------------------------------------------------------


def run(folder: Path, *words: str) -> Any:
    answer = CliRunner().invoke(app, ["issue", *words, "-o", str(folder), "--format", "json"])
    if answer.exception:
        raise answer.exception
    return json.loads(answer.stdout)


def test_command_issues_once_and_writes_the_files(world: World, tmp_path: Path) -> None:
    save_design(actor=world.secretariat, prefix="示例甲")
    words = ("--kind", "letter", "--body", "council", "--consortium", world.slug)
    seen = run(tmp_path / "out", *words, "--preview")
    assert (seen["new"], seen["papers"][0]["number"]) == (6, None)
    assert not (tmp_path / "out").exists()
    first = run(tmp_path / "out", *words)
    assert (first["new"], first["existing"], len(first["papers"])) == (6, 0, 6)
    files = [Path(row["file"]) for row in first["papers"]]
    assert all(check_upload(file.read_bytes()).ok for file in files)
    assert first["papers"][0]["number"].startswith("示例甲聘字")
    assert len(first["papers"][0]["code"].split("-")) == 7
    second = run(tmp_path / "out", *words)
    assert (second["new"], second["existing"]) == (0, 6)
    assert [row["code"] for row in second["papers"]] == [row["code"] for row in first["papers"]]


def test_command_leaves_out_who_has_left(world: World, tmp_path: Path) -> None:
    with world.inside():
        day = letters.setting_of(world.secretariat).issued_on
        Mandate.objects.filter(pk=world.mandates[0].pk).update(ended_on=day, end="resigned")
    done = run(
        tmp_path, "--kind", "plaque", "--body", "理事会", "--consortium", world.slug,
        "--language", "both",
    )  # fmt: skip
    assert (done["new"], len(done["left_out"])) == (5, 1)
    assert "辞任" in done["left_out"][0]["problems"][0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "diploma", "--body", "council"), "没有这种文书"),
        (("--kind", "award"), "请在页面里办理"),
        (("--kind", "letter"), "请用 --body"),
        (("--kind", "letter", "--body", "senate"), "没有机构"),
        (("--kind", "letter", "--body", "assembly"), "没有正在任期内"),
        (("--kind", "membership_certificate", "--body", "council"), "去掉 --body"),
        (("--kind", "resolution"), "没有可以颁发"),
        (("--kind", "letter", "--body", "council", "--language", "fr"), "语言"),
    ],
)
def test_command_refuses_with_a_sentence(
    world: World, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        run(tmp_path, *words, "--consortium", world.slug)
    with world.inside():
        assert not papers().exists()


def test_command_stops_at_a_name_that_cannot_be_printed(world: World, tmp_path: Path) -> None:
    Organisation.objects.filter(pk=world.units[2].pk).update(name="示例\U0002cccc大学")
    words = ("--kind", "letter", "--body", "council", "--consortium", world.slug)
    with pytest.raises(Invalid, match="\U0002cccc"):
        run(tmp_path, *words)
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(Invalid, match="不是目录"):
        run(file, *words)
    with pytest.raises(Missing):
        run(tmp_path, "--kind", "letter", "--body", "council", "--consortium", "nowhere")
