"""Counting an election: candidates, seats, none of the above, write-ins, ties, lots.

A slip is `{"marks": [candidates], "write_in": [names], "none": bool}`, each part optional.
Rules read in several election rules (选举办法): more names than seats make a slip void; who
abstains cannot write in another name; 等额 is as many candidates as seats, 差额 is more.

Elected are the most marked, up to the seats, if they have a vote at all, more than "none of
the above" where that is asked, and, by `majority`, the share that the charter demands.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .election_words import sentences
from .motion import weight_of
from .outcome import Inconsistent, is_quorate, whole
from .rules import ELECTIONS, TIES, BodyRules
from .thresholds import BASES, Threshold


@dataclass(frozen=True)
class Question:
    """What is asked. `max_marks` 0 stands for as many as there are seats."""

    candidates: tuple[str, ...]
    seats: int
    max_marks: int = 0
    none_of_above: bool = False
    write_in: bool = False
    method: str = "plurality"
    majority: Threshold | None = None
    tie: str = "runoff"

    def __post_init__(self) -> None:
        if self.max_marks == 0:
            object.__setattr__(self, "max_marks", self.seats)

    @property
    def contested(self) -> bool:
        """差额: more candidates than seats; else 等额."""
        return len(self.candidates) > self.seats


@dataclass(frozen=True)
class Poll:
    """Where it is asked: who is entitled, who is there, and the paper, as far as it matters.

    `seats` and `quorum` are given together; without them the quorum is not judged here.
    """

    present: int
    seats: int | None = None
    quorum: Threshold | None = None
    issued: int | None = None
    returned: int | None = None

    def __post_init__(self) -> None:
        whole(self.present, "实到", "present")
        for value, zh, en in (
            (self.seats, "应到", "seats"),
            (self.issued, "发出", "issued"),
            (self.returned, "收回", "returned"),
        ):
            if value is not None:
                whole(value, zh, en)
        if (self.issued is None) != (self.returned is None):
            raise Inconsistent(
                "发出和收回的票数要么都填，要么都不填。",
                "Give both the ballots issued and the ballots returned, or neither.",
            )
        if self.seats is None and self.quorum is not None:
            raise Inconsistent("没有应到数，无法判断到会人数。", "A quorum needs the seats.")
        if self.seats is not None and self.present > self.seats:
            raise Inconsistent(
                f"实到 {self.present} 多于应到 {self.seats}，请核对。",
                f"{self.present} present of {self.seats} seats: check the numbers.",
            )

    @property
    def quorate(self) -> bool:
        """Whether enough are present; `True` where no quorum is judged."""
        return self.quorum is None or is_quorate(self.seats or 0, self.present, self.quorum)

    @property
    def valid(self) -> bool:
        """Whether no more ballots came back than were given out."""
        return self.issued is None or self.returned is None or self.returned <= self.issued


@dataclass(frozen=True)
class Result:
    """The count and what follows from it.

    `counts` has every candidate, `write_ins` every written name; `valid_slips` counts the slips
    that say something, `cast` adds the abstentions. `elected` stands in the order of votes.
    `tied`: equal across the last seat. `runoff`: they go to another round. `open_seats`: seats
    that nobody won. `needed`: the votes that `majority` asks, of `base`.
    """

    counts: Mapping[str, int]
    write_ins: Mapping[str, int]
    none: int
    abstain: int
    invalid: int
    valid_slips: int
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    lot_order: tuple[str, ...]
    runoff: bool
    open_seats: int
    needed: int | None
    base: int | None
    quorate: bool
    valid: bool
    sentence: str = field(default="", compare=False)
    sentence_en: str = field(default="", compare=False)

    @property
    def cast(self) -> int:
        """Slips with a choice and abstentions."""
        return self.valid_slips + self.abstain


def asked(
    rules: BodyRules, candidates: Iterable[str], seats: int, *, none_of_above: bool = True
) -> Question:
    """The question as a charter puts it: its method, majority, tie rule and write-ins."""
    majority = rules.majority("personnel") if rules.election == "majority" else None
    return Question(
        tuple(candidates), seats, seats, none_of_above, rules.allow_write_in, rules.election,
        majority, rules.tie,
    )  # fmt: skip


def unfit(question: Question) -> list[tuple[str, str]]:
    """Why the question cannot be put, as sentences in Chinese and English; empty if it can."""
    found = []
    names, seats = question.candidates, question.seats
    if type(seats) is not int or seats < 1:
        return [("应选席位至少为 1。", "There must be at least one seat.")]
    if not names and not question.write_in:
        found.append(("还没有候选单位。", "There are no candidates."))
    elif seats > len(names) and not question.write_in:
        found.append((
            f"应选 {seats} 席，候选单位只有 {len(names)} 个；请增加候选单位或减少席位。",
            f"{seats} seats but only {len(names)} candidates: add candidates or lower the seats.",
        ))  # fmt: skip
    if len(set(names)) < len(names):
        found.append(("候选名单中有重复。", "A candidate is listed twice."))
    if any(not isinstance(name, str) or not name.strip() for name in names):
        found.append(("候选名单中有空行。", "A candidate has no name."))
    if type(question.max_marks) is not int or not 1 <= question.max_marks <= seats:
        found.append((
            f"每票最多可选的数目应为 1 至 {seats}。", f"A slip may hold 1 to {seats} marks.",
        ))  # fmt: skip
    if question.tie not in TIES:
        found.append(("没有这样的同票规则。", "There is no such rule for ties."))
    return found + _unfit_method(question)


def _unfit_method(question: Question) -> list[tuple[str, str]]:
    if question.method not in ELECTIONS:
        return [("没有这样的选举办法。", "There is no such method.")]
    if question.method == "plurality":
        return []
    if question.majority is None or question.majority.of not in BASES:
        return [("按过半数当选时，应写明所需比例。", "Election by majority needs a threshold.")]
    if question.majority.hopeless:
        zh, en = question.majority.words()
        return [(f"“{zh}”永远无法达到。", f"“{en}” can never be met.")]
    return []


def commitment(seed: str) -> str:
    """What is published before the vote, so that nobody can choose the seed after it."""
    return hashlib.sha256(seed.encode(errors="surrogatepass")).hexdigest()


def lot(seed: str, names: Iterable[str]) -> tuple[str, ...]:
    """The order of a lot: by SHA-256 of seed, line feed, name. Anybody can repeat it."""
    return tuple(sorted(names, key=lambda name: commitment(f"{seed}\n{name}")))


def judge(question: Question, slip: Any) -> str:
    """ "vote", "none", "abstain" or "invalid"."""
    if not isinstance(slip, Mapping):
        return "invalid"
    marks, written = slip.get("marks", []), slip.get("write_in", [])
    none, abstain = slip.get("none", False), slip.get("abstain", False)
    if not (_names(marks) and _names(written) and _truth(none) and _truth(abstain)):
        return "invalid"
    names = [*marks, *written]
    if (
        len(names) > question.max_marks
        or len(set(names)) < len(names)
        or any(mark not in question.candidates for mark in marks)
        or any(name in question.candidates for name in written)
        or (written and not question.write_in)
        or (none and not question.none_of_above)
        or bool(names) + none + abstain > 1
    ):
        return "invalid"
    return "none" if none else "vote" if names else "abstain"


def _truth(value: Any) -> bool:
    return value is True or value is False


def _names(value: Any) -> bool:
    """Whether it is a list of names, each without spaces round it, none empty."""
    return isinstance(value, list | tuple) and all(
        isinstance(name, str) and name and name == name.strip() for name in value
    )


def count_election(
    question: Question,
    slips: Iterable[Mapping[str, Any]],
    present: int,
    seed: str = "",
    *,
    poll: Poll | None = None,
    names: Mapping[str, str] | None = None,
) -> Result:
    """The result; the order of the slips does not matter.

    `poll` brings seats, quorum and paper ballots; `names` what the sentence calls the
    candidates. A lot without a seed is left open. `Inconsistent`: more votes than are present,
    or a majority of the seats without their number.
    """
    poll = poll or Poll(present)
    marks: Counter[str] = Counter(dict.fromkeys(question.candidates, 0))
    written: Counter[str] = Counter()
    kinds = Counter({"vote": 0, "none": 0, "abstain": 0, "invalid": 0})
    for slip in slips:
        kind, weight = judge(question, slip), weight_of(slip)
        kinds[kind] += weight
        if kind == "vote":
            marks.update(dict.fromkeys(slip.get("marks", []), weight))
            written.update(dict.fromkeys(slip.get("write_in", []), weight))
    if poll.valid and kinds.total() > present:
        raise Inconsistent(
            f"共有 {kinds.total()} 票，多于实到 {present}，请核对。",
            f"{kinds.total()} votes of {present} present: check the numbers.",
        )
    base = _base(question, poll, kinds)
    won = _winners(question, marks + written, kinds["none"], base, poll, seed)
    elected, tied, order = won
    needed = None
    if question.majority is not None and base is not None:
        needed = question.majority.smallest(base)
    result = Result(
        dict(marks), dict(sorted(written.items())), kinds["none"], kinds["abstain"],
        kinds["invalid"], kinds["vote"] + kinds["none"], elected, tied, order,
        bool(tied) and question.tie == "runoff", question.seats - len(elected), needed, base,
        poll.quorate, poll.valid,
    )  # fmt: skip
    return sentences(question, poll, result, names or {})


def _base(question: Question, poll: Poll, kinds: Counter[str]) -> int | None:
    """What the majority is taken of; `None` without one."""
    if question.method != "majority" or question.majority is None:
        return None
    if question.majority.of == "seats":
        if poll.seats is None:
            raise Inconsistent("没有应到数，无法计算。", "The majority needs the seats.")
        return poll.seats
    said = kinds["vote"] + kinds["none"]
    return {"present": poll.present, "cast": said + kinds["abstain"], "yes_no": said}[
        question.majority.of
    ]


def _winners(
    question: Question, votes: Counter[str], none: int, base: int | None, poll: Poll, seed: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Elected, tied across the last seat, and the order of the lot where one was drawn."""
    if not (poll.quorate and poll.valid):
        return (), (), ()
    fit = [
        name
        for name, count in votes.items()
        if count > (none if question.none_of_above else 0)
        and (base is None or question.majority is None or question.majority.met(count, base))
    ]
    ranked = sorted(fit, key=lambda name: (-votes[name], name))
    seats = question.seats
    if len(ranked) <= seats or votes[ranked[seats - 1]] != votes[ranked[seats]]:
        return tuple(ranked[:seats]), (), ()
    level = votes[ranked[seats]]
    sure = tuple(name for name in ranked if votes[name] > level)
    tied = tuple(name for name in ranked if votes[name] == level)
    if question.tie != "lot" or not seed:
        return sure, tied, ()
    order = lot(seed, tied)
    return sure + order[: seats - len(sure)], tied, order
