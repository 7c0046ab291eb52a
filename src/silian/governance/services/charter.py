"""The life of a charter version: started, proposed, decided or registered, in force, superseded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.consortia.public import Consortium
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.exchange.columns import listed
from silian.kernel.refusals import Conflict, Invalid

from ..engine import drafting
from ..engine.rules import PRESETS, BadRules, Problem, Rules, plain, read_rules, unreachable
from ..enums import CharterState
from ..models import Article, Charter, Motion
from ..permissions import P
from ..policy import place_of
from ..queries.bodies import seats_by_kind
from ..queries.charter import (
    being_written,
    busy_with,
    charter_in_force,
    gaps,
    pieces_of,
    words_of,
)
from ..workflows import CHARTER
from .values import fill, valid

SKELETON = Path(__file__).parents[1] / "data" / "charter.md"


@command("governance.charter.start", P.CHARTER_WRITE)
def start(
    *,
    actor: Actor,
    preset: str = "association",
    base: Charter | str | None = None,
    title: str = "",
    reason: str = "",
    is_demo: bool = False,
) -> Charter:
    """Starts the next version: from the skeleton with the rules of a preset, or from `base`.

    One version is written at a time: `Conflict` where another is being drafted or voted on.
    """
    require(actor, P.CHARTER_WRITE)
    place = lock(Consortium, Consortium(pk=place_of(actor)))
    if (written := being_written()) is not None:
        raise Conflict(busy_with(written))
    last = Charter.objects.first()
    with override("zh-hans"):  # the charter is Chinese, whoever's language the page is in
        usual = _("%(name)s章程") % {"name": place.name}
    row = Charter(
        consortium_id=place.pk, version=last.version + 1 if last else 1,
        title=title.strip() or usual, reason=reason.strip(),
        is_demo=is_demo,
    )  # fmt: skip
    if base is not None:
        old = lock(Charter, base)
        require(actor, P.CHARTER_WRITE, old)
        row.title, row.preset, row.rules = title.strip() or old.title, old.preset, old.rules
        pieces = pieces_of(old)
    else:
        if preset not in PRESETS:
            raise Invalid({"preset": [_("没有这种预设。")]})
        row.preset, row.rules = preset, plain(read_rules(PRESETS[preset].rules))
        pieces = skeleton(place.name)
    valid(row)
    row.save()
    store_pieces(row, pieces)
    audit.record(actor, row, {"preset": row.preset, "articles": len(pieces)})
    return row


def skeleton(name: str) -> list[drafting.Piece]:
    """The articles of the skeleton for a consortium of that name, with their blanks."""
    text = SKELETON.read_text(encoding="utf-8")
    return list(drafting.read_text(text.replace("{{name}}", name)).pieces)


def store_pieces(charter: Charter, pieces: list[drafting.Piece]) -> None:
    """Makes these the articles of the version, in the order given; called inside commands."""
    charter.articles.all().delete()
    Article.objects.bulk_create(
        Article(
            consortium_id=charter.consortium_id, charter=charter, number=number,
            chapter=piece.chapter, heading=piece.heading, text=piece.text,
        )
        for number, piece in enumerate(pieces, 1)
    )  # fmt: skip


@command("governance.charter.update", P.CHARTER_WRITE)
def update(*, actor: Actor, charter: Charter | str, title: str, reason: str = "") -> Charter:
    """Changes the title and the explanation of a draft."""
    row = draft_of(actor, charter)
    changes = fill(row, {"title": title.strip(), "reason": reason.strip()})
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.charter.rules", P.CHARTER_WRITE)
def set_rules(
    *, actor: Actor, charter: Charter | str, rules: Mapping[str, Any], preset: str | None = None
) -> Charter:
    """Sets the thresholds of a draft. `Invalid` by path (bodies.council.quorum) with a sentence.

    What can never be met may stand in a draft, but keeps it from being proposed.
    """
    row = draft_of(actor, charter)
    try:
        read = read_rules(rules)
    except BadRules as bad:
        raise Invalid(said(bad.problems)) from bad
    before = row.rules
    row.rules = plain(read)
    if preset is not None:
        row.preset = preset
    valid(row)
    row.save()
    audit.record(actor, row, {"rules": [before, row.rules], "preset": row.preset})
    return row


@command("governance.charter.propose", P.CHARTER_WRITE)
def propose(
    *, actor: Actor, charter: Charter | str, effective_on: dt.date | None = None
) -> Charter:
    """Freezes a draft for the vote. `effective_on`: a later day on which it shall come into force.

    `Invalid` while blanks are left, names in the text are unknown to the rules, or a threshold
    can never be met.
    """
    row = lock(Charter, charter)
    changes: dict[str, Any] = CHARTER.advance(actor, row, "propose")
    _complete(row)
    _reachable(row)
    changes |= fill(row, {"effective_on": effective_on})
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.charter.return", P.CHARTER_WRITE)
def send_back(*, actor: Actor, charter: Charter | str) -> Charter:
    """Takes a proposed version back for changes; refused while a motion on it is being voted."""
    row = lock(Charter, charter)
    changes = CHARTER.advance(actor, row, "return")
    if Motion.objects.filter(charter=row, ballots__state="open").exists():
        raise Conflict(_("正在表决这一版章程，表决结束前不能退回修改。"))
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.charter.adopt", P.CHARTER_WRITE)
def adopt(
    *,
    actor: Actor,
    charter: Charter | str,
    note: str,
    adopted_on: dt.date,
    effective_on: dt.date | None = None,
) -> Charter:
    """Registers that a version was adopted on paper, with what proves it (`note`).

    It comes into force on `effective_on`, at once where that day has come or none is given.
    """
    row = lock(Charter, charter)
    changes: dict[str, Any] = CHARTER.advance(actor, row, "adopt")
    if not note.strip():
        raise Invalid({"note": [_("请写明通过的依据，例如某年某月某日成员大会的决议。")]})
    if adopted_on > consortia.today():
        raise Invalid({"adopted_on": [_("通过日期不能在今天之后。")]})
    if effective_on and effective_on < adopted_on:
        raise Invalid({"effective_on": [_("生效日期不能早于通过日期。")]})
    _complete(row)
    _reachable(row)
    day = effective_on or row.effective_on or adopted_on
    changes |= fill(
        row, {"adopted_on": adopted_on, "adopted_note": note.strip(), "effective_on": day}
    )
    _settle(actor, row, changes)
    return row


@command("governance.charter.reject", P.CHARTER_WRITE)
def reject(*, actor: Actor, charter: Charter | str, note: str) -> Charter:
    """Registers that a vote held elsewhere did not adopt a version, with what proves it (`note`).

    `Conflict` while its motion is voted on here: then the vote decides.
    """
    row = lock(Charter, charter)
    changes: dict[str, Any] = CHARTER.advance(actor, row, "reject")
    if Motion.objects.filter(charter=row, ballots__state="open").exists():
        raise Conflict(_("正在表决这一版章程，结果由表决决定。"))
    if not note.strip():
        raise Invalid({"note": [_("请写明未通过的依据：哪次会议、哪一天、票数多少。")]})
    changes |= fill(row, {"adopted_note": note.strip()})
    valid(row, leave_out=("adopted_by",))
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.charter.decide", P.CHARTER_WRITE)
def decide(*, actor: Actor, charter: Charter | str, passed: bool, motion: Motion) -> Charter:
    """Takes the result of the vote on a version: adopted from today, or rejected.

    Called when its ballot closes. It comes into force at once, unless a later day was proposed.
    """
    row = lock(Charter, charter)
    changes: dict[str, Any] = CHARTER.advance(actor, row, "adopt" if passed else "reject")
    if not passed:
        row.save()
        audit.record(actor, row, changes | {"motion": str(motion)})
        return row
    _reachable(row)
    today = consortia.today()
    changes |= fill(row, {"adopted_on": today, "adopted_by": motion,
                          "effective_on": max(today, row.effective_on or today)})  # fmt: skip
    _settle(actor, row, changes)
    return row


@command("governance.charter.schedule", P.CHARTER_WRITE)
def schedule(*, actor: Actor, charter: Charter | str, effective_on: dt.date) -> Charter:
    """Gives an adopted version another day to come into force; today does it at once."""
    row = lock(Charter, charter)
    require(actor, P.CHARTER_WRITE, row)
    if row.state != CharterState.ADOPTED:
        raise Conflict(_("只有已通过、尚未生效的章程才能改生效日期。"))
    if effective_on < consortia.today():
        raise Invalid({"effective_on": [_("生效日期不能早于今天。")]})
    changes = fill(row, {"effective_on": effective_on})
    _settle(actor, row, changes)
    return row


@command("governance.charter.enforce", P.CHARTER_WRITE)
def enforce(*, actor: Actor, charter: Charter | str) -> Charter:
    """Puts an adopted version in force whose day has come; the former one is superseded."""
    row = lock(Charter, charter)
    changes = CHARTER.advance(actor, row, "enforce")
    if row.effective_on is None or row.effective_on > consortia.today():
        raise Conflict(_("生效日期还没有到。"))
    changes |= _supersede(actor, row)
    row.save()
    audit.record(actor, row, changes)
    return row


def draft_of(actor: Actor, charter: Charter | str) -> Charter:
    """The version, locked, if this actor may write it now; called inside commands."""
    row = lock(Charter, charter)
    require(actor, P.CHARTER_WRITE, row)
    if row.state != CharterState.DRAFT:
        raise Conflict(_("只有起草中的章程可以修改。已提请表决的，请先退回修改。"))
    return row


def said(problems: list[Problem]) -> dict[str, list[object]]:
    """Problems of rules by path, in the language of the page."""
    chinese = not (get_language() or "").startswith("en")
    found: dict[str, list[object]] = {}
    for path, zh, en in problems:
        found.setdefault(path, []).append(zh if chinese else en)
    return found


def _read(row: Charter) -> Rules:
    try:
        return read_rules(row.rules)
    except BadRules as bad:
        raise Invalid(said(bad.problems)) from bad


def _complete(row: Charter) -> None:
    rules = _read(row)
    if not row.articles.exists():
        raise Invalid(_("章程还没有条文。"))
    if not (found := gaps(row, words_of(rules))):
        return
    sentences: list[object] = []
    if left := sum(gap.count for gap in found):
        where = listed(str(gap.number) for gap in found if gap.count)
        sentence = _("还有 %(count)d 处空白没有填写，在第 %(where)s 条。")
        sentences.append(sentence % {"count": left, "where": where})
    for gap in found:
        if gap.names:
            sentence = _("第 %(number)d 条引用了议事规则里没有的内容：%(names)s。")
            sentences.append(sentence % {"number": gap.number, "names": listed(gap.names)})
    raise Invalid({"": sentences})


def _reachable(row: Charter) -> None:
    problems = unreachable(_read(row), seats_by_kind(consortia.today()))
    if problems:
        raise Invalid({"": [one for found in said(problems).values() for one in found]})


def _settle(actor: Actor, row: Charter, changes: dict[str, Any]) -> None:
    """Saves an adopted version, and puts it in force where its day has come."""
    assert row.effective_on is not None
    if row.effective_on <= consortia.today():
        before = changes.get("state", [row.state])[0]
        changes |= CHARTER.advance(actor, row, "enforce")
        changes["state"] = [before, row.state]
        changes |= _supersede(actor, row)
    valid(row, leave_out=("adopted_by",))
    row.save()
    audit.record(actor, row, changes)


def _supersede(actor: Actor, row: Charter) -> dict[str, Any]:
    """Ends the version in force, the day before the new one begins; before it is saved."""
    old = charter_in_force()
    if old is None or old.pk == row.pk:
        return {}
    old = lock(Charter, old)
    CHARTER.advance(actor, old, "supersede")
    old.ended_on = row.effective_on
    old.save()
    return {"supersedes": str(old)}
