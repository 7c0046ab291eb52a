"""The articles of a draft: written one by one, moved, removed, or pasted as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor
from silian.kernel.commands import command
from silian.kernel.refusals import Conflict, Invalid, Missing

from ..engine import drafting
from ..models import Article, Charter
from ..permissions import P
from .charter import draft_of, store_pieces
from .values import fill, valid

FIELDS = ("chapter", "heading", "text")
# Beyond every number that an article may have: where rows wait while they are renumbered.
ASIDE = 10_000


@command("governance.article.write", P.CHARTER_WRITE)
def write(
    *, actor: Actor, charter: Charter | str, article: str, chapter: str, heading: str, text: str
) -> Article:
    """Changes an article of a draft (`article`: its ref)."""
    draft = draft_of(actor, charter)
    row = _article(draft, article)
    changes = fill(row, {"chapter": chapter.strip(), "heading": heading.strip(),
                         "text": text.strip()})  # fmt: skip
    _check(row)
    row.save()
    audit.record(actor, draft, {"article": row.number, **changes})
    return row


@command("governance.article.add", P.CHARTER_WRITE)
def add(
    *,
    actor: Actor,
    charter: Charter | str,
    text: str,
    chapter: str = "",
    heading: str = "",
    after: str = "",
) -> Article:
    """Adds an article to a draft: behind the one of that ref, else at the end."""
    draft = draft_of(actor, charter)
    rows = list(draft.articles.all())
    if len(rows) >= drafting.MOST:
        raise Conflict(_("条文最多 %(most)d 条。") % {"most": drafting.MOST})
    place = rows.index(_article(draft, after)) + 1 if after else len(rows)
    row = Article(
        consortium_id=draft.consortium_id, charter=draft, number=ASIDE * 2,
        chapter=chapter.strip(), heading=heading.strip(), text=text.strip(),
    )  # fmt: skip
    _check(row)
    row.save()
    rows.insert(place, row)
    _renumber(draft, rows)
    audit.record(actor, draft, {"article": place + 1, "added": row.text})
    row.refresh_from_db()
    return row


@command("governance.article.move", P.CHARTER_WRITE)
def move(*, actor: Actor, charter: Charter | str, article: str, steps: int) -> Article:
    """Moves an article of a draft by that many places: negative towards the beginning.

    It joins the chapter of the articles that it comes to stand between.
    """
    draft = draft_of(actor, charter)
    rows = list(draft.articles.all())
    row = _article(draft, article)
    old = rows.index(row)
    new = max(0, min(len(rows) - 1, old + steps))
    if new == old:
        raise Conflict(_("这一条已经在头或尾，不能再移动。"))
    rows.insert(new, rows.pop(old))
    neighbour = rows[new - 1] if new > old else rows[new + 1]
    if row.chapter != neighbour.chapter:
        Article.objects.filter(pk=row.pk).update(chapter=neighbour.chapter)
    _renumber(draft, rows)
    audit.record(actor, draft, {"article": [old + 1, new + 1]})
    row.refresh_from_db()
    return row


@command("governance.article.remove", P.CHARTER_WRITE)
def remove(*, actor: Actor, charter: Charter | str, article: str) -> Charter:
    """Takes an article out of a draft; the following ones move up."""
    draft = draft_of(actor, charter)
    row = _article(draft, article)
    number, text = row.number, row.text
    row.delete()
    _renumber(draft, list(draft.articles.all()))
    audit.record(actor, draft, {"article": number, "removed": text})
    return draft


@command("governance.article.replace", P.CHARTER_WRITE)
def replace_text(*, actor: Actor, charter: Charter | str, text: str) -> Charter:
    """Makes a pasted text (第一章 … 第一条 …) the articles of a draft; `Invalid` without any."""
    draft = draft_of(actor, charter)
    reading = drafting.read_text(text)
    if not reading.pieces:
        raise Invalid({"text": [_("没有认出条文。每条请另起一行，以“第一条”这样的字样开头。")]})
    before = draft.articles.count()
    store_pieces(draft, list(reading.pieces))
    for row in draft.articles.all():
        _check(row)
    audit.record(actor, draft, {"articles": [before, len(reading.pieces)]})
    return draft


def _article(draft: Charter, ref: str) -> Article:
    row = draft.articles.filter(ref=ref).first()
    if row is None:
        raise Missing(_("没有找到这一条，可能刚被别人删去或整体替换。"))
    return row


def _check(row: Article) -> None:
    if not row.text:
        raise Invalid({"text": [_("请填写条文内容。")]})
    if len(row.text) > drafting.LONGEST:
        raise Invalid({"text": [_("一条不能超过 %(most)d 字。") % {"most": drafting.LONGEST}]})
    valid(row)


def _renumber(draft: Charter, rows: Sequence[Article]) -> None:
    draft.articles.update(number=F("number") + ASIDE)
    for number, row in enumerate(rows, 1):
        row.number = number
    Article.objects.bulk_update(rows, ["number"])
