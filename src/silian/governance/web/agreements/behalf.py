"""What the secretariat records for a party that nobody can sign in for, and its proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import require
from silian.kernel.files import answer
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...models import Party
from ...permissions import P
from ...queries import agreements as queries
from ...services import on_behalf
from ..forms import attempt, files, sent
from .forms import RecordApprovalForm, RecordConfirmationForm
from .steps import show
from .tables import url

RECORDS: dict[str, tuple[object, type[forms.Form], Callable[..., Any]]] = {
    "approve": (
        gettext_lazy("代为登记审批"), RecordApprovalForm, on_behalf.record_approval,
    ),
    "confirm": (
        gettext_lazy("代为登记签署"), RecordConfirmationForm, on_behalf.record_confirmation,
    ),
}  # fmt: skip
PROOFS = {"approve": "approval_proof", "confirm": "confirmation_proof"}


def _party(row: Any, ref: str) -> Party:
    found = row.parties.select_related(
        "organisation", "approval_proof", "confirmation_proof"
    ).filter(ref=ref)  # fmt: skip
    party: Party | None = found.first()
    if party is None:
        raise Missing()
    return party


@page(P.AGREEMENT_DRAFT, post=True)
def record(request: HttpRequest, ref: str, party: str, verb: str) -> HttpResponse:
    """Who decided on paper for the unit, on which day, and the scan."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one(actor, ref)
    if verb not in RECORDS:
        raise Missing()
    require(actor, P.AGREEMENT_DRAFT, row)
    one = _party(row, party)
    if queries.to_record(row, list(row.parties.all())).get(one.pk) != verb:
        # Somebody else was quicker, or the unit has people by now: its page says what there is.
        said = _("现在不能为“%(name)s”代为登记这一步。") % {"name": one.organisation.name}
        messages.error(request, said)
        return redirect(url(request, "agreement_detail", ref=ref))
    heading, kind, run = RECORDS[verb]
    version = queries.latest(row)
    form = kind(sent(request), files(request), initial={"sha256": version.sha256})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: run(actor=actor, party=one, **data)):
            messages.success(request, _("已办理：%(step)s。") % {"step": heading})
            return redirect(url(request, "agreement_detail", ref=ref))
    lead = _(
        "“%(name)s”没有人能登录，由秘书处按它签字盖章的纸质件登记；"
        "页面和日志都会写明由秘书处代为登记。"
    ) % {"name": one.organisation.name}
    words = _("第 %(n)d 稿，SHA-256：%(sha)s") % {"n": version.number, "sha": version.sha256}
    return show(request, row, form, heading=heading, lead=lead, quote=words)


@page(P.AGREEMENT_VIEW)
def proof(request: HttpRequest, ref: str, party: str, verb: str) -> HttpResponseBase:
    """The scan from which the secretariat recorded."""
    row = queries.one(request.actor, ref)  # type: ignore[attr-defined]
    if verb not in PROOFS:
        raise Missing()
    found = getattr(_party(row, party), PROOFS[verb])
    if found is None:
        raise Missing()
    return answer(found)
