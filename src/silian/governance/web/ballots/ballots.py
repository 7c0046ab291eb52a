"""Ballots: the list, one ballot, its preparation, opening, close, and what it publishes."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...engine.export import recount_script
from ...engine.rules import BodyRules
from ...enums import BallotState
from ...models import Ballot, Election, Motion, PaperCount, Resolution, Slip
from ...permissions import P
from ...queries.ballots import ballot_of, open_turns, roll, turns
from ...queries.charter import body_rules
from ...queries.counting import export_of
from ...services import ballots as commands
from ...services import closing
from ...services.freezing import matter_of
from ...services.paper_counts import is_scrutineer
from ...workflows import BALLOT
from ..forms import ReasonForm, sent
from .acting import act, actor_of, form_page, submitted, url, url_or_none
from .forms import BallotForm
from .results import both, choice_words, named_votes, result_chart, said, verdict
from .tables import ballot_table

# A longer list of slips is read in the export: a page of it would serve nobody.
MOST_SLIPS = 1_000


@page(P.VIEW)
def ballot_list(request: HttpRequest) -> HttpResponse:
    """All ballots; on top what waits for one's own vote."""
    context = {"table": ballot_table(request), "turns": open_turns(actor_of(request))}
    return render(request, "governance/ballots/list.html", context)


@page(P.VIEW)
def my_votes(request: HttpRequest) -> HttpResponse:
    """The votes that one can cast now."""
    context = {"turns": open_turns(actor_of(request))}
    return render(request, "governance/ballots/mine.html", context)


@page(P.VIEW)
def ballot_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One ballot: what, by which rule, who has voted, and the result."""
    ballot = ballot_of(ref)
    actor = actor_of(request)
    manages = bool(may(actor, P.BALLOT_MANAGE, ballot))
    closed = ballot.state in (BallotState.CLOSED, BallotState.VOID)
    votes, groups = named_votes(ballot)
    context = {
        "ballot": ballot,
        "tone": BALLOT.tones[ballot.state],
        "rule": rule_words(ballot),
        "roll": roll(ballot),
        "turns": turns(actor, ballot.meeting).get(ballot.pk, []),
        "manages": manages,
        "verdict": verdict(ballot) if closed else None,
        "chart": result_chart(ballot) if closed else None,
        "votes": votes,
        "groups": groups,
        "slips": slips(ballot),
        "most_slips": MOST_SLIPS,
        "paper": PaperCount.objects.filter(ballot=ballot).first() if ballot.on_paper else None,
        "scrutineer": ballot.on_paper and is_scrutineer(actor, ballot),
        "resolution": Resolution.objects.filter(ballot=ballot).first() if closed else None,
        "may_resolve": ballot.motion_id and ballot.result.get("passed") and manages,
        "charter_url": charter_url(request, ballot),
        "live_url": url_or_none(request, "meeting_live", ref=ballot.meeting.ref),
    }
    return render(request, "governance/ballots/detail.html", context)


def charter_url(request: HttpRequest, ballot: Ballot) -> str:
    """The version of the charter that the rule is from."""
    return url_or_none(request, "charter_detail", ref=ballot.charter.ref) if ballot.charter else ""


def rule_words(ballot: Ballot) -> list[tuple[str, str]]:
    """The rule in words: frozen once the ballot is open, what would be frozen before."""
    frozen = ballot.settings
    if frozen:
        quorum, majority = (both(frozen["words"][key]) for key in ("quorum", "majority"))
        change, tie = frozen["change_vote"], frozen["tie"]
        charter = frozen["facts"]["charter"]
    else:
        source, rules = body_rules(ballot.meeting.body.kind)
        quorum, majority = both(rules.quorum.words()), both(_majority(ballot, rules))
        change, tie = rules.change_vote, rules.tie
        charter = f"{source.title} v{source.version}" if source else ""
    lines = [
        (_("到会"), quorum),
        (_("当选") if ballot.election_id else _("通过"), majority),
        (_("改票"), _("结束前可以改投，以最后一次为准") if change else _("投出后不能更改")),
    ]
    if ballot.election_id:
        ties = {"runoff": _("另行表决"), "lot": _("按事先公布承诺值的种子抽签"), "fails": _("空缺")}
        lines.append((_("得票相同"), ties[tie]))
    if frozen.get("recused"):
        gone = _("%(n)d 票回避，不计入应到和实到") % {"n": frozen["recused"]}
        lines.append((_("回避"), gone))
    lines.append((_("依据"), charter or _("还没有生效的章程，按预设规则，由本次会议确认")))
    return lines


def _majority(ballot: Ballot, rules: BodyRules) -> tuple[str, str]:
    return rules.majority(matter_of(ballot)).words()


def slips(ballot: Ballot) -> list[dict[str, str]]:
    """The published slips of a secret ballot, by receipt."""
    if not ballot.secret or ballot.state != BallotState.CLOSED:
        return []
    words = choice_words()
    rows = Slip.objects.filter(ballot=ballot).order_by("receipt")[:MOST_SLIPS]
    return [{"receipt": row.receipt, "said": said(ballot, row.content, words)} for row in rows]


def _subject(request: HttpRequest) -> Motion | Election:
    """What the address asks a ballot for: `?motion=` or `?election=`."""
    for name, model in (("motion", Motion), ("election", Election)):
        ref = request.GET.get(name, "")
        found: Any = model.objects.filter(ref=ref).first() if ref else None
        if found is not None:
            return found
    raise Missing()


@page(P.BALLOT_MANAGE, post=True)
def ballot_new(request: HttpRequest) -> HttpResponse:
    """Prepares a ballot on a motion or in an election."""
    subject = _subject(request)
    made: list[Ballot] = []
    asked: dict[str, Any] = {"motion" if isinstance(subject, Motion) else "election": subject}
    matter = subject.matter if isinstance(subject, Motion) else "personnel"
    must = subject.meeting is not None and (
        matter in body_rules(subject.meeting.body.kind)[1].secret_matters
    )
    form = BallotForm(sent(request), initial={"secret": must})
    if submitted(
        request, form,
        lambda data: made.append(
            commands.prepare(actor=actor_of(request), **asked, **data)
        ),
        _("已准备好表决，可以开启。"),
    ):  # fmt: skip
        return redirect(url(request, "ballot_detail", ref=made[0].ref))
    hint = _("章程规定这类事项无记名表决。") if must else ""
    return form_page(request, form, heading=_("安排表决"), back=url(request, "ballot_list"),
                     lead=subject.title, hint=hint, submit=_("准备表决"))  # fmt: skip


@page(P.BALLOT_MANAGE, post=True)
def ballot_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Secret or not, on paper or not, before it opens."""
    ballot = ballot_of(ref)
    form = BallotForm(sent(request), initial={"secret": ballot.secret, "on_paper": ballot.on_paper})
    here = url(request, "ballot_detail", ref=ref)
    if submitted(
        request, form,
        lambda data: commands.change(actor=actor_of(request), ballot=ref, **data), _("已保存。"),
    ):  # fmt: skip
        return redirect(here)
    return form_page(request, form, heading=_("表决方式"), back=here, lead=str(ballot))


@page(P.BALLOT_MANAGE, post=True, get=False)
def ballot_open(request: HttpRequest, ref: str) -> HttpResponse:
    """Opens it."""
    run = commands.open_ballot
    return act(request, lambda: run(actor=actor_of(request), ballot=ref), _("表决已开启。"),
               _back(request, ref))  # fmt: skip


@page(P.BALLOT_MANAGE, post=True, get=False)
def ballot_close(request: HttpRequest, ref: str) -> HttpResponse:
    """Closes it and counts."""
    run = closing.close
    return act(request, lambda: run(actor=actor_of(request), ballot=ref),
               _("表决已结束，结果已公布。"), _back(request, ref))  # fmt: skip


def _back(request: HttpRequest, ref: str) -> str:
    """The ballot's page, or the console of its meeting where the button stood there."""
    if request.POST.get("back") == "console":
        console = url_or_none(request, "meeting_console", ref=ballot_of(ref).meeting.ref)
        if console:
            return console
    return url(request, "ballot_detail", ref=ref)


@page(P.BALLOT_MANAGE, post=True)
def ballot_void(request: HttpRequest, ref: str) -> HttpResponse:
    """Declares it void, with the reason."""
    ballot = ballot_of(ref)
    here = url(request, "ballot_detail", ref=ref)
    form = ReasonForm(sent(request))
    if submitted(
        request, form, lambda data: commands.void(actor=actor_of(request), ballot=ref, **data),
        _("表决已作废，选票已销毁。"),
    ):  # fmt: skip
        return redirect(here)
    return form_page(request, form, heading=_("宣布表决作废"), back=here, lead=str(ballot),
                     hint=_("已投的票会销毁，不计票；可以重新安排一次表决。"))  # fmt: skip


@page(P.VIEW)
def ballot_export(request: HttpRequest, ref: str) -> HttpResponse:
    """The published record, from which anyone counts again."""
    ballot = ballot_of(ref)
    if ballot.state != BallotState.CLOSED:
        raise Missing(_("表决结束以后才有计票文件。"))
    text = json.dumps(export_of(ballot), ensure_ascii=False, indent=1)
    return _file(text.encode(), "application/json", f"ballot-{ballot.ref}.json")


@page(P.VIEW)
def recount(request: HttpRequest) -> HttpResponse:
    """The program that counts an export again, on its own."""
    return _file(recount_script(), "text/x-python; charset=utf-8", "recount.py")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
