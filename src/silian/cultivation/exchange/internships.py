"""The columns of the list of internships as a file: numbers and masks, never a name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.kernel.exchange import Column

INTERNSHIP_LIST = (
    Column(key="number", name=_("学号或工号"), name_en="Number"),
    Column(key="kind", name=_("类型"), name_en="Kind"),
    Column(key="school", name=_("学校"), name_en="School", width=28),
    Column(key="unit", name=_("实习单位"), name_en="Unit", width=28),
    Column(key="post", name=_("岗位"), name_en="Post", width=20),
    Column(key="starts_on", name=_("起"), name_en="From", kind="date"),
    Column(key="ends_on", name=_("止"), name_en="Until", kind="date"),
    Column(key="state", name=_("状态"), name_en="State"),
    Column(key="stops", name=_("阻止项"), name_en="Blocking", kind="integer"),
    Column(key="warnings", name=_("提示项"), name_en="Warnings", kind="integer"),
    Column(key="rules", name=_("适用规则"), name_en="Rules", width=28),
)
