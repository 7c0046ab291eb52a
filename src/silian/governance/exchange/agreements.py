"""The columns of the list of agreements as an export."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.kernel.exchange import Column

COLUMNS = (
    Column(key="number", name=_("编号"), name_en="Number"),
    Column(key="title", name=_("名称"), name_en="Title", width=40),
    Column(key="parties", name=_("协议各方"), name_en="Parties", kind="list", width=60),
    Column(key="state", name=_("状态"), name_en="State"),
    Column(key="turn", name=_("轮到谁"), name_en="Whose turn", width=48),
    Column(key="signed_on", name=_("签订日期"), name_en="Signed on", kind="date"),
    Column(key="starts_on", name=_("起"), name_en="From", kind="date"),
    Column(key="ends_on", name=_("止"), name_en="Until", kind="date"),
    Column(key="ended_reason", name=_("终止原因"), name_en="Reason of the end", width=40),
)
