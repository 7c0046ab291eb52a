"""A post: its page, its form, withdrawing and removing it, the export of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.exchange import download, file_name
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page
from silian.organisations import public as organisations

from ...engine.rounds.conditions import write_eligibility, write_reserves
from ...enums import RoundState
from ...exchange.rounds import POST_COLUMNS, POST_FIGURES
from ...models import Post
from ...permissions import P
from ...queries import rounds as queries
from ...queries.rounds_words import cutoff_words
from ...services import rounds_posts as commands
from ..forms import ReasonForm, attempt, sent
from .forms import PostForm, post_values
from .tables import post_mark, post_table, tabs, url
from .views import sends, show_form, writing

S = RoundState


def _shown(ref: str, actor: Any) -> Post:
    post = queries.one_post(ref)
    queries.one_round(post.round.ref, actor)
    return post


@page(P.VIEW)
def post_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What is offered, to whom, and what became of it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    post = _shown(ref, actor)
    round_ = post.round
    changes = bool(may(actor, P.POST_OFFER, post))
    shown = round_.state in queries.SHOWN
    withdrawable = (S.OPEN, S.PUBLISHED)
    context = {
        "post": post,
        "round": round_,
        "tabs": tabs(request, round_),
        "eligibility": write_eligibility(post.eligibility).splitlines(),
        "reserves": write_reserves(post.reserves).splitlines(),
        "mark": post_mark(round_, post),
        "cutoff": cutoff_words(post.cutoff) if shown else "",
        "may_edit": changes and round_.state == S.DRAFT,
        "may_withdraw": changes and round_.state in withdrawable and not post.withdrawn_at,
    }
    return render(request, "cultivation/rounds/post.html", context)


@page(P.POST_OFFER, post=True)
def post_create(request: HttpRequest) -> HttpResponse:
    """A new post of the round named in the address."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    open_rounds = queries.rounds(actor).filter(state=S.DRAFT)
    ref = request.GET.get("round", "")
    row = open_rounds.filter(ref=ref).first() if ref else open_rounds.first()
    if row is None:
        raise Missing() if ref else Conflict(_("现在没有正在准备的双选，不能加岗位。"))
    form = PostForm(sent(request), actor=actor, runs=queries.manages(actor, row))
    back = url(request, "round_posts", ref=row.ref)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if form.own is not None:
            values["organisation"] = _own_unit(form.own)
        if attempt(form, lambda: commands.add(actor=actor, round=row, values=values)):
            messages.success(request, _("已加岗位。"))
            return redirect(request.get_full_path() if "another" in request.POST else back)
    another = [{"name": "another", "value": "1", "label": _("保存并再加一个")}]
    return show_form(request, form, _("加岗位"), back, row.name, extra=another)


def _own_unit(pk: int) -> Any:
    return organisations.Organisation.objects.get(pk=pk)


@page(P.POST_OFFER, post=True)
def post_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes a post of a round in preparation."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    post = _shown(ref, actor)
    require(actor, P.POST_OFFER, post)
    if post.round.state != S.DRAFT:
        raise Conflict(_("开放填报之后，岗位不再改动；可以撤回。"))
    runs = queries.manages(actor, post.round)
    form = PostForm(sent(request), actor=actor, runs=runs, initial=post_values(post))
    back = url(request, "post_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: commands.update(actor=actor, post=post, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return show_form(request, form, _("修改岗位"), back, str(post))


@page(P.POST_OFFER, post=True)
def post_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """The unit withdraws its post."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    post = _shown(ref, actor)
    require(actor, P.POST_OFFER, post)
    form = ReasonForm(sent(request))
    back = url(request, "post_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: commands.withdraw(actor=actor, post=post, reason=reason)):
            messages.success(request, _("已撤回。"))
            return redirect(back)
    lead = _("公布之后撤回：已录取的人由秘书处优先补录，原因会告诉他们。不能恢复。")
    return show_form(request, form, _("撤回岗位"), back, lead)


@page(P.POST_OFFER, post=True)
def post_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes a post out of a round in preparation."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    post = _shown(ref, actor)
    require(actor, P.POST_OFFER, post)
    form = forms.Form(sent(request))
    back = url(request, "round_posts", ref=post.round.ref)
    if sends(request, form) and attempt(form, lambda: commands.remove(actor=actor, post=post)):
        messages.success(request, _("已删除。"))
        return redirect(back)
    return show_form(request, form, _("删除岗位"), back, str(post))


@page(P.VIEW)
def round_post_export(request: HttpRequest, ref: str, format: str) -> HttpResponseBase:
    """The posts with their figures; the first columns can be imported again."""
    row = queries.one_round(ref, request.actor)  # type: ignore[attr-defined]
    write = writing(format)
    shown = row.state in queries.SHOWN
    rows = [
        {
            "code": post.code, "title": post.title, "organisation": post.organisation.name,
            "capacity": post.capacity, "minimum": post.minimum or None, "pay": post.pay,
            "eligibility": write_eligibility(post.eligibility).replace("\n", "；"),
            "reserves": write_reserves(post.reserves).replace("\n", "；"), "text": post.text,
            "taken": post.taken if shown else None, "withdrawn": post.withdrawn_reason,
            "cutoff": cutoff_words(post.cutoff) if shown else "",
        }
        for post in post_table(request, row).narrowed
    ]  # fmt: skip
    name = file_name(row.name, _("岗位"), suffix=format)
    return download(name, lambda stream: write((*POST_COLUMNS, *POST_FIGURES), rows, stream))
