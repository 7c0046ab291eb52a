"""Uploads: what is taken, under which name, and how it is given back."""

from __future__ import annotations

import io
import os
import time
from typing import Any
from unittest.mock import patch
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from silian.kernel import audit, scoping
from silian.kernel.commands import command
from silian.kernel.files import (
    IMAGES,
    PAPERS,
    UploadField,
    answer,
    keep,
    keeping,
    read_bytes,
    register_scanner,
    safe_name,
)
from silian.kernel.models import StoredFile
from silian.kernel.refusals import Invalid
from tests.kernel.made_papers import JIA, YI, issuing

pytestmark = pytest.mark.django_db


def archive(**members: str) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return out.getvalue()


def office(folder: str, **more: str) -> bytes:
    return archive(**{"[Content_Types].xml": "<x/>", f"{folder}/part.xml": "<x/>"}, **more)


GOOD: dict[str, bytes] = {
    "pdf": b"%PDF-1.7\n1 0 obj\n%%EOF\n",
    "docx": office("word"),
    "xlsx": office("xl"),
    "pptx": office("ppt"),
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20,
    "jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 30 + b"\xff\xd9",
    "zip": archive(**{"资料/一.txt": "一"}),
    "ofd": archive(**{"OFD.xml": "<x/>"}),
    "txt": "会议材料\n".encode(),
    "csv": "甲,乙\n1,2\n".encode("gb18030"),
}


@command("try.file.keep", None)
def keep_it(*, actor: Any, upload: Any, fail: bool = False, kinds: Any = PAPERS) -> StoredFile:
    """Keeps a file, as a command of an app above does."""
    stored = keep(actor=actor, upload=upload, kinds=kinds)
    audit.record(actor, stored, {"name": stored.name, "sha256": stored.sha256})
    if fail:
        raise OSError("afterwards")
    return stored


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(name: str, content: bytes, **options: Any) -> str:
    with pytest.raises(Invalid) as refused:
        keep_it(actor=issuing(), upload=upload(name, content), **options)
    assert list(refused.value.errors) == ["file"]
    return str(refused.value.errors["file"][0])


@pytest.mark.parametrize("ending", GOOD)
def test_every_accepted_kind_is_kept_and_given_back(ending: str) -> None:
    stored = keep_it(actor=issuing(), upload=upload(f"会议材料.{ending}", GOOD[ending]))

    assert stored.name == f"会议材料.{ending}"
    assert stored.size == len(GOOD[ending])
    assert read_bytes(stored) == GOOD[ending]
    # Neither the name nor the ending says anything to a server that might run it.
    assert "." not in stored.path
    response = answer(stored)
    assert b"".join(response.streaming_content) == GOOD[ending]  # type: ignore[arg-type]
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%BC%9A")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize("ending", GOOD)
@pytest.mark.parametrize("content", GOOD)
def test_content_that_is_not_what_the_ending_says_is_refused(ending: str, content: str) -> None:
    same = {ending, content} <= {"txt", "csv"} or ending == content
    # A zip is a zip, whatever is in it.
    if same or (ending == "zip" and GOOD[content][:2] == b"PK"):
        return
    assert f".{ending} 不符" in refusal(f"材料.{ending}", GOOD[content])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图.svg", b"<svg onload='alert(1)'/>"), ("页.html", b"<html>"), ("页.xhtml", b"<html>"),
        ("程序.exe", b"MZ"), ("脚本.py", b"import os"), ("脚本.php", b"<?php"), ("没有", b"x"),
        ("a.pdf.html", GOOD["pdf"]), ("a.html\x00.pdf.js", GOOD["pdf"]),
        ("宏.docm", office("word")),
    ],
)  # fmt: skip
def test_other_endings_are_refused(name: str, content: bytes) -> None:
    assert "只接收这些文件" in refusal(name, content)
    assert StoredFile.objects.model._base_manager.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("页.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("图.csv", b"\xef\xbb\xbf \n<svg/>"),
        ("图.png", b"<svg/>"),
        ("文.txt", b"a\x00b"),
        ("文.txt", b"\xff\xff\xff"),
        ("宏.docx", office("word", **{"word/vbaProject.bin": "x"})),
        ("逃.zip", archive(**{"../../etc/cron.d/x": "x"})),
        ("坏.docx", office("word")[:-30]),
        ("半.pdf", b"%PDF-1.7\n"),
        ("炸.zip", archive(**{f"{n}": "0" * 5_000_000 for n in range(4)})),
    ],
)
def test_pages_macros_bombs_and_broken_files_are_refused(name: str, content: bytes) -> None:
    assert "不符，或文件已损坏、带宏" in refusal(name, content)


def test_empty_large_and_unwanted_files_are_refused() -> None:
    assert "空的" in refusal("a.pdf", b"")
    with patch.object(keeping, "LARGEST", 1000):
        assert "超过" in refusal("a.txt", b"x" * 1001)
    assert "png、jpg。" in refusal("a.pdf", GOOD["pdf"], kinds=IMAGES)
    assert len(PAPERS) == 11


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\纪要.PDF", "纪要.pdf"),
        ("..", "_"),
        ("", "_"),
        ("报\u202efdp.exe.txt", "报fdp.exe.txt"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("con.txt", "_con.txt"),
        ("-rf.txt", "_-rf.txt"),
        ("a|b<c>\"d'.txt", "a_b_c_d'.txt"),
        ("长" * 300 + ".pdf", "长" * 150 + ".pdf"),
        (" 第 1 次　会议 .docx ", "第 1 次 会议.docx"),
    ],
)
def test_names_are_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_a_file_belongs_to_its_consortium_and_needs_a_command() -> None:
    stored = keep_it(actor=issuing(JIA), upload=upload("一.txt", b"1"))

    with scoping.inside(YI):
        assert not StoredFile.objects.filter(ref=stored.ref).exists()
    with pytest.raises(LookupError):
        keep(actor=issuing(), upload=upload("一.txt", b"1"))


def test_a_harmful_file_is_not_kept() -> None:
    register_scanner(lambda file: "EICAR" if b"EICAR-TEST" in file.read() else "")
    try:
        assert "有害（EICAR）" in refusal("a.txt", b"X5O!P%@AP EICAR-TEST")
        keep_it(actor=issuing(), upload=upload("a.txt", b"fine"))
    finally:
        keeping._SCANNERS.clear()


def test_a_form_says_what_is_wrong() -> None:
    from django import forms

    class PaperForm(forms.Form):
        file = UploadField(label="会议材料")

    form = PaperForm({}, {"file": upload("a.docx", b"x")})

    assert "内容与扩展名 .docx 不符" in form.errors["file"][0]
    assert PaperForm({}, {"file": upload("a.docx", GOOD["docx"])}).is_valid()
    assert 'accept=".pdf,.docx' in str(PaperForm()["file"])


def test_uploads_of_failed_commands_are_swept_away_after_a_day() -> None:
    stored = keep_it(actor=issuing(), upload=upload("一.txt", b"1"))
    with pytest.raises(OSError, match="afterwards"):
        keep_it(actor=issuing(), upload=upload("二.txt", b"2"), fail=True)
    folder = os.path.dirname(default_storage.path(stored.path))
    before = set(os.listdir(folder))
    old = time.time() - 2 * 24 * 3600
    for name in before:
        os.utime(os.path.join(folder, name), (old, old))

    keeping.sweep()

    assert set(os.listdir(folder)) == {os.path.basename(stored.path)}
    assert len(before) > 1
