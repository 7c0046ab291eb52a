"""The parts of the structure as rows of tables, one query for each kind of part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from silian.kernel.punctuation import listed

from ..models import ActorDuty, Body, Circle, ConsortiumFact, ConsortiumParty, Occasion, Zone


@dataclass(frozen=True)
class Shown:
    """The columns of a kind of part, and each row with its cells."""

    columns: tuple[object, ...]
    rows: list[tuple[Any, tuple[Any, ...]]]


def _name(thing: Any) -> str:
    return thing.title if thing is not None else ""


def structure_rows() -> dict[str, Shown]:
    """By the key of the part; read inside the consortium's scope."""
    return {
        "zone": Shown(
            (_("名称"), _("地区")),
            [(row, (row.title, row.region and row.region.name))
             for row in Zone.objects.select_related("region")],
        ),
        "body": Shown(
            (_("名称"), _("类别"), _("牵头单位"), _("面向产业"), _("任务"), _("说明")),
            [(row, (row.title, row.get_kind_display(), _name(row.lead), row.industry_text,
                    listed(row.task_list, "；"), row.note))
             for row in Body.objects.select_related("lead")],
        ),
        "circle": Shown(
            (_("名称"), _("类别"), _("内容"), _("说明")),
            [(row, (row.title, row.get_kind_display(), listed(row.item_list), row.note))
             for row in Circle.objects.all()],
        ),
        "duty": Shown(
            (_("五方"), _("职责")),
            [(row, (row.get_actor_kind_display(), row.duty)) for row in ActorDuty.objects.all()],
        ),
        "party": Shown(
            (_("单位"), _("身份"), _("属于")),
            [(row, (row.organisation.title, row.get_role_display(),
                    str(row.occasion or row.body or _("联合体"))))
             for row in ConsortiumParty.objects.select_related("organisation", "occasion", "body")],
        ),
        "occasion": Shown(
            (_("标题"), _("类别"), _("日期"), _("地点"), _("环节")),
            [(row, (row.title, row.get_kind_display(), row.on or row.date_note, row.venue,
                    listed(row.step_list)))
             for row in Occasion.objects.all()],
        ),
        "fact": Shown(
            (_("事项"), _("栏目"), _("内容"), _("数值"), _("来源")),
            [(row, (row.heading, row.get_section_display(), row.text, row.figure, row.source))
             for row in ConsortiumFact.objects.all()],
        ),
    }  # fmt: skip


def bodies() -> QuerySet[Body]:
    """The centres, colleges and institutes of the consortium of the scope."""
    return Body.objects.select_related("lead")
