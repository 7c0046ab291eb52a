"""From the freezing to the publication: frozen, solved, taken back, published."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.files import LARGEST, keep
from silian.kernel.jobs import enqueue
from silian.kernel.refusals import Conflict

from ..documents.rounds import result_table, whole_package
from ..engine.rounds.formula import FormulaError
from ..engine.rounds.frozen import digest_of
from ..engine.rounds.solving import Outcome, reasons, work_out
from ..enums import RoundState
from ..models import Applicant, Offer, PlacementRound, Post
from ..permissions import P
from ..queries.rounds import AGE, people
from ..queries.rounds_market import freezing_values, frozen_tables
from ..queries.rounds_words import formula_sentence
from ..workflows import ROUND
from .rounds import MOST_SEED

S = RoundState
# Beyond so many people a page does not wait for the engine: a job solves the round.
AT_ONCE = 20_000


@command("cultivation.round.freeze", P.ROUND_MANAGE)
def freeze(*, actor: Actor, round: PlacementRound | str) -> PlacementRound:
    """Freezes rankings, attributes and scores, draws the seed where none was published before,
    and keeps the SHA-256 of what was frozen. `Conflict` where a score cannot be worked out.
    """
    row = lock(PlacementRound, round)
    changes: dict[str, Any] = dict(ROUND.advance(actor, row, "freeze"))
    # Whoever is submitting holds the lock of the own row: what is acknowledged is waited for and
    # frozen with the rest, and who comes later finds the round frozen.
    list(Applicant.objects.select_for_update(of=("self",)).filter(round=row).order_by("pk"))
    row.frozen_at = timezone.now()
    row.seed = row.seed or secrets.randbelow(MOST_SEED) + 1
    try:
        _keep_ages(row)
        row.frozen_sha256 = frozen_tables(row).digest()
    except FormulaError as error:
        said = formula_sentence(error)
        raise Conflict(_("评分算不出来，不能冻结：%(said)s") % {"said": said}) from error
    row.report = {}
    row.save()
    audit.record(actor, row, changes | {"seed": row.seed, "sha256": row.frozen_sha256})
    return row


def _keep_ages(row: PlacementRound) -> None:
    ages = freezing_values(row)
    changed = [one for one in people(row) if one.pk in ages]
    for one in changed:
        one.attributes = one.attributes | {AGE: str(ages[one.pk])}
    Applicant.objects.bulk_update(changed, ["attributes"], batch_size=500)


@command("cultivation.round.request_solving", P.ROUND_MANAGE)
def request_solving(*, actor: Actor, round: PlacementRound | str) -> PlacementRound:
    """Has a big round solved by a job; the page of the round says how far it is."""
    row = lock(PlacementRound, round)
    check = ROUND.check(actor, row, "solve")
    require(actor, P.ROUND_MANAGE, row)
    if not check:
        raise Conflict(check.reason)
    row.report = {"requested_at": timezone.now().isoformat()}
    row.save(update_fields=["report"])
    audit.record(actor, row, {})
    enqueue("cultivation.round.solve", consortium=row.consortium_id, ref=row.ref)
    return row


@command("cultivation.round.solve", P.ROUND_MANAGE)
def solve(*, actor: Actor, round: PlacementRound | str) -> PlacementRound:
    """Gives the places: stable, best for the applicants, proven. The same frozen round gives the
    same result at every time; a round that is solved already is refused.

    `Conflict` where the rows are not what was frozen, or where the proof fails.
    """
    row = lock(PlacementRound, round)
    changes: dict[str, Any] = dict(ROUND.advance(actor, row, "solve"))
    tables = frozen_tables(row)
    if tables.digest() != row.frozen_sha256:
        raise Conflict(_("现在的数据与冻结时的摘要不符，没有匹配。请联系管理员查操作记录。"))
    outcome = work_out(tables)
    if not outcome.certificate.right:
        raise Conflict(_("结果没有通过自检，没有保存。请把这件事告诉软件的维护者。"))
    _write_offers(row, outcome)
    row.report = report_of(row, outcome)
    row.save()
    audit.record(actor, row, changes | {"result": row.report["result_sha256"]})
    return row


def _write_offers(row: PlacementRound, outcome: Outcome) -> None:
    posts = {post.code: post for post in Post.objects.filter(round=row)}
    Offer.objects.filter(applicant__round=row).delete()
    made = []
    for person in people(row):
        code, rank = outcome.places.get(person.code, ("", 0))
        made.append(Offer(
            consortium_id=row.consortium_id, applicant=person, post=posts.get(code),
            rank=rank or None, reasons=reasons(outcome, person.code),
        ))  # fmt: skip
    Offer.objects.bulk_create(made, batch_size=500)
    changed = []
    for code, cutoff in outcome.cutoffs.items():
        posts[code].cutoff = "" if cutoff is None else f"{cutoff:f}"
        changed.append(posts[code])
    Post.objects.bulk_update(changed, ["cutoff"], batch_size=500)


def report_of(row: PlacementRound, outcome: Outcome) -> dict[str, Any]:
    """What the engine said, in plain values."""
    proof = outcome.certificate
    result = result_table(outcome.problem.students, outcome.places)
    return {
        "applicants": len(outcome.problem.students),
        "ranked": len(outcome.problem.frozen.lists),
        "placed": len(outcome.places),
        "first_choice": sum(rank == 1 for _post, rank in outcome.places.values()),
        "posts": len(outcome.problem.posts),
        "places": int(outcome.problem.market.capacity.sum()),
        "closed": list(outcome.closings),
        "seed": row.seed,
        "ties": row.ties,
        "certificate": {"stable": proof.stable, "optimal_for": proof.optimal_for,
                        "cycle": list(proof.cycle), "right": proof.right},
        "result_sha256": digest_of({"result.csv": result}),
    }  # fmt: skip


@command("cultivation.round.reconsider", P.ROUND_MANAGE)
def reconsider(*, actor: Actor, round: PlacementRound | str) -> PlacementRound:
    """Takes a result back that is not published yet; what is frozen stays frozen."""
    row = lock(PlacementRound, round)
    changes: dict[str, Any] = dict(ROUND.advance(actor, row, "reconsider"))
    Offer.objects.filter(applicant__round=row).delete()
    row.posts.update(cutoff="")
    row.report = {}
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.round.publish", P.ROUND_MANAGE)
def publish(*, actor: Actor, round: PlacementRound | str) -> PlacementRound:
    """Shows everybody the own place with its reasons, and all the result by codes, with the
    package by which anyone can check it.
    """
    row = lock(PlacementRound, round)
    changes: dict[str, Any] = dict(ROUND.advance(actor, row, "publish"))
    content = whole_package(row)
    if len(content) <= LARGEST:
        upload = ContentFile(content, name=f"round-{row.ref}.zip")
        row.export = keep(actor=actor, upload=upload, is_demo=row.is_demo)
    row.save()
    sha256 = row.export.sha256 if row.export else ""
    audit.record(actor, row, changes | {"package": sha256})
    return row
