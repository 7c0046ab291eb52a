"""What is done to an agreement: its parties and duties, its steps, what each party decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import require
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing
from silian.kernel.ui.page import page

from ...models import Agreement, Duty, Party
from ...permissions import P
from ...queries import agreements as queries
from ...services import agreements as commands
from ...services import parties as deciding
from ...workflows import AGREEMENT
from ..forms import ReasonForm, attempt, files, member_choices, sent
from .forms import (
    ApproveForm,
    ConfirmForm,
    DutyForm,
    EndForm,
    PartyForm,
    RenewForm,
    ScanForm,
    SignedForm,
)
from .tables import url

Step = tuple[object, object, type[forms.Form], Callable[..., Any], str]
# Heading, what to know before, form, command, verb of the table ("" where it has none).
STEPS: dict[str, Step] = {
    "submit": (
        gettext_lazy("定稿送审"),
        gettext_lazy("最后一稿送各方内部审批；送审后正文不能再改，除非退回。"),
        forms.Form, commands.submit, "submit",
    ),
    "recall": (
        gettext_lazy("退回修改"),
        gettext_lazy("各方已有的审批和签署确认都会作废，改好后重新送审。"),
        ReasonForm, commands.recall, "return",
    ),
    "enforce": (
        gettext_lazy("登记生效"),
        gettext_lazy("各方均已确认签署。生效后，各方的义务成为任务。"),
        SignedForm, commands.enforce, "enforce",
    ),
    "end": (
        gettext_lazy("终止协议"),
        gettext_lazy("终止后不能恢复；由它产生的任务请另行取消或完成。"),
        EndForm, commands.end, "end",
    ),
    "cancel": (
        gettext_lazy("放弃签订"),
        gettext_lazy("协议归档，不再继续；正文和各稿保留。"),
        ReasonForm, commands.cancel, "cancel",
    ),
    "renew": (
        gettext_lazy("续签"),
        gettext_lazy("以现在的正文和各方起草一份新协议，从旧协议到期的次日开始。"),
        RenewForm, commands.renew, "",
    ),
}  # fmt: skip


def show(request: HttpRequest, row: Agreement, form: forms.Form, **more: Any) -> HttpResponse:
    """A form about the agreement; 422 with the sentences at the fields."""
    context = {
        "form": form, "agreement": row, "back": url(request, "agreement_detail", ref=row.ref),
        **more,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "governance/agreements/form.html", context, status=status)


@page(P.AGREEMENT_DRAFT, post=True)
def agreement_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """A step of the agreement, with what it asks for."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one(actor, ref)
    if verb not in STEPS:
        raise Missing()
    heading, lead, kind, run, step = STEPS[verb]
    require(actor, P.AGREEMENT_DRAFT, row)
    if step and not (decision := AGREEMENT.check(actor, row, step)):
        raise Conflict(decision.reason)
    form = kind(sent(request))
    if request.method == "POST" and form.is_valid():
        made: list[Agreement] = []
        data = form.cleaned_data
        if attempt(form, lambda: made.append(run(actor=actor, agreement=row, **data))):
            messages.success(request, _("已办理：%(step)s。") % {"step": heading})
            return redirect(url(request, "agreement_detail", ref=made[0].ref))
    return show(
        request, row, form, heading=heading, lead=lead,
        danger=verb in {"end", "cancel"}, quote=_version_words(row) if verb == "submit" else "",
    )  # fmt: skip


def _version_words(row: Agreement) -> str:
    version = queries.latest(row)
    return _("送审的是第 %(n)d 稿，SHA-256：%(sha)s") % {"n": version.number, "sha": version.sha256}


@page(P.AGREEMENT_DRAFT, post=True)
def agreement_upload(request: HttpRequest, ref: str) -> HttpResponse:
    """The scan of the signed paper."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one(actor, ref)
    form = ScanForm(sent(request), files(request))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        if attempt(form, lambda: commands.attach_scan(actor=actor, agreement=row, upload=upload)):
            messages.success(request, _("已保存扫描件及其 SHA-256。"))
            return redirect(url(request, "agreement_detail", ref=ref))
    lead = _("各方签字盖章的纸质件扫描成 PDF 上传；系统记下它的 SHA-256，日后可以核对。")
    return show(request, row, form, heading=_("上传签署扫描件"), lead=lead)


@page(P.AGREEMENT_DRAFT, post=True)
def agreement_parties(request: HttpRequest, ref: str) -> HttpResponse:
    """Parties and duties: add, order, take out."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one(actor, ref)
    commands.check_drafting(row)
    asked = request.POST.get("form", "")
    parties = list(row.parties.all())
    party_form = PartyForm(sent(request) if asked == "party" else None)
    duty_form = DutyForm(sent(request) if asked == "duty" else None, parties=parties)
    done = False
    if asked == "party" and party_form.is_valid():
        data = party_form.cleaned_data
        done = attempt(party_form, lambda: deciding.add_party(actor=actor, agreement=row, **data))
    elif asked == "duty" and duty_form.is_valid():
        data = duty_form.cleaned_data
        done = attempt(duty_form, lambda: deciding.add_duty(actor=actor, **data))
    elif request.method == "POST" and asked not in {"party", "duty"}:
        _press(request, row)
        done = True
    if done:
        return redirect(url(request, "agreement_parties", ref=ref))
    context = {
        "agreement": row, "parties": parties, "party_form": party_form, "duty_form": duty_form,
        "duties": list(row.duties.select_related("party__organisation")),
        "back": url(request, "agreement_detail", ref=ref),
        "members": [name for _ref, name in member_choices()],
    }  # fmt: skip
    status = 422 if party_form.errors or duty_form.errors else 200
    return render(request, "governance/agreements/parties.html", context, status=status)


def _press(request: HttpRequest, row: Agreement) -> None:
    """A button beside a party or a duty of this agreement."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    action, ref = request.POST.get("action", ""), request.POST.get("ref", "")
    party = Party.objects.filter(agreement=row, ref=ref).first()
    duty = Duty.objects.filter(agreement=row, ref=ref).first()
    try:
        if action in {"up", "down"} and party:
            deciding.move_party(actor=actor, party=party, up=action == "up")
        elif action == "remove" and party:
            deciding.remove_party(actor=actor, party=party)
        elif action == "duty" and party:
            duty_text = request.POST.get("duty", "")[:500]
            deciding.update_party(actor=actor, party=party, duty=duty_text)
        elif action == "remove_duty" and duty:
            deciding.remove_duty(actor=actor, duty=duty)
        else:
            raise Missing()
    except (Conflict, Invalid, Forbidden) as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("已保存。"))


DECISIONS: dict[str, tuple[object, object, type[forms.Form], Callable[..., Any]]] = {
    "approve": (
        gettext_lazy("审批同意"),
        gettext_lazy("同意的是下面这一稿；正文有任何改动，都要重新审批。"),
        ApproveForm, deciding.approve,
    ),
    "return": (
        gettext_lazy("不同意，退回修改"),
        gettext_lazy("写明理由；协议回到起草磋商，其他方的审批也会作废。"),
        ReasonForm, deciding.send_back,
    ),
    "confirm": (
        gettext_lazy("确认签署"),
        gettext_lazy("确认贵单位已由下面的人签署、盖章；系统记下时间和确认人。"),
        ConfirmForm, deciding.confirm,
    ),
}  # fmt: skip


@page(P.AGREEMENT_DECIDE, post=True)
def agreement_decide(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """What the own unit decides: approve, send back, confirm."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one(actor, ref)
    if verb not in DECISIONS:
        raise Missing()
    heading, lead, kind, run = DECISIONS[verb]
    party = commands.own_party(actor, row)
    if party is None:
        raise Forbidden(_("贵单位不是这份协议的一方。"))
    require(actor, P.AGREEMENT_DECIDE, party)
    version = queries.latest(row)
    form = kind(sent(request), initial={"sha256": version.sha256})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: run(actor=actor, party=party, **data)):
            messages.success(request, _("已办理：%(step)s。") % {"step": heading})
            return redirect(url(request, "agreement_detail", ref=ref))
    words = _("第 %(n)d 稿，SHA-256：%(sha)s") % {"n": version.number, "sha": version.sha256}
    return show(
        request, row, form, heading=heading, lead=lead, danger=verb == "return", quote=words,
        reading=version.text if verb == "approve" else "",
    )  # fmt: skip
