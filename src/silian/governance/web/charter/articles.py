"""Writing a draft: article by article, or the whole text with a look at what was understood."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import require
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...engine import drafting
from ...enums import CharterState
from ...models import Article, Charter
from ...permissions import P
from ...queries.charter_reading import source_text, words_for
from ...queries.rule_words import chosen
from ...services import articles as commands
from ..forms import attempt, sent
from .desk import charter_of, charter_url, form_page
from .forms import ArticleForm, WholeTextForm


def _draft(request: HttpRequest, ref: str) -> Charter:
    row = charter_of(ref)
    require(request.actor, P.CHARTER_WRITE, row)  # type: ignore[attr-defined]
    if row.state != CharterState.DRAFT:
        raise Conflict(_("只有起草中的章程可以修改。已提请表决的，请先退回修改。"))
    return row


def _article(draft: Charter, ref: str) -> Article:
    row = draft.articles.filter(ref=ref).first()
    if row is None:
        raise Missing()
    return row


def _to(request: HttpRequest, draft: Charter, article: Article | None = None) -> str:
    """The draft's page, at the article."""
    address = charter_url(request.consortium.slug, draft)  # type: ignore[attr-defined]
    return f"{address}#article-{article.number}" if article else address


@page(P.CHARTER_WRITE, post=True)
def article_edit(request: HttpRequest, ref: str, article: str) -> HttpResponse:
    """One article."""
    draft = _draft(request, ref)
    row = _article(draft, article)
    actor = request.actor  # type: ignore[attr-defined]
    first = {"chapter": row.chapter, "heading": row.heading, "text": row.text}
    form = ArticleForm(sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {"charter": draft, "article": row.ref, **data}
        if attempt(form, lambda: commands.write(actor=actor, **given)):
            messages.success(request, _("已保存第 %(number)d 条。") % {"number": row.number})
            return redirect(_to(request, draft, row))
    heading = _("第%(number)s条") % {"number": drafting.chinese_number(row.number)}
    return form_page(request, form, heading, _to(request, draft, row), lead=str(draft),
                     names=words_for(draft))  # fmt: skip


@page(P.CHARTER_WRITE, post=True)
def article_add(request: HttpRequest, ref: str) -> HttpResponse:
    """A new article, at the end or behind the one in `after`."""
    draft = _draft(request, ref)
    after = draft.articles.filter(ref=request.GET.get("after", "")).first()
    last = after or draft.articles.last()
    form = ArticleForm(sent(request), initial={"chapter": last.chapter if last else ""})
    actor = request.actor  # type: ignore[attr-defined]
    made: list[Article] = []
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"charter": draft, "after": after.ref if after else "",
                                 **form.cleaned_data}  # fmt: skip
        if attempt(form, lambda: made.append(commands.add(actor=actor, **given))):
            messages.success(request, _("已增加第 %(number)d 条。") % {"number": made[0].number})
            return redirect(_to(request, draft, made[0]))
    lead = _("加在第 %(number)d 条之后") % {"number": last.number} if last else str(draft)
    return form_page(request, form, _("增加一条"), _to(request, draft, after), lead=lead,
                     names=words_for(draft))  # fmt: skip


@page(P.CHARTER_WRITE, post=True, get=False)
def article_move(request: HttpRequest, ref: str, article: str) -> HttpResponse:
    """One place up or down."""
    draft = _draft(request, ref)
    row = _article(draft, article)
    steps = -1 if request.POST.get("way") == "up" else 1
    try:
        row = commands.move(actor=request.actor, charter=draft, article=row.ref, steps=steps)  # type: ignore[attr-defined]
    except Conflict as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(_to(request, draft, row))


@page(P.CHARTER_WRITE, post=True, get=False)
def article_remove(request: HttpRequest, ref: str, article: str) -> HttpResponse:
    """Takes an article out."""
    draft = _draft(request, ref)
    row = _article(draft, article)
    commands.remove(actor=request.actor, charter=draft, article=row.ref)  # type: ignore[attr-defined]
    messages.success(request, _("已删去原第 %(number)d 条。") % {"number": row.number})
    return redirect(_to(request, draft))


@page(P.CHARTER_WRITE, post=True)
def charter_whole(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole text: first what was understood; confirmed, it replaces the articles."""
    draft = _draft(request, ref)
    form = WholeTextForm(sent(request), initial={"text": source_text(draft)})
    context: dict[str, Any] = {"form": form, "charter": draft, "back": _to(request, draft)}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if request.POST.get("confirmed") == "1":
            actor = request.actor  # type: ignore[attr-defined]
            if attempt(form, lambda: commands.replace_text(actor=actor, charter=draft, text=text)):
                messages.success(request, _("已用全文替换条文。"))
                return redirect(_to(request, draft))
        else:
            context["reading"] = _understood(text)
    status = 422 if form.errors else 200
    return render(request, "governance/charter/whole.html", context, status=status)


def _understood(text: str) -> dict[str, Any]:
    reading = drafting.read_text(text)
    return {
        "pieces": [
            {"number": drafting.chinese_number(piece.number), "piece": piece,
             "blanks": drafting.blanks(piece.text)}
            for piece in reading.pieces
        ],
        "title": reading.title,
        "problems": [chosen(zh, en) for zh, en in reading.problems],
        "chapters": len({piece.chapter for piece in reading.pieces if piece.chapter}),
    }  # fmt: skip
