"""The list of the registry."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from silian.codes import public as codes
from silian.kernel.access import may
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ..enums import OrganisationKind
from ..models import Organisation
from ..permissions import OrganisationPermission as P
from ..queries.registry import registry, sources


def url_of(organisation: Organisation) -> str:
    """The page of an organisation."""
    return reverse("organisations:organisation_detail", kwargs={"ref": organisation.ref})


def in_province(rows: Any, code: str) -> Any:
    """Those in a province: region codes begin with its two digits."""
    return rows.filter(region__code__gte=code, region__code__lt=f"{int(code[:2]) + 1:02d}0000")


def registry_table(request: HttpRequest) -> Table:
    """Every organisation, by kind, province and source, found by name or code."""
    provinces = codes.options("regions", codes.RegionLevel.PROVINCE)
    return Table(
        request,
        registry(),
        columns=[
            Column("name", _("名称"), value=marked_name, sort="name", url=url_of, wide=True),
            Column(
                "kind", _("类别"), value="get_kind_display", sort="kind", badge=lambda row: "info"
            ),
            Column("region", _("所在地"), value="region.name", sort="region"),
            Column("industry", _("所属行业"), value="industry.name"),
            Column("uscc", _("统一社会信用代码"), nowrap=True),
        ],
        empty=Empty(
            _("单位库还是空的"),
            _("运行 silian organisation load-universities 建立高校，或登记第一个单位。"),
            _("登记单位"),
            reverse("organisations:organisation_register"),
            "building",
        ),
        search=("name", "short_name", "name_en", "uscc", "school_code"),
        search_hint=_("名称、简称、代码"),
        filters=[
            Choice("kind", _("类别"), OrganisationKind.choices),
            Choice("province", _("省份"), provinces, apply=in_province),
            Choice("source", _("来源"), [(name, name) for name in sources()]),
        ],
        title=_("单位"),
        order="name",
        tools=_tools(request),
        exports=[
            ("XLSX", reverse("organisations:organisation_export") + "?format=xlsx"),
            ("CSV", reverse("organisations:organisation_export") + "?format=csv"),
        ],
    )


def marked_name(row: Organisation) -> str:
    """The name in the reader's language, with a mark on what was generated for the demo."""
    return row.title + (gettext("（演示）") if row.is_demo else "")


def _tools(request: Any) -> list[Tool]:
    tools = []
    if may(request.actor, P.ORGANISATION_MERGE):
        url = reverse("organisations:duplicate_list")
        tools.append(Tool(_("可能重复"), url, "git-merge"))
    if may(request.actor, P.ORGANISATION_REGISTER):
        url = reverse("organisations:organisation_import")
        tools.append(Tool(_("导入表格"), url, "upload"))
        url = reverse("organisations:organisation_register")
        tools.append(Tool(_("登记单位"), url, "plus", primary=True))
    return tools
