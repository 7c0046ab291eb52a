"""Checking a paper: for anybody, by code, QR or file. Nothing here asks who is looking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ...models import IssuedDocument
from ...refusals import Missing
from ...ui.page import PUBLIC, page
from ..checking import check_upload, find
from ..codes import grouped, plain_code
from ..credential import as_jwt, credential, did_document, with_proof
from ..jws import Fault
from ..keyfile import key_file
from ..kinds import kind_of
from ..standing import TONES, Standing, sentence, standing

LARGEST = 20 * 1024 * 1024
ICONS = {
    Standing.VALID: "circle-check",
    Standing.NOT_YET: "clock",
    Standing.EXPIRED: "history",
    Standing.REVOKED: "ban",
    Standing.SUPERSEDED: "versions",
}


class CodeForm(forms.Form):
    """A code as it was typed."""

    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("印在二维码旁边，28 个字母和数字，不分大小写。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class FileForm(forms.Form):
    """A PDF to be looked at; it is not kept."""

    file = forms.FileField(
        label=gettext_lazy("文书的 PDF"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("文件只用来核对，不会保存。扫描件和照片没有签名，请改用验证码。"),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )


@page(PUBLIC, post=True)
def home(request: HttpRequest) -> HttpResponse:
    """Type a code, or hand over the file."""
    if request.method == "POST":
        return _checked_file(request)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = plain_code(form.cleaned_data["code"])
        if code:
            return redirect("verify:paper", code=grouped(code))
        form.add_error(
            "code", _("验证码应为 28 个字母和数字，请照印出来的样子输入，横线可以省略。")
        )
    status = 422 if form.errors else 200
    return _home(request, form, FileForm(), status)


def _home(
    request: HttpRequest, code: CodeForm, file: FileForm, status: int, **more: Any
) -> HttpResponse:
    context = {"code_form": code, "file_form": file, **more}
    return render(request, "documents/verify.html", context, status=status)


def _checked_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    upload = request.FILES.get("file")
    if not form.is_valid() or upload is None:
        if not form.errors:
            form.add_error("file", _("请选择一份 PDF 文件。"))
    elif (upload.size or 0) > LARGEST:
        form.add_error("file", _("文件太大，不会是这里签发的文书。"))
    else:
        verdict = check_upload(upload.read())
        if verdict.paper is not None:
            return _paper(request, verdict.paper, from_file=True)
        return _home(request, CodeForm(), form, 422, verdict=verdict)
    return _home(request, CodeForm(), form, 422)


@page(PUBLIC)
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """What a paper states and whether it is in effect; 404 with one sentence for any other code."""
    found = find(code)
    if found is None:
        form = CodeForm({"code": code})
        form.is_valid()
        form.add_error("code", sentence(Fault.UNKNOWN))
        return _home(request, form, FileForm(), 404)
    return _paper(request, found)


def _paper(request: HttpRequest, found: IssuedDocument, *, from_file: bool = False) -> HttpResponse:
    kind = kind_of(found.kind)
    now = standing(found)
    english = (get_language() or "").startswith("en")
    context = {
        "paper": found,
        "kind": kind.name_en if english else kind.name,
        "standing": now,
        "tone": TONES[now],
        "icon": ICONS[now],
        "said": _said(found, now),
        "facts": _facts(found, english),
        "issuer": (english and found.issuer_en) or found.issuer,
        "holder": (english and found.facts.get("holder_en")) or found.holder,
        "title": (english and found.facts.get("title_en")) or found.title,
        "code": grouped(found.code),
        "successor": found.superseded_by_id is not None,
        "from_file": from_file,
        "ends": found.last_day,
    }
    return render(request, "documents/paper.html", context)


def _said(found: IssuedDocument, now: Standing) -> str:
    """One sentence about the standing; the reason of a revocation is the consortium's affair."""
    if now is Standing.VALID and found.extended_until:
        return _("这份文书由下面的联合体签发，现在有效：所证明的任期已经延长。")
    if now is Standing.VALID:
        return _("这份文书由下面的联合体签发，现在有效。")
    if now is Standing.EXPIRED and found.ended_on:
        return _("这份文书是真的，但所证明的任期或资格已提前终止。")
    return sentence(Fault(now.value))


def _facts(found: IssuedDocument, english: bool) -> list[tuple[object, object]]:
    """The declared public facts, in the kind's order."""
    shown = []
    for fact in kind_of(found.kind).facts:
        value = found.facts.get(fact.key)
        if fact.shown and value not in (None, ""):
            in_english = found.facts.get(f"{fact.key}_en") if english else None
            shown.append((fact.name_en if english else fact.name, in_english or value))
    return shown


def _found(code: str) -> IssuedDocument:
    found = find(code)
    if found is None:
        raise Missing(sentence(Fault.UNKNOWN))
    return found


@page(PUBLIC)
def credential_json(request: HttpRequest, code: str) -> HttpResponse:
    """The paper as an Open Badges 3.0 credential; 410 for one that is out of effect for good."""
    found = _found(code)
    return JsonResponse(
            with_proof(credential(found)), status=_status(found),
            json_dumps_params={"ensure_ascii": False}, content_type="application/vc+ld+json",
    )  # fmt: skip


@page(PUBLIC)
def credential_jwt(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a JWT."""
    found = _found(code)
    token = as_jwt(credential(found))
    return HttpResponse(token, status=_status(found), content_type="application/vc+jwt")


def _status(found: IssuedDocument) -> int:
    return 410 if standing(found) in (Standing.REVOKED, Standing.SUPERSEDED) else 200


@page(PUBLIC)
def keys(request: HttpRequest) -> HttpResponse:
    """The key file: public keys and the signed list of papers out of effect."""
    return JsonResponse(key_file())


@page(PUBLIC)
def did(request: HttpRequest) -> HttpResponse:
    """The DID document of this installation."""
    return JsonResponse(did_document(), content_type="application/did+json")
