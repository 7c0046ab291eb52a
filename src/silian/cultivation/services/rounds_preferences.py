"""Rankings: submitted and changed by the person, each acknowledged with its revision number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.refusals import Conflict, Invalid

from ..exchange.rounds import MOST_CHOICES, POST_GROUPS, RANKING_COLUMNS, check_ranking, person_of
from ..models import Applicant, PlacementRound, Post, Preference
from ..permissions import P
from ..queries.rounds import offered_to, window_fault
from .rounds import is_for_students


@command("cultivation.preference.submit", P.SELF)
def submit(*, actor: Actor, applicant: Applicant | str, posts: Sequence[str]) -> Applicant:
    """The person's ranking, best first, in place of the one before; `posts` are refs. The
    revision number of what is returned is the acknowledgement; the ranking empty takes it back.

    `Conflict` outside the time for it, with the time of the freezing; `Invalid` for a post twice,
    one that is not offered, one whose conditions are not met, and for too many.
    """
    # Freezing waits for this lock, and what waits for it here is refused after the freezing.
    row = lock(Applicant, applicant)
    require(actor, P.SELF, row)
    round_ = PlacementRound.objects.get(pk=row.round_id)
    if fault := window_fault(round_):
        raise Conflict(fault)
    wanted = [ref for ref in posts if ref]
    offers = offered_to(row)
    offered = {post.ref: (post, unmet) for post, unmet in offers}
    errors = _faults(wanted, offered, round_.choices)
    if errors:
        raise Invalid({"posts": errors})
    _write(row, [offered[ref][0] for ref in wanted])
    audit.record(actor, row, {"revision": row.revision, "choices": len(wanted)})
    return row


def _faults(
    wanted: Sequence[str], offered: dict[str, tuple[Post, str]], most: int
) -> list[object]:  # fmt: skip
    found: list[object] = []
    if len(wanted) > most:
        found.append(_("最多填 %(n)d 个志愿。") % {"n": most})
    if any(ref not in offered for ref in wanted):
        found.append(_("有的岗位不在这次双选里，或已撤回。请刷新页面再填。"))
        return found
    twice = {ref for ref in wanted if wanted.count(ref) > 1}
    found += [_("岗位“%(post)s”填了两次。") % {"post": offered[ref][0]} for ref in sorted(twice)]
    for ref in dict.fromkeys(wanted):
        post, unmet = offered[ref]
        if unmet:
            found.append(
                _("您不符合“%(post)s”的报名条件（%(name)s）。") % {"post": post, "name": unmet}
            )
    return found


def _write(row: Applicant, posts: Sequence[Post]) -> None:
    Preference.objects.filter(applicant=row).delete()
    Preference.objects.bulk_create(
        Preference(consortium_id=row.consortium_id, applicant=row, post=post, rank=rank)
        for rank, post in enumerate(posts, 1)
    )
    row.revision += 1
    row.submitted_at = timezone.now()
    row.save(update_fields=["revision", "submitted_at"])


def save(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Rankings that the organiser collected on paper, in place of those before."""
    # The round itself is locked: it is not frozen while a file is being written.
    round_ = lock(PlacementRound, str(batch.options.get("round", "")))
    require(actor, P.ROUND_MANAGE, round_)
    if fault := window_fault(round_):
        raise Conflict(fault)
    posts = {row.code: row for row in round_.posts.filter(withdrawn_at__isnull=True)}
    side = "student_id" if is_for_students(round_) else "instructor_id"
    there = {getattr(row, side): row for row in round_.applicants.select_for_update(of=("self",))}
    count = 0
    for line in rows:
        person = person_of(line)
        row = there.get(person.pk) if person else None
        wanted = [line.get(f"choice_{n}", "") for n in range(1, MOST_CHOICES + 1)]
        wanted = [code for code in wanted if code]
        if row is None or any(code not in posts for code in wanted):
            raise Invalid(_("第 %(n)d 行的人或岗位已不在双选里，请重新上传。") % {"n": line.number})
        offered = {post.code: (post, unmet) for post, unmet in offered_to(row)}
        if errors := _faults(wanted, offered, round_.choices):
            said = "".join(str(one) for one in errors)
            raise Invalid(_("第 %(n)d 行：%(said)s") % {"n": line.number, "said": said})
        _write(row, [posts[code] for code in wanted])
        count += 1
    return SaveResult(created=count)


RANKINGS = register_sheet(
    Sheet(
        key="cultivation.round_rankings",
        title=gettext_lazy("志愿表"),
        title_en="Rankings of a placement round",
        columns=RANKING_COLUMNS,
        permission=P.ROUND_MANAGE,
        save=save,
        check=check_ranking,
        identity=("number", "organisation"),
        groups=POST_GROUPS,
        about=gettext_lazy("纸面收来的志愿：一行一人，志愿填岗位编号，从 1 起连续填写。"),
        about_en="Rankings collected on paper: one line a person, choices by post number.",
    )
)
