"""The published record of a ballot, from which anyone can count again.

One JSON object holds the facts of the ballot, the rule, the slips with their receipts, and the
counts and outcome that were announced. `recount` uses the slips and the rule alone;
`check_export` compares. No slip holds a time, a number or, in a secret ballot, a name. The
`sha256` of all the rest is what minutes print: it only proves something if it stands elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .election import Poll, Question, Result, commitment, count_election, unfit
from .motion import count_motion
from .outcome import Counts, Inconsistent, Outcome, decide
from .sealing import normal_receipt
from .thresholds import Threshold, Unreadable

FORMAT, VERSION = "silian.ballot", 1
KINDS = ("motion", "election")
PARTS = ("format", "version", "kind", "ballot", "rule", "poll", "names", "seed", "commitment",
         "counts", "outcome", "slips", "sha256")  # fmt: skip
SLIP_PARTS = {
    "motion": {"receipt", "choice", "weight", "paper"},
    "election": {"receipt", "marks", "write_in", "none", "abstain", "weight", "paper"},
}
_QUESTION = ("candidates", "seats", "max_marks", "none_of_above", "write_in", "method", "tie")
_POLL = ("seats", "present", "issued", "returned")
_MOST_CANDIDATES = 10_000
Found = tuple[str, str]
"""A sentence in Chinese and in English."""


def build_export(
    ballot: Mapping[str, Any],
    slips: Iterable[Mapping[str, Any]],
    *,
    quorum: Threshold,
    seats: int,
    present: int,
    majority: Threshold | None = None,
    question: Question | None = None,
    issued: int | None = None,
    returned: int | None = None,
    seed: str = "",
    names: Mapping[str, str] | None = None,
    committed: str = "",
) -> dict[str, Any]:
    """The export of a closed ballot, ready for JSON, counted from its slips.

    `ballot`: what it was about, as plain values (ref, title, secret, consortium, day). A motion
    has a `majority`, an election a `question`. Slips carry `receipt`; an open ballot may say
    `unit`. `committed`: the commitment as it was published, where a lot was announced.
    `Inconsistent` for counts that cannot be.
    """
    rule: dict[str, Any] = {"quorum": quorum.plain()}
    if question is not None:
        rule["question"] = plain_question(question)
    elif majority is not None:
        rule["majority"] = majority.plain()
    data: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "kind": "motion" if question is None else "election",
        "ballot": dict(ballot),
        "rule": rule,
        "poll": {"seats": seats, "present": present, "issued": issued, "returned": returned},
        "names": dict(names or {}),
        "seed": seed,
        "commitment": committed or (commitment(seed) if seed else ""),
        "slips": sorted((dict(slip) for slip in slips), key=lambda s: str(s.get("receipt", ""))),
    }
    data["counts"], data["outcome"] = announced(recount(data))
    data["sha256"] = digest(data)
    return data


def digest(export: Mapping[str, Any]) -> str:
    """SHA-256 of everything but itself, keys in order, no spaces, UTF-8."""
    rest = {key: value for key, value in export.items() if key != "sha256"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def plain_question(question: Question) -> dict[str, Any]:
    """The question as JSON holds it."""
    data: dict[str, Any] = {key: getattr(question, key) for key in _QUESTION}
    data["candidates"] = list(question.candidates)
    data["majority"] = question.majority.plain() if question.majority else None
    return data


def read_question(data: Any) -> Question:
    """From `plain_question`. `Unreadable` for another shape or a question that cannot be put."""
    _shape(data, "rule.question", {*_QUESTION, "majority"}, set())
    names = data["candidates"]
    if not isinstance(names, list) or len(names) > _MOST_CANDIDATES:
        raise Unreadable("候选名单应为一个列表。", "candidates must be a list.")
    if any(not isinstance(data[key], bool) for key in ("none_of_above", "write_in")) or any(
        not isinstance(data[key], str) for key in ("method", "tie")
    ):
        raise Unreadable("选举问题写得不对。", "The question is not written as it should be.")
    if any(not isinstance(name, str) for name in names) or type(data["max_marks"]) is not int:
        raise Unreadable("选举问题写得不对。", "The question is not written as it should be.")
    majority = None if data["majority"] is None else Threshold.read(data["majority"])
    question = Question(**{**{key: data[key] for key in _QUESTION}, "candidates": tuple(names)},
                        majority=majority)  # fmt: skip
    for zh, en in unfit(question):
        raise Unreadable(zh, en)
    return question


def recount(export: Mapping[str, Any]) -> tuple[Counts, Outcome] | Result:
    """Counts again from the slips and the rule; what was announced is not looked at.

    A motion gives counts and outcome, an election its result. `Unreadable` or `Inconsistent`
    for what is no export.
    """
    _shape(export, "", {"format", "version", "kind", "rule", "poll", "slips"}, set(PARTS))
    if export["format"] != FORMAT or export["version"] != VERSION or export["kind"] not in KINDS:
        raise Unreadable("这不是本系统导出的计票文件。", "This is no export of a ballot.")
    poll, slips = export["poll"], export["slips"]
    _shape(poll, "poll", {"seats", "present"}, {"issued", "returned"})
    seed, names = export.get("seed", ""), export.get("names", {})
    if not isinstance(seed, str) or not isinstance(names, Mapping):
        raise Unreadable("seed 或 names 写得不对。", "seed or names is not as it should be.")
    if not isinstance(slips, list) or any(not isinstance(slip, Mapping) for slip in slips):
        raise Unreadable("slips 应为选票的列表。", "slips must be a list of slips.")
    motion = export["kind"] == "motion"
    _shape(export["rule"], "rule", {"quorum", "majority" if motion else "question"}, set())
    quorum = Threshold.read(export["rule"]["quorum"])
    numbers = {key: poll.get(key) for key in _POLL}
    if motion:
        counts = count_motion(slips, **numbers)
        return counts, decide(counts, quorum, Threshold.read(export["rule"]["majority"]))
    question = read_question(export["rule"]["question"])
    where = Poll(numbers["present"], numbers["seats"], quorum, numbers["issued"],
                 numbers["returned"])  # fmt: skip
    called = {key: str(value) for key, value in names.items()}
    return count_election(question, slips, where.present, seed, poll=where, names=called)


def announced(found: tuple[Counts, Outcome] | Result) -> tuple[dict[str, Any], dict[str, Any]]:
    """Counts and outcome in the form in which an export states them."""
    if isinstance(found, Result):
        counts = {
            "candidates": dict(found.counts), "write_ins": dict(found.write_ins),
            "vote": found.valid_slips - found.none, "none": found.none,
            "abstain": found.abstain, "invalid": found.invalid,
        }  # fmt: skip
        outcome = {
            "quorate": found.quorate, "valid": found.valid, "elected": list(found.elected),
            "tied": list(found.tied), "lot_order": list(found.lot_order),
            "runoff": found.runoff, "open_seats": found.open_seats, "needed": found.needed,
            "sentence": found.sentence, "sentence_en": found.sentence_en,
        }  # fmt: skip
        return counts, outcome
    counted, decided = found
    counts = {key: getattr(counted, key) for key in ("yes", "no", "abstain", "invalid")}
    return counts, {**decided.plain(), "sentence_en": decided.sentence_en}


def check_export(export: Mapping[str, Any]) -> list[Found]:
    """What is wrong with an export, as sentences in Chinese and English; empty if it holds."""
    try:
        counts, outcome = announced(recount(export))
    except Unreadable as error:
        return [(error.problem_zh, error.problem_en)]
    except Inconsistent as error:
        return [(error.zh, error.en)]
    found: list[Found] = []
    if export.get("counts") != counts:
        found.append((
            "公布的票数与选票不符：重新计票得到的数目不同。",
            "The counts announced are not those of the slips.",
        ))  # fmt: skip
    stated = export.get("outcome")
    decided = {key: value for key, value in outcome.items() if not key.startswith("sentence")}
    if not isinstance(stated, Mapping) or any(
        key not in stated or stated[key] != value for key, value in decided.items()
    ):
        found.append((
            "公布的结果与选票和规则不符。",
            "The outcome announced does not follow from the slips and the rule.",
        ))  # fmt: skip
    found += _receipts(export)
    seed, committed = export.get("seed", ""), export.get("commitment", "")
    if seed and commitment(seed) != committed:
        found.append((
            "抽签种子与事先公布的承诺值不符。", "The seed is not the one committed to before.",
        ))  # fmt: skip
    if export.get("sha256") != digest(export):
        found.append((
            "文件的校验值不符：导出之后被改动过。", "The file was changed after its export.",
        ))  # fmt: skip
    return found


def _receipts(export: Mapping[str, Any]) -> list[Found]:
    found: list[Found] = []
    slips: list[Mapping[str, Any]] = export["slips"]
    receipts = [slip.get("receipt") for slip in slips]
    texts = [r for r in receipts if isinstance(r, str) and r and r == normal_receipt(r)]
    if len(texts) < len(receipts):
        found.append(("有选票没有回执码。", "A slip has no receipt."))
    if len(set(texts)) < len(texts):
        found.append(("两张选票的回执码相同。", "Two slips have the same receipt."))
    if texts != sorted(texts):
        found.append(("选票没有按回执码排列。", "The slips are not in the order of receipts."))
    ballot = export.get("ballot")
    secret = isinstance(ballot, Mapping) and ballot.get("secret") is not False
    allowed = SLIP_PARTS[export["kind"]] | (set() if secret else {"unit"})
    extra = sorted({str(key) for slip in slips for key in slip if key not in allowed})
    if extra:
        names = ", ".join(extra)
        found.append((
            f"选票上有不该公布的项目：{names}。",
            f"Slips say what is not to be published: {names}.",
        ))  # fmt: skip
    return found


def _shape(data: Any, name: str, required: set[str], optional: set[str]) -> None:
    at_zh, at_en = (f"{name}：", f"{name}: ") if name else ("", "")
    if not isinstance(data, Mapping):
        raise Unreadable(f"{at_zh}应为一个 JSON 对象。", f"{at_en}must be a JSON object.")
    missing = ", ".join(sorted(required - set(data)))
    unknown = ", ".join(sorted(str(key) for key in set(data) - required - optional))
    if missing:
        raise Unreadable(f"{at_zh}缺少：{missing}。", f"{at_en}missing: {missing}.")
    if unknown:
        raise Unreadable(f"{at_zh}没有这样的项目：{unknown}。", f"{at_en}unknown: {unknown}.")


def recount_script() -> bytes:
    """The program, on its own feet, that anyone can count an export again with."""
    return Path(__file__).with_name("recount.py").read_bytes()
