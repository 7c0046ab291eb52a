"""All papers of a term that print an old last day, reissued in one go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from silian.kernel.access import require
from silian.kernel.ui.page import page

from ...permissions import P
from ...queries.bodies import last_day
from ...queries.letters import outdated
from ...services.reissue import reissue
from ..bodies.bodies import term_of, term_url
from ..charter.desk import form_page
from ..forms import ReasonForm, attempt, sent
from .papers import actor_of


@page(P.LETTER_ISSUE, post=True)
def term_reissue(request: HttpRequest, ref: str) -> HttpResponse:
    """How many there are, and the reason that stands on each old one."""
    term, actor = term_of(ref), actor_of(request)
    require(actor, P.LETTER_ISSUE, term)
    count = len(outdated(term))
    if not count:
        messages.info(request, _("这一届的聘书和牌匾印的都是现在的届满日期，不用换发。"))
        return redirect(term_url(request, term))
    usual = _("任期改为到 %(day)s 为止") % {"day": last_day(term)}
    form = ReasonForm(sent(request), initial={"reason": usual})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: reissue(actor=actor, term=term, reason=reason)):
            messages.info(
                request, _("正在换发 %(n)d 份，新的文号接着现有的编。可以离开此页。") % {"n": count}
            )
            return redirect(term_url(request, term))
    lead = _("%(term)s：%(n)d 份聘书、牌匾换发为新的届满日期，原来的不再有效。")
    return form_page(
        request, form, _("成批换发"), term_url(request, term),
        lead=lead % {"term": term, "n": count}, submit=_("成批换发"),
    )  # fmt: skip
