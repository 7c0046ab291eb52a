"""Editing the links that have no official key. Each change is a new version; none is lost."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.audit.chain import lock_chain
from silian.kernel.commands import command
from silian.kernel.refusals import Conflict, Invalid

from ..enums import ListKey
from ..models import Industry, IndustryOccupation, Occupation, Sector, SectorIndustry
from ..permissions import P
from ..queries.catalogue import EXPERT_SOURCE
from ..queries.find import no_such_code


@command("codes.sector.link", P.EDIT_LINKS)
def link_sector(
    *,
    actor: Actor,
    sector: str,
    industry: str,
    weight: float,
    note: str,
    version: int | None = None,
) -> SectorIndustry:
    """Says how strongly an industry belongs to a sector; weight 0 withdraws the link.

    `note` gives the reason; `version` is the version that the editor saw (None: there was no
    link). Raises `Conflict` when somebody changed it since, `Invalid` for unknown codes.
    """
    require(actor, P.EDIT_LINKS)
    ends = {
        "sector": _row(Sector, ListKey.SECTORS, sector, "sector"),
        "industry": _row(Industry, ListKey.INDUSTRIES, industry, "industry"),
    }
    link = _next_version(SectorIndustry, ends, actor, weight, note, version)
    assert isinstance(link, SectorIndustry)
    return link


@command("codes.industry_occupation.set", P.EDIT_LINKS)
def set_industry_occupation(
    *,
    actor: Actor,
    industry: str,
    occupation: str,
    weight: float,
    note: str,
    version: int | None = None,
) -> IndustryOccupation:
    """Says how strongly an industry employs an occupation; weight 0 withdraws the link.

    Arguments and refusals as of `link_sector`; only occupations of the fourth level stand.
    """
    require(actor, P.EDIT_LINKS)
    ends = {
        "industry": _row(Industry, ListKey.INDUSTRIES, industry, "industry"),
        "occupation": _row(Occupation, ListKey.OCCUPATIONS, occupation, "occupation"),
    }
    if ends["occupation"].level != 4:
        raise Invalid({"occupation": [_("请选到具体职业（第四级），不能选类别。")]})
    link = _next_version(IndustryOccupation, ends, actor, weight, note, version)
    assert isinstance(link, IndustryOccupation)
    return link


def _row(model: type[models.Model], key: str, code: str, field: str) -> Any:
    row = model._default_manager.filter(pk=code.strip(), in_edition=True).first()
    if row is None:
        raise Invalid({field: [no_such_code(key, code)]})
    return row


def _next_version(
    model: type[SectorIndustry] | type[IndustryOccupation],
    ends: dict[str, Any],
    actor: Actor,
    weight: float,
    note: str,
    version: int | None,
) -> SectorIndustry | IndustryOccupation:
    """Retires the current row of this pair and writes the next one."""
    # A pair without a row has nothing to lock; the chain's lock keeps two first versions apart.
    lock_chain(actor.consortium_id or 0)
    before = model.objects.select_for_update().filter(current=True, **ends).first()
    if (before.version if before else None) != version:
        raise Conflict(_("这条联系刚被别人修订过，请看过最新的版本再改。"))
    if not 0 <= weight <= 1:
        raise Invalid({"weight": [_("权重应在 0 与 1 之间；0 表示撤销这条联系。")]})
    if not note.strip():
        raise Invalid({"note": [_("请写明修订的依据。")]})
    if weight == 0 and (before is None or before.weight == 0):
        raise Conflict(_("本来就没有这条联系，不必撤销。"))
    model.objects.filter(current=True, **ends).update(current=False)
    link = model.objects.create(
        **ends,
        weight=weight,
        source=EXPERT_SOURCE,
        version=before.version + 1 if before else 1,
        note=note.strip()[:300],
        changed_by_id=actor.user_id,
    )
    was = before.weight if before else None
    audit.record(actor, link, {"weight": [was, weight], "note": link.note})
    return link
