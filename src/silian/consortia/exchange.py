"""The columns of the spreadsheet of members."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from silian.codes import public as codes
from silian.kernel.exchange import Column, Problem, Row, Suggestion
from silian.organisations import public as organisations

from .enums import MembershipState, Seat
from .models import Membership
from .queries.actors import today

MORE = "more"
CONTACT = "contact"
GROUPS = {MORE: (_("更多"), "More"), CONTACT: (_("联系人"), "Contact")}
_PHONE = re.compile(r"[+\d][\d\- ()转#*]{5,48}")


@dataclass(frozen=True)
class CodeLookup:
    """A code list as a column sees it."""

    list_key: str

    def resolve(self, text: str) -> Any:
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
        help=_("营业执照或事业单位法人证书上的全称"),
        help_en="The full name on the licence",
        example="示例汽车零部件有限公司",
        aliases=("单位", "成员单位", "名称", "企业名称", "学校名称"),
        width=32,
    ),
    Column(
        key="kind",
        name=_("单位类别"),
        name_en="Kind",
        kind="choice",
        choices=organisations.OrganisationKind,
        words=organisations.KIND_WORDS,
        help=_("单位库里没有的单位必须填写；也可写中职、高职、本科、协会、研究院、公司等"),
        help_en="Needed for a unit that the registry does not have; common words are understood",
        aliases=("类别", "单位类型", "类型"),
    ),
    Column(
        key="seat",
        name=_("席位"),
        name_en="Seat",
        kind="choice",
        choices=Seat,
        help=_("不填即为成员单位"),
        help_en="Empty means member",
        aliases=("职务", "理事会职务"),
    ),
    Column(
        key="joined_on",
        name=_("加入日期"),
        name_en="Joined on",
        kind="date",
        help=_("不填则不记日期"),
        help_en="Left empty where it is not known",
        aliases=("入会日期", "加入时间"),
    ),
    Column(
        key="uscc",
        name=_("统一社会信用代码"),
        name_en="Unified social credit code",
        max_length=30,
        help=_("18 位；有代码时按代码认单位"),
        help_en="18 characters; where given it identifies the unit",
        aliases=("信用代码", "统一信用代码", "USCC"),
        group=MORE,
        width=24,
    ),
    Column(
        key="short_name",
        name=_("简称"),
        name_en="Short name",
        max_length=100,
        group=MORE,
    ),
    Column(
        key="region",
        name=_("地区"),
        name_en="Region",
        kind="code",
        lookup=CodeLookup("regions"),
        help=_("省市县名称，例如 北京市朝阳区"),
        help_en="Province, city and county, like 北京市朝阳区",
        aliases=("所在地", "所在地区"),
        group=MORE,
    ),
    Column(
        key="industry",
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
        key="contact_name",
        name=_("联系人"),
        name_en="Contact",
        max_length=50,
        private=True,
        group=CONTACT,
    ),
    Column(
        key="contact_phone",
        name=_("联系电话"),
        name_en="Contact phone",
        max_length=50,
        private=True,
        aliases=("电话", "手机", "联系方式"),
        group=CONTACT,
    ),
    Column(key="note", name=_("备注"), name_en="Note", max_length=300, group=MORE, width=30),
)


def match_of(row: Row) -> organisations.Match:
    """Which organisation of the registry a row means."""
    return organisations.match_organisation(row.get("name", ""), row.get("uscc", ""))


def check(row: Row) -> Iterator[Problem]:
    """What columns say together: is the unit known, is it new and complete, is it a member."""
    if "name" in row.bad:
        return
    yield from _check_code(row)
    match = match_of(row)
    if match.code is not None and match.exact:
        yield from _check_known(row, match)
    else:
        yield from _check_new(row, match)
    if row.get("joined_on") and row["joined_on"] > today():
        yield Problem("joined_on", _("加入日期在今天之后。"), _("改为实际加入的日期，或留空。"))
    phone = row.get("contact_phone", "")
    if phone and not _PHONE.fullmatch(phone):
        yield Problem(
            "contact_phone", _("这不像电话号码。"), _("写手机号，或区号-号码。"),
            severity="warning",
        )  # fmt: skip


def _check_code(row: Row) -> Iterator[Problem]:
    code = row.get("uscc", "")
    if not code or "uscc" in row.bad:
        return
    fault = organisations.sentence_of(organisations.normal_uscc(code))
    if fault:
        yield Problem("uscc", fault, _("核对证照；没有代码就留空。"))


def _check_new(row: Row, match: organisations.Match) -> Iterator[Problem]:
    offered = tuple(Suggestion(name, name) for _ref, name in match.suggestions[:5])
    if not row.get("kind") and "kind" not in row.bad:
        yield Problem(
            "kind",
            _("单位库里没有“%(name)s”，登记新单位要写明类别。") % {"name": row["name"]},
            _("选择单位类别；如果是下面的单位，请改用它的名称。")
            if offered
            else _("选择单位类别。"),
        )
    if offered:
        yield Problem(
            "name",
            _("单位库里有名称相近的单位，这一行会登记成新单位。"),
            _("如果是同一单位，请改用它的名称。"),
            offered,
            severity="warning",
        )


def _check_known(row: Row, match: organisations.Match) -> Iterator[Problem]:
    unit = organisations.by_ref(match.code or "")
    if row.get("kind") and row["kind"] != unit.kind:
        yield Problem(
            "kind",
            _("单位库里它的类别是“%(kind)s”，以单位库为准。") % {"kind": unit.get_kind_display()},
            _("如单位库有误，请在单位库里修改。"),
            severity="warning",
        )
    held = Membership.objects.filter(organisation_id=unit.pk).first()
    if held is None:
        return
    if held.state == MembershipState.ACTIVE:
        if row.get("seat") and row["seat"] != held.seat:
            yield Problem(
                "seat",
                _("它已是成员，席位是“%(seat)s”；导入不改变席位。")
                % {"seat": held.get_seat_display()},
                _("席位变动请在成员页面办理，写明依据。"),
                severity="warning",
            )
        return
    yield Problem(
        "name",
        _("它在本联合体的状态是“%(state)s”，导入后成为正式成员。")
        % {"state": held.get_state_display()},
        _("如需走审核程序，请去掉这一行。"),
        severity="warning",
    )
