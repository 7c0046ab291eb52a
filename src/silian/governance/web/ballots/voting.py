"""Casting a vote: choose, look once more, cast; the receipt of a secret vote is shown this once.

The choice travels in the body of a POST alone, never in an address. The answer to the last POST
shows the receipt: nothing is redirected, so that it passes through no session and no message.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import page

from ...enums import BallotState
from ...models import Ballot, Vote, Voter
from ...permissions import P
from ...queries.votes import check_voice, read_content
from ...services.votes import cast
from .acting import actor_of, url, url_or_none
from .ballots import rule_words
from .results import choice_words, said

# Bytes: what frame and question take on a page, and a name that is marked and said again.
FRAME, PER_MARK = 24 * 1024, 1024
_FILLING = b"\n<!-- # -->"


@page(P.VOTE, post=True)
def vote(request: HttpRequest, ref: str) -> HttpResponse:
    """The ballot paper of one unit: `ref` is its row of the roll."""
    rows = Voter.objects.select_related("organisation", "attendance", "ballot__meeting__body")
    voter = rows.filter(ref=ref).first()
    if voter is None:
        raise Missing()
    check_voice(actor_of(request), voter)
    ballot = voter.ballot
    if ballot.state != BallotState.OPEN:
        messages.info(request, _("这次表决不在进行中。"))
        return redirect(url(request, "ballot_detail", ref=ballot.ref))
    if voter.paper:
        raise Conflict(_("您单位已领取纸质选票，请用纸质选票表决。"))
    again = Vote.objects.filter(voter=voter).exists()
    if again and not ballot.settings["change_vote"]:
        raise Conflict(_("您单位已经投过票。章程规定投票后不能更改。"))
    if request.method != "POST" or request.POST.get("step") == "back":
        return _paper(request, voter, again=again)
    content = _content(request, voter)
    try:
        read = read_content(ballot.settings, content)
        if request.POST.get("step") == "cast":
            receipt = cast(actor=actor_of(request), ballot=ballot, content=content,
                           organisation=voter.organisation_id)  # fmt: skip
            return _done(request, voter, receipt)
    except Invalid as refusal:
        faults = [str(sentence) for said in refusal.errors.values() for sentence in said]
        return _paper(request, voter, again=again, faults=faults)
    context = _context(request, voter) | {
        "content": content, "said": said(ballot, read, choice_words()), "again": again,
    }  # fmt: skip
    return _unkept(ballot, render(request, "governance/ballots/confirm.html", context))


def _content(request: HttpRequest, voter: Voter) -> dict[str, Any]:
    """What the form says, in the shape of `read_content`."""
    sent = request.POST
    if voter.ballot.motion_id:
        return {"choice": sent.get("choice", "")}
    lines = [line.strip()[:200] for line in sent.get("write_in", "").splitlines()]
    return {
        "marks": sent.getlist("marks"),
        "write_in": [line for line in lines if line],
        "none": sent.get("none") == "1",
    }


def _context(request: HttpRequest, voter: Voter) -> dict[str, Any]:
    ballot = voter.ballot
    return {
        "voter": voter,
        "ballot": ballot,
        "own": actor_of(request).organisation_id == voter.organisation_id,
        "back": url_or_none(request, "meeting_live", ref=ballot.meeting.ref)
        or url(request, "ballot_detail", ref=ballot.ref),
    }


def _paper(
    request: HttpRequest, voter: Voter, *, again: bool, faults: list[str] | None = None
) -> HttpResponse:
    """The ballot paper, with what was chosen before."""
    ballot = voter.ballot
    chosen = _content(request, voter) if request.method == "POST" else {}
    question = ballot.settings.get("question")
    statements = {}
    if ballot.election is not None:
        statements = dict(ballot.election.candidates.values_list("ref", "statement"))
    words = choice_words()
    context = _context(request, voter) | {
        "again": again,
        "faults": faults or [],
        "rule": rule_words(ballot),
        "choices": [(key, words[key]) for key in ("yes", "no", "abstain")],
        "chosen": chosen,
        "written": "\n".join(chosen.get("write_in", [])),
        "question": question,
        "candidates": [
            {"key": key, "name": ballot.settings["names"][key],
             "statement": statements.get(key, ""), "chosen": key in chosen.get("marks", [])}
            for key in (question["candidates"] if question else [])
        ],
    }  # fmt: skip
    status = 422 if faults else 200
    return _unkept(ballot, render(request, "governance/ballots/vote.html", context, status=status))


def _done(request: HttpRequest, voter: Voter, receipt: str) -> HttpResponse:
    """It is cast: the receipt of a secret vote, here and nowhere else."""
    context = _context(request, voter) | {"receipt": receipt}
    return _unkept(voter.ballot, render(request, "governance/ballots/cast.html", context))


def _unkept(ballot: Ballot, response: HttpResponse) -> HttpResponse:
    """Kept by no cache and no history: who uses the telephone next reads nothing.

    Pages of a secret vote are all equally long, or the lengths in an access log would tell the
    choice that stands on them. The filling is random: it does not shrink when it is compressed.
    """
    response["Cache-Control"] = "no-store, private"
    if ballot.secret:
        question = ballot.settings.get("question") or {}
        length = FRAME + PER_MARK * int(question.get("max_marks", 0))
        missing = -(len(response.content) + len(_FILLING)) % length
        filling = secrets.token_hex(length)[:missing].encode()
        response.content += _FILLING.replace(b"#", filling + b"#")
    return response
