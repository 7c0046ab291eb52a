"""A published list: numbered, immutable, checkable by anybody, without contact data."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from talent_world import World

from silian.kernel.refusals import Conflict, Forbidden, Invalid
from silian.talent.engine import frozen
from silian.talent.engine.contacts import HIDDEN, without_contacts
from silian.talent.engine.periods import parse_period
from silian.talent.models import DemandRecord, Snapshot, SnapshotRow
from silian.talent.queries.publications import by_coding, by_region, recomputed_hash, summaries
from silian.talent.services import demand as commands
from silian.talent.services import supply as supply_commands
from silian.talent.services.answers import report_nil
from silian.talent.services.publish import publish_list

Values = Callable[..., dict[str, Any]]
PHONE = "13800001234"


@pytest.fixture
def approved(world: World, demand: Values) -> list[DemandRecord]:
    """Two approved lines with contacts everywhere, and one that waits."""
    lines = [
        demand(contact_name="张三丰", contact_phone=PHONE, abilities=f"有意请电 {PHONE}，会车削"),
        demand(
            organisation=world.rival.ref, position="=工程机械维修工", headcount=5,
            occupation="6-31-01-02", region="110115", note="内部备注", pay_low=6000,
        ),
        demand(position="仪器仪表工程师"),
    ]  # fmt: skip
    found = [commands.enter_demand(actor=world.secretary, values=line) for line in lines]
    commands.approve_demand(actor=world.secretary, refs=[record.ref for record in found[:2]])
    return found


@pytest.fixture
def snapshot(world: World, approved: list[DemandRecord]) -> Snapshot:
    return publish_list(actor=world.secretary, kind="demand", period="2026")


def test_only_what_is_approved_is_counted_and_the_rate_has_both_numbers(
    world: World, snapshot: Snapshot
) -> None:
    assert (snapshot.number, snapshot.count, snapshot.heads) == (1, 2, 17)
    assert (snapshot.asked, snapshot.answered, snapshot.organisations) == (2, 2, 2)
    assert snapshot.title == f"{world.consortium.name}2026人才需求清单"
    assert snapshot.title_en == "Sample alpha: talent demand 2026"
    with world.inside():
        assert by_coding(snapshot) == {"none": 0, "suggested": 12, "confirmed": 5}
        assert [(t.code, t.name, t.heads) for t in by_region(snapshot)] == [
            ("330600", "浙江省绍兴市", 12), ("110000", "北京市", 5),
        ]  # fmt: skip
        main = summaries(snapshot)["main"]
    assert [(t.code, t.heads) for t in main] == [("6-18-01-01", 12), ("6-31-01-02", 5)]


def test_nothing_approved_is_not_published(world: World, demand: Values) -> None:
    commands.enter_demand(actor=world.hr, values=demand())
    with pytest.raises(Conflict, match="没有已通过审核"):
        publish_list(actor=world.secretary, kind="demand", period="2026")
    with pytest.raises(Invalid):
        publish_list(actor=world.secretary, kind="demand", period="26")
    with pytest.raises(Invalid):
        publish_list(actor=world.secretary, kind="wishes", period="2026")
    with pytest.raises(Forbidden):
        publish_list(actor=world.hr, kind="demand", period="2026")


def test_numbers_go_on_and_the_old_list_stays_as_it_was(
    world: World, approved: list[DemandRecord], snapshot: Snapshot, supply: Values
) -> None:
    before = snapshot.sha256
    commands.withdraw_demand(actor=world.secretary, refs=[approved[0].ref])
    second = publish_list(actor=world.secretary, kind="demand", period="2026", title="第二次")
    assert (second.number, second.count, second.title) == (2, 1, "第二次")
    with world.inside():
        again = Snapshot.objects.get(pk=snapshot.pk)
        assert recomputed_hash(again) == before
        assert SnapshotRow.objects.filter(snapshot=again).count() == 2
    record = supply_commands.enter_supply(actor=world.office, values=supply())
    supply_commands.approve_supply(actor=world.secretary, refs=[record.ref])
    assert publish_list(actor=world.secretary, kind="supply", period="2026").number == 1


def test_the_database_refuses_to_change_a_publication(world: World, snapshot: Snapshot) -> None:
    with world.inside():
        for change in (
            lambda: Snapshot.objects.filter(pk=snapshot.pk).update(heads=99),
            lambda: SnapshotRow.objects.filter(snapshot=snapshot).update(heads=99),
            lambda: SnapshotRow.objects.filter(snapshot=snapshot).delete(),
            lambda: snapshot.save(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_the_hash_is_that_of_the_file_offered(world: World, snapshot: Snapshot) -> None:
    answer = Client().get("/c/alpha/talent/publications/demand/1/list.jsonl")
    body = b"".join(answer.streaming_content)
    assert hashlib.sha256(body).hexdigest() == snapshot.sha256
    facts, *rows = map(json.loads, body.decode().splitlines())
    assert (facts["count"], facts["answered"], len(rows)) == (2, 2, 2)
    pay = {row["occupation"]: row["pay_low"] for row in rows}
    assert pay == {"6-31-01-02": "6000", "6-18-01-01": None}


def test_nothing_public_holds_a_contact(world: World, snapshot: Snapshot) -> None:
    visitor = Client()
    url = "/c/alpha/talent/publications/demand/1/"
    bodies = {
        "page": visitor.get(url).content,
        "list": visitor.get("/c/alpha/talent/publications/").content,
    }
    for format in ("xlsx", "csv", "jsonl", "pdf"):
        bodies[format] = b"".join(visitor.get(f"{url}list.{format}").streaming_content)
    book = zipfile.ZipFile(BytesIO(bodies["xlsx"]))
    bodies |= {name: book.read(name) for name in book.namelist()}
    for name, body in bodies.items():
        for secret in (PHONE, "张三丰", "内部备注", "138****1234"):
            assert secret.encode() not in body, name
    assert HIDDEN.encode() in bodies["jsonl"]
    assert visitor.get(f"{url}member.xlsx").status_code == 302


def test_members_get_the_contact_masked(world: World, snapshot: Snapshot) -> None:
    client = Client()
    client.force_login(
        world.people["office"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = client.get("/c/alpha/talent/publications/demand/1/member.xlsx")
    book = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    cells = b"".join(book.read(name) for name in book.namelist()).decode(errors="ignore")
    assert "138****1234" in cells
    assert PHONE not in cells


def test_no_cell_is_a_formula(world: World, snapshot: Snapshot) -> None:
    url = "/c/alpha/talent/publications/demand/1/list."
    body = b"".join(Client().get(url + "csv").streaming_content).decode("utf-8-sig")
    assert "'=工程机械维修工" in body
    book = zipfile.ZipFile(BytesIO(b"".join(Client().get(url + "xlsx").streaming_content)))
    assert not any(b"<f>" in book.read(name) for name in book.namelist())


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="reads the PDF with poppler")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_paper_says_count_rate_and_hash(
    world: World, snapshot: Snapshot, tmp_path: Path, language: str
) -> None:
    client = Client(headers={"accept-language": language})
    url = "/c/alpha/talent/publications/demand/1/list.pdf"
    path = tmp_path / "list.pdf"
    path.write_bytes(b"".join(client.get(url).streaming_content))
    found = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    text = found.stdout.decode()
    assert "100%" in text
    assert "车工" in text
    assert snapshot.sha256 in text.replace(" ", "")
    assert ("第1号" in text.replace(" ", "")) is (language == "zh-hans")
    assert "http://testserver/c/alpha/talent/publications/demand/1/" in text


def test_a_visitor_checks_the_hash_on_the_page(world: World, snapshot: Snapshot) -> None:
    page = Client().get("/c/alpha/talent/publications/demand/1/?verify=1").content.decode()
    assert snapshot.sha256 in page
    assert "与发布时的值相同" in page
    assert Client().get("/c/alpha/talent/publications/demand/2/").status_code == 404
    assert Client().get("/c/alpha/talent/publications/wishes/1/").status_code == 404
    assert Client().get("/c/alpha/talent/publications/demand/1/list.exe").status_code == 404


def test_another_consortium_has_its_own_numbers(
    world: World, other_world: World, snapshot: Snapshot
) -> None:
    assert Client().get("/c/beta/talent/publications/demand/1/").status_code == 404
    with other_world.inside():
        assert not SnapshotRow.objects.exists()


def test_a_report_of_none_counts_as_an_answer(world: World, demand: Values) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    commands.approve_demand(actor=world.secretary, refs=[record.ref])
    first = publish_list(actor=world.secretary, kind="demand", period="2026")
    assert (first.answered, first.asked) == (1, 2)
    report_nil(actor=world.secretary, kind="demand", period="2026", organisation=world.rival.ref)
    second = publish_list(actor=world.secretary, kind="demand", period="2026")
    assert (second.answered, second.asked) == (2, 2)
    with pytest.raises(Conflict, match="已有填报"):
        report_nil(actor=world.hr, kind="demand", period="2026", organisation=world.maker.ref)
    with pytest.raises(Forbidden):
        report_nil(actor=world.hr, kind="demand", period="2025", organisation=world.rival.ref)


def test_publishing_from_the_page_shows_what_is_missing_first(
    world: World, approved: list[DemandRecord]
) -> None:
    client = Client()
    client.force_login(
        world.people["secretary"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get("/c/alpha/talent/publish/?kind=demand&period=2026").content.decode()
    assert "待审核" in page
    assert "职业未确认" in page
    supply = client.get("/c/alpha/talent/publish/?kind=supply&period=2026").content.decode()
    assert world.school.name in supply
    assert "还没有已通过审核的条目" in supply
    assert client.get("/c/alpha/talent/publish/?period=abc").status_code == 200
    answer = client.post("/c/alpha/talent/publish/", {"kind": "demand", "period": "2026"})
    assert answer["Location"] == "/c/alpha/talent/publications/demand/1/"
    answer = client.post("/c/alpha/talent/publish/", {"kind": "supply", "period": "2026"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026", ("2026-01-01", "2026-12-31")),
        ("2026H2", ("2026-07-01", "2026-12-31")),
        ("2026Q1", ("2026-01-01", "2026-03-31")),
        ("2028-02", ("2028-02-01", "2028-02-29")),
    ],
)
def test_periods(text: str, days: tuple[str, str]) -> None:
    found = parse_period(text)
    assert (found.first.isoformat(), found.last.isoformat()) == days


@pytest.mark.parametrize("text", ["", "26", "2026H3", "2026Q0", "2026-13", "2026-00", "2026 "])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_period(text)


@pytest.mark.parametrize(
    "text",
    [
        "电话13800001234", "138 0000 1234", "+86-13800001234", "0575-88123456", "(010)65551234",
        "hr.dept@example.com", "微信：silian_2026", "QQ 12345678",
    ],
)  # fmt: skip
def test_contacts_are_taken_out(text: str) -> None:
    assert without_contacts(f"有意请联系 {text}。")[1] == 1


@pytest.mark.parametrize(
    "text", ["2026 年招 120 人", "月薪 6000–8000 元", "6-18-01-01 车工", "330604", "GB/T 4754-2017"]
)
def test_numbers_that_are_no_contact_stay(text: str) -> None:
    assert without_contacts(text) == (text, 0)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=8), plain, max_size=5))
def test_a_frozen_line_reads_back_and_does_not_depend_on_order(values: dict[str, Any]) -> None:
    line = frozen.line(values)
    assert json.loads(line) == values
    assert line.count(b"\n") == 1
    assert frozen.line(dict(reversed(values.items()))) == line


def test_fractions_cannot_be_frozen() -> None:
    with pytest.raises(TypeError):
        frozen.line({"share": 0.1})
