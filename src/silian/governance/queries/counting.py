"""The slips of a ballot and its published record, from which anyone counts again."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..engine.election import Question
from ..engine.export import build_export, read_question
from ..engine.motion import CHOICES
from ..engine.sealing import normal_receipt
from ..engine.thresholds import Threshold
from ..models import Ballot, PaperCount, Slip, Vote

Content = dict[str, Any]


def question_of(ballot: Ballot) -> Question | None:
    """The frozen question of an election; `None` for a motion."""
    plain = ballot.settings.get("question")
    return read_question(plain) if plain else None


def derived_receipt(*parts: str) -> str:
    """The receipt of a slip that is no secret: anybody can compute it from what is public."""
    told = hashlib.sha256(":".join(parts).encode()).digest()[:20]
    return normal_receipt(base64.b32encode(told).decode())


def named_slips(ballot: Ballot) -> list[Content]:
    """The slips of an open ballot: unit, content, and the weight where it is not one.

    A closed one keeps the names of its close, though a unit is renamed or merged since.
    """
    told = ballot.closing.get("names", {})
    rows = Vote.objects.filter(voter__ballot=ballot).select_related("voter__organisation")
    found = []
    for row in rows:
        receipt = derived_receipt(ballot.ref, row.voter.ref)
        slip = {"receipt": receipt, "unit": told.get(receipt) or row.voter.organisation.name}
        weight = {"weight": row.voter.weight} if row.voter.weight != 1 else {}
        found.append({**slip, **(row.content or {}), **weight})
    return found


def secret_slips(ballot: Ballot) -> list[Content]:
    """The published slips of a secret ballot, in the order of their receipts."""
    rows = Slip.objects.filter(ballot=ballot).order_by("receipt")
    return [{"receipt": row.receipt, **row.content} for row in rows]


def paper_slips(ballot: Ballot, paper: PaperCount | None) -> list[Content]:
    """The paper ballots as slips: only their numbers are known, not who cast which."""
    if paper is None:
        return []
    question = question_of(ballot)
    lines = (
        _paper_choices(paper.counts) if question is None else _paper_marks(question, paper.counts)
    )
    return [
        {"receipt": derived_receipt(ballot.ref, "paper", str(at)), "paper": True, **line}
        for at, line in enumerate(lines)
    ]


def _paper_choices(counts: Mapping[str, Any]) -> Iterator[Content]:
    for choice in (*CHOICES, "invalid"):
        if counts.get(choice):
            yield {"choice": choice, "weight": counts[choice]}


def _paper_marks(question: Question, counts: Mapping[str, Any]) -> Iterator[Content]:
    """Slips that add up to what was counted on paper.

    Each valid paper holds one to `max_marks` names, none twice. Dealing the marks out in turn,
    candidate after candidate, gives every slip its share and no slip the same name twice.
    """
    slips: list[Content] = [{"marks": [], "write_in": []} for _slip in range(counts["marked"])]
    at = 0
    for part in ("marks", "write_in"):
        for name, number in counts[part].items():
            for _time in range(number):
                slips[at % len(slips)][part].append(name)
                at += 1
    yield from slips
    if counts["none"]:
        yield {"none": True, "weight": counts["none"]}
    if counts["abstain"]:
        yield {"marks": [], "weight": counts["abstain"]}
    if counts["invalid"]:
        # What cannot be counted: a mark for nobody who stands.
        yield {"marks": [""], "weight": counts["invalid"]}


def record_of(
    ballot: Ballot,
    slips: Iterable[Content],
    *,
    present: int,
    day: str,
    seed: str = "",
    paper: PaperCount | None = None,
) -> dict[str, Any]:
    """The record of these slips under the frozen rule, with counts and outcome.

    `day`: when the ballot ended, `YYYY-MM-DD`. `Inconsistent` for counts that cannot be.
    """  # fmt: skip
    rule = ballot.settings
    question = question_of(ballot)
    facts = {**rule["facts"], "closed_on": day, "presence_sha256": ballot.presence_hash}
    return build_export(
        facts,
        [*slips, *paper_slips(ballot, paper)],
        quorum=Threshold.read(rule["quorum"]),
        majority=None if question else Threshold.read(rule["majority"]),
        question=question,
        seats=rule["seats"],
        present=present,
        issued=paper.issued if paper else None,
        returned=paper.returned if paper else None,
        seed=seed,
        names=rule.get("names", {}),
        committed=ballot.seed_commitment,
    )


def export_of(ballot: Ballot) -> dict[str, Any]:
    """The record of a closed ballot, as it was when it closed."""
    poll = ballot.closing
    counted = ballot.result.get("counted", False)
    slips = (secret_slips if ballot.secret else named_slips)(ballot) if counted else []
    paper = PaperCount.objects.filter(ballot=ballot).first() if counted else None
    return record_of(
        ballot, slips, present=poll["present"], day=poll["day"], seed=ballot.seed, paper=paper
    )
