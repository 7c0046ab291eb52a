"""Applicants, results, other quotas tried out, appeals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import require
from silian.kernel.exchange import download, file_name
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...engine.rounds.explaining import compare
from ...engine.rounds.formula import FormulaError
from ...engine.rounds.solving import with_capacities, work_out
from ...enums import AppealState
from ...exchange.rounds import RESULT_COLUMNS
from ...models import Appeal, Applicant, PlacementRound
from ...permissions import P
from ...queries import rounds as queries
from ...queries.rounds_market import frozen_tables
from ...queries.rounds_words import score_words
from ...services import rounds_applicants as people
from ...services import rounds_results as commands
from ...services.rounds_solving import AT_ONCE
from ..forms import attempt, sent
from .forms import AddForm, AnswerForm
from .tables import (
    appeal_table,
    applicant_table,
    offer_state,
    result_table,
    tabs,
    url,
)
from .views import sends, show_form, writing

MOST_SHOWN = 500


def _scores(row: PlacementRound, rows: Any) -> dict[int, Any]:
    try:
        return {one.applicant.pk: (one.score, one.fault) for one in queries.scores(row, rows)}
    except FormulaError:
        return {}


@page(P.STUDENT_VIEW)
def round_applicants(request: HttpRequest, ref: str) -> HttpResponse:
    """Who takes part, with the score that the formula gives each."""
    row = queries.one_round(ref, request.actor)  # type: ignore[attr-defined]
    table = applicant_table(request, row, {})
    table = applicant_table(request, row, _scores(row, table.page.object_list))
    context = {"round": row, "tabs": tabs(request, row), "table": table}
    return render(request, "cultivation/rounds/table.html", context)


@page(P.STUDENT_VIEW)
def applicant_export(request: HttpRequest, ref: str, format: str) -> HttpResponseBase:
    """The applicants with their scores."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one_round(ref, actor)
    write = writing(format)
    found = list(applicant_table(request, row, {}).narrowed)
    scores = _scores(row, found)
    rows = [_line(one, actor, scores) for one in found]
    columns = [
        column
        for column in RESULT_COLUMNS
        if column.key in ("code", "number", "unit", "score", "revision")
    ]
    name = file_name(row.name, _("参加者"), suffix=format)
    return download(name, lambda stream: write(columns, rows, stream))


def _line(one: Applicant, actor: Any, scores: dict[int, Any]) -> dict[str, Any]:
    score, fault = scores.get(one.pk, (None, ""))
    return {
        "code": one.code, "number": queries.number_of(one, actor), "unit": one.organisation.name,
        "score": score_words(score) if score is not None else fault, "revision": one.revision,
    }  # fmt: skip


@page(P.ROUND_MANAGE, post=True)
def applicant_add(request: HttpRequest, ref: str) -> HttpResponse:
    """A class, a project's students, or all instructors."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one_round(ref, actor)
    require(actor, P.ROUND_MANAGE, row)
    form = AddForm(sent(request), actor=actor, round_=row)
    back = url(request, "round_applicants", ref=ref)
    if request.method == "POST" and form.is_valid():
        made: list[Applicant] = []
        kind, _space, found = form.cleaned_data["source"].partition(" ")

        def run() -> None:
            if kind == "class":
                given = form.classes[found]
                made.extend(people.add_class(actor=actor, round=row, study_class=given))
            elif kind == "project":
                given = form.projects[found]
                made.extend(people.add_project(actor=actor, round=row, project=given))
            else:
                made.extend(people.add_instructors(actor=actor, round=row))

        if attempt(form, run):
            messages.success(request, _("已加 %(n)d 人。") % {"n": len(made)})
            return redirect(back)
    lead = _("已在双选里的人不会重复加；成绩用“导入名单和成绩”补。")
    return show_form(request, form, _("加参加者"), back, lead)


@page(P.ROUND_MANAGE, post=True)
def applicant_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes somebody out of a round in preparation."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    one = Applicant.objects.select_related("round").filter(ref=ref).first()
    if one is None:
        raise Missing()
    require(actor, P.ROUND_MANAGE, one.round)
    form = forms.Form(sent(request))
    back = url(request, "round_applicants", ref=one.round.ref)
    if sends(request, form) and attempt(form, lambda: people.remove(actor=actor, applicant=one)):
        messages.success(request, _("已移出。"))
        return redirect(back)
    return show_form(request, form, _("移出参加者"), back, one.code)


def _published(request: HttpRequest, ref: str) -> PlacementRound:
    row = queries.one_round(ref, request.actor)  # type: ignore[attr-defined]
    if row.state not in queries.SHOWN:
        raise Conflict(_("结果还没有公布。"))
    return row


@page(P.VIEW)
def round_result(request: HttpRequest, ref: str) -> HttpResponse:
    """Who was placed where, by codes."""
    row = _published(request, ref)
    context = {"round": row, "tabs": tabs(request, row), "table": result_table(request, row)}
    return render(request, "cultivation/rounds/table.html", context)


@page(P.VIEW)
def result_export(request: HttpRequest, ref: str, format: str) -> HttpResponseBase:
    """The same as a file."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = _published(request, ref)
    write = writing(format)
    rows = []
    for one in result_table(request, row).narrowed:
        offer = getattr(one, "offer", None)
        post = offer.post if offer else None
        rows.append(_line(one, actor, {}) | {
            "post": post.code if post else "", "title": post.title if post else "",
            "rank": offer.rank if offer else None, "state": offer_state(one),
        })  # fmt: skip
    columns = [c for c in RESULT_COLUMNS if c.key != "score"]
    name = file_name(row.name, _("录取结果"), suffix=format)
    return download(name, lambda stream: write(columns, rows, stream))


@page(P.ROUND_MANAGE)
def round_what_if(request: HttpRequest, ref: str) -> HttpResponse:
    """Other quotas tried out on what is frozen: who would gain and who lose. Nothing is saved."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one_round(ref, actor)
    require(actor, P.ROUND_MANAGE, row)
    if row.frozen_at is None:
        raise Conflict(_("志愿冻结之后才能试算。"))
    if row.applicants.count() > AT_ONCE:
        raise Conflict(_("人数超过 %(n)d，请下载验证包，用命令行试算。") % {"n": AT_ONCE})
    posts = queries.standing(row)
    capacities, faults = _capacities(request, {post.code: post.capacity for post in posts})
    changes, counts = [], {}
    if capacities and not faults:
        frozen = frozen_tables(row)
        before, after = work_out(frozen), work_out(with_capacities(frozen, capacities))
        changes = compare(before, after)
        counts = {
            "gain": sum(one.gains for one in changes),
            "lose": sum(not one.gains for one in changes),
            "before": len(before.places), "after": len(after.places),
        }  # fmt: skip
    titles = {post.code: post.title for post in posts}
    context = {
        "round": row, "tabs": tabs(request, row), "faults": faults, "counts": counts,
        "posts": [(post, request.GET.get(f"places-{post.code}", post.capacity)) for post in posts],
        "changes": [
            (one, titles.get((one.before or ("",))[0], ""), titles.get((one.after or ("",))[0], ""))
            for one in changes[:MOST_SHOWN]
        ],
        "more": max(0, len(changes) - MOST_SHOWN), "asked": bool(capacities),
    }  # fmt: skip
    return render(
        request, "cultivation/rounds/what_if.html", context, status=422 if faults else 200
    )


def _capacities(request: HttpRequest, now: dict[str, int]) -> tuple[dict[str, int], list[str]]:
    """The quotas in the address that differ, and what is wrong with others."""
    found, faults = {}, []
    for code, capacity in now.items():
        given = request.GET.get(f"places-{code}", "").strip()
        if not given or given == str(capacity):
            continue
        if not given.isascii() or not given.isdigit() or int(given) > 50_000:
            faults.append(_("岗位“%(code)s”的名额要填 0 到 50000 的整数。") % {"code": code})
        else:
            found[code] = int(given)
    return found, faults


@page(P.ROUND_MANAGE)
def round_appeals(request: HttpRequest, ref: str) -> HttpResponse:
    """The appeals."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = _published(request, ref)
    require(actor, P.ROUND_MANAGE, row)
    context = {"round": row, "tabs": tabs(request, row), "table": appeal_table(request, row)}
    return render(request, "cultivation/rounds/table.html", context)


@page(P.ROUND_MANAGE, post=True)
def appeal_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Reads an appeal and answers it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    rows = Appeal.objects.select_related("applicant__round", "post")
    row = rows.filter(ref=ref).first()
    if row is None:
        raise Missing()
    require(actor, P.ROUND_MANAGE, row.applicant.round)
    form = AnswerForm(sent(request), initial={"answer": row.answer})
    back = url(request, "round_appeals", ref=row.applicant.round.ref)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["answer"]
        if attempt(form, lambda: commands.answer(actor=actor, appeal=row, text=text)):
            messages.success(request, _("已答复，确切分数已算出。"))
            return redirect(back)
    context = {"appeal": row, "form": form, "back": back, "open": row.state == AppealState.OPEN}
    status = 422 if form.errors else 200
    return render(request, "cultivation/rounds/appeal.html", context, status=status)
