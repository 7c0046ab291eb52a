"""Bodies and their terms: founding, changing, dissolving; a new term, a delayed renewal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from silian.consortia import public as consortia
from silian.consortia.public import Consortium
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import BodyKind, MandateEnd
from ..models import GoverningBody, Mandate, Term
from ..permissions import P
from ..policy import place_of
from ..queries.bodies import held_on, last_day
from ..queries.charter import body_rules
from .letters import follow_mandates
from .values import fill, valid

FIELDS = ("kind", "name", "name_en", "duties", "order")
LONGEST_DELAY = 1
"""Years that a renewal may be delayed at most."""
USUAL = (
    (BodyKind.ASSEMBLY, "General Assembly"),
    (BodyKind.COUNCIL, "Council"),
    (BodyKind.STANDING_COUNCIL, "Standing Council"),
    (BodyKind.EXPERT_COMMITTEE, "Expert Committee"),
    (BodyKind.SECRETARIAT, "Secretariat"),
)


@command("governance.body.usual", P.BODY_MANAGE)
def usual(*, actor: Actor, is_demo: bool = False) -> list[GoverningBody]:
    """Founds the usual bodies that are not there yet; `Conflict` where all of them are."""
    require(actor, P.BODY_MANAGE)
    place = lock(Consortium, Consortium(pk=place_of(actor)))
    rows = GoverningBody.objects.filter(dissolved_on__isnull=True)
    there = set(rows.values_list("kind", flat=True)) | set(rows.values_list("name", flat=True))
    made = []
    for order, (kind, name_en) in enumerate(USUAL, 1):
        with override("zh-hans"):  # kept as Chinese, whoever's language the page is in
            name = str(kind.label)
        if kind.value in there or name in there:
            continue
        body = GoverningBody(
            consortium_id=place.pk, kind=kind.value, name=name, name_en=name_en,
            duties=DUTIES[kind], order=order * 10, is_demo=is_demo,
        )  # fmt: skip
        valid(body)
        body.save()
        made.append(body)
    if not made:
        raise Conflict(_("常设的治理机构都已经建立。"))
    audit.record(actor, _("治理机构（%(count)d 个）") % {"count": len(made)},
                 {"bodies": [body.name for body in made]})  # fmt: skip
    return made


@command("governance.body.found", P.BODY_MANAGE)
def found(*, actor: Actor, values: Mapping[str, Any], is_demo: bool = False) -> GoverningBody:
    """Founds a body; `values` of `FIELDS`. `Invalid` for a name that is taken."""
    require(actor, P.BODY_MANAGE)
    body = GoverningBody(consortium_id=place_of(actor), is_demo=is_demo)
    return _store(actor, body, values)


@command("governance.body.update", P.BODY_MANAGE)
def update(*, actor: Actor, body: GoverningBody | str, values: Mapping[str, Any]) -> GoverningBody:
    """Changes name, duties or order; the kind stays once there has been a term."""
    row = lock(GoverningBody, body)
    require(actor, P.BODY_MANAGE, row)
    _standing(row)
    if values.get("kind", row.kind) != row.kind and row.terms.exists():
        raise Invalid({"kind": [_("已经有届次的机构不能改类别，请另建一个机构。")]})
    return _store(actor, row, values)


@command("governance.body.dissolve", P.BODY_MANAGE)
def dissolve(
    *, actor: Actor, body: GoverningBody | str, on: dt.date | None = None
) -> GoverningBody:
    """Records that a body is no more; refused while units hold posts in it."""
    row = lock(GoverningBody, body)
    require(actor, P.BODY_MANAGE, row)
    _standing(row)
    day = on or consortia.today()
    if day > consortia.today():
        raise Invalid({"on": [_("撤销日期不能在今天之后。")]})
    if Mandate.objects.filter(held_on(consortia.today()), term__body=row).exists():
        raise Conflict(_("还有单位在这个机构任职，请先登记离任。"))
    changes = fill(row, {"dissolved_on": day})
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.term.open", P.BODY_MANAGE)
def open_term(
    *,
    actor: Actor,
    body: GoverningBody | str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    seats: int | None = None,
) -> Term:
    """Opens the next term (届) of a body; without an end it lasts as long as the charter says.

    A delayed term before it ends the day before. `Invalid` for one that overlaps another, is
    longer than the charter allows, or has seats outside of the charter's limits.
    """
    row = lock(GoverningBody, body)
    require(actor, P.BODY_MANAGE, row)
    _standing(row)
    before = row.terms.first()
    years = body_rules(row.kind)[1].term_years
    term = Term(
        consortium_id=row.consortium_id,
        body=row,
        number=before.number + 1 if before else 1,
        starts_on=starts_on,
        ends_on=ends_on or years_after(starts_on, years) - dt.timedelta(days=1),
        seats=seats,
    )
    _fits(term)
    if before and before.delayed_until and before.delayed_until >= starts_on:
        _cut_delay(before, starts_on - dt.timedelta(days=1))
    valid(term)
    term.save()
    audit.record(actor, term, {"starts_on": term.starts_on.isoformat(),
                               "ends_on": term.ends_on.isoformat(), "seats": seats})  # fmt: skip
    return term


@command("governance.term.update", P.BODY_MANAGE)
def update_term(
    *,
    actor: Actor,
    term: Term | str,
    starts_on: dt.date,
    ends_on: dt.date,
    seats: int | None = None,
) -> Term:
    """Corrects days and seats of a term; mandates that ended with it follow its new end."""
    row = lock(Term, term)
    require(actor, P.BODY_MANAGE, row)
    _standing(row.body)
    if row.delayed_until and ends_on != row.ends_on:
        raise Conflict(_("这一届已延期换届，届满日期不能再改。"))
    old_end = row.ends_on
    changes = fill(row, {"starts_on": starts_on, "ends_on": ends_on, "seats": seats})
    _fits(row)
    _in_days(row)
    valid(row)
    row.save()
    changes |= _move_ends(row, old_end, row.ends_on)
    audit.record(actor, row, changes)
    return row


@command("governance.term.delay", P.BODY_MANAGE)
def delay_term(*, actor: Actor, term: Term | str, until: dt.date, reason: str) -> Term:
    """Delays the renewal, by a year at the most, with the reason; mandates go on until then."""
    row = lock(Term, term)
    require(actor, P.BODY_MANAGE, row)
    _standing(row.body)
    if row.body.terms.filter(number__gt=row.number).exists():
        raise Conflict(_("下一届已经设立，这一届不能再延期。"))
    if not reason.strip():
        raise Invalid({"reason": [_("请写明延期换届的原因。")]})
    latest = years_after(row.ends_on, LONGEST_DELAY)
    if not row.ends_on < until <= latest:
        sentence = _("延期换届最长一年，应在 %(first)s 之后、不晚于 %(last)s。")
        raise Invalid({"until": [sentence % {"first": row.ends_on, "last": latest}]})
    old_end = last_day(row)
    changes = fill(row, {"delayed_until": until, "delay_reason": reason.strip()})
    valid(row)
    row.save()
    changes |= _move_ends(row, old_end, until)
    audit.record(actor, row, changes)
    return row


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _store(actor: Actor, body: GoverningBody, values: Mapping[str, Any]) -> GoverningBody:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"not to be changed: {sorted(unknown)}")
    changes = fill(body, values)
    valid(body)
    # The column of the scope is not checked by the model, and with it not the name in it.
    taken = GoverningBody.objects.filter(name=body.name).exclude(pk=body.pk)
    if taken.exists():
        raise Invalid({"name": [_("已经有叫“%(name)s”的机构。") % {"name": body.name}]})
    body.save()
    audit.record(actor, body, changes)
    return body


def _standing(body: GoverningBody) -> None:
    if body.dissolved_on is not None:
        raise Conflict(_("这个机构已经撤销。"))


def _fits(term: Term) -> None:
    """Days in order, not over another term, no longer than the charter allows, seats in limits."""
    rules = body_rules(term.body.kind)[1]
    if term.ends_on <= term.starts_on:
        raise Invalid({"ends_on": [_("届满日期应晚于开始日期。")]})
    if term.ends_on > years_after(term.starts_on, rules.term_years):
        sentence = _("章程规定每届不超过 %(years)d 年。") % {"years": rules.term_years}
        raise Invalid({"ends_on": [sentence]})
    for other in Term.objects.filter(body=term.body).exclude(pk=term.pk):
        if other.number < term.number and term.starts_on <= other.ends_on:
            sentence = _("与第 %(number)d 届重叠，它到 %(day)s 才届满。")
            raise Invalid(
                {"starts_on": [sentence % {"number": other.number, "day": other.ends_on}]}
            )
        if other.number > term.number and term.ends_on >= other.starts_on:
            sentence = _("与第 %(number)d 届重叠，它从 %(day)s 开始。")
            raise Invalid(
                {"ends_on": [sentence % {"number": other.number, "day": other.starts_on}]}
            )
    _seats_fit(term.seats, rules.seats_min, rules.seats_max)


def _seats_fit(seats: int | None, least: int | None, most: int | None) -> None:
    if seats is None:
        return
    if seats < 1:
        raise Invalid({"seats": [_("席位数至少为 1。")]})
    if least and seats < least:
        raise Invalid({"seats": [_("章程规定席位不少于 %(least)d。") % {"least": least}]})
    if most and seats > most:
        raise Invalid({"seats": [_("章程规定席位不多于 %(most)d。") % {"most": most}]})


def _in_days(term: Term) -> None:
    """No post of the term was taken up or given up outside of its days."""
    rows = Mandate.objects.filter(term=term)
    if rows.filter(starts_on__lt=term.starts_on).exists():
        raise Invalid({"starts_on": [_("已有任职早于这一天。")]})
    if rows.filter(starts_on__gt=term.ends_on).exists():
        raise Invalid({"ends_on": [_("已有任职晚于这一天。")]})


def _cut_delay(term: Term, day: dt.date) -> None:
    """A delayed term ends when the next one begins; at its own end if that comes first."""
    old_end = last_day(term)
    term.delayed_until = day if day > term.ends_on else None
    term.save(update_fields=["delayed_until"])
    _move_ends(term, old_end, last_day(term))


def _move_ends(term: Term, old: dt.date, new: dt.date) -> dict[str, Any]:
    """Mandates that ended with the term end with it again, and so do their papers.

    Where the term is prolonged after its end was written down, those that ended by nothing else
    go on; a unit that has another post in the term by now keeps that one.
    """
    if new == old:
        return {}
    rows = Mandate.objects.filter(term=term, ends_on=old)
    if new > old:
        held = Mandate.objects.filter(term=term, ended_on__isnull=True)
        over = rows.filter(end=MandateEnd.TERM_OVER).exclude(
            organisation__in=list(held.values_list("organisation_id", flat=True))
        )
        over.update(end="", ended_on=None, end_note="")
    going_on = rows.filter(ended_on__isnull=True)
    refs = list(going_on.values_list("ref", flat=True))
    going_on.update(ends_on=new)
    return {"mandates": len(refs), "papers": follow_mandates(refs, new)}


DUTIES = {
    BodyKind.ASSEMBLY: "制定和修改章程；选举和罢免理事会成员；审议工作报告和年度工作计划；"
    "决定终止事宜。",
    BodyKind.COUNCIL: "执行成员大会的决议；决定成员的接纳和除名；批准制度文件；"
    "决定实体机构的设立；领导秘书处工作。",
    BodyKind.STANDING_COUNCIL: "在理事会闭会期间行使理事会授予的职权，并向理事会报告。",
    BodyKind.EXPERT_COMMITTEE: "为人才培养、专业建设和技术攻关提供咨询和论证。",
    BodyKind.SECRETARIAT: "承担日常工作，落实决议，组织会议，保管文书。",
}
