"""The documents that a consortium is asked for: the catalogue, and how far each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..engine import drafting
from ..enums import CharterState, RegulationState
from ..models import Charter, Regulation

FOLDER = Path(__file__).parents[1] / "data" / "regulations"
LAST_REQUIRED = 17
"""Charter and sixteen regulations; what follows is asked for besides."""


@dataclass(frozen=True)
class Template:
    """A neutral draft with blanks, written for this product; it states no fact about anybody."""

    key: str
    number: int
    title: str
    purpose: str
    text: str

    @property
    def required(self) -> bool:
        """Whether it is one of the seventeen."""
        return self.number <= LAST_REQUIRED

    @property
    def blanks(self) -> int:
        """The blanks of the draft."""
        return drafting.blanks(self.text)


@dataclass(frozen=True)
class Entry:
    """A line of the checklist: the document, what there is of it, and its state in a word."""

    number: int
    key: str
    title: str
    purpose: str
    required: bool
    state: str
    label: object
    tone: str
    regulation: Regulation | None = None
    charter: Charter | None = None
    blanks: int = 0

    @property
    def is_done(self) -> bool:
        """Adopted, or for the charter in force."""
        return self.state in {"adopted", "in_force"}


NAMES = {
    "staff": _("专职人员管理办法"),
    "unit-assessment": _("内设机构考核办法"),
    "member-assessment": _("成员单位考核办法"),
    "finance": _("财务管理制度"),
    "technology": _("技术攻关与成果转化合作办法"),
    "supervision": _("监督评价实施办法"),
    "talent-exchange": _("校企高层次人才互兼互聘实施办法"),
    "procedure": _("议事规则"),
    "major-matters": _("重大事项议事规则"),
    "decision-process": _("决策机制与流程规范"),
    "steering-committee": _("指导委员会组建与运行规则"),
    "research-funding": _("教科研项目管理与经费配套办法"),
    "training-bases": _("实训基地共建共享实施细则"),
    "information": _("信息发布和共享管理办法"),
    "programs-industry": _("学校专业规划与产业协调联动方案"),
    "program-adjustment": _("专业动态调整实施办法"),
    "organisation-notice": _("组织机构设立文件"),
    "working-groups-notice": _("专项工作组成立通知"),
    "performance": _("绩效考核体系"),
    "quality": _("运营质量保障体系"),
    "summary-report": _("建设总结报告"),
}
MISSING: tuple[str, object, str] = ("missing", _("还没有"), "warning")
IN_DRAFT = (CharterState.DRAFT, CharterState.PROPOSED, CharterState.ADOPTED)


@cache
def templates() -> dict[str, Template]:
    """The templates by key, in the order of the catalogue."""
    found = {}
    for path in sorted(FOLDER.glob("*.md")):
        number, _dash, key = path.stem.partition("-")
        title, purpose, text = path.read_text(encoding="utf-8").split("\n", 2)
        found[key] = Template(
            key=key, number=int(number), title=title.removeprefix("# ").strip(),
            purpose=purpose.removeprefix("目的：").strip(), text=text.strip(),
        )  # fmt: skip
    return found


def title_of(key: str) -> str | Promise:
    """The name of a document of the catalogue in the language of the page."""
    return NAMES[key]


def checklist() -> list[Entry]:
    """The charter and every document of the catalogue, then what the consortium added itself."""
    held: dict[str, Regulation] = {}
    own: list[Regulation] = []
    for row in Regulation.objects.select_related("file"):
        if row.key in templates():
            # A repealed one does not count where there is a newer one.
            if row.key not in held or held[row.key].state == RegulationState.REPEALED:
                held[row.key] = row
        else:
            own.append(row)
    entries = [_charter_entry()]
    entries += [_entry(template, held.get(key)) for key, template in templates().items()]
    return entries + [_own(row, at) for at, row in enumerate(own, len(entries) + 1)]


def done(entries: list[Entry]) -> tuple[int, int]:
    """How many of the seventeen are done, and seventeen."""
    required = [entry for entry in entries if entry.required]
    return sum(entry.is_done for entry in required), len(required)


def _charter_entry() -> Entry:
    rows = list(Charter.objects.exclude(state__in=("superseded", "rejected")))
    row = next((row for row in rows if row.state == CharterState.IN_FORCE), None)
    row = row or (rows[0] if rows else None)
    state, label, tone = MISSING
    if row is not None:
        state, label = row.state, row.get_state_display()
        tone = "success" if state == CharterState.IN_FORCE else "info"
    return Entry(
        number=1, key="charter", title=str(_("章程")),
        purpose=str(_("联合体的名称、性质、任务、成员、机构、表决和终止。")),
        required=True, state=state, label=label, tone=tone, charter=row,
    )  # fmt: skip


def _entry(template: Template, row: Regulation | None) -> Entry:
    state, label, tone = MISSING if row is None else _state(row)
    return Entry(
        number=template.number, key=template.key, title=str(title_of(template.key)),
        purpose=template.purpose, required=template.required, state=state, label=label, tone=tone,
        regulation=row, blanks=drafting.blanks(row.text) if row else 0,
    )  # fmt: skip


def _own(row: Regulation, number: int) -> Entry:
    state, label, tone = _state(row)
    return Entry(
        number=number, key="", title=row.title, purpose="", required=False, state=state,
        label=label, tone=tone, regulation=row, blanks=drafting.blanks(row.text),
    )  # fmt: skip


def _state(row: Regulation) -> tuple[str, object, str]:
    tones = {RegulationState.DRAFT: "info", RegulationState.ADOPTED: "success",
             RegulationState.REPEALED: "muted"}  # fmt: skip
    return row.state, row.get_state_display(), tones[RegulationState(row.state)]
