"""One request about the alignment: what it asks, the answer, and the addresses around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.refusals import Invalid, Missing

from ..engine.levels import Level
from ..enums import ListKind, ProgramEducation
from ..queries.alignment.answer import Answer, answer, snapshots_here
from ..queries.alignment.cells import CellRow
from ..queries.alignment.heat import Shown
from ..queries.alignment.intake import EDUCATION_OF, LEVELS
from ..queries.alignment.question import GRAINS, LIVE, Codes, Question
from ..queries.alignment.sources import lists_words
from ..queries.responses import periods
from .tables import url

TOPS = (15, 30, 60)
OFFERED = 20
"""Publications in the choice of lists; older ones have their address."""
SHOWN_LABELS = {
    Shown.GAP: gettext_lazy("缺口人数"),
    Shown.DEVIATION: gettext_lazy("结构偏离"),
}


@dataclass(frozen=True)
class Desk:
    """The question of a request, with what only pages need: level, metric and size."""

    request: Any
    question: Question
    level: int | None
    shown: Shown
    top: int

    @classmethod
    def of(cls, request: Any) -> Self:
        """From the address; `Missing` or `Invalid` for what it cannot mean."""
        asked = request.GET
        try:
            question = Question.read(request.consortium.pk, asked)
            shown = Shown(asked.get("shown") or Shown.GAP)
        except (Invalid, ValueError) as error:
            raise Missing() from error
        top = asked.get("top", "")
        return cls(
            request,
            question,
            level_of(asked.get("level", "")),
            shown,
            int(top) if top in {str(n) for n in TOPS} else TOPS[0],
        )

    @cached_property
    def answer(self) -> Answer:
        """The alignment, remembered or made now."""
        return answer(self.question)

    def parameters(self, **changes: str) -> dict[str, str]:
        """What the address of another view of the same question carries."""
        kept = self.question.parameters()
        if self.level is not None:
            kept["level"] = EDUCATION_OF[self.level]
        if self.shown is not Shown.GAP:
            kept["shown"] = self.shown.value
        if self.top != TOPS[0]:
            kept["top"] = str(self.top)
        return {key: value for key, value in (kept | changes).items() if value}

    def url(self, name: str, query: dict[str, str] | None = None, **kwargs: Any) -> str:
        """A page of the alignment with the same question."""
        found = urlencode(self.parameters(**(query or {})))
        return url(self.request, name, **kwargs) + (f"?{found}" if found else "")

    def cell_url(self, region: int, program: str, level: int) -> str:
        """The page of a cell."""
        return self.url(
            "alignment_cell",
            region=f"{region:06d}",
            program=program,
            level=EDUCATION_OF[level],
        )

    def rows_url(self, kind: str, row: CellRow | None = None, region: int | None = None) -> str:
        """The rows behind everything, behind a region, or behind a cell."""
        query: dict[str, str] = {}
        if row is not None:
            query = {
                "at": f"{row.region:06d}", "program": row.program, "of": EDUCATION_OF[row.level],
            }  # fmt: skip
        elif region is not None:
            query = {"at": f"{region:06d}"}
        return self.url("alignment_rows", query, kind=kind)

    def formula_url(self, key: str) -> str:
        """The 口径 page of a formula."""
        return url(self.request, "formula", key=key)

    def controls(self, *without: str) -> dict[str, Any]:
        """What `ui/filter.html` reads for the bar on top."""
        form = self._form()
        for name in without:
            del form.fields[name]
        own = {*form.fields, "page"}
        fields = list(form)
        return {
            "fields": fields,
            "keep": [(k, v) for k, vs in self.request.GET.lists() for v in vs if k not in own],
            "active": [],
        }

    def _form(self) -> forms.Form:
        form = forms.Form(auto_id="ask-%s")
        asked = self.question.parameters()
        form.fields["lists"] = _select(_("清单"), self._lists(), self.question.lists)
        choices = self._periods()
        if choices:
            form.fields["period"] = _select(_("期次"), choices, asked.get("period", ""))
        form.fields["grain"] = _select(_("地区粒度"), list(GRAINS.items()), self.question.grain)
        levels = [("", _("全部层次")), *ProgramEducation.choices]
        form.fields["level"] = _select(_("层次"), levels, self._level_name())
        form.fields["codes"] = _select(
            _("岗位的职业编码"), [(one, one.label) for one in Codes], self.question.codes
        )
        return form

    def _level_name(self) -> str:
        return "" if self.level is None else EDUCATION_OF[self.level]

    def _lists(self) -> list[tuple[str, str]]:
        """The live lists, and each publication of the demand with the supply beside it."""
        here = snapshots_here()
        newest: dict[str, Any] = {}
        for snapshot in here[ListKind.SUPPLY]:
            newest.setdefault(snapshot.period, snapshot)
        offered = [
            Question(self.question.consortium_id, demand=demand, supply=newest.get(demand.period))
            for demand in here[ListKind.DEMAND][:OFFERED]
        ]
        if self.question.lists not in {LIVE, *(one.lists for one in offered)}:
            offered.insert(0, self.question)
        return [(LIVE, _("实时清单")), *((one.lists, lists_words(one)) for one in offered)]

    def _periods(self) -> list[tuple[str, str]]:
        """The periods of the live lists; none to choose where there is one or nothing is live."""
        if not self.question.any_live:
            return []
        found = sorted({p for kind in ListKind for p in periods(kind)}, reverse=True)
        if len(found) < 2 and not self.question.period:
            return []
        return [("", _("全部有效期次")), *((p, p) for p in found)]


def level_of(name: str) -> int | None:
    """A level by its name in an address; None for "" ; `Missing` for what is no level."""
    if not name:
        return None
    level = LEVELS.get(name)
    if level is None or level == Level.ANY:
        raise Missing()
    return int(level)


def _select(label: str, choices: Any, value: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=str(value), required=False)
