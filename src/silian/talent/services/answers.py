"""零报告: a unit says that it has nothing to report."""

from __future__ import annotations

from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command
from silian.kernel.refusals import Conflict, Invalid
from silian.organisations.public import Organisation

from ..engine.periods import parse_period
from ..enums import ListKind
from ..exchange.lists import LISTS
from ..models import NilReturn
from ..policy import place_of
from ..queries.responses import records_of_period


@command("talent.list.report_nil", None)
def report_nil(
    *, actor: Actor, kind: str, period: str, organisation: str, reason: str = ""
) -> NilReturn:
    """Records that a member has nobody to report in a period; the permission is the list's.

    Raises `Conflict` when it reported lines or said so already.
    """
    talent_list = LISTS[ListKind(kind)]
    try:
        parse_period(period)
    except ValueError as error:
        raise Invalid({"period": [_("期次“%(text)s”认不出来。") % {"text": period}]}) from error
    found = Organisation.objects.filter(ref=organisation, merged_into=None).first()
    if found is None or not consortia.is_active_member(found.pk):
        raise Invalid({"organisation": [_("这个单位不是本联合体的正式成员。")]})
    answer = NilReturn(
        consortium_id=place_of(actor),
        organisation=found,
        kind=kind,
        period=period,
        reason=reason.strip()[:300],
    )
    require(actor, talent_list.write, answer)
    if records_of_period(kind, period).filter(organisation=found).exists():
        raise Conflict(_("这个单位在本期已有填报，不能再报“无”。"))
    if NilReturn.objects.filter(kind=kind, period=period, organisation=found).exists():
        raise Conflict(_("这个单位在本期已报过“无”。"))
    answer.save(force_insert=True)
    audit.record(actor, answer, {"kind": kind, "period": period, "organisation": found.name})
    return answer
