"""The columns of the spreadsheet of mandates, and what they say together."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from silian.consortia import public as consortia
from silian.kernel.exchange import Column, Problem, Row, Suggestion
from silian.organisations import public as organisations

from ..enums import Post
from ..models import GoverningBody, Mandate, Term
from ..queries.bodies import bodies, last_day

COLUMNS = (
    Column(
        key="body", name=_("机构"), name_en="Body", required=True, max_length=100,
        help=_("与“治理机构”页面上的名称一致"), help_en="As on the page of bodies",
        example="理事会", aliases=("治理机构", "机构名称"),
    ),
    Column(
        key="term", name=_("届次"), name_en="Term", kind="integer", required=True, minimum=1,
        maximum=999, help=_("第几届，先在机构页面设立"), help_en="Its number; open it first",
        example="1", aliases=("届",),
    ),
    Column(
        key="name", name=_("单位"), name_en="Organisation", required=True, max_length=200,
        help=_("正式成员单位的全称"), help_en="Full name of an active member",
        example="示例汽车零部件有限公司", aliases=("单位名称", "成员单位"), width=32,
    ),
    Column(
        key="post", name=_("职务"), name_en="Post", kind="choice", choices=Post, required=True,
        aliases=("席位",),
    ),
    Column(
        key="representative", name=_("代表"), name_en="Representative", max_length=50,
        private=True, aliases=("代表姓名", "姓名"),
    ),
    Column(
        key="representative_title", name=_("代表职务"), name_en="Representative's position",
        max_length=100, aliases=("代表职位",),
    ),
    Column(
        key="starts_on", name=_("起"), name_en="From", kind="date",
        help=_("不填则为本届开始的日期"), help_en="Empty: the term's first day",
        aliases=("任职日期", "开始日期"),
    ),
    Column(
        key="ends_on", name=_("止"), name_en="Until", kind="date",
        help=_("不填则到本届届满"), help_en="Empty: the term's last day",
        aliases=("届满日期", "结束日期"),
    ),
)  # fmt: skip


def body_of(row: Row) -> GoverningBody | None:
    """The body that a row names."""
    return bodies().filter(name=row.get("body", "")).first()


def term_of(row: Row) -> Term | None:
    """The term that a row names."""
    body = body_of(row)
    if body is None or not row.get("term"):
        return None
    return body.terms.filter(number=row["term"]).select_related("body").first()


def unit_of(row: Row) -> organisations.Match:
    """Which organisation of the registry a row means."""
    return organisations.match_organisation(row.get("name", ""), "")


def check(row: Row) -> Iterator[Problem]:
    """Body and term are there, the unit is a member without a post in it, the days are in it."""
    term = None
    if not {"body", "term"} & row.bad:
        term = term_of(row)
        yield from _check_term(row, term)
    if "name" not in row.bad:
        yield from _check_unit(row, term)
    if term is not None:
        yield from _check_days(row, term)


def _check_term(row: Row, term: Term | None) -> Iterator[Problem]:
    if body_of(row) is None:
        names = tuple(Suggestion(body.name, body.name) for body in bodies()[:8])
        yield Problem(
            "body", _("没有叫“%(name)s”的机构。") % {"name": row.get("body", "")},
            _("改为机构页面上的名称，或先建立这个机构。"), names,
        )  # fmt: skip
    elif term is None:
        yield Problem(
            "term", _("这个机构没有第 %(number)s 届。") % {"number": row.get("term", "")},
            _("先在机构页面设立这一届。"),
        )  # fmt: skip


def _check_unit(row: Row, term: Term | None) -> Iterator[Problem]:
    match = unit_of(row)
    if match.code is None or not match.exact:
        offered = tuple(Suggestion(name, name) for _ref, name in match.suggestions[:5])
        yield Problem(
            "name", _("单位库里没有“%(name)s”。") % {"name": row.get("name", "")},
            _("改为正式成员单位的全称。"), offered,
        )  # fmt: skip
        return
    unit = organisations.by_ref(match.code)
    if not consortia.is_active_member(unit.pk):
        yield Problem("name", _("它不是正式成员，不能任职。"), _("先办理入会，或去掉这一行。"))
    elif term is not None:
        held = Mandate.objects.filter(term=term, organisation_id=unit.pk, ended_on__isnull=True)
        mandate = held.first()
        if mandate is not None and mandate.post != row.get("post"):
            yield Problem(
                "post",
                _("它在这一届已任“%(post)s”。") % {"post": mandate.get_post_display()},
                _("先在机构页面登记离任，再导入新的职务。"),
            )


def _check_days(row: Row, term: Term) -> Iterator[Problem]:
    first, last = row.get("starts_on", term.starts_on), row.get("ends_on", last_day(term))
    span = {"first": term.starts_on, "last": last_day(term)}
    for key, day in (("starts_on", first), ("ends_on", last)):
        if key not in row.bad and not term.starts_on <= day <= last_day(term):
            yield Problem(
                key, _("不在这一届之内：%(first)s 至 %(last)s。") % span, _("改为这一届内的日期。")
            )
    if first > last:
        yield Problem("ends_on", _("届满日期早于任职日期。"), _("核对两个日期。"))
