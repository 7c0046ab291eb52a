"""The thresholds of a charter as data: who must come, how many must agree, for how long.

A version of a charter keeps the plain form (`plain`); `read_rules` reads it back and says
everything that is wrong with it at once. `unreachable` finds what could never be met: a charter
that asks for it is refused before it is adopted, not when the first vote fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .presets import PRESETS, Preset
from .thresholds import Threshold, Unreadable

__all__ = [
    "BODIES", "ELECTIONS", "MATTERS", "PRESETS", "TIES", "BadRules", "BodyRules", "Preset",
    "Problem", "Rules", "plain", "read_rules", "unreachable",
]  # fmt: skip

MATTERS = ("ordinary", "charter", "dissolution", "personnel", "admission", "removal")
"""Kinds of decision; those without a majority of their own follow "ordinary"."""
BODIES = (
    "assembly", "council", "standing_council", "expert_committee", "steering_committee",
    "secretariat", "working_group", "joint_conference",
)  # fmt: skip
TIES = ("runoff", "lot", "fails")
ELECTIONS = ("plurality", "majority")
LONGEST_NOTICE, LONGEST_TERM, MOST = 365, 5, 100_000

Problem = tuple[str, str, str]
"""Where in the data (bodies.council.quorum), then what, in Chinese and in English."""


class BadRules(ValueError):
    """Rules that cannot be read; `problems` says everything that is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{path}: {zh} / {en}" for path, zh, en in problems))
        self.problems = problems


@dataclass(frozen=True)
class BodyRules:
    """The rules of one body. Days are calendar days, terms are years, weights are whole votes."""

    quorum: Threshold
    majorities: Mapping[str, Threshold]
    notice_days: int
    proxy_limit: int = 0
    """Mandates that one present unit may carry; 0: no proxies."""
    change_vote: bool = False
    tie: str = "runoff"
    term_years: int = 5
    seats_min: int | None = None
    seats_max: int | None = None
    weights: Mapping[str, int] = field(default_factory=dict)
    allow_write_in: bool = False
    election: str = "majority"
    """"majority": who is elected also needs the majority of "personnel"."""
    secret_matters: tuple[str, ...] = ()

    def majority(self, matter: str) -> Threshold:
        """What the matter needs; the ordinary majority where the charter gives no other."""
        return self.majorities.get(matter, self.majorities["ordinary"])

    def weight(self, post: str) -> int:
        """Votes of a unit that holds this post; 1 where the charter gives no other."""
        return self.weights.get(post, 1)


@dataclass(frozen=True)
class Rules:
    """The rules of a charter version, by the key of the body (`BODIES`)."""

    bodies: Mapping[str, BodyRules]


_BODY_KEYS = (
    "quorum", "majorities", "notice_days", "proxy_limit", "change_vote", "tie", "term_years",
    "seats_min", "seats_max", "weights", "allow_write_in", "election", "secret_matters",
)  # fmt: skip
_REQUIRED = ("quorum", "majorities", "notice_days", "term_years")


class _Reading:
    """Reads value by value and collects what is wrong, so that it is all said at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, path: str, zh: str, en: str) -> None:
        self.problems.append((path, zh, en))

    def mapping(self, data: Any, path: str, known: tuple[str, ...] | None) -> Mapping[str, Any]:
        if not isinstance(data, Mapping):
            self.wrong(path, "应为一组“名称：值”。", "Must be an object.")
            return {}
        for key in data:
            if not isinstance(key, str) or (known is not None and key not in known):
                self.wrong(_join(path, str(key)), "没有这样的项目。", "There is no such item.")
        return {k: v for k, v in data.items() if isinstance(k, str) and (not known or k in known)}

    def threshold(self, data: Any, path: str) -> Threshold | None:
        try:
            return Threshold.read(data)
        except Unreadable as error:
            self.wrong(path, error.problem_zh, error.problem_en)
            return None

    def number(self, data: Any, path: str, least: int) -> int:
        if type(data) is not int or not least <= data <= MOST:
            zh = f"应为 {least} 至 {MOST} 的整数。"
            self.wrong(path, zh, f"Must be a whole number from {least} to {MOST}.")
            return least
        return data

    def truth(self, data: Any, path: str) -> bool:
        if not isinstance(data, bool):
            self.wrong(path, "应为是或否（true、false）。", "Must be true or false.")
        return data is True

    def choice(self, data: Any, path: str, choices: tuple[str, ...]) -> str:
        if not isinstance(data, str) or data not in choices:
            names = ", ".join(choices)
            self.wrong(path, f"应为以下之一：{names}。", f"Must be one of {names}.")
            return choices[0]
        return data

    def body(self, data: Any, path: str) -> BodyRules | None:
        found = self.mapping(data, path, _BODY_KEYS)
        for key in _REQUIRED:
            if key not in found:
                self.wrong(_join(path, key), "必须写明。", "Must be given.")
        if any(key not in found for key in _REQUIRED):
            return None
        quorum = self.quorum(found["quorum"], _join(path, "quorum"))
        majorities = self.majorities(found["majorities"], _join(path, "majorities"))
        rest = dict(self._rest(found, path))
        if quorum is None or "ordinary" not in majorities:
            return None
        return BodyRules(quorum=quorum, majorities=majorities, **rest)

    def quorum(self, data: Any, path: str) -> Threshold | None:
        quorum = self.threshold(data, path)
        if quorum and quorum.of != "seats":
            self.wrong(path, "到会要求的基数只能是应到（seats）。", "A quorum is of the seats.")
        return quorum

    def majorities(self, data: Any, path: str) -> dict[str, Threshold]:
        given = self.mapping(data, path, MATTERS)
        if "ordinary" not in given:
            self.wrong(_join(path, "ordinary"), "必须写明。", "Must be given.")
        read = {key: self.threshold(value, _join(path, key)) for key, value in given.items()}
        return {key: value for key, value in read.items() if value is not None}

    def _rest(self, found: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
        for key, value in found.items():
            at = _join(path, key)
            if key in {"notice_days", "proxy_limit", "term_years"}:
                yield key, self.number(value, at, 0)
            elif key in {"seats_min", "seats_max"}:
                yield key, None if value is None else self.number(value, at, 1)
            elif key in {"change_vote", "allow_write_in"}:
                yield key, self.truth(value, at)
            elif key == "tie":
                yield key, self.choice(value, at, TIES)
            elif key == "election":
                yield key, self.choice(value, at, ELECTIONS)
            elif key == "weights":
                posts = self.mapping(value, at, None)
                yield key, {p: self.number(w, _join(at, p), 1) for p, w in posts.items()}
            elif key == "secret_matters":
                yield key, self.matters(value, at)

    def matters(self, data: Any, path: str) -> tuple[str, ...]:
        if not isinstance(data, list | tuple):
            self.wrong(path, "应为事项的列表。", "Must be a list of matters.")
            return ()
        read = [self.choice(item, f"{path}.{at}", MATTERS) for at, item in enumerate(data)]
        return tuple(sorted(set(read), key=MATTERS.index))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def read_rules(data: Any) -> Rules:
    """From the plain form; `BadRules` with every problem found. Unknown names are problems."""
    reading = _Reading()
    bodies = reading.mapping(reading.mapping(data, "", ("bodies",)).get("bodies"), "bodies", BODIES)
    if not bodies and not reading.problems:
        reading.wrong("bodies", "至少写明一个机构的规则。", "Give the rules of one body at least.")
    read = {key: reading.body(value, f"bodies.{key}") for key, value in bodies.items()}
    if reading.problems:
        raise BadRules(reading.problems)
    return Rules({key: read[key] for key in BODIES if read.get(key)})  # type: ignore[misc]


def plain(rules: Rules) -> dict[str, Any]:
    """What `read_rules` reads, complete and ready for JSON."""
    return {"bodies": {key: _plain_body(body) for key, body in rules.bodies.items()}}


def _plain_body(body: BodyRules) -> dict[str, Any]:
    data: dict[str, Any] = {key: getattr(body, key) for key in _BODY_KEYS}
    data["quorum"] = body.quorum.plain()
    data["majorities"] = {
        key: body.majorities[key].plain() for key in MATTERS if key in body.majorities
    }
    data["weights"] = dict(body.weights)
    data["secret_matters"] = list(body.secret_matters)
    return data


def unreachable(rules: Rules, seats: Mapping[str, int]) -> list[Problem]:
    """What can never be met, or makes one unit the whole meeting; empty if the charter may be
    adopted. `seats`: seats by body, as far as they are known.
    """
    found: list[Problem] = []
    for key, body in rules.bodies.items():
        path = f"bodies.{key}"
        found += _shares(body, path)
        found += _limits(body, path)
        found += _proxies(body, path, seats.get(key, 0))
    return found


def _shares(body: BodyRules, path: str) -> Iterator[Problem]:
    shares = {f"{path}.quorum": body.quorum}
    shares |= {f"{path}.majorities.{m}": share for m, share in body.majorities.items()}
    for at, share in shares.items():
        zh, en = share.words()
        if share.hopeless:
            yield at, f"“{zh}”永远无法达到，请调整。", f"“{en}” can never be met."
        elif share.fraction == 0 and not share.strict:
            yield (
                at,
                "比例为 0，任何人数都算达到，请调整。",
                "A share of 0 is met by nobody at all.",
            )


def _limits(body: BodyRules, path: str) -> Iterator[Problem]:
    if body.notice_days > LONGEST_NOTICE:
        yield (
            f"{path}.notice_days", f"通知期超过 {LONGEST_NOTICE} 天，会议将无法召开。",
            f"With more than {LONGEST_NOTICE} days' notice no meeting could be held.",
        )  # fmt: skip
    if not 1 <= body.term_years <= LONGEST_TERM:
        yield (
            f"{path}.term_years", f"每届任期应为 1 至 {LONGEST_TERM} 年。",
            f"A term is 1 to {LONGEST_TERM} years.",
        )  # fmt: skip
    if body.seats_min and body.seats_max and body.seats_min > body.seats_max:
        yield (
            f"{path}.seats_min", "最少席位多于最多席位。",
            "The fewest seats are more than the most.",
        )  # fmt: skip


def _proxies(body: BodyRules, path: str, seats: int) -> Iterator[Problem]:
    if not body.proxy_limit:
        return
    # As small as the body may ever be, where the charter says so.
    smallest = min(number for number in (seats, body.seats_min, MOST) if number)
    quorum = body.quorum.needed(smallest)
    if smallest > 1 and quorum is not None and 1 + body.proxy_limit >= quorum:
        yield (
            f"{path}.proxy_limit",
            f"应到 {smallest} 时，一个单位带 {body.proxy_limit} 份委托就能凑足到会数 {quorum}，"
            "请减少委托上限。",
            f"With {smallest} seats one unit carrying {body.proxy_limit} proxies would alone make "
            f"the quorum of {quorum}: lower the limit.",
        )
