"""Whether a motion is carried: quorum, validity, majority, and the sentence that says so.

Counts may be units or, where the charter weights votes, sums of weights; the rule is the same:
quorate if `present` meets the quorum of `seats`; void if more ballots came back than were given
out; carried if quorate, valid and `yes` meets the majority of its base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from .thresholds import Threshold, Unreadable

LARGEST = 1_000_000_000
"""No count is larger; more is a slip of the pen, not an assembly."""
NAMES = {
    "seats": ("应到", "seats"),
    "present": ("实到", "present"),
    "yes": ("同意", "yes"),
    "no": ("反对", "no"),
    "abstain": ("弃权", "abstain"),
    "invalid": ("无效", "invalid"),
    "issued": ("发出", "issued"),
    "returned": ("收回", "returned"),
}


class Inconsistent(ValueError):
    """Counts that cannot all be true: one sentence in each language."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


def whole(value: Any, zh: str, en: str) -> int:
    """The value if it is a whole number of at least 0 (not `True`); else `Inconsistent`."""
    if type(value) is not int or value < 0:
        raise Inconsistent(
            f"{zh}应为不小于 0 的整数。", f"{en} must be a whole number of at least 0."
        )
    if value > LARGEST:
        raise Inconsistent(f"{zh}过大。", f"{en} is too large.")
    return value


@dataclass(frozen=True)
class Counts:
    """What was counted. `issued` and `returned` (ballots on paper) are given both or neither.

    `invalid` ballots came back and are not cast. `Inconsistent` if the numbers exclude each other.
    """

    seats: int
    present: int
    yes: int
    no: int
    abstain: int
    invalid: int = 0
    issued: int | None = None
    returned: int | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None and field.name in {"issued", "returned"}:
                continue
            whole(value, *NAMES[field.name])
        if (self.issued is None) != (self.returned is None):
            raise Inconsistent(
                "发出和收回的票数要么都填，要么都不填。",
                "Give both the ballots issued and the ballots returned, or neither.",
            )
        if self.present > self.seats:
            raise Inconsistent(
                f"实到 {self.present} 多于应到 {self.seats}，请核对。",
                f"{self.present} present of {self.seats} seats: check the numbers.",
            )
        if self.cast + self.invalid > self.present:
            raise Inconsistent(
                f"同意、反对、弃权与无效共 {self.cast + self.invalid}，多于实到 {self.present}，"
                "请核对。",
                f"{self.cast + self.invalid} votes of {self.present} present: check the numbers.",
            )

    @property
    def cast(self) -> int:
        """Yes, no and abstain together."""
        return self.yes + self.no + self.abstain

    @property
    def reconciled(self) -> bool:
        """Whether no more ballots came back than were given out."""
        return self.issued is None or self.returned is None or self.returned <= self.issued

    def base(self, of: str) -> int:
        """The number that a share is taken of (`thresholds.BASES`)."""
        if of == "yes_no":
            return self.yes + self.no
        return {"seats": self.seats, "present": self.present, "cast": self.cast}[of]


@dataclass(frozen=True)
class Outcome:
    """The decision. `needed`: yes votes that the majority asks of this `base`; `None` if base 0.

    `needed` may exceed the base (a rule that cannot be met). `valid` speaks of the ballots
    alone; a vote without quorum may be valid and is not passed.
    """

    quorate: bool
    valid: bool
    passed: bool
    needed: int | None
    base: int
    sentence: str
    sentence_en: str

    def plain(self) -> dict[str, Any]:
        """The answer of `silian governance outcome`."""
        return {
            "quorate": self.quorate,
            "valid": self.valid,
            "passed": self.passed,
            "needed": self.needed,
            "sentence": self.sentence,
        }


def decide(counts: Counts, quorum: Threshold, majority: Threshold) -> Outcome:
    """The outcome of a motion. `Inconsistent` for a quorum that is not of the seats."""
    quorate = is_quorate(counts.seats, counts.present, quorum)
    base = counts.base(majority.of)
    valid = counts.reconciled
    passed = quorate and valid and majority.met(counts.yes, base)
    quorum_zh, quorum_en = quorum_words(counts.seats, counts.present, quorum)
    slips_zh, slips_en = _paper_words(counts)
    chinese = [
        quorum_zh,
        f"{slips_zh}同意 {counts.yes}、反对 {counts.no}、弃权 {counts.abstain}、"
        f"无效 {counts.invalid}",
        _verdict_zh(counts, majority, quorate, passed),
    ]
    english = [
        quorum_en,
        f"{slips_en}{counts.yes} for, {counts.no} against, {counts.abstain} abstaining, "
        f"{counts.invalid} invalid",
        _verdict_en(counts, majority, quorate, passed),
    ]
    return Outcome(
        quorate, valid, passed, majority.smallest(base), base,
        "；".join(chinese) + "。", "; ".join(english) + ".",
    )  # fmt: skip


def is_quorate(seats: int, present: int, quorum: Threshold) -> bool:
    """Whether enough are present; a body without seats never is. `Inconsistent`: not of seats."""
    if quorum.of != "seats":
        raise Inconsistent("到会要求的基数只能是应到（seats）。", "A quorum is of the seats.")
    return quorum.met(present, seats)


def quorum_words(seats: int, present: int, quorum: Threshold) -> tuple[str, str]:
    """Seats, those present and whether that is enough, as half a sentence."""
    rule_zh, rule_en = rule_words(quorum, "应到", "the seats", seats)
    if is_quorate(seats, present, quorum):
        verb_zh, end_zh = "达到", "会议有效"
        verb_en, end_en = "meets", "the meeting is quorate"
    else:
        verb_zh, end_zh = "未达到", "不能作出决议"
        verb_en, end_en = "does not meet", "the meeting cannot decide"
    return (
        f"应到 {seats}、实到 {present}，{verb_zh}章程规定的到会要求，即{rule_zh}，{end_zh}",
        f"{present} present of {seats} seats {verb_en} the charter's quorum of {rule_en}, {end_en}",
    )


def rule_words(rule: Threshold, base_zh: str, base_en: str, base: int) -> tuple[str, str]:
    """A rule with the number that it comes to: 实到的三分之二以上（含，即 30）."""
    zh, en = rule.words_of(base_zh, base_en)
    number = rule.smallest(base)
    if number is None:
        return zh, en
    beyond = number > base
    in_zh = f"即 {number}，多于 {base}，无法达到" if beyond else f"即 {number}"
    in_en = f"{number}, more than there are" if beyond else f"{number}"
    zh = f"{zh[:-1]}，{in_zh}）" if zh.endswith("）") else f"{zh}（{in_zh}）"
    return zh, f"{en} ({in_en})"


def void_words(issued: int | None, returned: int | None) -> tuple[str, str]:
    """That more ballots came back than were given out."""
    return (
        f"发出选票 {issued}、收回选票 {returned}，收回多于发出，本次表决无效，应重新表决",
        f"{issued} ballots were issued and {returned} returned, more than were issued: "
        "the vote is void and must be repeated",
    )


def _paper_words(counts: Counts) -> tuple[str, str]:
    """The ballots on paper; a void vote says them with its verdict."""
    if counts.issued is None or not counts.reconciled:
        return "", ""
    return (
        f"发出选票 {counts.issued}、收回选票 {counts.returned}，",
        f"{counts.issued} ballots issued, {counts.returned} returned, ",
    )


def _base_words(counts: Counts, of: str) -> tuple[str, str]:
    base = counts.base(of)
    return {
        "seats": ("应到", "the seats"),
        "present": ("实到", "those present"),
        "cast": (f"有效票 {base}（同意、反对与弃权之和）", f"the {base} votes cast"),
        "yes_no": (f"同意与反对之和 {base} ", f"the {base} votes for and against"),
    }[of]


def _verdict_zh(counts: Counts, majority: Threshold, quorate: bool, passed: bool) -> str:
    if not counts.reconciled:
        return void_words(counts.issued, counts.returned)[0]
    base = counts.base(majority.of)
    rule = f"章程要求{rule_words(majority, _base_words(counts, majority.of)[0], '', base)[0]}同意"
    if not quorate:
        return f"{rule}，因到会不足，表决不通过"
    if base == 0:
        return f"{rule}，但可计的票数为 0，表决不通过"
    return f"{rule}，表决{'通过' if passed else '不通过'}"


def _verdict_en(counts: Counts, majority: Threshold, quorate: bool, passed: bool) -> str:
    if not counts.reconciled:
        return void_words(counts.issued, counts.returned)[1]
    base = counts.base(majority.of)
    rule = rule_words(majority, "", _base_words(counts, majority.of)[1], base)[1]
    rule = f"the charter requires {rule} in favour"
    if not quorate:
        return f"{rule}; without a quorum the motion is not carried"
    if base == 0:
        return f"{rule}; there are no votes to count, the motion is not carried"
    return f"{rule}; the motion is {'carried' if passed else 'not carried'}"


def read_case(data: Any) -> tuple[Counts, Threshold, Threshold]:
    """Counts, quorum and majority of a file for `silian governance outcome`.

    `Unreadable` for a shape that is not the documented one, `Inconsistent` for its numbers.
    """
    case = _object(data, "", {"seats", "present", "cast", "quorum", "majority"},
                   {"invalid", "issued", "returned"})  # fmt: skip
    cast = _object(case["cast"], "cast", {"yes", "no", "abstain"}, set())
    rules = []
    for key in ("quorum", "majority"):
        try:
            rules.append(Threshold.read(case[key]))
        except Unreadable as error:
            raise Unreadable(f"{key}：{error.problem_zh}", f"{key}: {error.problem_en}") from error
    rest = {key: case[key] for key in ("issued", "returned") if case.get(key) is not None}
    counts = Counts(case["seats"], case["present"], cast["yes"], cast["no"], cast["abstain"],
                    case.get("invalid", 0), **rest)  # fmt: skip
    return counts, rules[0], rules[1]


def _object(data: Any, name: str, required: set[str], optional: set[str]) -> Mapping[str, Any]:
    at_zh, at_en = (f"{name}：", f"{name}: ") if name else ("", "")
    if not isinstance(data, Mapping):
        raise Unreadable(f"{at_zh}应为一个 JSON 对象。", f"{at_en}must be a JSON object.")
    missing, unknown = sorted(required - set(data)), sorted(set(data) - required - optional)
    if missing:
        names = ", ".join(missing)
        raise Unreadable(f"{at_zh}缺少：{names}。", f"{at_en}missing: {names}.")
    if unknown:
        names = ", ".join(unknown)
        raise Unreadable(f"{at_zh}没有这样的项目：{names}。", f"{at_en}unknown: {names}.")
    return data
