"""Proof: no forged paper is believed, offline or online; without the signature check some are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.test import Client, override_settings

from silian.kernel import scoping
from silian.kernel.documents import issue, jws, revoke
from silian.kernel.documents.checking import check_offline, check_upload
from silian.kernel.documents.keyfile import key_file
from silian.kernel.models import IssuedDocument
from tests.kernel import made_papers as made
from tests.kernel.made_papers import JIA, YI, paper
from tests.proofs.forgeries import WAYS, Forgery, Materials, forgeries

pytestmark = pytest.mark.django_db
SHORT, LONG, THROUGH_HTTP = 25, 500, 6


def pdf_of(row: IssuedDocument) -> bytes:
    with default_storage.open(row.path, "rb") as file:
        return bytes(file.read())


@pytest.fixture
def have() -> Iterator[Materials]:
    """True papers, and key files from before and after one of them was revoked."""
    with made.made_issuers(), scoping.inside(JIA):
        rows = [issue(actor=made.issuing(JIA), paper=paper(f"示例单位{n}")) for n in range(3)]
        others = [issue(actor=made.issuing(YI), paper=paper(f"示例他处{n}")) for n in range(2)]
        before = key_file()
        gone = issue(actor=made.issuing(JIA), paper=paper("示例退出单位"))
        revoke(actor=made.issuing(JIA), paper=gone, reason="退出")
        yield Materials(
            tuple(map(pdf_of, rows)), tuple(map(pdf_of, others)), pdf_of(gone), key_file(), before
        )


class Trusting:
    """A public key that believes every signature: the protection switched off."""

    @staticmethod
    def from_public_bytes(_raw: bytes) -> Trusting:
        return Trusting()

    def verify(self, _signature: bytes, _signed: bytes) -> None:
        pass


def believed(forged: Any) -> list[str]:
    """The ways of those that were believed, offline or online."""
    found = []
    for one in forged:
        offline = check_offline(one.pdf, one.keys, one.now)
        assert offline.ok or offline.sentence
        if offline.ok:
            found.append(f"{one.way} offline")
        if one.online and check_upload(one.pdf).ok:
            found.append(f"{one.way} online")
    return found


def test_true_papers_are_believed(have: Materials) -> None:
    for pdf in (*have.papers, *have.others):
        assert check_offline(pdf, have.keys).ok
        assert check_upload(pdf).ok


def test_no_forgery_is_believed(have: Materials) -> None:
    made_ones = list(forgeries(have, LONG))

    assert Counter(one.way for one in made_ones) == {way.__name__: LONG for way in WAYS}
    assert believed(made_ones) == []


def test_negative_control_without_the_signature_check_forgeries_are_believed(
    have: Materials,
) -> None:
    with patch.object(jws, "Ed25519PublicKey", Trusting):
        found = set(believed(forgeries(have, SHORT)))

    assert {"name offline", "date offline", "key offline", "tenant offline"} <= found
    assert "status offline" in found


def test_each_forgery_is_told_apart_in_words(have: Materials) -> None:
    said: dict[str, set[str]] = {}
    for one in forgeries(have, SHORT):
        verdict = check_offline(one.pdf, one.keys, one.now)
        said.setdefault(one.way, set()).add(verdict.fault)

    assert said["text"] <= {"changed", "unsigned", "signature", "malformed"}
    assert said["name"] == {"signature"}
    assert said["date"] == {"signature"}
    assert said["key"] == {"foreign_key", "signature"}
    assert "algorithm" in said["algorithm"]
    assert said["revoked"] == {"revoked"}
    assert said["tenant"] == {"signature", "changed"}
    assert said["status"] == {"status", "status_old", "key_file"}


@override_settings(LANGUAGE_CODE="zh-hans")
def test_no_forgery_is_believed_by_the_page(have: Materials) -> None:
    client = Client()
    assert "有效" in sent(client, have.papers[0]).content.decode()
    for one in forgeries(have, THROUGH_HTTP):
        if one.online:
            response = sent(client, one.pdf)
            text = response.content.decode()
            assert 'class="verdict verdict-success"' not in text, one.way
            assert 'class="verdict verdict-danger"' in text, one.way


def sent(client: Client, pdf: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/verify/", {"file": SimpleUploadedFile("paper.pdf", pdf)})


def test_forgeries_differ_from_each_other(have: Materials) -> None:
    def same(one: Forgery) -> tuple[bytes, str, Any]:
        return one.pdf, str(one.keys), one.now

    made_ones = [same(one) for one in forgeries(have, SHORT) if one.way != "revoked"]
    assert len(set(made_ones)) > len(made_ones) * 0.9
