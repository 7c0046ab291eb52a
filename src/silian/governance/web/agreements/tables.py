"""The list of agreements."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import Actor, may
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...enums import AgreementState
from ...models import Agreement, Party
from ...permissions import P
from ...queries.agreements import (
    awaiting,
    awaiting_office,
    dormant,
    expiring,
    expiry_tone,
    turn,
    visible,
    with_parties,
)
from ...workflows import AGREEMENT

TURNS = (("mine", gettext_lazy("轮到我方")), ("office", gettext_lazy("轮到秘书处")))
WATCH = (
    ("90", gettext_lazy("90 天内到期")),
    ("30", gettext_lazy("30 天内到期")),
    ("dormant", gettext_lazy("沉睡（180 天没有汇报）")),
)


def url(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of governance in the consortium of the request."""
    return reverse(f"governance:{name}", kwargs={"slug": request.consortium.slug, **kwargs})


def _turn(actor: Actor, rows: QuerySet[Agreement], value: str) -> QuerySet[Agreement]:
    return awaiting_office(rows) if value == "office" else awaiting(rows, actor.organisation_id)


def _watch(rows: QuerySet[Agreement], value: str) -> QuerySet[Agreement]:
    return dormant(rows) if value == "dormant" else expiring(rows, int(value))


def _units(actor: Actor) -> list[tuple[str, str]]:
    rows = Party.objects.filter(agreement__in=visible(actor)).order_by("organisation__name")
    return list(rows.values_list("organisation__ref", "organisation__name").distinct())


def agreement_table(request: Any) -> Table:
    """What the actor sees; filters in the address."""
    actor = request.actor
    drafts = bool(may(actor, P.AGREEMENT_DRAFT))
    new = url(request, "agreement_create")
    return Table(
        request,
        with_parties(visible(actor)),
        columns=[
            Column("title", _("名称"), sort="title", wide=True),
            Column("number", _("编号"), nowrap=True),
            Column("parties", _("协议各方"), _party_names, wide=True),
            Column("state", _("状态"), "get_state_display", sort="state",
                   badge=lambda row: AGREEMENT.tones[row.state]),
            Column("turn", _("轮到谁"), lambda row: turn(row).sentence, wide=True),
            Column("ends_on", _("到期"), sort="ends_on", nowrap=True,
                   badge=lambda row: expiry_tone(row)),
            Column("is_demo", _("标记"), lambda row: _("演示") if row.is_demo else "",
                   badge=lambda row: "warning" if row.is_demo else ""),
        ],
        empty=Empty(
            _("还没有协议"),
            _("从模板起草第一份协议，各方在线磋商、审批、确认。") if drafts
            else _("贵单位是协议一方时，协议会出现在这里。"),
            _("起草协议") if drafts else "", new if drafts else "", "file-text",
        ),
        search=("title", "number", "purpose"),
        search_hint=_("名称、编号"),
        filters=[
            Choice("state", _("状态"), AgreementState.choices),
            Choice("party", _("协议方"), _units(actor),
                   apply=lambda rows, ref: rows.filter(parties__organisation__ref=ref)),
            Choice("turn", _("轮到谁"), TURNS if actor.organisation_id else TURNS[1:],
                   apply=lambda rows, value: _turn(actor, rows, value)),
            Choice("watch", _("提醒"), WATCH, apply=_watch),
        ],
        exports=[("XLSX", url(request, "agreement_export", format="xlsx")),
                 ("CSV", url(request, "agreement_export", format="csv"))],
        tools=[Tool(_("起草协议"), new, "plus", True)] if drafts else [],
        title=_("协议"),
        row_url=lambda row: url(request, "agreement_detail", ref=row.ref),
        stacked=True,
    )  # fmt: skip


def _party_names(row: Agreement) -> str:
    return "；".join(f"{p.label} {p.organisation.name}" for p in row.parties.all())
