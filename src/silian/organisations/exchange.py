"""The columns of the spreadsheet of organisations, and what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from silian.codes import public as codes
from silian.kernel.exchange import Column, Problem, Row, Suggestion

from .engine import uscc
from .engine.kind_words import KIND_WORDS
from .engine.names import plain_key
from .enums import EnterpriseSize, OrganisationKind
from .queries.index import index
from .queries.sentences import sentence_of

MORE = "more"
GROUPS = {MORE: (_("更多"), "More")}


@dataclass(frozen=True)
class CodeLookup:
    """A code list as a column sees it."""

    list_key: str

    def resolve(self, text: str) -> codes.Match:
        """By code, by name, or by both together."""
        return codes.resolve(self.list_key, text)

    def options(self) -> Iterable[tuple[str, str]]:
        """Every entry, for the drop-down."""
        return codes.options(self.list_key)


COLUMNS = (
    Column(
        key="name",
        name=_("单位名称"),
        name_en="Organisation",
        required=True,
        max_length=200,
        help=_("营业执照或法人证书上的全称"),
        help_en="The full name on the licence",
        example="示例汽车零部件有限公司",
        aliases=("名称", "单位", "企业名称", "学校名称", "机构名称"),
        width=32,
    ),
    Column(
        key="kind",
        name=_("单位类别"),
        name_en="Kind",
        kind="choice",
        choices=OrganisationKind,
        words=KIND_WORDS,
        required=True,
        example="企业",
        aliases=("类别", "单位类型", "类型"),
    ),
    Column(
        key="uscc",
        name=_("统一社会信用代码"),
        name_en="Unified social credit code",
        max_length=30,
        help=_("18 位；没有就留空"),
        help_en="18 characters; leave empty where there is none",
        aliases=("信用代码", "统一信用代码", "USCC"),
        width=24,
    ),
    Column(
        key="region_id",
        name=_("地区"),
        name_en="Region",
        kind="code",
        lookup=CodeLookup("regions"),
        help=_("省市县名称或代码，如 珠海市、440400"),
        help_en="Name or code of province, city or county",
        aliases=("所在地", "所在地区"),
    ),
    Column(
        key="industry_id",
        name=_("行业"),
        name_en="Industry",
        kind="code",
        lookup=CodeLookup("industries"),
        strict=False,
        help=_("国民经济行业分类的名称或代码"),
        help_en="Name or code of GB/T 4754",
        aliases=("所属行业",),
        group=MORE,
    ),
    Column(
        key="size",
        name=_("企业规模"),
        name_en="Size",
        kind="choice",
        choices=EnterpriseSize,
        help=_("只用于企业"),
        help_en="For enterprises only",
        aliases=("规模",),
        group=MORE,
    ),
    Column(key="short_name", name=_("简称"), name_en="Short name", max_length=100, group=MORE),
    Column(key="name_en", name=_("英文名称"), name_en="English name", max_length=300, group=MORE),
    Column(
        key="school_code",
        name=_("学校标识码"),
        name_en="School code",
        max_length=10,
        help=_("教育部的 10 位标识码"),
        help_en="The ministry's ten digits",
        group=MORE,
    ),
    Column(
        key="website",
        name=_("网站"),
        name_en="Website",
        max_length=300,
        example="https://www.example.org",
        group=MORE,
    ),
    Column(key="address", name=_("地址"), name_en="Address", max_length=300, group=MORE),
    Column(
        key="source",
        name=_("来源"),
        name_en="Source",
        max_length=200,
        help=_("资料从哪里来"),
        help_en="Where the data come from",
        group=MORE,
    ),
)


def check(row: Row) -> Iterator[Problem]:
    """What columns say together, and whether a code belongs to somebody already."""
    for key in ("uscc", "school_code"):
        if row.get(key) and key not in row.bad:
            yield from _check_code(row, key)
    if row.get("size") and row.get("kind") and row["kind"] != OrganisationKind.ENTERPRISE:
        yield Problem("size", _("规模只用于企业。"), _("留空，或改正单位类别。"))
    website = row.get("website", "")
    if website and not website.lower().startswith(("http://", "https://")):
        yield Problem("website", _("网址应以 http:// 或 https:// 开头。"), _("补上开头，或留空。"))
    if row.get("name") and not plain_key(row["name"]):
        yield Problem("name", _("名称里没有文字。"), _("填写单位全称。"))


def _check_code(row: Row, key: str) -> Iterator[Problem]:
    code = uscc.normal(row[key])
    if key == "uscc" and (sentence := sentence_of(code)):
        mended = uscc.suggestion(code)
        offers = (Suggestion(mended, mended),) if mended else ()
        yield Problem(key, sentence, _("对照证照改正；没有代码就留空。"), offers)
        return
    if key == "school_code" and not (len(code) == 10 and code.isdigit()):
        yield Problem(key, _("学校标识码应为 10 位数字。"), _("改正，或留空。"))
        return
    holder = index().of_code(code)
    if holder is not None and plain_key(holder.name) != plain_key(row.get("name", "")):
        yield Problem(
            key,
            _("这个代码已登记为“%(name)s”。") % {"name": holder.name},
            _("核对代码；如是同一单位，把名称改成它，这一行就不再新增。"),
            (Suggestion("", str(_("留空代码"))),),
        )
