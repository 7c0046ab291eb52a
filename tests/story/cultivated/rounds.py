"""Rounds in preparation, open and published, with posts, applicants, offers, an appeal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from silian.cultivation.models import (
    Appeal,
    Applicant,
    Offer,
    PlacementRound,
    Post,
    Preference,
    Student,
)

from ..cast import Story
from ..governance import Laying
from ..variants import Place, elsewhere, gone, other_unit, own, place

FORMATS = ("csv", "xlsx")
OFFICE = ("secretariat",)
RUNNERS = ("secretariat", "school_office")
OFFERERS = ("secretariat", "school_office", "enterprise_hr", "member_office", "shared_hr")
SEE = ("secretariat", "authority", "school_office")


def build(story: Story) -> None:
    """A round in each state that a page asks for; in 甲 one of the school's own as well."""
    for slug in ("jia", "yi"):
        with story.inside(slug):
            to = Laying(story, slug)
            student = Student.objects.get(ref=story.refs[f"student.{slug}"])
            _published(to, student)
            draft = _round(to, "round_draft", "draft")
            _post(to, "post_draft", draft, "maker")
            _applicant(to, "applicant_draft", draft, student)
            if slug == "jia":
                _post(to, "post_draft_other", draft, "rival", code="G2")
                _round(to, "round_own", "draft", organisation=to.unit("school"))
                opened = _round(to, "round_open", "open")
                _post(to, "post_open", opened, "maker")
                _applicant(to, "applicant_open", opened, student)


def _round(to: Laying, name: str, state: str, **more: Any) -> PlacementRound:
    return to.lay(name, PlacementRound(
        name=f"双选{name}{to.mark}", state=state, formula="成绩", seed=5, choices=3, **more
    ))  # fmt: skip


def _post(to: Laying, name: str, row: PlacementRound, unit: str, **more: Any) -> Post:
    values = {"code": "G1", "title": f"岗位{to.mark}", "capacity": 1} | more
    return to.lay(name, Post(round=row, organisation=to.unit(unit), **values))


def _applicant(to: Laying, name: str, row: PlacementRound, student: Student) -> Applicant:
    return to.lay(name, Applicant(
        round=row, organisation=student.organisation, student=student, code=f"S{name[:12]}",
        scores={"成绩": "60"}, attributes={"学校": "示例"}, revision=1,
        submitted_at=timezone.now(),
    ))  # fmt: skip


def _published(to: Laying, student: Student) -> None:
    report = {"closed": [], "certificate": {"right": True}}
    row = _round(to, "round", "published", frozen_at=timezone.now() - dt.timedelta(days=1),
                 frozen_sha256="0" * 64, report=report)  # fmt: skip
    post = _post(to, "post", row, "maker", cutoff="61")
    second = _post(to, "post_second", row, "maker", code="G2")
    one = _applicant(to, "applicant", row, student)
    for rank, wished in enumerate((post, second), 1):
        Preference.objects.create(consortium=to.consortium, applicant=one, post=wished, rank=rank)
    reason = {"post": "G1", "rank": 1, "kind": "cutoff", "cutoff": "61", "own": "60"}
    to.lay("offer", Offer(applicant=one, post=second, rank=2, reasons=[reason]))
    to.lay("appeal", Appeal(applicant=one, post=post, text=f"理由{to.mark}"))


def grow(units: list[Any], count: int) -> None:
    """Copies of one row of everything that a page may list."""
    from ..growth import copies

    # The rows of the story stand in 甲; rounds are told apart by their states.
    for row in list(PlacementRound.objects.filter(organisation__isnull=True)):
        copies(row, count, name=lambda n, row=row: f"{row.name}{n}")
        _crowd(row, count, copies)


def _crowd(row: PlacementRound, count: int, copies: Any) -> None:
    one = Applicant.objects.filter(round=row).order_by("pk")[0]
    post = Post.objects.filter(round=row).order_by("pk")[0]
    classmates = copies(one.student, count, number=lambda n: f"R{row.pk}-{n}", user_id=None)
    posts = copies(post, count, code=lambda n: f"M{n}")
    people = copies(one, count, code=lambda n: f"SM{n}", student_id=lambda n: classmates[n].pk)
    Preference.objects.bulk_create(
        Preference(consortium_id=row.consortium_id, applicant=person, post=wished, rank=1)
        for person, wished in zip(people, posts, strict=True)
    )
    if row.state == "published":
        copies(one.offer, count, applicant_id=lambda n: people[n].pk,
               post_id=lambda n: posts[n].pk)  # fmt: skip
        copies(one.appeals.get(), count, applicant_id=lambda n: people[n].pk)


def _import(routes: str, key: str, *roles: str) -> tuple[Place, ...]:
    batch = f"batch.{key}.secretariat"
    return (
        place(f"cultivation:{routes}_import_", "ref", own(batch, *roles),
              elsewhere(f"{batch}_yi"), elsewhere("batch.consortia.members.secretariat"), gone()),
        place(f"cultivation:{routes}_import_row", "ref number", own(f"{batch} 2", *roles),
              elsewhere(f"{batch}_yi 2"), gone(f"{batch} 999999")),
    )  # fmt: skip


def _exports(routes: str, *roles: str) -> Place:
    return place(f"cultivation:{routes}_export", "ref format",
                 *(own(f"round.jia {f}", *roles) for f in FORMATS), elsewhere("round.yi csv"),
                 gone("round.jia exe"))  # fmt: skip


PLACES: tuple[Place, ...] = (
    place("cultivation:round_", "ref", own("round.jia"), elsewhere("round.yi"), gone()),
    place("cultivation:round_detail", "ref", own("round.jia"), own("round_draft.jia", *OFFERERS),
          own("round_open.jia"), elsewhere("round.yi"), elsewhere("round_draft.yi"), gone()),
    place("cultivation:round_export", "format", *map(own, FORMATS), gone("exe")),
    *(
        place(f"cultivation:{name}", "ref", own("round.jia", *OFFICE), elsewhere("round.yi"),
              gone())
        for name in ("round_supplement", "round_what_if", "round_appeals")
    ),
    *(
        place(f"cultivation:{name}", "ref", own("round_own.jia", *RUNNERS),
              other_unit("round_draft.jia", *OFFICE), elsewhere("round_draft.yi"), gone())
        for name in ("round_edit", "applicant_add")
    ),
    place("cultivation:round_step", "ref verb", own("round_own.jia open", *RUNNERS),
          other_unit("round_draft.jia open", *OFFICE), elsewhere("round_draft.yi open"),
          gone("round_draft.jia no-such")),
    _exports("round_post"), _exports("result"), _exports("applicant", *SEE),
    place("cultivation:post_", "ref", own("post.jia"), elsewhere("post.yi"), gone()),
    *(
        place(f"cultivation:post_{page}", "ref", own("post_draft.jia", "secretariat",
              "enterprise_hr"), other_unit("post_draft_other.jia", "secretariat"),
              elsewhere("post_draft.yi"), gone())
        for page in ("edit", "remove", "withdraw")
    ),
    place("cultivation:applicant_remove", "ref", own("applicant_draft.jia", *OFFICE),
          elsewhere("applicant_draft.yi"), gone()),
    place("cultivation:appeal_answer", "ref", own("appeal.jia", *OFFICE), elsewhere("appeal.yi"),
          gone()),
    place("cultivation:my_round", "ref", own("applicant.jia", "student"),
          own("applicant_open.jia", "student"), elsewhere("applicant.yi"), gone()),
    place("cultivation:my_answer", "ref verb", own("applicant.jia confirm", "student"),
          elsewhere("applicant.yi confirm"), gone("applicant.jia no-such")),
    place("cultivation:my_appeal", "ref post", own("applicant.jia post.jia", "student"),
          elsewhere("applicant.yi post.yi"), gone("applicant.jia no-such")),
    *_import("round_post", "cultivation.round_posts", *OFFICE),
    *_import("round_applicant", "cultivation.round_applicants", *OFFICE),
    *_import("round_ranking", "cultivation.round_rankings", *OFFICE),
)  # fmt: skip
