"""Elections: the list, one election with its candidates and rounds, and its steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import BallotState, Consent, ElectionState
from ...models import Candidate, Election, Meeting, Resolution, Term
from ...permissions import P
from ...queries.bodies import current_term
from ...queries.body_pages import state_of
from ...queries.elections import candidates, election_of
from ...services import elections as commands
from ...workflows import ELECTION
from ..forms import ReasonForm, sent
from .acting import actor_of, form_page, submitted, url
from .forms import AnswerForm, ElectionForm, ListForm, NominateForm, election_values
from .tables import election_table

ORDER = (ElectionState.NOMINATING, ElectionState.LISTED, ElectionState.DECIDED)


@page(P.VIEW)
def election_list(request: HttpRequest) -> HttpResponse:
    """All elections."""
    return render(request, "governance/ballots/elections.html", {"table": election_table(request)})


@page(P.VIEW)
def election_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One election: what is to be filled, who stands, the rounds, whose turn it is."""
    election, actor = election_of(ref), actor_of(request)
    manages = bool(may(actor, P.BALLOT_MANAGE, election))
    rows = candidates(election)
    standing = [row for row in rows if row.consent == Consent.GIVEN]
    rounds = list(election.ballots.order_by("number"))
    running = any(one.state in (BallotState.DRAFT, BallotState.OPEN) for one in rounds)
    counted = any(one.result.get("counted") for one in rounds)
    elected = set((election.result or {}).get("elected", []))
    context = {
        "election": election,
        "tone": ELECTION.tones[election.state],
        "candidates": rows,
        "elected": elected,
        "standing": len(standing),
        "contested": len(standing) > election.seats,
        "rounds": rounds,
        "result": election.result or {},
        "mine": [row for row in rows if _asks(actor.organisation_id, row, election, elected)],
        "manages": manages,
        "may_nominate": election.state == ElectionState.NOMINATING
        and bool(may(actor, P.NOMINATE)) and (manages or actor.organisation_id is not None),
        "may_vote": manages and not running and (election.result or {}).get("remaining", 1)
        and election.state in (ElectionState.LISTED, ElectionState.RUNOFF),
        "may_declare": manages and counted and not running
        and election.state in (ElectionState.LISTED, ElectionState.RUNOFF),
        "may_cancel": manages and not running
        and election.state in (ElectionState.NOMINATING, ElectionState.LISTED),
        "resolution": Resolution.objects.filter(ballot__election=election).first(),
        "steps": _steps(election, counted),
    }  # fmt: skip
    return render(request, "governance/ballots/election.html", context)


def _asks(unit: int | None, row: Candidate, election: Election, elected: set[str]) -> bool:
    """Whether this unit can answer this nomination now."""
    if unit is None or row.organisation_id != unit:
        return False
    nominating = election.state == ElectionState.NOMINATING
    return nominating or (row.ref in elected and row.consent == Consent.ASKED)


def _steps(election: Election, counted: bool) -> list[dict[str, Any]]:
    """Where the election stands: nominate, list, vote, declare."""
    at = {ElectionState.NOMINATING: 0, ElectionState.LISTED: 2, ElectionState.RUNOFF: 2}
    done = (
        4
        if election.state in (ElectionState.DECIDED, ElectionState.FAILED)
        else at.get(ElectionState(election.state), 0)
    )
    if done == 2 and counted and election.state == ElectionState.LISTED:
        done = 3
    labels = (_("提名与同意"), _("确定名单"), _("投票"), _("宣布当选"))
    stopped = election.state in (ElectionState.CANCELLED, ElectionState.FAILED)
    return [
        {"label": label,
         "state": "done" if n < done else "stopped" if stopped and n >= done else
                  "now" if n == done else "todo"}
        for n, label in enumerate(labels)
    ]  # fmt: skip


@page(P.BALLOT_MANAGE, post=True)
def election_new(request: HttpRequest) -> HttpResponse:
    """A new election; `?term=`, `?post=`, `?meeting=` and `?by=1` fill the form in."""
    initial = first_values(request.GET)
    form = ElectionForm(sent(request), initial=initial)
    made: list[Election] = []
    if submitted(
        request, form,
        lambda data: made.append(commands.create(actor=actor_of(request), values=data)),
        _("已新建选举，现在可以提名。"),
    ):  # fmt: skip
        return redirect(url(request, "election_detail", ref=made[0].ref))
    return form_page(request, form, heading=_("新建选举"), back=url(request, "election_list"),
                     hint=_seats_words(initial["term"]), submit=_("开始提名"))  # fmt: skip


def first_values(asked: QueryDict) -> dict[str, Any]:
    """What a new election begins with: as many places as the term has vacant.

    A meeting without a term stands for the term of its body that runs.
    """
    meeting = Meeting.objects.select_related("body").filter(ref=asked.get("meeting", "")).first()
    term = Term.objects.select_related("body").filter(ref=asked.get("term", "")).first()
    if term is None and meeting is not None:
        term = current_term(meeting.body)
    state = state_of(term) if term else None
    return {
        "term": term,
        "meeting": meeting,
        "post": asked.get("post", ""),
        "by_election": asked.get("by") == "1",
        "seats": (state.vacant if state else None) or 1,
        "none_of_above": True,
    }


def _seats_words(term: Term | None) -> str:
    """How many seats of the term are vacant; nothing where none are declared."""
    state = state_of(term) if term else None
    if state is None or state.vacant is None:
        return ""
    return _("%(term)s共 %(seats)d 席，已任 %(held)d，空缺 %(vacant)d。") % {
        "term": term, "seats": state.term.seats, "held": state.held, "vacant": state.vacant,
    }  # fmt: skip


@page(P.BALLOT_MANAGE, post=True)
def election_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes an election while nominations are open."""
    election = election_of(ref)
    form = ElectionForm(sent(request), initial=election_values(election))
    back = url(request, "election_detail", ref=ref)
    if submitted(
        request, form,
        lambda data: commands.edit(actor=actor_of(request), election=ref, values=data),
        _("已保存。"),
    ):  # fmt: skip
        return redirect(back)
    return form_page(request, form, heading=_("修改选举"), back=back, lead=election.title)


@page(P.NOMINATE, post=True)
def nominate(request: HttpRequest, ref: str) -> HttpResponse:
    """Nominates a unit."""
    election, actor = election_of(ref), actor_of(request)
    if election.state != ElectionState.NOMINATING:
        raise Conflict(_("提名已经结束。"))
    form = NominateForm(sent(request))
    back = url(request, "election_detail", ref=ref)
    if submitted(
        request, form,
        lambda data: commands.nominate(actor=actor, election=ref, **data), _("已提名。"),
    ):  # fmt: skip
        return redirect(back)
    return form_page(request, form, heading=_("提名候选单位"), back=back, lead=election.title,
                     hint=_("提名本单位即表示同意参选；提名别的单位，要等它同意。"),
                     submit=_("提名"))  # fmt: skip


@page(P.NOMINATE, post=True)
def candidate_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """One's own unit agrees to stand, or declines."""
    row = Candidate.objects.select_related("election", "organisation").filter(ref=ref).first()
    if row is None:
        raise Missing()
    actor = actor_of(request)
    require(actor, P.NOMINATE, row)
    form = AnswerForm(
        sent(request), initial={"representative": row.representative, "statement": row.statement}
    )
    back = url(request, "election_detail", ref=row.election.ref)

    def run(data: dict[str, Any]) -> None:
        agrees = data.pop("agrees") == "yes"
        commands.answer(actor=actor, candidate=ref, agrees=agrees, **data)

    if submitted(request, form, run, _("已答复。")):
        return redirect(back)
    return form_page(request, form, heading=_("是否同意参选"), back=back,
                     lead=row.election.title, submit=_("提交"))  # fmt: skip


STEPS: dict[str, tuple[type[forms.Form], Any]] = {
    "list": (ListForm, commands.fix_list),
    "relist": (forms.Form, commands.relist),
    "cancel": (ReasonForm, commands.cancel),
    "declare": (forms.Form, commands.declare),
}


@page(P.BALLOT_MANAGE, post=True)
def election_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """A step of the election, with what it asks for."""
    election = election_of(ref)
    if verb not in STEPS:
        raise Missing()
    kind, run = STEPS[verb]
    labels = {"list": _("确定候选名单"), "relist": _("重新提名"), "cancel": _("取消选举"),
              "declare": _("宣布当选")}  # fmt: skip
    hints = {
        "list": _("只有同意参选的单位进入名单；名单确定后不能再改变意见。"),
        "relist": _("名单作废，重新开放提名。"),
        "cancel": _("选举取消后不能恢复。"),
        "declare": _("当选单位在本届任职，未满的名额留待补选。"),
    }
    form = kind(sent(request))
    back = url(request, "election_detail", ref=ref)
    if submitted(
        request, form, lambda data: run(actor=actor_of(request), election=ref, **data),
        _("已办理：%(step)s。") % {"step": labels[verb]},
    ):  # fmt: skip
        return redirect(back)
    return form_page(request, form, heading=labels[verb], back=back, lead=election.title,
                     hint=hints[verb], submit=labels[verb])  # fmt: skip
