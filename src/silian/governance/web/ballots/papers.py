"""Ballots on paper: who gets one, what was counted, who confirms it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import BallotState
from ...models import Ballot, PaperCount, Scrutineer, Voter
from ...permissions import P
from ...queries.ballots import ballot_of, roll
from ...services import paper_counts as commands
from ..forms import sent
from .acting import act, actor_of, form_page, submitted, url
from .forms import PaperForm


def _with_paper(ref: str) -> Ballot:
    ballot = ballot_of(ref)
    if not ballot.on_paper:
        raise Missing(_("这次表决不用纸质选票。"))
    return ballot


@page(P.SCRUTINISE)
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """Who has a paper ballot, the scrutineers, and the count."""
    ballot, actor = _with_paper(ref), actor_of(request)
    count = PaperCount.objects.filter(ballot=ballot).first()
    watching = Scrutineer.objects.filter(meeting=ballot.meeting)
    scrutineer = commands.is_scrutineer(actor, ballot)
    manages = bool(may(actor, P.BALLOT_MANAGE, ballot))
    running = ballot.state == BallotState.OPEN
    context = {
        "ballot": ballot,
        "roll": roll(ballot),
        "count": count,
        "lines": count_lines(ballot, count) if count else [],
        "scrutineers": watching.select_related("attendance__organisation"),
        "manages": manages,
        "running": running,
        "may_enter": running and scrutineer and not (count and count.confirmed_at),
        "may_confirm": running and count is not None and not count.confirmed_at
        and (manages or scrutineer) and count.entered_by_id != actor.user_id,
    }  # fmt: skip
    return render(request, "governance/ballots/paper.html", context)


def count_lines(ballot: Ballot, count: PaperCount) -> list[tuple[str, int]]:
    """The numbers of the paper count with their names."""
    words = {"yes": _("同意"), "no": _("反对"), "marked": _("选了人的票（张）"),
             "none": _("以上都不选"), "abstain": _("弃权"), "invalid": _("无效")}  # fmt: skip
    found: list[tuple[str, int]] = [(_("发出"), count.issued), (_("收回"), count.returned)]
    names: dict[str, Any] = ballot.settings.get("names", {})
    found += [(names.get(key, key), n) for key, n in count.counts.get("marks", {}).items()]
    written = count.counts.get("write_in", {})
    found += [(_("%(name)s（另选）") % {"name": name}, n) for name, n in written.items()]
    return found + [(words[key], count.counts[key]) for key in words if key in count.counts]


@page(P.BALLOT_MANAGE, post=True, get=False)
def paper_hand_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Gives a paper ballot to a unit of the roll, or takes it back."""
    voter = Voter.objects.select_related("ballot").filter(ref=ref).first()
    if voter is None:
        raise Missing()
    back = request.POST.get("back") == "1"
    return act(
        request,
        lambda: commands.hand_out(actor=actor_of(request), voter=ref, back=back),
        _("已登记收回。") if back else _("已登记发放。"),
        url(request, "ballot_paper", ref=voter.ballot.ref),
    )


@page(P.SCRUTINISE, post=True)
def paper_count(request: HttpRequest, ref: str) -> HttpResponse:
    """A scrutineer enters what was counted."""
    ballot = _with_paper(ref)
    if ballot.state != BallotState.OPEN:
        raise Conflict(_("表决不在进行中，不能办理纸质选票。"))
    given = ballot.voters.filter(paper=True).count()
    form = PaperForm(sent(request), ballot=ballot, given=given)
    back = url(request, "ballot_paper", ref=ref)
    if submitted(
        request, form,
        lambda _data: commands.enter(actor=actor_of(request), ballot=ref, values=form.values()),
        _("已录入，等待另一人复核。"),
    ):  # fmt: skip
        return redirect(back)
    return form_page(request, form, heading=_("录入纸质选票"), back=back, lead=str(ballot),
                     hint=_("发出的张数应与名册一致，各项合计应等于收回的张数。"))  # fmt: skip


@page(P.SCRUTINISE, post=True, get=False)
def paper_confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Another person confirms the count."""
    ballot = _with_paper(ref)
    return act(
        request,
        lambda: commands.confirm(actor=actor_of(request), ballot=ballot),
        _("已复核，将计入结果。"),
        url(request, "ballot_paper", ref=ref),
    )
