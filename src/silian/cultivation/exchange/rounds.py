"""The spreadsheets of a round: posts, applicants with their scores, rankings, results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.kernel.exchange import Column, Problem, Row
from silian.organisations import public as organisations

from ..engine.rounds.conditions import (
    ConditionError,
    check_reserves,
    read_eligibility,
    read_reserves,
)
from ..enums import RoundKind
from ..models import Applicant, Instructor, PlacementRound, Post, Student
from ..queries.rounds_words import condition_sentence

MORE = "more"
POST_GROUPS = {MORE: (gettext_lazy("更多"), "More")}
_z = gettext_lazy  # short, for the many labels below
MOST_CHOICES = 10


@dataclass(frozen=True)
class UnitLookup:
    """Units by name; the drop-down offers the members."""

    def resolve(self, text: str) -> organisations.Match:
        """As the registry knows it."""
        return organisations.OrganisationLookup().resolve(text)

    def options(self) -> Iterable[tuple[str, str]]:
        """The active members."""
        return [(r.organisation.ref, r.organisation.name) for r in consortia.active_members()]


POST_COLUMNS = (
    Column(
        key="code", name=_z("岗位编号"), name_en="Post no.", max_length=20, required=True,
        example="G001", help=_z("同一次双选里不重复"), help_en="Unique within the round",
        aliases=("编号", "岗位代码"),
    ),
    Column(
        key="title", name=_z("岗位"), name_en="Post", required=True, max_length=100, width=28,
        example="车身焊装助理", aliases=("岗位名称", "名称"),
    ),
    Column(
        key="organisation", name=_z("提供单位"), name_en="Offered by", kind="code",
        lookup=UnitLookup(), required=True, width=28, aliases=("单位", "企业", "企业名称"),
    ),
    Column(
        key="capacity", name=_z("名额"), name_en="Places", kind="integer", minimum=1,
        required=True, example="10", aliases=("人数", "需求人数"),
    ),
    Column(
        key="minimum", name=_z("最低人数"), name_en="Minimum", kind="integer", minimum=0,
        example="3", help=_z("录取不足这个人数时岗位不开设；不填为 0"),
        help_en="The post closes below this number; 0 where empty",
    ),
    Column(
        key="eligibility", name=_z("报名条件"), name_en="Eligibility", max_length=1000, width=30,
        example="专业=汽车制造与试验技术；年龄>=18", help=_z("几个条件用分号隔开，须同时符合"),
        help_en="Several are parted by semicolons; all must hold", group=MORE,
    ),
    Column(
        key="reserves", name=_z("预留名额"), name_en="Reserved places", max_length=1000, width=30,
        example="学校=示例学校：2", help=_z("末尾加“！”为硬预留：没有人时空着"),
        help_en="With “!” at the end places stay empty without such a person", group=MORE,
    ),
    Column(
        key="pay", name=_z("月报酬（元）"), name_en="Monthly pay (CNY)", kind="decimal", minimum=0,
        example="3200", group=MORE,
    ),
    Column(
        key="text", name=_z("说明"), name_en="Description", max_length=2000, width=40, group=MORE,
        aliases=("岗位说明", "备注"),
    ),
)  # fmt: skip
SCORES = (
    ("grade", "成绩", "Grade"), ("written", "笔试", "Written"), ("interview", "面试", "Interview"),
    ("skill", "技能", "Skill"), ("bonus", "加分", "Bonus"),
)  # fmt: skip
APPLICANT_COLUMNS = (
    Column(
        key="number", name=_z("学号或工号"), name_en="Student or staff no.", max_length=40,
        required=True, example="20240101", aliases=("学号", "工号"),
    ),
    Column(
        key="organisation", name=_z("推荐单位"), name_en="Unit", kind="code", lookup=UnitLookup(),
        width=28, help=_z("本单位导入时留空"), help_en="Empty for one's own unit",
        aliases=("学校", "单位"),
    ),
    *(
        Column(key=key, name=_z(name), name_en=name_en, kind="decimal", places=4)
        for key, name, name_en in SCORES
    ),
    Column(
        key="more", name=_z("其他成绩和属性"), name_en="Other scores and attributes",
        max_length=1000, width=36, example="班级排名=3；退役军人=是",
        help=_z("名称=值，用分号隔开；可用在公式和条件里"),
        help_en="name=value, parted by semicolons; for formulas and conditions", group=MORE,
    ),
)  # fmt: skip
RANKING_COLUMNS = (
    APPLICANT_COLUMNS[0],
    APPLICANT_COLUMNS[1],
    *(
        Column(
            key=f"choice_{n}", name=f"志愿{n}", name_en=f"Choice {n}", max_length=20,
            required=n == 1, example=f"G00{n}" if n < 3 else "",
        )
        for n in range(1, MOST_CHOICES + 1)
    ),
)  # fmt: skip
POST_FIGURES = (
    Column(key="taken", name=_z("已录取"), name_en="Placed", kind="integer"),
    Column(key="cutoff", name=_z("录取线"), name_en="Cutoff"),
    Column(key="withdrawn", name=_z("撤回原因"), name_en="Withdrawn because"),
)
RESULT_COLUMNS = (
    Column(key="code", name=_z("参加者代号"), name_en="Code"),
    Column(key="number", name=_z("学号或工号"), name_en="Student or staff no."),
    Column(key="unit", name=_z("推荐单位"), name_en="Unit"),
    Column(key="score", name=_z("评分"), name_en="Score"),
    Column(key="revision", name=_z("填报次数"), name_en="Revisions", kind="integer"),
    Column(key="post", name=_z("岗位编号"), name_en="Post no."),
    Column(key="title", name=_z("岗位"), name_en="Post"),
    Column(key="rank", name=_z("志愿序"), name_en="Choice", kind="integer"),
    Column(key="state", name=_z("状态"), name_en="State"),
)


def check_post(row: Row) -> Iterator[Problem]:
    """The number is free, the minimum and the reserves fit, the conditions can be read."""
    code = row.get("code", "")
    if code and Post.objects.filter(round__ref=row.options.get("round"), code=code).exists():
        yield Problem(
            "code", _("这次双选里已有编号“%(code)s”的岗位。") % {"code": code},
            _("换一个编号；要改已有的岗位，请在岗位页面改。"),
        )  # fmt: skip
    unit, acting = row.get("organisation"), row.actor.organisation_id
    if unit and "organisation" not in row.bad:
        members = {r.organisation.ref: r.organisation_id for r in consortia.active_members()}
        if unit not in members:
            yield Problem("organisation", _("这个单位不是本联合体的正式成员，不能提供岗位。"),
                          _("改为成员单位，或请秘书处先办理加入。"))  # fmt: skip
        elif acting not in (None, members[unit]) and not _runs(row):
            yield Problem("organisation", _("只能为本单位提供岗位。"), _("填本单位的名称。"))
    capacity, minimum = row.get("capacity", 0), row.get("minimum", 0)
    if capacity and minimum > capacity and not {"capacity", "minimum"} & row.bad:
        yield Problem("minimum", _("最低人数不能大于名额。"), _("核对两个数。"))
    mend = _("照示例改写。")
    for key, read in (("eligibility", read_eligibility), ("reserves", read_reserves)):
        try:
            found = read(row.get(key, ""))
            if key == "reserves" and capacity:
                check_reserves(found, capacity)
        except ConditionError as error:
            yield Problem(key, condition_sentence(error), mend)


def _runs(row: Row) -> bool:
    found = PlacementRound.objects.filter(ref=row.options.get("round")).first()
    return found is not None and found.organisation_id == row.actor.organisation_id


def person_of(row: Row) -> Student | Instructor | None:
    """Who stands behind a row: by the number in the unit named, or in one's own."""
    found = PlacementRound.objects.filter(ref=row.options.get("round")).first()
    if found is None:
        return None
    model: Any = Student if found.kind == RoundKind.STUDENTS else Instructor
    rows = model.objects.filter(number=row.get("number", ""))
    if row.get("organisation"):
        rows = rows.filter(organisation__ref=row["organisation"])
    elif row.actor.organisation_id is not None:
        rows = rows.filter(organisation_id=row.actor.organisation_id)
    several = list(rows.select_related("organisation")[:2])
    return several[0] if len(several) == 1 else None


def read_more(text: str) -> dict[str, str]:
    """“名称=值；名称=值” as a mapping; `ConditionError` for a part without “=”."""
    found: dict[str, str] = {}
    for rule in read_eligibility(text):
        if "in" not in rule:
            raise ConditionError("line", text)
        found[rule["attribute"]] = "、".join(rule["in"])
    return found


def check_applicant(row: Row) -> Iterator[Problem]:
    """The person is known, alone by this number, and of the own unit; the rest can be read."""
    if "number" not in row.bad and row.get("number") and person_of(row) is None:
        yield Problem(
            "number", _("名册里没有这个学号或工号，或不止一人用它。"),
            _("先在“学生”里导入名册；几所学校有同一学号时，填推荐单位。"),
        )  # fmt: skip
    try:
        read_more(row.get("more", ""))
    except ConditionError:
        yield Problem("more", _("这一格读不懂。"), _("写“名称=值”，用分号隔开。"))


def check_ranking(row: Row) -> Iterator[Problem]:
    """The person takes part, the posts are there, none twice, no choice left out."""
    if "number" not in row.bad and row.get("number"):
        person = person_of(row)
        asked = {"round__ref": row.options.get("round")}
        side = "student" if isinstance(person, Student) else "instructor"
        if person is None or not Applicant.objects.filter(**asked, **{side: person}).exists():
            yield Problem("number", _("这个人不在这次双选的参加者里。"), _("先把他加为参加者。"))
    codes = set(
        Post.objects.filter(
            round__ref=row.options.get("round"), withdrawn_at__isnull=True
        ).values_list("code", flat=True)
    )  # fmt: skip
    seen: set[str] = set()
    ended = False
    for n in range(1, MOST_CHOICES + 1):
        key = f"choice_{n}"
        code = row.get(key, "")
        if not code:
            ended = True
            continue
        if ended:
            yield Problem(key, _("前面的志愿空着。"), _("志愿从 1 起连续填写。"))
        if code not in codes:
            said = _("没有编号为“%(code)s”的岗位。") % {"code": code}
            yield Problem(key, said, _("核对岗位表。"))
        elif code in seen:
            yield Problem(key, _("岗位“%(code)s”填了两次。") % {"code": code}, _("删去一个。"))
        seen.add(code)
