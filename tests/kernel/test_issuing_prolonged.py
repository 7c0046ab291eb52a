"""A paper lasts as long as what it was issued from, also when that is prolonged or cut short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage

from silian.kernel import scoping
from silian.kernel.documents import Standing, end_source, follow_source, issue, standing
from silian.kernel.documents.checking import check_offline
from silian.kernel.documents.keyfile import key_file
from silian.kernel.models import IssuedDocument
from tests.kernel import made_papers as made
from tests.kernel.made_papers import JIA, paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _issuers() -> Iterator[None]:
    with made.made_issuers(), scoping.inside(JIA):
        yield


def pdf_of(row: IssuedDocument) -> bytes:
    with default_storage.open(row.path, "rb") as file:
        return bytes(file.read())


def test_a_paper_follows_what_it_was_issued_from() -> None:
    row = issue(actor=made.issuing(), paper=paper())
    endless = issue(actor=made.issuing(), paper=paper(valid_until=None))
    printed = row.valid_until
    assert printed is not None
    with pytest.raises(LookupError):
        follow_source(source="try.seat", source_refs=["seat1"], until=printed, reason="延期")

    def follow(until: dt.date) -> tuple[list[str], Standing, Standing]:
        with patch("silian.kernel.commands.current", return_value="try.seat.move"):
            changed = follow_source(
                source="try.seat", source_refs=["seat1"], until=until, reason="改期"
            )
        row.refresh_from_db()
        day = dt.timedelta(days=1)
        return changed, standing(row, until), standing(row, until + day)

    kept = (Standing.VALID, Standing.EXPIRED)
    for days in (200, 30, -30, 0):
        assert follow(printed + dt.timedelta(days=days)) == ([row.number], *kept)
    assert follow(printed) == ([], *kept)
    assert (row.extended_until, row.ended_on, row.ended_reason) == (None, None, "")
    follow(printed + dt.timedelta(days=90))
    with patch("silian.kernel.commands.current", return_value="try.seat.end"):
        last = printed + dt.timedelta(days=10)
        ended = end_source(source="try.seat", source_ref="seat1", last_day=last, reason="辞任")
    row.refresh_from_db()
    assert row.number in ended
    assert (row.last_day, standing(row, last)) == (last, Standing.VALID)
    endless.refresh_from_db()
    assert endless.extended_until is None


def test_a_prolonged_paper_is_in_effect_offline_until_its_new_day() -> None:
    row = issue(actor=made.issuing(), paper=paper())
    printed = row.valid_until
    assert printed is not None
    until = printed + dt.timedelta(days=40)

    def offline(day: dt.date) -> str:
        with patch("silian.kernel.documents.keys.datetime") as clock:
            noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
            clock.now.return_value = noon
            return check_offline(pdf_of(row), key_file(), noon).standing

    assert offline(until) == Standing.EXPIRED
    IssuedDocument.objects.filter(pk=row.pk).update(extended_until=until)
    assert offline(until) == Standing.VALID
    assert offline(until + dt.timedelta(days=1)) == Standing.EXPIRED
    last = until - dt.timedelta(days=5)
    IssuedDocument.objects.filter(pk=row.pk).update(ended_on=last, ended_reason="示例")
    assert offline(last) == Standing.VALID
    assert offline(last + dt.timedelta(days=1)) == Standing.EXPIRED
