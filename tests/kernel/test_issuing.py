"""Issued papers: numbered without gaps, frozen, signed, revoked with a reason, never half done."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from silian.kernel import scoping
from silian.kernel.documents import (
    Standing,
    batches,
    check_papers,
    end_source,
    issue,
    issue_batch,
    issuing,
    missing_characters,
    plain_code,
    resume_batch,
    revoke,
    standing,
    supersede,
)
from silian.kernel.documents.codes import grouped, new_code
from silian.kernel.documents.composing import chinese_day, english_day
from silian.kernel.documents.keys import key_ring
from silian.kernel.documents.sealing import examined
from silian.kernel.models import AuditEntry, DocumentBatch, IssuedDocument, NumberSeries
from silian.kernel.refusals import Conflict, Forbidden, Invalid
from tests.kernel import made_papers as made
from tests.kernel.made_papers import JIA, KIND, YI, P, paper

pytestmark = pytest.mark.django_db
# In no packaged font.
RARE = "𬭎"


@pytest.fixture(autouse=True)
def _issuers() -> Iterator[None]:
    with made.made_issuers(), scoping.inside(JIA):
        yield


def pdf_of(row: IssuedDocument) -> bytes:
    with default_storage.open(row.path, "rb") as file:
        return bytes(file.read())


# --- One paper --------------------------------------------------------------------------------


def test_a_paper_is_numbered_signed_and_frozen_with_its_facts(tmp_path: Path) -> None:
    row = issue(actor=made.issuing(), paper=paper(facts={"phone": "138"}, language="both"))

    assert row.number == "示例甲聘字〔2021〕001号"
    assert (row.issuer, row.issuer_ref, row.serial, row.year) == ("示例甲联合体", "ref1", 1, 2021)
    assert row.facts["post"] == "副理事长单位"
    facts = examined(pdf_of(row), key_ring())
    assert (facts["holder"], facts["code"], facts["number"]) == (row.holder, row.code, row.number)
    assert row.size < 100 * 1024
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_of(row))
    for program in (["pdfinfo", str(path)], ["pdftotext", str(path), "-"]):
        done = subprocess.run(program, capture_output=True, check=True)
        assert done.stderr == b""
    text = re.sub(r"\s", "", done.stdout.decode())
    assert "示例职业技术学院" in text
    assert "二〇二一年三月一日" in text
    assert grouped(row.code) in text
    entry = AuditEntry.objects.get(command="documents.paper.issue")
    assert row.number in entry.changes
    assert row.code not in entry.changes


def test_days_are_written_as_certificates_write_them() -> None:
    days = [dt.date(2026, 3, 1), dt.date(2020, 10, 10), dt.date(2019, 12, 31), dt.date(2030, 2, 20)]

    assert [chinese_day(day) for day in days] == [
        "二〇二六年三月一日", "二〇二〇年十月十日", "二〇一九年十二月三十一日",
        "二〇三〇年二月二十日",
    ]  # fmt: skip
    assert english_day(days[0]) == "1 March 2026"


def test_numbers_run_by_kind_year_and_consortium() -> None:
    first = issue(actor=made.issuing(), paper=paper())
    second = issue(actor=made.issuing(), paper=paper())
    other_year = issue(actor=made.issuing(), paper=paper(issued_on=dt.date(2022, 1, 1)))
    other = issue(actor=made.issuing(YI), paper=paper(prefix="示例乙"))

    assert [first.serial, second.serial, other_year.serial, other.serial] == [1, 2, 1, 1]
    assert other.number == "示例乙聘字〔2021〕001号"


def test_a_number_that_was_not_used_is_given_again() -> None:
    full = patch.object(issuing, "seal", side_effect=OSError("disk full"))
    with full, pytest.raises(OSError, match="disk full"):
        issue(actor=made.issuing(), paper=paper())

    assert issue(actor=made.issuing(), paper=paper()).serial == 1


def test_codes_are_long_random_and_read_back_from_what_people_type() -> None:
    codes = {new_code() for _one in range(1000)}
    code = next(iter(codes))

    assert len(codes) == 1000
    assert 31**28 > 2**128
    for typed in (
        grouped(code), code.upper(), f" {grouped(code).lower()} ", code[:9] + " " + code[9:],
        f"http://127.0.0.1:8000/verify/{grouped(code)}/",
        "".join(chr(ord(sign) + 0xFEE0) for sign in code),
    ):  # fmt: skip
        assert plain_code(typed) == code
    assert plain_code(code[:-1]) == plain_code(code + "2") == plain_code("../../etc/passwd") == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"holder": "  "}, "没有填持有人"),
        ({"title": "长" * 201}, "标题超过 200 个字"),
        ({"facts": {"post": ""}}, "没有填“职务”"),
        ({"facts": {"no_such": "1"}}, "没有“no_such”这一项"),
        ({"facts": {"post": "长" * 501}}, "“职务”太长"),
        ({"facts": {"post": ["一", "二"]}}, "“职务”太长或不是文字"),
        ({"language": "fr"}, "语言只能是"),
        ({"issued_on": dt.date(1026, 3, 1)}, "不可能"),
        ({"valid_from": dt.date(2100, 1, 1)}, "截止早于起始"),
        ({"holder": f"某{RARE}示例"}, f"某{RARE}示例：字体里没有“{RARE}”"),
        ({"facts": {"post": f"顾问{RARE}"}}, f"字体里没有“{RARE}”"),
        ({"facts": {"minutes": [{"text": RARE}]}}, f"字体里没有“{RARE}”"),
    ],
)
def test_what_cannot_be_issued_is_refused_before_a_number_is_taken(
    values: dict[str, object], said: str
) -> None:
    given = dict(values)
    holder = given.pop("holder", "示例学院")
    with pytest.raises(Invalid, match=re.escape(said)):
        issue(actor=made.issuing(), paper=paper(str(holder), **given))

    assert NumberSeries.objects.count() == IssuedDocument.objects.count() == 0


def test_only_who_may_issues_revokes_and_supersedes() -> None:
    row = issue(actor=made.person(P.ISSUE), paper=paper())
    reader = made.person(P.READ)

    for run in (
        lambda: issue(actor=reader, paper=paper()),
        lambda: issue_batch(actor=reader, papers=[paper()]),
        lambda: revoke(actor=reader, paper=row.ref, reason="试"),
        lambda: supersede(actor=reader, paper=row.ref, by=paper(), reason="试"),
    ):
        with pytest.raises(Forbidden, match="签发示例"):
            run()
    assert IssuedDocument.objects.get().state == "issued"


# --- What the database holds ------------------------------------------------------------------


def test_only_the_state_of_a_paper_can_change() -> None:
    row = issue(actor=made.issuing(), paper=paper())
    other = {
        "consortium_id": 2, "serial": 9, "year": 2000, "valid_from": None, "valid_until": None,
        "issued_on": dt.date(2020, 1, 1), "created_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        "facts": {"post": "理事长"}, "size": 1, "is_demo": True, "holder_organisation_id": 5,
        "batch_id": DocumentBatch.objects.create(consortium_id=JIA, kind="x", total=0).pk,
    }  # fmt: skip
    frozen = [
        field.attname
        for field in IssuedDocument._meta.concrete_fields
        if field.attname not in IssuedDocument.MUTABLE and not field.primary_key
    ]

    assert len(frozen) > 20
    for name in frozen:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            IssuedDocument.objects.filter(pk=row.pk).update(**{name: other.get(name, "x")})
    # On PostgreSQL the role that does the work has no right to try.
    refused = pytest.raises(DatabaseError, match=r"frozen|permission denied")
    with refused, transaction.atomic():
        IssuedDocument.objects.filter(pk=row.pk).delete()
    assert IssuedDocument.objects.filter(pk=row.pk).update(ended_on=dt.date(2027, 1, 1)) == 1


def test_a_paper_of_another_consortium_is_not_there() -> None:
    row = issue(actor=made.issuing(YI), paper=paper())

    assert IssuedDocument.objects.count() == 0
    with pytest.raises(Exception, match="没有找到"):
        revoke(actor=made.issuing(JIA), paper=row.ref, reason="试")


# --- Out of effect ----------------------------------------------------------------------------


def test_a_paper_is_revoked_once_and_with_a_reason() -> None:
    row = issue(actor=made.issuing(), paper=paper())
    with pytest.raises(Invalid, match="请写明理由"):
        revoke(actor=made.issuing(), paper=row.ref, reason=" ")

    revoked = revoke(actor=made.issuing(), paper=row.ref, reason="单位退出")

    assert (revoked.state, revoked.revoked_reason) == ("revoked", "单位退出")
    assert standing(revoked) is Standing.REVOKED
    with pytest.raises(Conflict):
        revoke(actor=made.issuing(), paper=row.ref, reason="再来")
    with pytest.raises(Conflict):
        supersede(actor=made.issuing(), paper=row.ref, by=paper(), reason="再来")


def test_a_paper_is_superseded_by_another_with_its_own_number() -> None:
    row = issue(actor=made.issuing(), paper=paper("示例职业学院"))

    fresh = supersede(
        actor=made.issuing(), paper=row.ref, by=paper("示例职业技术大学"), reason="更名"
    )

    row.refresh_from_db()
    assert (row.state, row.superseded_by_id, fresh.serial) == ("superseded", fresh.pk, 2)
    assert (standing(row), standing(fresh)) == (Standing.SUPERSEDED, Standing.VALID)


def test_superseding_by_what_cannot_be_issued_leaves_the_old_one() -> None:
    row = issue(actor=made.issuing(), paper=paper())
    with pytest.raises(Invalid):
        supersede(actor=made.issuing(), paper=row.ref, by=paper(RARE), reason="更名")

    row.refresh_from_db()
    assert row.state == "issued"


def test_a_paper_dies_with_what_it_was_issued_from() -> None:
    row = issue(actor=made.issuing(), paper=paper())
    other = issue(actor=made.issuing(), paper=paper(source_ref="seat2"))
    last = dt.date(2026, 6, 30)
    with pytest.raises(LookupError):
        end_source(source="try.seat", source_ref="seat1", last_day=last, reason="届满")
    with patch("silian.kernel.commands.current", return_value="try.seat.end"):
        ended = end_source(source="try.seat", source_ref="seat1", last_day=last, reason="辞任")
        again = end_source(source="try.seat", source_ref="seat1", last_day=last, reason="辞任")

    row.refresh_from_db()
    other.refresh_from_db()
    assert (ended, again) == ([row.number], [])
    assert standing(row, last) is Standing.VALID
    assert standing(row, last + dt.timedelta(days=1)) is Standing.EXPIRED
    assert standing(other, last + dt.timedelta(days=1)) is Standing.VALID


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (dt.date(2021, 2, 28), Standing.NOT_YET), (dt.date(2021, 3, 1), Standing.VALID),
        (dt.date(2099, 2, 28), Standing.VALID), (dt.date(2099, 3, 1), Standing.EXPIRED),
    ],
)  # fmt: skip
def test_first_and_last_day_count(day: dt.date, found: Standing) -> None:
    row = issue(actor=made.issuing(), paper=paper())

    assert standing(row, day) is found


# --- Batches ----------------------------------------------------------------------------------


def papers(count: int) -> list[object]:
    return [paper(f"示例单位{number}") for number in range(1, count + 1)]


def test_a_batch_issues_all_in_their_order(django_capture_on_commit_callbacks: Any) -> None:
    with patch.object(batches, "CHUNK", 4), django_capture_on_commit_callbacks(execute=True):
        batch = issue_batch(actor=made.person(P.ISSUE), papers=papers(10))  # type: ignore[arg-type]

    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.percent, batch.papers) == ("done", 10, 100, [])
    rows = list(batch.documents.order_by("pk"))
    assert [row.serial for row in rows] == list(range(1, 11))
    assert [row.holder for row in rows] == [f"示例单位{number}" for number in range(1, 11)]
    stream = io.BytesIO()
    assert batches.write_zip(batch, stream) == 10
    assert ZipFile(stream).namelist()[0] == "0001_示例甲聘字〔2021〕001号_示例单位1.pdf"


def test_one_character_without_glyph_keeps_the_whole_batch_from_being_issued() -> None:
    batch = [*papers(3), paper(f"张{RARE}示例"), paper("没事示例")]
    with pytest.raises(Invalid) as refused:
        issue_batch(actor=made.issuing(), papers=batch)  # type: ignore[arg-type]

    assert f"张{RARE}示例：字体里没有“{RARE}”" in str(refused.value)
    assert "示例单位1" not in str(refused.value)
    assert DocumentBatch.objects.count() == IssuedDocument.objects.count() == 0


def test_a_batch_that_was_stopped_goes_on_without_gap_or_double(
    django_capture_on_commit_callbacks: Any,
) -> None:
    make, calls = issuing.Press.make, 0

    def failing(self: issuing.Press, one: object, **more: object) -> IssuedDocument:
        nonlocal calls
        calls += 1
        if calls == 7:
            raise Conflict("纸用完了。")
        return make(self, one, **more)  # type: ignore[arg-type]

    with patch.object(batches, "CHUNK", 4):
        committed = django_capture_on_commit_callbacks(execute=True)
        with patch.object(issuing.Press, "make", failing), committed:
            batch = issue_batch(actor=made.issuing(), papers=papers(10))  # type: ignore[arg-type]
        batch.refresh_from_db()
        # The second chunk was undone as a whole, its numbers with it.
        assert (batch.state, batch.done, batch.failed) == ("failed", 4, 6)
        assert batch.problems == ["纸用完了。"]
        assert NumberSeries.objects.get().last == 4
        with django_capture_on_commit_callbacks(execute=True):
            resume_batch(actor=made.issuing(), batch=batch.ref)

    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.failed) == ("done", 10, 0)
    assert sorted(IssuedDocument.objects.values_list("serial", flat=True)) == list(range(1, 11))
    with pytest.raises(Conflict, match="全部签发"):
        resume_batch(actor=made.issuing(), batch=batch.ref)
    batches.run_batch(batch=batch.ref, consortium_id=JIA)
    assert IssuedDocument.objects.count() == 10


def test_an_empty_or_mixed_batch_is_refused() -> None:
    with pytest.raises(Invalid, match="没有要签发"):
        issue_batch(actor=made.issuing(), papers=[])
    with pytest.raises(Invalid, match="不能混入"):
        check_papers(KIND, [paper(), paper(kind="other")])
    assert missing_characters(["示例"]) == []
