"""The report of a round as plain data: counts, cutoffs, closings, certificate, seed, version."""

from __future__ import annotations

from typing import Any

import numpy as np

from .certificate import Certificate
from .explain import last_admitted
from .market import Market
from .round_files import Round
from .solve import Placement

LOTTERY = (
    "SplitMix64: student i (0, 1, 2 … by identifier) draws mix(seed + (i + 1) * "
    "0x9E3779B97F4A7C15) mod 2**64; the highest draw wins. Multiple: seed of post j is "
    "mix(seed + j + 1)."
)


def build_report(
    found: Round, placement: Placement, certificate: Certificate, version: str, closing: str
) -> dict[str, Any]:
    """Everything in `REPORT.json`; identifiers as they were given."""
    return {
        "counts": _counts(found.market, placement),
        "cutoffs": _cutoffs(found, placement),
        "closed": _closings(found, placement),
        "certificate": certificate_data(found, certificate),
        "options": {
            "optimal": placement.optimal,
            "closing": closing,
            "reserve_order": placement.reserve_order,
        },
        "ties": {
            "broken_by": "multiple lottery" if found.multiple else "single lottery",
            "priorities": "scores, equal ones by lottery" if found.scored else "lottery alone",
            "generator": LOTTERY,
        },
        "seed": found.seed,
        "version": version,
    }


def _counts(market: Market, placement: Placement) -> dict[str, Any]:
    held = placement.entry >= 0
    ranks = market.ranks_of(placement.entry)[held]
    times = np.bincount(ranks) if len(ranks) else np.zeros(0, int)
    return {
        "students": market.students,
        "posts": market.posts,
        "places": int(market.capacity.sum(dtype=np.int64)),
        "choices": len(market.words),
        "choices_not_eligible": int((market.key < 0).sum()) if len(market.words) else 0,
        "placed": int(held.sum()),
        "unplaced": int((~held).sum()),
        "by_rank": {str(rank): int(n) for rank, n in enumerate(times) if n},
        "closed_posts": len(placement.closed),
    }


def _cutoffs(found: Round, placement: Placement) -> list[dict[str, Any]]:
    """One line for each post, and one for each of its reserves."""
    market, last = found.market, last_admitted(placement)
    closed = set(placement.closed)
    entry = placement.entry[np.maximum(last, 0)] if market.students else last
    scores = None if market.scores is None else market.scores[np.maximum(entry, 0)].tolist()
    of, fill = placement.slots.post_of.tolist(), placement.fill.tolist()
    capacity, students = placement.slots.capacity.tolist(), last.tolist()
    lines = []
    for slot, post in enumerate(of):
        line: dict[str, Any] = {
            "post_id": found.posts.plain(post),
            "places": capacity[slot],
            "filled": fill[slot],
            "score": None,
            "student_id": None,
        }
        if students[slot] >= 0:
            line["student_id"] = found.students.plain(students[slot])
            line["score"] = None if scores is None else scores[slot]
        if post in closed:
            line["closed"] = True
        if slot >= market.posts:
            reserve = market.reserves[slot - market.posts]
            line["reserve"] = {"places": reserve.places, "hard": reserve.hard}
        lines.append(line)
    return lines


def _closings(found: Round, placement: Placement) -> list[dict[str, Any]]:
    """The closed posts in order, each with who lost the place there and who moved in all."""
    student, post = found.students.plain, found.posts.plain
    return [
        {
            "round": one.round,
            "post_id": post(one.post),
            "filled": one.filled,
            "minimum": one.minimum,
            "held": [student(int(who)) for who in one.held],
            "moved": [student(int(who)) for who in one.moved],
        }
        for one in placement.closings
    ]


def certificate_data(found: Round, certificate: Certificate) -> dict[str, Any]:
    """A certificate with identifiers."""
    student, post = found.students.plain, found.posts.plain
    return {
        "right": certificate.right,
        "stable": certificate.stable,
        "optimal_for": certificate.optimal_for,
        "optimal": certificate.stable and not certificate.cycle,
        "blocking_count": certificate.blocking_count,
        "blocking_pairs": [
            {"student_id": student(s), "post_id": post(p)} for s, p in certificate.blocking
        ],
        "not_eligible": [student(s) for s in certificate.ineligible],
        "over_capacity": [post(p) for p in certificate.over],
        "below_minimum": [post(p) for p in certificate.below],
        "cycle": [post(p) for p in certificate.cycle],
        "closed": [post(p) for p in certificate.closed],
        "closings_follow_the_rule": certificate.closings_agree,
    }
