"""Twelve ways to link the slips of a secret ballot with the units that cast them.

Each attack is given the evidence and the ref of a ballot, and returns attempts: each says for
some units (by the id of their row of the roll) which slip (by its receipt) it takes for theirs.
None is given the truth. What an attempt leaves open is filled by chance when it is judged.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.proofs.secrecy_evidence import Evidence, Row, sessions, words

Attempt = dict[int, str]
Attack = Callable[[Evidence, str], list[Attempt]]
TIME = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?")
BYTE_KEY = re.compile(rb"[A-Za-z0-9+/]{43}=")
NEAR = 400


def _slips(evidence: Evidence, ref: str) -> list[Row]:
    return evidence.of_ballot("governance_slip", ref)


def _roll(evidence: Evidence, ref: str) -> list[Row]:
    return [row for row in evidence.of_ballot("governance_voter", ref) if row["voted"]]


def _casts(evidence: Evidence, ref: str) -> list[tuple[Row, int]]:
    """The audit entries of the votes, in order, each with the row of the roll of its unit."""
    voters = {row["organisation_id"]: row["id"] for row in _roll(evidence, ref)}
    rows = sorted(
        (row for row in evidence.tables["kernel_auditentry"]
         if row["command"] == "governance.vote.cast" and row["subject_ref"] == ref),
        key=lambda row: row["number"],
    )  # fmt: skip
    return [(row, voters[row["organisation_id"]]) for row in rows]


def _orders(evidence: Evidence, ref: str) -> Iterator[list[int]]:
    """Orders of the units that an attacker can think of: cast, as they lie, by number."""
    cast = [voter for _entry, voter in _casts(evidence, ref)]
    lying = [row["id"] for row in _roll(evidence, ref)]
    yield from (cast, cast[::-1], lying, sorted(lying))


def _zip(units: Iterable[int], receipts: Iterable[str]) -> Attempt:
    return dict(zip(units, receipts, strict=False))


def row_order(evidence: Evidence, ref: str) -> list[Attempt]:
    """The slips as they lie in the table, beside the units as they voted or lie."""
    receipts = [row["receipt"] for row in _slips(evidence, ref)]
    return [_zip(order, receipts) for order in _orders(evidence, ref)]


def numbers(evidence: Evidence, ref: str) -> list[Attempt]:
    """The slips by their number."""
    receipts = [row["receipt"] for row in sorted(_slips(evidence, ref), key=lambda row: row["id"])]
    return [_zip(order, receipts) for order in _orders(evidence, ref)]


def transactions(evidence: Evidence, ref: str) -> list[Attempt]:
    """Slips that were written in the transaction of a row that names a unit; where rows lie."""
    slips = _slips(evidence, ref)
    if not slips or "xmin" not in slips[0]:
        return []
    by_transaction: dict[str, list[str]] = defaultdict(list)
    for slip in slips:
        by_transaction[slip["xmin"]].append(slip["receipt"])
    same: Attempt = {}
    for xmin, voter in [(row["xmin"], row["id"]) for row in _roll(evidence, ref)] + [
        (entry["xmin"], voter) for entry, voter in _casts(evidence, ref)
    ]:
        if len(by_transaction[xmin]) == 1:
            same[voter] = by_transaction[xmin][0]
    young = sorted(slips, key=lambda row: (int(row["xmin"]), _place(row)))
    units = sorted(_roll(evidence, ref), key=lambda row: (int(row["xmin"]), _place(row)))
    order = _zip([row["id"] for row in units], [row["receipt"] for row in young])
    return [same, order]


def _place(row: Row) -> tuple[int, ...]:
    return tuple(int(part) for part in row["ctid"].strip("()").split(","))


def times(evidence: Evidence, ref: str) -> list[Attempt]:
    """A time beside a slip, anywhere, is held against the times at which units voted."""
    receipts = {row["receipt"] for row in _slips(evidence, ref)}
    casts = [(entry["at"][:26].replace("T", " "), voter) for entry, voter in _casts(evidence, ref)]
    seen: dict[str, str] = {}
    for table, rows in evidence.tables.items():
        for row in rows:
            text = repr({key: value for key, value in row.items() if key != "export"})
            found = [word for word in words(text) if word in receipts]
            if len(found) == 1 and table != "kernel_auditentry":
                for time in TIME.findall(text)[:1]:
                    seen[found[0]] = time.replace("T", " ")
    ordered = sorted(seen, key=lambda receipt: seen[receipt])
    return [_zip([voter for _at, voter in sorted(casts)], ordered)]


def session_data(evidence: Evidence, ref: str) -> list[Attempt]:
    """A receipt in the session, or in what is cached, of a person of the unit."""
    units = {row["organisation_id"]: row["id"] for row in _roll(evidence, ref)}
    people = {row["user_id"]: units.get(row["organisation_id"])
              for row in evidence.tables["consortia_roleassignment"]}  # fmt: skip
    found: Attempt = {}
    for user, text in sessions(evidence).items():
        voter = people.get(user)
        if voter is not None:
            for word in words(text):
                found[voter] = word
    return [found]


def logs(evidence: Evidence, ref: str) -> list[Attempt]:
    """A receipt in a line that names a unit; and how long the answers to its requests were."""
    refs = {row["ref"]: row["id"] for row in _roll(evidence, ref)}
    told: Attempt = {}
    sizes: dict[str, list[int]] = defaultdict(list)
    for line in evidence.log.splitlines():
        named = next((name for name in refs if name in line), None)
        if named is None:
            continue
        for word in words(line):
            told[refs[named]] = word
        answer = re.search(r'" 200 (\d+)', line)
        if answer:
            sizes[named].append(int(answer[1]))
    # The longest word of a choice goes with the longest answer, at each step of the vote.
    receipts = sorted(_slips(evidence, ref), key=lambda row: len(_choice(row)))
    attempts = [told]
    steps = min((len(found) for found in sizes.values()), default=0)
    pairs = [(at, before) for at in range(steps) for before in (None, *range(at))]
    for step, less in pairs:
        # By itself, or by how much longer it was than an earlier one to the same unit.
        length = {name: found[step] - (found[less] if less is not None else 0)
                  for name, found in sizes.items()}  # fmt: skip
        ordered = sorted(sizes, key=lambda name, length=length: length[name])
        attempts.append(_zip([refs[name] for name in ordered], [r["receipt"] for r in receipts]))
    return attempts


def _choice(slip: Row) -> str:
    content = slip["content"]
    return str((json.loads(content) if isinstance(content, str) else content)["choice"])


def _keys(evidence: Evidence) -> set[bytes]:
    """Whatever could be a key of 32 bytes: in files, in free pages, in the log."""
    found: set[bytes] = set()
    for text in (*evidence.files.values(), evidence.raw, evidence.log.encode()):
        found |= {base64.b64decode(word) for word in BYTE_KEY.findall(text)}
    return {key for key in found if len(key) == 32}


def _open(evidence: Evidence, ref: str, envelopes: Iterable[tuple[int, bytes]]) -> Attempt:
    """What any key that was found opens."""
    from silian.governance.engine.sealing import SealBroken, open_sealed

    found: Attempt = {}
    held = list(envelopes)
    for key in _keys(evidence):
        for voter, sealed in held:
            try:
                found[voter] = json.loads(open_sealed(key, sealed, about=ref.encode()))["receipt"]
            except SealBroken:
                # Another key, or none at all: it opens no other envelope either.
                break
    return found


def _envelopes(backup: Evidence) -> list[tuple[int, bytes]]:
    return [(row["voter_id"], bytes(row["sealed"])) for row in backup.tables["governance_vote"]
            if row["sealed"] is not None]  # fmt: skip


def files(evidence: Evidence, ref: str) -> list[Attempt]:
    """The data folder: keys that were left, receipts in any file beside the name of a unit."""
    left = [(row["voter_id"], bytes(row["sealed"])) for row in evidence.tables["governance_vote"]]
    opened = _open(evidence, ref, [*left, *_envelopes(evidence.backups[ref])])
    refs = {row["ref"]: row["id"] for row in _roll(evidence, ref)}
    told: Attempt = {}
    for content in evidence.files.values():
        for line in content.decode("utf-8", "replace").splitlines():
            told |= {refs[name]: word for name in refs if name in line for word in words(line)}
    return [opened, told]


def receipts_in_audit(evidence: Evidence, ref: str) -> list[Attempt]:
    """An audit entry of a vote that says the receipt, the beginning of it, or a hash of it."""
    receipts = [row["receipt"] for row in _slips(evidence, ref)]
    marks = {receipt: receipt for receipt in receipts}
    marks |= {receipt.replace("-", "")[:12]: receipt for receipt in receipts}
    marks |= {hashlib.sha256(receipt.encode()).hexdigest(): receipt for receipt in receipts}
    found: Attempt = {}
    for entry, voter in _casts(evidence, ref):
        text = f"{entry['changes']} {entry['subject']}"
        for mark, receipt in marks.items():
            if mark in text:
                found[voter] = receipt
    return [found]


def statistics(evidence: Evidence, ref: str) -> list[Attempt]:
    """Sequences count back from the last slip to each vote; samples keep what was deleted."""
    slips = _slips(evidence, ref)
    cast = [voter for _entry, voter in _casts(evidence, ref)]
    last = next((row["last_value"] for row in evidence.statistics.get("sqlite_sequence", [])
                 if row["name"] == "governance_slip"), None)  # fmt: skip
    attempts = []
    if last is not None and slips:
        later = [row for row in evidence.tables["governance_slip"]
                 if row["id"] > max(slip["id"] for slip in slips)]  # fmt: skip
        first = last - len(later) - len(slips) + 1
        by_number = {row["id"]: row["receipt"] for row in slips}
        attempts.append({voter: by_number[first + at] for at, voter in enumerate(cast)
                         if first + at in by_number})  # fmt: skip
    receipts = {row["receipt"] for row in slips}
    for row in evidence.statistics.get("pg_stats", []):
        sampled = [word for word in words(f"{row['common']} {row['bounds']}") if word in receipts]
        if sampled:
            attempts += [_zip(order, sampled) for order in _orders(evidence, ref)]
    return attempts


def backup(evidence: Evidence, ref: str) -> list[Attempt]:
    """A back-up made during the vote: envelopes with their units, opened, measured, sorted."""
    envelopes = _envelopes(evidence.backups[ref])
    slips = _slips(evidence, ref)
    by_bytes = [voter for voter, _sealed in sorted(envelopes, key=lambda pair: pair[1])]
    by_length = [voter for voter, _sealed in sorted(envelopes, key=lambda pair: len(pair[1]))]
    by_receipt = sorted(row["receipt"] for row in slips)
    by_choice = [row["receipt"] for row in sorted(slips, key=lambda row: len(_choice(row)))]
    return [_open(evidence, ref, envelopes), _zip(by_bytes, by_receipt), _zip(by_length, by_choice)]


def log_and_free_pages(evidence: Evidence, ref: str) -> list[Attempt]:
    """The bytes of the database: the order of receipts there, and which unit stands beside one."""
    refs = {row["ref"].encode(): row["id"] for row in _roll(evidence, ref)}
    first: dict[str, int] = {}
    beside: Attempt = {}
    for raw in (evidence.backups[ref].raw, evidence.raw):
        places = {}
        for row in _slips(evidence, ref):
            at = raw.find(row["receipt"].encode())
            if at >= 0:
                places[row["receipt"]] = at
        for receipt, at in places.items():
            first.setdefault(receipt, at)
            near = raw[max(0, at - NEAR) : at + NEAR]
            named = [voter for name, voter in refs.items() if name in near]
            if len(named) == 1:
                beside.setdefault(named[0], receipt)
    ordered = sorted(first, key=lambda receipt: first[receipt])
    return [beside, *(_zip(order, ordered) for order in _orders(evidence, ref))]


def small_groups(evidence: Evidence, ref: str) -> list[Attempt]:
    """What slips, results and pages say beyond the choice, held against what is known of units."""
    names = {row["id"]: row for row in evidence.tables["organisations_organisation"]}
    known: dict[str, set[int]] = defaultdict(set)
    for row in _roll(evidence, ref):
        unit = names[row["organisation_id"]]
        for fact in ("name", "short_name", "kind", "ref", "id", "size"):
            known[str(unit[fact])].add(row["id"])
        for fact in ("weight", "paper"):
            known[f"{fact}={row[fact]}"].add(row["id"])
    groups: list[tuple[set[int], str]] = []
    for slip in _slips(evidence, ref):
        content = slip["content"]
        said = json.loads(content) if isinstance(content, str) else dict(content)
        for key, value in said.items():
            if key != "choice":
                groups += [(known.get(mark, set()), slip["receipt"])
                           for mark in (str(value), f"{key}={value}")]  # fmt: skip
    found: Attempt = {}
    for members, receipt in sorted((pair for pair in groups if pair[0]), key=lambda p: len(p[0])):
        free = sorted(members - set(found))
        if free:
            found[free[0]] = receipt
    beside: Attempt = {}
    page = evidence.pages[ref]
    for receipt in {row["receipt"] for row in _slips(evidence, ref)}:
        at = page.find(receipt)
        near = page[max(0, at - NEAR) : at + NEAR] if at >= 0 else ""
        for row in _roll(evidence, ref):
            if names[row["organisation_id"]]["name"] in near:
                beside.setdefault(row["id"], receipt)
    return [found, beside]


ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        row_order, numbers, transactions, times, session_data, logs, files, receipts_in_audit,
        statistics, backup, log_and_free_pages, small_groups,
    )
}  # fmt: skip


def judge(
    evidence: Evidence, truths: dict[str, dict[int, tuple[str, str]]], seed: int
) -> dict[str, Any]:
    """How often each attack is right, with what chance gives and what is allowed.

    `truths`: by ballot and voter, receipt and choice. `slips`: the right slip found; `choices`:
    a slip with the right choice. Allowed is chance, one point more, and five standard deviations.
    """
    from tests.proofs.secrecy_chance import allowed, rate

    result: dict[str, Any] = {}
    limits = {what: allowed(truths, what, seed) for what in ("slips", "choices")}
    for name, attack in ATTACKS.items():
        attempts = {ref: attack(evidence, ref) for ref in truths}
        # The n-th attempt is the same idea in every ballot.
        most = max(len(found) for found in attempts.values())
        ideas = [{ref: found[at] if at < len(found) else {} for ref, found in attempts.items()}
                 for at in range(most)]  # fmt: skip
        best = {what: max((rate(idea, truths, what, seed) for idea in ideas), default=0.0)
                for what in limits}  # fmt: skip
        result[name] = {
            **{what: round(best[what], 4) for what in best},
            "attempts": most,
            "links": any(best[what] > limits[what] for what in best),
        }
    return {"attacks": result, "allowed": {key: round(v, 4) for key, v in limits.items()}}
