"""The sentence of an election: who was entitled, what was counted, who is elected and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from .outcome import quorum_words, rule_words, void_words

if TYPE_CHECKING:
    from .election import Poll, Question, Result


def sentences(question: Question, poll: Poll, result: Result, names: Mapping[str, str]) -> Result:
    """The result with its sentence in both languages; `names` by candidate."""
    chinese = [_who_zh(poll), _count_zh(question, poll, result, names)]
    english = [_who_en(poll), _count_en(question, poll, result, names)]
    if not result.valid:
        zh, en = void_words(poll.issued, poll.returned)
        chinese.append(zh)
        english.append(en)
    elif not result.quorate:
        chinese.append("因到会不足，选举不产生结果")
        english.append("without a quorum nobody is elected")
    else:
        chinese += _verdict_zh(question, result, names)
        english += _verdict_en(question, result, names)
    return replace(result, sentence="；".join(chinese) + "。", sentence_en="; ".join(english) + ".")


def _who_zh(poll: Poll) -> str:
    if poll.quorum is not None:
        return quorum_words(poll.seats or 0, poll.present, poll.quorum)[0]
    if poll.seats is not None:
        return f"应到 {poll.seats}、实到 {poll.present}"
    return f"实到 {poll.present}"


def _who_en(poll: Poll) -> str:
    if poll.quorum is not None:
        return quorum_words(poll.seats or 0, poll.present, poll.quorum)[1]
    if poll.seats is not None:
        return f"{poll.present} present of {poll.seats} seats"
    return f"{poll.present} present"


def _called(keys: Iterable[str], names: Mapping[str, str], comma: str) -> str:
    return comma.join(names.get(key, key) for key in keys)


def _ranked(result: Result) -> list[tuple[str, int]]:
    votes = {**result.counts, **result.write_ins}
    return sorted(votes.items(), key=lambda item: (-item[1], item[0]))


def _count_zh(question: Question, poll: Poll, result: Result, names: Mapping[str, str]) -> str:
    kind = "差额" if question.contested else "等额"
    votes = "、".join(f"{names.get(key, key)} {count} 票" for key, count in _ranked(result))
    parts = [f"应选 {question.seats} 席、候选 {len(question.candidates)}（{kind}选举）"]
    if poll.issued is not None and result.valid:
        parts.append(f"发出选票 {poll.issued}、收回选票 {poll.returned}")
    parts.append(f"有效 {result.valid_slips}、弃权 {result.abstain}、无效 {result.invalid}")
    if votes:
        parts.append(votes)
    if question.none_of_above:
        parts.append(f"以上均不选 {result.none} 票")
    return "；".join(parts)


def _count_en(question: Question, poll: Poll, result: Result, names: Mapping[str, str]) -> str:
    kind = "contested" if question.contested else "uncontested"
    votes = ", ".join(f"{names.get(key, key)} {count}" for key, count in _ranked(result))
    parts = [f"{question.seats} to elect of {len(question.candidates)} candidates ({kind})"]
    if poll.issued is not None and result.valid:
        parts.append(f"{poll.issued} ballots issued, {poll.returned} returned")
    parts.append(f"{result.valid_slips} valid, {result.abstain} abstaining, {result.invalid} void")
    if votes:
        parts.append(f"votes: {votes}")
    if question.none_of_above:
        parts.append(f"none of the above {result.none}")
    return "; ".join(parts)


def _rule(question: Question, result: Result) -> tuple[str, str]:
    """What being elected asks for, beside having the most votes."""
    if result.base is None or question.majority is None:
        return "票多者当选", "those with the most votes are elected"
    bases = {
        "seats": ("应到", "the seats"),
        "present": ("实到", "those present"),
        "cast": (f"有效票与弃权票之和 {result.base} ", f"the {result.base} votes cast"),
        "yes_no": (f"有效票 {result.base} ", f"the {result.base} slips with a choice"),
    }[question.majority.of]
    zh, en = rule_words(question.majority, *bases, result.base)
    return f"章程规定的当选票数：{zh}，票多者当选", f"the charter requires the votes of {en}"


def _verdict_zh(question: Question, result: Result, names: Mapping[str, str]) -> list[str]:
    found = [_rule(question, result)[0]]
    found.append(f"当选：{_called(result.elected, names, '、')}" if result.elected else "无人当选")
    if result.tied:
        tied = _called(result.tied, names, "、")
        ends = {
            "runoff": "另行表决",
            "fails": "该席位空缺",
            "lot": f"以事先承诺的种子抽签，次序为{_called(result.lot_order, names, '、')}"
            if result.lot_order
            else "待抽签决定",
        }
        found.append(f"{tied}得票相同，按章程{ends[question.tie]}")
    if result.open_seats and not result.runoff:
        found.append(f"尚缺 {result.open_seats} 席")
    return found


def _verdict_en(question: Question, result: Result, names: Mapping[str, str]) -> list[str]:
    found = [_rule(question, result)[1]]
    elected = _called(result.elected, names, ", ")
    found.append(f"elected: {elected}" if result.elected else "nobody is elected")
    if result.tied:
        tied = _called(result.tied, names, ", ")
        order = _called(result.lot_order, names, ", ")
        ends = {
            "runoff": "a run-off decides",
            "fails": "the seat stays vacant",
            "lot": f"drawn by lot from the seed committed to before, in the order {order}"
            if result.lot_order
            else "a lot decides",
        }
        found.append(f"a tie between {tied}: by the charter {ends[question.tie]}")
    if result.open_seats and not result.runoff:
        found.append(f"{result.open_seats} seats stay vacant")
    return found
