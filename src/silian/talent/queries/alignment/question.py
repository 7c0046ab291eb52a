"""What is aligned with what: the lists, the grain of regions, and which codes count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.refusals import Invalid, Missing

from ...engine.periods import parse_period
from ...engine.regions import RegionGrain
from ...enums import ListKind
from ...models import Snapshot

LIVE = "live"


class Codes(StrEnum):
    """Which occupations of posts count: also those only suggested, or confirmed ones alone."""

    ALL = "all"
    CONFIRMED = "confirmed"

    @property
    def label(self) -> object:
        return _CODES[self]


_CODES = {
    Codes.ALL: gettext_lazy("已确认的和系统建议的"),
    Codes.CONFIRMED: gettext_lazy("只用已确认的"),
}
GRAINS = {
    RegionGrain.PREFECTURE: gettext_lazy("地级市"),
    RegionGrain.PROVINCE: gettext_lazy("省级"),
    RegionGrain.COUNTY: gettext_lazy("区县"),
    RegionGrain.WHOLE: gettext_lazy("不分地区"),
}


@dataclass(frozen=True)
class Question:
    """One alignment asked for, within one consortium. A list that is None is the live one.

    `period` narrows live lists to one period, "" takes every line that is valid today. A
    publication has its own period.
    """

    consortium_id: int
    demand: Snapshot | None = None
    supply: Snapshot | None = None
    period: str = ""
    grain: RegionGrain = RegionGrain.PREFECTURE
    codes: Codes = Codes.ALL

    @classmethod
    def read(cls, consortium_id: int, asked: Mapping[str, str]) -> Self:
        """From the parameters of an address; read inside the scope of the consortium.

        `lists` is "live", "3-2" (demand 3 beside supply 2, each also "live"), or "3": demand 3
        beside the publication that goes with it. Then `period`, `grain` and `codes`.
        Raises `Missing` for a publication that does not exist, `Invalid` for a word that means
        nothing: an old bookmark must not show other figures than those it was kept for.
        """
        first, dash, second = asked.get("lists", "").partition("-")
        demand = _publication(ListKind.DEMAND, first)
        supply = _publication(ListKind.SUPPLY, second)
        if demand and not dash:
            supply = partner(demand)
        return cls(
            consortium_id,
            demand=demand,
            supply=supply,
            period=_period(asked.get("period", "")),
            grain=_word(RegionGrain, asked.get("grain"), RegionGrain.PREFECTURE),
            codes=_word(Codes, asked.get("codes"), Codes.ALL),
        )

    @property
    def lists(self) -> str:
        """The lists as an address names them: the same publications for ever."""
        if self.demand is None and self.supply is None:
            return LIVE
        return "-".join(str(one.number) if one else LIVE for one in (self.demand, self.supply))

    @property
    def any_live(self) -> bool:
        """Whether a later edit can change the answer."""
        return self.demand is None or self.supply is None

    def list_of(self, kind: str) -> Snapshot | None:
        """The publication used for a list; None for the live one."""
        return self.demand if kind == ListKind.DEMAND else self.supply

    def parameters(self) -> dict[str, str]:
        """The same as parameters of an address; what is the default is left out."""
        plain = {
            "lists": self.lists,
            "period": self.period if self.any_live else "",
            "grain": self.grain.value,
            "codes": self.codes.value,
        }
        usual = {"lists": LIVE, "period": "", "grain": RegionGrain.PREFECTURE, "codes": Codes.ALL}
        return {key: value for key, value in plain.items() if value != usual[key]}


def _publication(kind: ListKind, text: str) -> Snapshot | None:
    if text in ("", LIVE):
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    found = Snapshot.objects.filter(kind=kind, number=number).first() if number else None
    if found is None:
        sentence = _("没有第 %(number)s 号%(kind)s发布。")
        raise Missing(sentence % {"number": text[:10], "kind": kind.label})
    return found


def _period(text: str) -> str:
    if text:
        try:
            parse_period(text)
        except ValueError as error:
            sentence = _("期次“%(text)s”认不出来。请写成 2026、2026H1、2026Q3 或 2026-05。")
            raise Invalid(sentence % {"text": text[:20]}) from error
    return text


def _word(words: Any, text: str | None, default: Any) -> Any:
    try:
        return words(text) if text else default
    except ValueError as error:
        raise Invalid(
            _("认不出“%(text)s”。可以写：%(words)s。")
            % {"text": str(text)[:20], "words": "、".join(words)}
        ) from error


def partner(snapshot: Snapshot) -> Snapshot | None:
    """The publication of the other list that goes with this one: the same period, the newest;
    None where the other list of that period was never published."""
    other = ListKind.SUPPLY if snapshot.kind == ListKind.DEMAND else ListKind.DEMAND
    rows = Snapshot.objects.filter(kind=other, period=snapshot.period)
    return rows.order_by("-number").first()
