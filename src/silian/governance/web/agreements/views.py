"""Agreements: the list, a new one, the page of one, its text by version, its papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.exchange import download, export_csv, export_xlsx, file_name
from silian.kernel.files import answer
from silian.kernel.privacy import masked
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...documents.agreement import agreement_pdf
from ...enums import AgreementState
from ...exchange.agreements import COLUMNS
from ...models import Agreement, AgreementVersion
from ...permissions import P
from ...queries import agreements as queries
from ...queries.agreement_templates import title_of
from ...queries.compare import changed, compare_texts
from ...services import agreements as commands
from ...workflows import AGREEMENT
from ..forms import attempt, member_choices, sent
from .forms import DraftForm, FactsForm, TextForm
from .tables import agreement_table, url

S = AgreementState
# The verb of the table that asks for a page, by the name of its command's page.
STEPS = {"submit": "submit", "return": "recall", "enforce": "enforce", "end": "end",
         "cancel": "cancel"}  # fmt: skip


@page(P.AGREEMENT_VIEW)
def agreement_list(request: HttpRequest) -> HttpResponse:
    """All agreements that the person may see."""
    return render(request, "governance/agreements/list.html", {"table": agreement_table(request)})


@page(P.AGREEMENT_VIEW)
def agreement_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The rows of the list with its filters."""
    write = {"xlsx": export_xlsx, "csv": export_csv}.get(format)
    if write is None:
        raise Missing()
    rows = [queries.cells(row) for row in agreement_table(request).narrowed]
    name = file_name(_("协议"), request.consortium.name, suffix=format)  # type: ignore[attr-defined]
    return download(name, lambda stream: write(COLUMNS, rows, stream))


@page(P.AGREEMENT_DRAFT, post=True)
def agreement_create(request: HttpRequest) -> HttpResponse:
    """A new agreement from a template."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    form = DraftForm(sent(request))
    made: list[Agreement] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: made.append(commands.draft(
            actor=actor, title=data["title"], kind=data["kind"], values=form.facts(),
            parties=form.parties(),
        ))):  # fmt: skip
            messages.success(request, _("已起草。请填写空白，并列出各方的义务。"))
            return redirect(url(request, "agreement_detail", ref=made[0].ref))
    context = {
        "form": form,
        "heading": _("起草协议"),
        "lead": _("先选模板和各方；之后每次保存都是一稿，各方都能修改。"),
        "back": url(request, "agreement_list"),
        "members": [name for _ref, name in member_choices()],
    }
    return _form(request, context)


def _form(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, "governance/agreements/form.html", context, status=status)


@page(P.AGREEMENT_VIEW)
def agreement_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What it is, in which state, whose turn, what next; text, parties, duties, versions."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one(actor, ref)
    require(actor, P.AGREEMENT_VIEW, row)
    parties = list(row.parties.all())
    versions = list(row.versions.order_by("-number"))
    mine = next((p for p in parties if p.organisation_id == actor.organisation_id), None)
    drafts = bool(may(actor, P.AGREEMENT_DRAFT, row))
    drafting = row.state == S.DRAFTING
    decides = mine is not None and bool(may(actor, P.AGREEMENT_DECIDE, mine))
    recordable = queries.to_record(row, parties) if drafts else {}
    context = {
        "agreement": row,
        "kind": title_of(row.kind),
        "tone": AGREEMENT.tones[row.state],
        "turn": queries.turn(row),
        "expiry_tone": queries.expiry_tone(row),
        "parties": [
            _party(p, own=drafts or decides, record=recordable.get(p.pk, "")) for p in parties
        ],
        "duties": list(row.duties.select_related("party__organisation", "task")),
        "versions": versions,
        "version": versions[0],
        "blanks": queries.blanks_of(versions[0].text) if drafting else [],
        "steps": [step for step in AGREEMENT.open_steps(actor, row) if step.verb in STEPS],
        "step_urls": {verb: url(request, "agreement_step", ref=ref, verb=name)
                      for verb, name in STEPS.items()},
        "renewals": list(row.renewals.all()),
        "may_draft": drafts,
        "may_edit": drafts and drafting,
        "may_revise": drafting and (drafts or decides),
        "may_renew": drafts and row.state in {S.IN_FORCE, S.ENDED},
        "may_scan": drafts and row.state in {S.SIGNING, S.IN_FORCE, S.ENDED},
        "mine": mine,
        "may_approve": decides and row.state == S.APPROVING and mine and not mine.approved_at,
        "may_confirm": decides and row.state == S.SIGNING
        and mine in queries.signs_now(row, parties),
    }  # fmt: skip
    return render(request, "governance/agreements/detail.html", context)


def _party(party: Any, *, own: bool, record: str) -> dict[str, Any]:
    """A party as shown: who signed is a name, which only those who handle it read in full.
    `record` is what the secretariat can record for a unit that nobody signs in for.
    """
    name = party.signatory if own else masked(party, "signatory")
    return {"row": party, "signatory": name, "record": record}


@page(P.AGREEMENT_DRAFT, post=True)
def agreement_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Title, number, purpose, dates, the order of signing."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one(actor, ref)
    commands.check_drafting(row)
    initial = {name: getattr(row, name) for name in FactsForm.base_fields}
    form = FactsForm(sent(request), initial=initial)
    back = url(request, "agreement_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: commands.update(actor=actor, agreement=row, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    context = {"form": form, "heading": _("修改基本信息"), "lead": row.title, "back": back}
    return _form(request, context)


@page(P.AGREEMENT_VIEW, post=True)
def agreement_text(request: HttpRequest, ref: str) -> HttpResponse:
    """The text to be changed; each save is a version."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one(actor, ref)
    if not may(actor, P.AGREEMENT_DRAFT, row):
        require(actor, P.AGREEMENT_DECIDE, commands.own_party(actor, row))
    commands.check_drafting(row)
    last = queries.latest(row)
    form = TextForm(sent(request), initial={"text": last.text, "based_on": last.number})
    back = url(request, "agreement_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.revise(actor=actor, agreement=row, **data)):
            messages.success(request, _("已保存为新的一稿。"))
            return redirect(url(request, "agreement_compare", ref=ref))
    context = {
        "form": form, "heading": _("修改正文"), "back": back,
        "lead": _("在第 %(n)d 稿上修改。也可以把意见直接写进正文，用【】标出。")
        % {"n": last.number},
    }  # fmt: skip
    return _form(request, context)


@page(P.AGREEMENT_VIEW)
def agreement_compare(request: HttpRequest, ref: str) -> HttpResponse:
    """Any two versions side by side; the last two without a choice."""
    row = queries.one(request.actor, ref)  # type: ignore[attr-defined]
    versions = list(row.versions.order_by("number"))
    numbers = {version.number: version for version in versions}
    last = versions[-1]
    after = _chosen(request, "to", numbers, last)
    before = _chosen(request, "from", numbers, numbers.get(after.number - 1, versions[0]))
    rows = compare_texts(before.text, after.text)
    context = {
        "agreement": row, "versions": versions, "before": before, "after": after, "rows": rows,
        "changed": changed(rows), "back": url(request, "agreement_detail", ref=ref),
    }  # fmt: skip
    return render(request, "governance/agreements/compare.html", context)


def _chosen(
    request: HttpRequest, key: str, numbers: dict[int, AgreementVersion], usual: AgreementVersion
) -> AgreementVersion:
    wanted = request.GET.get(key, "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 6):
        return usual
    return numbers.get(int(wanted), usual)


@page(P.AGREEMENT_VIEW)
def agreement_paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The PDF to print, with a box for each seal."""
    row = queries.one(request.actor, ref)  # type: ignore[attr-defined]
    response = HttpResponse(agreement_pdf(row), content_type="application/pdf")
    name = file_name(row.title, suffix="pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@page(P.AGREEMENT_VIEW)
def agreement_scan(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The scan of the signed paper."""
    row = queries.one(request.actor, ref)  # type: ignore[attr-defined]
    if row.scan is None:
        raise Missing()
    return answer(row.scan)
