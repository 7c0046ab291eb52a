"""Anybody checks a paper: the public page, the key file, the command line, the credential."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from silian.kernel import scoping
from silian.kernel.access import system_actor
from silian.kernel.documents import grouped, issue, keys, revoke, supersede
from silian.kernel.documents.checking import check_offline, check_upload
from silian.kernel.documents.composing import address_of
from silian.kernel.documents.jws import Fault
from silian.kernel.documents.keyfile import key_file
from silian.kernel.documents.standing import SENTENCES
from silian.kernel.models import IssuedDocument
from silian.kernel.refusals import Forbidden
from tests.kernel import made_papers as made
from tests.kernel.made_papers import JIA, P, paper

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = "2345-6789-ABCD-EFGH-JKMN-PQRS-TUVW"


@pytest.fixture(autouse=True)
def _issuers() -> Iterator[None]:
    with made.made_issuers():
        yield


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path) -> Path:
    """A data folder of its own, so that keys made here stay here; fonts are lent."""
    lent = Path(settings.DATA) / "fonts"
    settings.DATA = tmp_path
    if lent.exists():
        (tmp_path / "fonts").symlink_to(lent)
    return tmp_path


def issued(**values: Any) -> IssuedDocument:
    return issue(actor=made.issuing(), paper=paper(**values))


def pdf_of(row: IssuedDocument) -> bytes:
    with default_storage.open(row.path, "rb") as file:
        return bytes(file.read())


def page_of(row: IssuedDocument, language: str = "zh-hans") -> str:
    client = Client(headers={"accept-language": language})
    response = client.get(f"/verify/{grouped(row.code)}/")
    assert response.status_code == 200
    return response.content.decode()


# --- The public page --------------------------------------------------------------------------


def test_the_page_shows_the_facts_and_the_standing_in_both_languages() -> None:
    row = issued(facts={"phone": "13800007777", "minutes": "纪要全文示例"})
    text = page_of(row)

    for shown in ("有效", "聘书", row.number, row.holder, "示例甲联合体", "副理事长单位",
                  "2021-03-01", "2099-02-28", row.sha256, grouped(row.code)):  # fmt: skip
        assert shown in text
    # What a kind declares personal, or long, is never on the page.
    assert "13800007777" not in text
    assert "纪要全文示例" not in text
    english = page_of(row, "en")
    for shown in ("Letter of Appointment", "Sample Consortium A", "Sample Vocational College"):
        assert shown in english


def test_the_page_says_when_a_paper_is_out_of_effect_but_not_why() -> None:
    row = issued()
    revoke(actor=made.issuing(), paper=row, reason="内部理由示例")
    text = page_of(row)

    assert "verdict-danger" in text
    assert "已撤销" in text
    assert "内部理由示例" not in text
    old = issued(valid_from=dt.date(2020, 1, 1), valid_until=dt.date(2021, 1, 1))
    assert "已到期" in page_of(old)
    later = issued(valid_from=dt.date(2199, 1, 1), valid_until=None)
    assert "尚未生效" in page_of(later)
    replaced = issued()
    supersede(actor=made.issuing(), paper=replaced, by=paper("新名示例"), reason="更名")
    assert "已被替换" in page_of(replaced)


def test_an_unknown_code_gets_one_sentence_whatever_it_is() -> None:
    issued()
    said = set()
    for code in (UNKNOWN, "x", "2" * 27, "2" * 300, "<script>", "示例"):
        response = Client().get(f"/verify/{code}/")
        assert response.status_code == 404
        said.add(re.sub(r"(?s).*?(没有查到这个验证码[^<]*).*", r"\1", response.content.decode()))
        assert "<script>" not in response.content.decode()
    assert said == {str(SENTENCES[Fault.UNKNOWN])}
    for ending in ("credential.json", "credential.jwt"):
        assert Client().get(f"/verify/{UNKNOWN}/{ending}").status_code == 404


def test_a_typed_code_leads_to_its_page_and_a_wrong_one_is_explained() -> None:
    row = issued()
    response = Client().get("/verify/", {"code": f" {grouped(row.code).lower()} "})

    assert (response.status_code, response["Location"]) == (302, f"/verify/{grouped(row.code)}/")
    wrong = Client().get("/verify/", {"code": "12345"})
    assert wrong.status_code == 422
    assert "28 个字母和数字" in wrong.content.decode()


def test_a_file_is_checked_and_not_kept() -> None:
    row = issued()
    files = sum(len(found) for _at, _folders, found in os.walk(default_storage.path("")))

    def send(content: bytes) -> Any:
        return Client().post("/verify/", {"file": SimpleUploadedFile("x.pdf", content)})

    true = send(pdf_of(row))
    assert true.status_code == 200
    assert "一字不差" in true.content.decode()
    for content, said in (
        (b"%PDF-1.7\n%%EOF", "没有四链的数字签名"),
        (b"not a paper", "没有四链的数字签名"),
        (pdf_of(row) + b"\n% note", "没有四链的数字签名"),
        (pdf_of(row).replace(b"%PDF-1.7", b"%PDF-1.6"), "文件内容被改动或调换过"),
    ):
        answer = send(content)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert Client().post("/verify/").status_code == 422
    assert sum(len(found) for _at, _folders, found in os.walk(default_storage.path(""))) == files


def test_a_true_signature_without_a_record_is_not_believed() -> None:
    row = issued()
    content = pdf_of(row)
    with patch("silian.kernel.documents.checking.find", return_value=None):
        assert check_upload(content).fault == "unknown"
    other = issued()
    with patch("silian.kernel.documents.checking.find", return_value=other):
        assert check_upload(content).fault == "differs"


def test_the_code_holds_only_the_address() -> None:
    row = issued()

    assert address_of(row.code) == f"http://127.0.0.1:8000/verify/{grouped(row.code)}/"


# --- Keys -------------------------------------------------------------------------------------


def test_the_key_file_names_no_paper_and_no_private_key(own_keys: Path) -> None:
    row = issued()
    revoke(actor=made.issuing(), paper=row, reason="退出")
    response = Client().get("/documents/keys.json")
    text = response.content.decode()
    private = json.loads((own_keys / keys.NAME).read_text(encoding="utf-8"))["keys"][0]["d"]

    assert list(response.json()) == ["format", "address", "keys", "status"]
    assert private not in text
    assert row.code not in text
    assert (own_keys / keys.NAME).stat().st_mode & 0o077 == 0


def test_a_rotated_key_is_believed_for_what_it_signed_and_for_nothing_after(own_keys: Path) -> None:
    before = pdf_of(issued())
    stolen = keys.current_key()
    rotated = keys.rotate_key(actor=system_actor("cli"))
    after = issued()

    assert after.key_id == rotated != stolen[0]
    published = key_file()
    assert len(published["keys"]) == 2
    for pdf in (before, pdf_of(after)):
        assert check_offline(pdf, published).ok
        assert check_upload(pdf).ok
    stored = json.loads((own_keys / keys.NAME).read_text(encoding="utf-8"))["keys"]
    assert ["d" in entry for entry in stored] == [False, True]
    late = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    with patch.object(keys, "datetime") as clock, patch.object(keys, "_entries") as entries:
        clock.now.return_value = late
        kid, private = stolen
        entries.return_value = [{"kid": kid, "d": keys.b64(private.private_bytes_raw())}]
        forged = keys.signed({"holder": "伪造"}, "silian-paper")[0]
    from silian.kernel.documents.jws import Untrue, verified

    with pytest.raises(Untrue, match="key_time"):
        verified(forged, "silian-paper", keys.key_ring())


def test_only_the_installation_changes_its_key(own_keys: Path) -> None:
    with pytest.raises(Forbidden):
        keys.rotate_key(actor=made.person(P.ISSUE))


# --- The command line, without a database -----------------------------------------------------


def silian(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SILIAN_DATA": str(folder / "empty"), "SILIAN_MODE": "production",
                   "DJANGO_SETTINGS_MODULE": "silian.config.settings",
                   "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "silian.config.cli", *words], env=environment, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_paper_is_verified_offline_without_a_database(tmp_path: Path) -> None:
    row, gone = issued(), issued(holder="示例退出单位")
    revoke(actor=made.issuing(), paper=gone, reason="退出")
    true, revoked, broken = (tmp_path / name for name in ("true.pdf", "revoked.pdf", "broken.pdf"))
    true.write_bytes(pdf_of(row))
    revoked.write_bytes(pdf_of(gone))
    broken.write_bytes(pdf_of(row).replace(b"%PDF-1.7", b"%PDF-1.4"))
    keyfile = tmp_path / "keys.json"
    keyfile.write_text(json.dumps(key_file()), encoding="utf-8")

    def verify(file: Path) -> tuple[int, dict[str, Any], str]:
        done = silian(tmp_path, "verify", str(file), "--keys", str(keyfile), "--format", "json")
        return done.returncode, json.loads(done.stdout or "{}"), done.stderr

    code, said, _error = verify(true)
    assert (code, said["ok"], said["standing"], said["signature"]) == (0, True, "valid", True)
    assert said["facts"]["holder"] == row.holder
    assert said["facts"]["number"] == row.number
    code, said, error = verify(revoked)
    assert (code, said["ok"], said["fault"]) == (2, False, "revoked")
    assert "已被撤销" in error
    code, said, error = verify(broken)
    assert (code, said["fault"], said["signature"]) == (2, "changed", False)
    done = silian(tmp_path, "verify", str(tmp_path / "none.pdf"), "--keys", str(keyfile))
    assert (done.returncode, done.stdout) == (2, "")
    done = silian(tmp_path, "verify", str(true), "--keys", str(true))
    assert done.returncode == 2
    assert "不是密钥文件" in done.stderr


@pytest.mark.parametrize("days", [-10, 32, 400])
def test_a_status_list_of_another_time_is_refused(days: int) -> None:
    row = issued()
    published = key_file()
    now = dt.datetime.now(dt.UTC)

    assert check_offline(pdf_of(row), published, now + dt.timedelta(days=30)).ok
    verdict = check_offline(pdf_of(row), published, now + dt.timedelta(days=days))
    assert (verdict.ok, verdict.fault) == (False, "status_old")


def test_a_status_list_from_before_the_paper_says_nothing_about_it() -> None:
    published = key_file()
    day = dt.date.today() + dt.timedelta(days=5)
    row = issued(issued_on=day, valid_from=day, valid_until=None)
    verdict = check_offline(pdf_of(row), published, dt.datetime.now(dt.UTC) + dt.timedelta(days=6))

    assert verdict.fault == "status_old"


@pytest.mark.parametrize(
    "given",
    [None, [], {}, {"format": "silian-keys-1"}, {"format": "silian-keys-1", "keys": "x"},
     {"format": "silian-keys-1", "keys": [{"kid": 1}], "status": 5},
     {"format": "silian-keys-1", "keys": [None], "status": None}],
)  # fmt: skip
def test_a_broken_key_file_is_a_refusal(given: Any) -> None:
    verdict = check_offline(pdf_of(issued()), given)

    assert (verdict.ok, verdict.fault) == (False, "key_file")


def test_a_key_file_with_times_that_are_none_is_a_refusal() -> None:
    published = key_file()
    for entry in ({"since": "2026"}, {"since": "2026-01-01T00:00:00"}, {"x": "AA"}, {"kid": "x"}):
        broken = {**published, "keys": [{**published["keys"][0], **entry}]}
        assert check_offline(pdf_of(issued()), broken).fault == "key_file"


# --- The credential ---------------------------------------------------------------------------

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(text: str) -> bytes:
    """Written from the draft, apart from the product's own."""
    assert text[0] == "z"
    number = 0
    for sign in text[1:]:
        number = number * 58 + BASE58.index(sign)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def unpadded(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def published_key(client: Client, method: str) -> bytes:
    document = client.get("/.well-known/did.json").json()
    assert method in document["assertionMethod"]
    found = next(m for m in document["verificationMethod"] if m["id"] == method)
    raw = base58(found["publicKeyMultibase"])
    assert raw[:2] == b"\xed\x01"
    return raw[2:]


def test_the_credential_is_an_open_badge_whose_proof_holds() -> None:
    row = issued(facts={"phone": "13800007777"})
    client = Client()
    data = client.get(f"/verify/{grouped(row.code)}/credential.json").json()
    proof = data.pop("proof")
    value = proof.pop("proofValue")
    public = Ed25519PublicKey.from_public_bytes(published_key(client, proof["verificationMethod"]))

    def hashed(part: Any) -> bytes:
        text = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).digest()

    public.verify(base58(value), hashed(proof) + hashed(data))
    assert proof["cryptosuite"] == "eddsa-jcs-2022"
    assert data["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert data["issuer"]["id"] == "did:web:127.0.0.1%3A8000"
    assert data["credentialSubject"]["achievement"]["humanCode"] == row.number
    assert data["validUntil"] == "2099-02-28T23:59:59+08:00"
    assert "13800007777" not in json.dumps(data)
    data["credentialSubject"]["achievement"]["name"] = "理事长单位"
    with pytest.raises(InvalidSignature):
        public.verify(base58(value), hashed(proof) + hashed(data))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="another program verifies it")
def test_another_program_verifies_the_token(tmp_path: Path) -> None:
    row = issued()
    client = Client()
    header, payload, signature = (
        client.get(f"/verify/{grouped(row.code)}/credential.jwt").content.decode().split(".")
    )
    head = json.loads(unpadded(header))
    assert (head["alg"], head["typ"]) == ("Ed25519", "vc+jwt")
    assert json.loads(unpadded(payload))["credentialSubject"]["achievement"]["name"] == row.title
    # SubjectPublicKeyInfo of an Ed25519 key: RFC 8410.
    der = bytes.fromhex("302a300506032b6570032100") + published_key(client, head["kid"])
    (tmp_path / "key.der").write_bytes(der)
    (tmp_path / "signature").write_bytes(unpadded(signature))

    def openssl(signed: str) -> int:
        (tmp_path / "signed").write_text(signed, encoding="ascii")
        return subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der",
             "-rawin", "-in", "signed", "-sigfile", "signature"],
            cwd=tmp_path, capture_output=True, check=False,
        ).returncode  # fmt: skip

    assert openssl(f"{header}.{payload}") == 0
    assert openssl(f"{header}.{payload}A") != 0


def test_the_credential_of_a_revoked_paper_is_gone() -> None:
    row = issued()
    revoke(actor=made.issuing(), paper=row, reason="退出")

    assert Client().get(f"/verify/{grouped(row.code)}/credential.json").status_code == 410
    with scoping.inside(JIA):
        assert IssuedDocument.objects.get().state == "revoked"
