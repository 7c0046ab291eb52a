"""The columns of a task book as a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from silian.consortia import public as consortia
from silian.kernel.exchange import Column, Problem, Row
from silian.organisations import public as organisations

from ..models import Task

MORE = "more"
GROUPS = {MORE: (_("更多"), "More")}
_CODE = re.compile(r"[0-9A-Za-z一-龥]+([.\-][0-9A-Za-z一-龥]+)*")
OFFERED = 5


@dataclass(frozen=True)
class Found:
    """What a name means; see `kernel.exchange.Match`."""

    code: str | None
    exact: bool
    suggestions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CentreLookup:
    """The centres, colleges and institutes of the consortium by name."""

    def resolve(self, text: str) -> Found:
        """The one of that name, else those whose names contain it."""
        rows = list(consortia.bodies().values_list("ref", "name"))
        exact = next((ref for ref, name in rows if name == text), None)
        near = [(ref, name) for ref, name in rows if text in name or name in text]
        return Found(exact, exact is not None, tuple((near or rows)[:OFFERED]))

    def options(self) -> Iterable[tuple[str, str]]:
        """Every centre, for the drop-down."""
        return list(consortia.bodies().values_list("ref", "name"))


@dataclass(frozen=True)
class OwnerLookup:
    """Units by name; the drop-down offers the members."""

    def resolve(self, text: str) -> organisations.Match:
        """As the registry knows it."""
        return organisations.OrganisationLookup().resolve(text)

    def options(self) -> Iterable[tuple[str, str]]:
        """The active members."""
        rows = consortia.active_members()
        return [(row.organisation.ref, row.organisation.name) for row in rows]


COLUMNS = (
    Column(
        key="code", name=_("编号"), name_en="No.", max_length=20, required=True, example="1.2",
        help=_("任务的编号，同一份计划里不重复"), help_en="Unique within the plan",
        aliases=("序号", "任务编号"),
    ),
    Column(
        key="parent", name=_("上级编号"), name_en="Parent no.", max_length=20, example="1",
        help=_("分项任务填上级任务的编号；最多三级"), help_en="For a part; three levels at most",
        aliases=("上级", "上级任务"),
    ),
    Column(
        key="title", name=_("任务"), name_en="Task", required=True, max_length=200, width=36,
        example="发布年度人才需求清单", aliases=("任务名称", "工作任务"),
    ),
    Column(
        key="owner", name=_("责任单位"), name_en="Owner", kind="code", lookup=OwnerLookup(),
        help=_("正式成员的名称；秘书处自己办的留空"),
        help_en="Name of an active member; empty for the secretariat",
        aliases=("牵头单位", "负责单位"), width=28,
    ),
    Column(
        key="centre", name=_("实体机构"), name_en="Centre", kind="code", lookup=CentreLookup(),
        aliases=("中心", "机构"), group=MORE,
    ),
    Column(
        key="target", name=_("目标值"), name_en="Target", kind="decimal", minimum=0,
        example="300", aliases=("指标值", "目标"),
    ),
    Column(
        key="target_unit", name=_("单位"), name_en="Unit", max_length=20, example="人",
        aliases=("计量单位",),
    ),
    Column(
        key="weight", name=_("权重"), name_en="Weight", kind="integer", minimum=1, maximum=1000,
        help=_("汇总进度时的份量，不填为 1"), help_en="In the roll-up; 1 where empty", group=MORE,
    ),
    Column(key="starts_on", name=_("开始"), name_en="Start", kind="date", aliases=("开始日期",)),
    Column(
        key="due_on", name=_("期限"), name_en="Due", kind="date",
        aliases=("截止日期", "完成时限", "完成时间"),
    ),
    Column(
        key="text", name=_("要求"), name_en="Requirement", max_length=2000, width=48, group=MORE,
        aliases=("任务要求", "说明", "佐证要求"),
    ),
)  # fmt: skip
RESULTS = (
    Column(key="source", name=_("来源"), name_en="Source"),
    Column(key="state", name=_("状态"), name_en="State"),
    Column(key="progress", name=_("进度（%）"), name_en="Progress (%)", kind="integer"),
    Column(key="value", name=_("完成值"), name_en="Achieved", kind="decimal"),
    Column(key="done_on", name=_("完成日期"), name_en="Done on", kind="date"),
    Column(key="late", name=_("是否逾期"), name_en="Late"),
)


def check(row: Row) -> Iterator[Problem]:
    """What columns say together: the number is free, the owner a member, the dates in order."""
    code = row.get("code", "")
    if code and "code" not in row.bad:
        if not _CODE.fullmatch(code):
            yield Problem("code", _("编号只用数字、字母、点和横线。"), _("例如 1.2。"))
        elif Task.objects.filter(plan__ref=row.options.get("plan"), code=code).exists():
            yield Problem(
                "code", _("计划里已有编号“%(code)s”的任务。") % {"code": code},
                _("换一个编号；要改已有的任务，请在任务页面改。"),
            )  # fmt: skip
    if row.get("parent") and row.get("parent") == code:
        yield Problem("parent", _("任务不能是自己的上级。"), _("填上级任务的编号，或留空。"))
    owner = row.get("owner")
    if owner and "owner" not in row.bad:
        members = consortia.active_members()
        if not members.filter(organisation__ref=owner).exists():
            yield Problem(
                "owner", _("这个单位不是本联合体的正式成员，不能承担任务。"),
                _("改为成员单位，或请秘书处先办理加入。"),
            )  # fmt: skip
    start, due = row.get("starts_on"), row.get("due_on")
    if start and due and due < start and not {"starts_on", "due_on"} & row.bad:
        yield Problem("due_on", _("期限早于开始日期。"), _("核对两个日期。"))
