"""What is frozen when a ballot opens: the rule, the numbers, the question, in plain data."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.refusals import Conflict, Invalid

from ..engine.election import Question, unfit
from ..engine.export import plain_question
from ..engine.outcome import Inconsistent, is_quorate, quorum_words
from ..engine.rules import BodyRules
from ..engine.thresholds import Threshold
from ..enums import Consent, ElectionState, Matter
from ..models import Attendance, Ballot, Candidate, Charter, Election, Motion
from ..queries.meetings import seats

LEAST_SECRET = 5


def in_language(zh: str, en: str) -> str:
    """The sentence of an engine in the language of the reader."""
    return en if (get_language() or "").startswith("en") else zh


def matter_of(ballot: Ballot) -> str:
    """What is decided, as the charter's majorities call it."""
    return ballot.motion.matter if ballot.motion else Matter.PERSONNEL.value


def freeze(
    ballot: Ballot, charter: Charter | None, rules: BodyRules, roll: list[Attendance], recused: int
) -> dict[str, Any]:
    """The settings of a ballot that opens now; `Conflict` or `Invalid` where it cannot."""
    matter = matter_of(ballot)
    majority = rules.majority(matter)
    weights = {str(row.organisation_id): row.weight for row in roll if row.weight != 1}
    frozen: dict[str, Any] = {
        "facts": _facts(ballot, charter),
        "matter": matter,
        "quorum": rules.quorum.plain(),
        "majority": majority.plain(),
        "change_vote": rules.change_vote,
        "tie": rules.tie,
        "weights": weights,
        "recused": recused,
        "seats": _seats(ballot, roll, recused),
        "words": {"quorum": rules.quorum.words(), "majority": majority.words()},
        "names": {},
    }
    if ballot.motion is not None:
        frozen["text_sha256"] = text_hash(ballot.motion)
    if ballot.election is not None:
        question, names = put_question(ballot.election, rules)
        frozen |= {"question": plain_question(question), "names": names}
    return frozen


def text_hash(motion: Motion) -> str:
    """SHA-256 of what is voted on: title, line feed, text."""
    return hashlib.sha256(f"{motion.title}\n{motion.text}".encode()).hexdigest()


def _facts(ballot: Ballot, charter: Charter | None) -> dict[str, Any]:
    meeting = ballot.meeting
    return {
        "ref": ballot.ref,
        "title": str(ballot),
        "secret": ballot.secret,
        "round": ballot.number,
        "consortium": ballot.consortium.name,
        "body": meeting.body.name,
        "meeting": meeting.title,
        "charter": "" if charter is None else f"{charter.title} v{charter.version}",
        "charter_ref": "" if charter is None else charter.ref,
    }


def _seats(ballot: Ballot, roll: list[Attendance], recused: int) -> int:
    """应到: the seats of the body in votes; who is recused counts neither here nor as present."""
    declared = seats(ballot.meeting) - recused
    extra = sum(row.weight - 1 for row in roll)
    return max(declared + extra, sum(row.weight for row in roll))


def put_question(election: Election, rules: BodyRules) -> tuple[Question, dict[str, str]]:
    """The question of an election's next round, and the names behind its keys.

    A later round asks for the seats that are left, a run-off among those tied for them.
    `Conflict` where it cannot be put.
    """
    standing = election.candidates.filter(consent=Consent.GIVEN).select_related("organisation")
    places, most = election.seats, election.max_marks or election.seats
    rows: list[Candidate] = list(standing)
    write_in = election.write_in and rules.allow_write_in
    before = election.result or {}
    if before.get("rounds"):
        places = before["remaining"]
        if not places:
            raise Conflict(_("名额已经选满，请宣布当选。"))
        if election.state == ElectionState.RUNOFF:
            rows, write_in = [row for row in rows if row.ref in before["tied"]], False
        rows = [row for row in rows if row.ref not in before["elected"]]
        most = min(most, places)
    names = {row.ref: row.organisation.name for row in rows}
    by_majority = rules.election == "majority"
    question = Question(
        tuple(names), places, most, election.none_of_above, write_in, rules.election,
        rules.majority(Matter.PERSONNEL) if by_majority else None, rules.tie,
    )  # fmt: skip
    for zh, en in unfit(question):
        raise Conflict(in_language(zh, en))
    return question, names


def check_secret(ballot: Ballot, rules: BodyRules, roll: list[Attendance]) -> None:
    """`Conflict` where votes would not stay secret, or where the charter wants them to be."""
    if not ballot.secret:
        if matter_of(ballot) in rules.secret_matters:
            raise Conflict(_("章程规定这类事项须无记名表决，请作废后改为无记名。"))
        return
    if any(row.weight != 1 for row in roll):
        raise Conflict(_("有的单位不止一票，无记名表决会从票数认出它来。请改用记名表决。"))


def check_enough(settings: dict[str, Any], there: list[Attendance], secret: bool) -> None:
    """`Conflict` when not quorate, or when a secret ballot has too few voters to hide among."""
    if secret and len(there) < LEAST_SECRET:
        raise Conflict(
            _("无记名表决至少要 %(least)d 个单位在场（现在 %(here)d 个），否则会暴露谁投什么。")
            % {"least": LEAST_SECRET, "here": len(there)}
        )
    quorum = Threshold.read(settings["quorum"])
    present = sum(row.weight for row in there)
    try:
        enough = is_quorate(settings["seats"], present, quorum)
    except Inconsistent as error:
        raise Invalid(in_language(error.zh, error.en)) from error
    if not enough:
        zh, en = quorum_words(settings["seats"], present, quorum)
        raise Conflict(in_language(zh + "。", en[:1].upper() + en[1:] + "."))
