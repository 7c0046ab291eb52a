"""The charter: its versions, one of them to read, two of them side by side, its way into force."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.access import may, require
from silian.kernel.exchange import file_name
from silian.kernel.files import as_download
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page
from silian.kernel.ui.table import Column, Empty, Table, Tool

from ...documents.charter import charter_pdf
from ...engine.aligning import align
from ...engine.rules import PRESETS
from ...enums import CharterState
from ...models import Charter
from ...permissions import P
from ...queries.charter import (
    being_written,
    busy_with,
    charter_in_force,
    charters,
    gaps,
    piece_of,
)
from ...queries.charter_reading import chapters, plain_text, readable_rules, words_for
from ...queries.rule_words import differing, kind_label, lines
from ...services import charter as commands
from ...workflows import CHARTER
from ..forms import attempt, sent
from .desk import charter_of, charter_url, form_page, problems_of
from .forms import AdoptForm, ProposeForm, RejectForm, ScheduleForm, StartForm, TitleForm

STEP_FORMS: dict[str, type[forms.Form]] = {
    "propose": ProposeForm,
    "return": forms.Form,
    "adopt": AdoptForm,
    "reject": RejectForm,
    "schedule": ScheduleForm,
    "enforce": forms.Form,
}
RUN: dict[str, Callable[..., Any]] = {
    "propose": commands.propose,
    "return": commands.send_back,
    "adopt": commands.adopt,
    "reject": commands.reject,
    "schedule": commands.schedule,
    "enforce": commands.enforce,
}


@page(P.VIEW)
def charter_list(request: HttpRequest) -> HttpResponse:
    """All versions, and which one is in force."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    writes = bool(may(request.actor, P.CHARTER_WRITE))  # type: ignore[attr-defined]
    start = reverse("governance:charter_start", kwargs={"slug": slug})
    rows = charters()
    written = being_written()
    starts = writes and written is None
    table = Table(
        request,
        rows,
        columns=[
            Column("version", _("版本"), value=lambda row: _("第 %(n)d 版") % {"n": row.version},
                   url=lambda row: charter_url(slug, row), sort="version", nowrap=True),
            Column("title", _("名称"), url=lambda row: charter_url(slug, row), wide=True),
            Column("state", _("状态"), value="get_state_display",
                   badge=lambda row: CHARTER.tones[row.state]),
            Column("adopted_on", _("通过日期"), sort="adopted_on", nowrap=True),
            Column("effective_on", _("生效日期"), sort="effective_on", nowrap=True),
            Column("ended_on", _("失效日期"), sort="ended_on", nowrap=True),
            Column("reason", _("制定或修改说明"), wide=True),
        ],
        empty=Empty(
            _("还没有章程"),
            _("从范本起草第一版，选一种议事规则，填好空白，再提请成立大会表决。"),
            _("起草章程") if writes else "", start if writes else "", "scale",
        ),
        tools=[Tool(_("起草新版本"), start, "plus", True)] if starts else (),
        title=_("章程版本"),
        stacked=True,
    )  # fmt: skip
    context = {"table": table, "in_force": charter_in_force(), "writes": writes,
               "can_compare": rows.count() > 1, "written": written,
               "busy": busy_with(written) if written and writes else ""}  # fmt: skip
    return render(request, "governance/charter/list.html", context)


@page(P.CHARTER_WRITE, post=True)
def charter_start(request: HttpRequest) -> HttpResponse:
    """Starts the next version; where one is being written, leads to the list, which says so."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    if being_written() is not None:
        return redirect("governance:charter_list", slug=slug)
    base = charter_in_force()
    form = StartForm(sent(request), base=base)
    made: list[Charter] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given: dict[str, Any] = {"title": data["title"], "reason": data["reason"]}
        if data["source"] == "base":
            given["base"] = base
        else:
            given["preset"] = data["source"]
        actor = request.actor  # type: ignore[attr-defined]
        if attempt(form, lambda: made.append(commands.start(actor=actor, **given))):
            messages.success(request, _("已建立草稿。"))
            return redirect(charter_url(slug, made[0]))
    back = reverse("governance:charter_list", kwargs={"slug": slug})
    return form_page(request, form, _("起草章程"), back, submit=_("建立草稿"))


@page(P.VIEW)
def charter_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """A version to read: where it stands, what is to do next, its articles, its rules in words."""
    row = charter_of(ref)
    actor = request.actor  # type: ignore[attr-defined]
    drafting = row.state == CharterState.DRAFT and bool(may(actor, P.CHARTER_WRITE, row))
    read = chapters(row)
    rules = readable_rules(row)
    articles = [article for chapter in read for article in chapter.articles]
    context = {
        "charter": row,
        "tone": CHARTER.tones[row.state],
        "chapters": read,
        "bodies": [
            {"key": key, "label": kind_label(key), "lines": lines(body)}
            for key, body in (rules.bodies.items() if rules else ())
        ],
        "preset": PRESETS.get(row.preset),
        "blanks": sum(article.blanks for article in articles),
        "unknown": sorted({name for article in articles for name in article.unknown}),
        "first_gap": next((a.anchor for a in articles if a.blanks or a.unknown), ""),
        "problems": problems_of(row) if drafting else [],
        "drafting": drafting,
        "steps": _steps(request, row),
        "previous": charters().filter(version__lt=row.version).first(),
        "progress": _progress(row),
    }
    return render(request, "governance/charter/detail.html", context)


def _steps(request: HttpRequest, row: Charter) -> list[dict[str, Any]]:
    actor, slug = request.actor, request.consortium.slug  # type: ignore[attr-defined]

    def address(verb: str) -> str:
        kwargs = {"slug": slug, "ref": row.ref, "verb": verb}
        return reverse("governance:charter_step", kwargs=kwargs)

    found = [
        {"verb": step.verb, "label": step.label, "tone": step.tone, "url": address(step.verb)}
        for step in CHARTER.open_steps(actor, row)
        if step.verb in STEP_FORMS
    ]
    if row.state == CharterState.ADOPTED and may(actor, P.CHARTER_WRITE, row):
        label = _("改生效日期")
        found = [one for one in found if one["verb"] != "enforce" or _is_due(row)]
        found.append({"verb": "schedule", "label": label, "tone": "neutral",
                      "url": address("schedule")})  # fmt: skip
    return found


def _is_due(row: Charter) -> bool:
    return row.effective_on is not None and row.effective_on <= consortia.today()


def _progress(row: Charter) -> list[dict[str, Any]]:
    """The way of a version as steps."""
    order = (CharterState.DRAFT, CharterState.PROPOSED, CharterState.ADOPTED, CharterState.IN_FORCE)
    if row.state == CharterState.REJECTED:
        last = {"label": CharterState.REJECTED.label, "state": "stopped", "hint": ""}
        return [{"label": state.label, "state": "done", "hint": ""} for state in order[:2]] + [last]
    at = order.index(CharterState(row.state)) if row.state in order else len(order)
    hints = {CharterState.ADOPTED: row.adopted_on, CharterState.IN_FORCE: row.effective_on}
    found = []
    for place, state in enumerate(order):
        # In force is where a version arrives: nothing is being done there any more.
        reached = place < at or row.state == CharterState.IN_FORCE
        mark = "done" if reached else "now" if place == at else "todo"
        found.append({"label": state.label, "state": mark, "hint": hints.get(state) or ""})
    return found


@page(P.CHARTER_WRITE, post=True)
def charter_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """A step of a version, with what it asks for."""
    row = charter_of(ref)
    if verb not in STEP_FORMS:
        raise Missing()
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, P.CHARTER_WRITE, row)
    if verb == "schedule":
        label: object = _("改生效日期")
        allowed = row.state == CharterState.ADOPTED
        reason: object = _("只有已通过、尚未生效的章程才能改生效日期。")
    else:
        decision = CHARTER.check(actor, row, verb)
        label, allowed, reason = CHARTER.step(verb).label, bool(decision), decision.reason
    if not allowed:
        raise Conflict(reason)
    form = STEP_FORMS[verb](sent(request), initial=_first_values(verb, row))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: RUN[verb](actor=actor, charter=row, **data)):
            messages.success(request, _("已办理：%(step)s。") % {"step": label})
            return redirect(charter_url(request.consortium.slug, row))  # type: ignore[attr-defined]
    back = charter_url(request.consortium.slug, row)  # type: ignore[attr-defined]
    count = sum(gap.count for gap in gaps(row, words_for(row)))
    return form_page(request, form, label, back, lead=str(row), submit=label, verb=verb,
                     blanks=count, problems=problems_of(row))  # fmt: skip


def _first_values(verb: str, row: Charter) -> dict[str, Any]:
    if verb == "adopt":
        return {"adopted_on": consortia.today(), "effective_on": row.effective_on}
    return {"effective_on": row.effective_on} if verb == "schedule" else {}


@page(P.CHARTER_WRITE, post=True)
def charter_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Title and explanation of a draft."""
    row = charter_of(ref)
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, P.CHARTER_WRITE, row)
    form = TitleForm(sent(request), initial={"title": row.title, "reason": row.reason})
    back = charter_url(request.consortium.slug, row)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.update(actor=actor, charter=row, **data)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return form_page(request, form, _("名称和说明"), back, lead=str(row))


@page(P.VIEW)
def charter_compare(request: HttpRequest) -> HttpResponse:
    """Two versions side by side: articles aligned, words marked, rules that differ."""
    rows = list(charters())
    by_ref = {row.ref: row for row in rows}
    new = by_ref.get(request.GET.get("to", "")) or (rows[0] if rows else None)
    older = [row for row in rows if new is not None and row.version < new.version]
    old = by_ref.get(request.GET.get("from", "")) or (older[0] if older else None)
    context: dict[str, Any] = {"versions": rows, "old": old, "new": new}
    if old is not None and new is not None and old.pk != new.pk:
        pairs = align([piece_of(a) for a in old.articles.all()],
                      [piece_of(a) for a in new.articles.all()])  # fmt: skip
        after = readable_rules(new)
        context |= {
            "pairs": pairs,
            "changed": [pair for pair in pairs if pair.kind != "same"],
            "rules": differing(readable_rules(old), after) if after else [],
            "only_changes": request.GET.get("all") != "1",
        }
    return render(request, "governance/charter/compare.html", context)


@page(P.VIEW)
def charter_text(request: HttpRequest, ref: str) -> HttpResponseBase:
    """A version as plain text."""
    row = charter_of(ref)
    return _download(row, plain_text(row).encode(), "txt", "text/plain; charset=utf-8")


@page(P.VIEW)
def charter_file(request: HttpRequest, ref: str) -> HttpResponseBase:
    """A version as PDF, to print and sign."""
    row = charter_of(ref)
    return _download(row, charter_pdf(row), "pdf", "application/pdf")


def _download(row: Charter, content: bytes, ending: str, media_type: str) -> HttpResponseBase:
    name = file_name(f"{row.title}_v{row.version}", suffix=ending)
    return as_download(BytesIO(content), name, media_type)
