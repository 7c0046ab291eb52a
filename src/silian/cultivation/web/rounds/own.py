"""The person's own rounds: the ranking, the result with its reasons, the answer, the appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import page

from ...enums import OfferState
from ...models import Applicant
from ...permissions import P
from ...queries import rounds as queries
from ...queries.rounds_words import reason_words, score_words
from ...services import rounds_preferences, rounds_results
from ..forms import attempt, sent
from .forms import AppealForm
from .tables import OFFER_TONES, url
from .views import sends, show_form


@page(P.SELF)
def my_rounds(request: HttpRequest) -> HttpResponse:
    """The rounds that the person takes part in."""
    rows = list(queries.own_applications(request.actor))  # type: ignore[attr-defined]
    return render(request, "cultivation/rounds/my_rounds.html", {"rows": rows})


@page(P.SELF, post=True)
def my_round(request: HttpRequest, ref: str) -> HttpResponse:
    """The ranking while it is taken; then the result, each higher choice with its reason."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.own_application(ref, actor)
    chosen = [post.ref for post in queries.ranking(row)]
    faults: list[object] = []
    if request.method == "POST":
        chosen = request.POST.getlist("choice")[: 2 * row.round.choices]
        move = request.POST.get("move", "")
        if move:
            chosen = _moved([one for one in chosen if one], move)
        else:
            try:
                done = rounds_preferences.submit(actor=actor, applicant=row, posts=chosen)
            except Invalid as refusal:
                faults = [said for one in refusal.errors.values() for said in one]
            else:
                words = {"n": done.revision, "at": _clock(done.submitted_at)}
                messages.success(request, _("已收到：第 %(n)d 次填报，%(at)s。") % words)
                return redirect(url(request, "my_round", ref=ref))
    context = _page(row, chosen) | {"faults": faults, "moved": "move" in request.POST}
    status = 422 if faults else 200
    return render(request, "cultivation/rounds/my_round.html", context, status=status)


def _clock(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def _moved(chosen: list[str], move: str) -> list[str]:
    """The list with one choice a place higher or lower: “up-2” is the third one up."""
    way, _dash, place = move.partition("-")
    at = int(place) if place.isdigit() else -1
    to = at - 1 if way == "up" else at + 1
    if 0 <= at < len(chosen) and 0 <= to < len(chosen):
        chosen[at], chosen[to] = chosen[to], chosen[at]
    return chosen


def _page(row: Applicant, chosen: list[str]) -> dict[str, Any]:
    round_ = row.round
    fault = queries.window_fault(round_)
    shown = round_.state in queries.SHOWN
    offer = getattr(row, "offer", None) if shown else None
    posts = queries.offered_to(row)
    slots = [(n, chosen[n - 1] if n <= len(chosen) else "") for n in range(1, round_.choices + 1)]
    return {
        "applicant": row,
        "round": round_,
        "fault": fault,
        "posts": posts,
        "open_posts": [post for post, unmet in posts if not unmet],
        "slots": slots,
        "ranking": queries.ranking(row) if fault else [],
        "shown": shown,
        "offer": offer,
        "tone": OFFER_TONES.get(offer.state, "") if offer and offer.post else "neutral",
        "reasons": _reasons(row, offer) if offer else [],
        "answers": bool(offer and offer.post and offer.state == OfferState.GIVEN
                        and round_.state == "published"),
        "appeals": list(row.appeals.select_related("post")) if shown else [],
        "score": _score(row) if round_.frozen_at else "",
    }  # fmt: skip


def _reasons(row: Applicant, offer: Any) -> list[dict[str, Any]]:
    titles = {post.code: post for post in queries.ranking(row)}
    appealed = set(row.appeals.values_list("post__code", flat=True))
    return [
        {"rank": one["rank"], "post": titles.get(one["post"], one["post"]),
         "words": reason_words(one), "code": one["post"],
         "ref": getattr(titles.get(one["post"]), "ref", ""),
         "may_appeal": one["post"] not in appealed and row.round.state == "published"}
        for one in offer.reasons
    ]  # fmt: skip


def _score(row: Applicant) -> str:
    found = queries.scores(row.round, [row])[0]
    return score_words(found.score) if found.score is not None else ""


@page(P.SELF, post=True)
def my_answer(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Takes the place, or gives it up."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.own_application(ref, actor)
    known = {
        "confirm": (rounds_results.confirm, _("确认录取"), _("确认之后，岗位为您保留。")),
        "decline": (
            rounds_results.decline, _("放弃录取"),
            _("放弃之后不能恢复，名额转入补录；您不再参加这次的补录。"),
        ),
    }  # fmt: skip
    if verb not in known:
        raise Missing()
    run, heading, lead = known[verb]
    form = forms.Form(sent(request))
    back = url(request, "my_round", ref=ref)
    if sends(request, form) and attempt(form, lambda: run(actor=actor, applicant=row)):
        messages.success(request, _("已办理：%(step)s。") % {"step": heading})
        return redirect(back)
    return show_form(request, form, heading, back, lead)


@page(P.SELF, post=True)
def my_appeal(request: HttpRequest, ref: str, post: str) -> HttpResponse:
    """An appeal about one choice."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.own_application(ref, actor)
    about = next((one for one in queries.ranking(row) if one.ref == post), None)
    if about is None:
        raise Missing()
    if row.round.state not in queries.SHOWN:
        raise Conflict(_("结果还没有公布。"))
    form = AppealForm(sent(request))
    back = url(request, "my_round", ref=ref)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: rounds_results.appeal(
            actor=actor, applicant=row, post=about, text=text
        )):  # fmt: skip
            messages.success(request, _("已提出。答复会显示在这里。"))
            return redirect(back)
    return show_form(request, form, _("申诉"), back, str(about))
