"""Letters, plaques, certificates: what may be issued from what, numbers, validity, refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.storage import default_storage
from governance_world import World

from silian.consortia.queries.actors import today
from silian.governance.documents.candidates import (
    Candidate,
    mandate_candidates,
    member_candidates,
)
from silian.governance.documents.wording import numeral, ordinal
from silian.governance.enums import MandateEnd
from silian.governance.models import Mandate
from silian.governance.queries.letters import in_effect, letter_of, own_papers, papers
from silian.governance.services import letters
from silian.governance.services.letter_design import save_design
from silian.governance.services.mandates import end
from silian.kernel.access import Actor
from silian.kernel.documents import Standing, grouped, standing
from silian.kernel.documents.checking import check_upload
from silian.kernel.models import AuditEntry, DocumentBatch, IssuedDocument
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing
from silian.organisations.models import Organisation


def content(paper: IssuedDocument) -> bytes:
    with default_storage.open(paper.path, "rb") as file:
        return bytes(file.read())


@pytest.fixture
def candidates(world: World) -> Callable[..., list[Candidate]]:
    """candidates(kind="letter", posts=(), **setting): what the council's term could be given."""

    def make(kind: str = "letter", posts: Sequence[str] = (), **setting: Any) -> list[Candidate]:
        with world.inside():
            chosen = letters.setting_of(world.secretariat, **setting)
            return mandate_candidates(chosen, kind, world.term, posts)

    return make


@pytest.fixture
def issue_all(
    world: World,
    candidates: Callable[..., list[Candidate]],
    django_capture_on_commit_callbacks: Any,
) -> Callable[..., list[IssuedDocument]]:
    """issue_all(kind, posts, replace=…, reason=…): issues them and runs the job."""

    def run(
        kind: str = "letter", posts: Sequence[str] = (), replace: bool = False, reason: str = "",
        **setting: Any,
    ) -> list[IssuedDocument]:  # fmt: skip
        found = candidates(kind, posts, **setting)
        with django_capture_on_commit_callbacks(execute=True):
            letters.issue_letters(
                actor=world.secretariat, candidates=found, replace=replace, reason=reason
            )
        with world.inside():
            return list(papers().filter(kind=kind).order_by("pk"))

    return run  # fmt: skip


def test_letters_of_a_term_are_numbered_by_rank_and_valid_as_long_as_the_mandate(
    world: World, issue_all: Callable[..., list[IssuedDocument]]
) -> None:
    save_design(actor=world.secretariat, prefix="示例甲")
    found = issue_all(issued_on=today())
    year = today().year
    assert [row.number for row in found] == [f"示例甲聘字〔{year}〕{n:03d}号" for n in range(1, 7)]
    first = found[0]
    assert first.holder == "示例整车有限公司"
    assert first.title == "第一届理事会理事长单位"
    assert first.facts["post"] == "理事长单位"
    assert "representative" not in first.facts
    assert (first.valid_from, first.valid_until) == (world.term.starts_on, world.term.ends_on)
    assert standing(first) == Standing.VALID
    assert check_upload(content(first)).ok
    assert all(row.size < 100_000 for row in found)


def test_plaque_has_a_series_of_its_own_and_only_the_posts_asked_for(
    issue_all: Callable[..., list[IssuedDocument]],
) -> None:
    issue_all("letter")
    found = issue_all("plaque", ["vice_chair"], language="both")
    assert [row.title for row in found] == ["副理事长单位", "副理事长单位"]
    assert found[0].number.endswith(f"牌字〔{today().year}〕001号")
    assert found[0].facts["title_en"]


def test_who_has_a_letter_is_not_given_another(
    world: World, issue_all: Callable[..., list[IssuedDocument]]
) -> None:
    issue_all("letter", ["chair"])
    assert len(issue_all("letter")) == 6
    with pytest.raises(Conflict, match="已经颁发过"):
        issue_all("letter")


def test_replacing_needs_a_reason_and_supersedes(
    world: World, issue_all: Callable[..., list[IssuedDocument]]
) -> None:
    first = issue_all("letter", ["chair"])[0]
    with pytest.raises(Invalid) as refused:
        issue_all("letter", ["chair"], replace=True, reason=" ")
    assert "reason" in refused.value.errors
    old, new = issue_all("letter", ["chair"], replace=True, reason="更正单位名称", named=True)
    assert old.pk == first.pk
    assert old.superseded_by_id == new.pk
    assert standing(old) == Standing.SUPERSEDED
    assert new.facts["representative"] == "示例甲"
    with world.inside():
        assert letter_of(world.mandates[0].ref) == new


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"ends_on": dt.date(2026, 1, 2), "starts_on": dt.date(2026, 1, 1)}, "届满"),
        ({"ended_on": dt.date(2026, 1, 3), "end": "resigned"}, "结束"),
    ],
)  # fmt: skip
def test_mandate_that_is_over_is_refused_and_nothing_is_issued(
    world: World,
    candidates: Callable[..., list[Candidate]],
    spoil: dict[str, Any],
    said: str,
) -> None:
    with world.inside():
        Mandate.objects.filter(pk=world.mandates[0].pk).update(**spoil)
    found = candidates()
    assert said in found[0].problems[0]
    with pytest.raises(Invalid, match=said):
        letters.issue_letters(actor=world.secretariat, candidates=found)
    with world.inside():
        assert not papers().exists()


def test_mandate_of_a_unit_that_left_has_no_valid_seat(
    world: World, candidates: Callable[..., list[Candidate]]
) -> None:
    from silian.consortia.models import Membership

    with world.inside():
        Membership.objects.filter(organisation=world.units[0]).update(
            state="withdrawn", left_on=today(), leave_reason="示例"
        )
    found = candidates()
    assert "席位不成立" in found[0].problems[0]
    assert [one.ready for one in found] == [False, True, True, True, True, True]


def test_character_without_a_glyph_is_named_before_anything_is_issued(
    world: World, candidates: Callable[..., list[Candidate]]
) -> None:
    Organisation.objects.filter(pk=world.units[2].pk).update(name="示例\U0002cccc理工大学")
    found = candidates()
    assert [bool(one.problems) for one in found].count(True) == 1
    with pytest.raises(Invalid, match="\U0002cccc"):
        letters.issue_letters(actor=world.secretariat, candidates=found)
    with world.inside():
        assert not DocumentBatch.objects.exists()


def test_what_a_job_is_issuing_is_not_issued_again(
    world: World, candidates: Callable[..., list[Candidate]]
) -> None:
    # The job has not run yet: nothing was committed.
    letters.issue_letters(actor=world.secretariat, candidates=candidates("letter", ["chair"]))
    assert candidates("letter", ["chair"])[0].waiting
    with pytest.raises(Conflict, match="正在制作"):
        letters.issue_letters(actor=world.secretariat, candidates=candidates("letter", ["chair"]))


def test_only_the_secretariat_issues(
    world: World, candidates: Callable[..., list[Candidate]]
) -> None:
    for actor in (world.actors[0], world.authority, world.expert, world.auditor):
        with pytest.raises(Forbidden):
            letters.issue_letters(actor=actor, candidates=candidates())
    with pytest.raises(Invalid, match="没有选中"):
        letters.issue_letters(actor=world.secretariat, candidates=[])


def test_letter_dies_with_its_mandate(
    world: World, issue_all: Callable[..., list[IssuedDocument]]
) -> None:
    issue_all("letter", ["director"])
    issue_all("plaque", ["director"])
    gone = world.mandates[4]
    end(
        actor=world.secretariat, mandate=gone, reason=MandateEnd.RESIGNED.value, on=today(),
        note="示例",
    )  # fmt: skip
    with world.inside():
        found = in_effect("governance.mandate", [gone.ref])[gone.ref]
        others = in_effect("governance.mandate", [world.mandates[5].ref])
    assert {row.kind for row in found} == {"letter", "plaque"}
    assert {standing(row) for row in found} == {Standing.EXPIRED}
    assert found[0].ended_on == today() - dt.timedelta(days=1)
    assert "辞任" in found[0].ended_reason
    assert {standing(row) for rows in others.values() for row in rows} == {Standing.VALID}


def test_letter_of_one_mandate(world: World) -> None:
    made = letters.issue_for_mandate(
        actor=world.secretariat, mandate=world.mandates[0], language="en", named=True
    )
    assert made.language == "en"
    assert made.facts["representative"] == "示例甲"
    with pytest.raises(Conflict, match="已经颁发过聘书"):
        letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[0])
    with pytest.raises(Forbidden):
        letters.issue_for_mandate(actor=world.actors[1], mandate=world.mandates[1])
    with pytest.raises(Missing):
        letters.issue_for_mandate(actor=world.secretariat, mandate="nothere")


def test_thirty_in_one_batch(world: World, django_capture_on_commit_callbacks: Any) -> None:
    from silian.consortia.models import Membership

    with world.inside():
        for n in range(22):
            unit = Organisation.objects.create(
                name=f"示例成员{n:02d}有限公司", name_en=f"Sample Member {n:02d}",
                kind="enterprise", is_demo=True,
            )  # fmt: skip
            Membership.objects.create(
                consortium=world.consortium, organisation=unit, state="active", seat="member",
                joined_on=dt.date(2026, 1, 15), is_demo=True,
            )  # fmt: skip
        setting = letters.setting_of(world.secretariat, language="both")
        found = member_candidates(setting, "membership_certificate")
    assert len(found) == 30
    with django_capture_on_commit_callbacks(execute=True):
        done = letters.issue_letters(actor=world.secretariat, candidates=found)
    assert done.batch is not None
    with world.inside():
        batch = DocumentBatch.objects.get(pk=done.batch.pk)
        rows = list(batch.documents.order_by("serial"))
    assert (batch.state, batch.done, batch.problems) == ("done", 30, [])
    assert [row.serial for row in rows] == list(range(1, 31))
    assert len({row.code for row in rows}) == 30
    assert rows[-1].facts["joined_on"] == "2026-01-15"


def test_member_without_a_joining_day_has_no_certificate(world: World) -> None:
    from silian.consortia.models import Membership

    with world.inside():
        Membership.objects.filter(organisation=world.units[6]).update(joined_on=None)
        setting = letters.setting_of(world.secretariat)
        found = member_candidates(setting, "membership_certificate", ["member"])
        plaques = member_candidates(setting, "plaque", ["member"])
    assert ["加入日期" in "".join(one.problems) for one in found] == [True, False]
    assert [one.problems for one in plaques] == [[], []]


def test_revoking_says_why_and_is_final(world: World) -> None:
    made = letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[0])
    with pytest.raises(Forbidden):
        letters.revoke_paper(actor=world.actors[0], paper=made, reason="示例")
    with pytest.raises(Invalid):
        letters.revoke_paper(actor=world.secretariat, paper=made, reason="")
    done = letters.revoke_paper(actor=world.secretariat, paper=made, reason="误发")
    assert standing(done) == Standing.REVOKED
    assert not check_upload(content(done)).ok
    with pytest.raises(Conflict):
        letters.revoke_paper(actor=world.secretariat, paper=made, reason="再来")
    with pytest.raises(Conflict):
        letters.correct_paper(actor=world.secretariat, paper=made, reason="示例")
    # After a revocation the mandate may have a letter again.
    letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[0])


def test_letter_of_an_ended_mandate_is_not_corrected(world: World) -> None:
    made = letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[4])
    end(
        actor=world.secretariat,
        mandate=world.mandates[4],
        reason="resigned",
        on=today(),
        note="示例",
    )
    with pytest.raises(Invalid, match="结束"):
        letters.correct_paper(actor=world.secretariat, paper=made, reason="示例")


def test_another_consortium_sees_nothing(world: World, other_world: World) -> None:
    made = letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[0])
    with other_world.inside():
        assert not papers().exists()
    for run in (letters.revoke_paper, letters.correct_paper):
        with pytest.raises(Missing):
            run(actor=other_world.secretariat, paper=made.ref, reason="示例")
    with pytest.raises(Missing):
        letters.issue_for_mandate(actor=other_world.secretariat, mandate=world.mandates[1].ref)


def test_own_papers_are_those_of_the_unit(world: World) -> None:
    for row in world.mandates[:2]:
        letters.issue_for_mandate(actor=world.secretariat, mandate=row)
    with world.inside():
        assert [row.holder for row in own_papers(world.actors[1])] == ["示例职业技术学院"]
        assert not own_papers(world.secretariat).exists()


def test_day_far_from_today_is_refused(world: World) -> None:
    with world.inside(), pytest.raises(Invalid) as refused:
        letters.setting_of(world.secretariat, issued_on=dt.date(2019, 1, 1))
    assert "issued_on" in refused.value.errors


def test_audit_has_neither_code_nor_representative(world: World) -> None:
    made = letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[0], named=True)
    with world.inside():
        text = str(list(AuditEntry.objects.values("changes", "subject")))
    assert made.code not in text
    assert grouped(made.code) not in text
    assert made.number in text
    assert '"示例甲"' not in text


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [(1, "一", "First"), (10, "十", "Tenth"), (12, "十二", "12th"), (21, "二十一", "21st"),
     (111, "111", "111th")],
)  # fmt: skip
def test_terms_are_counted_in_words(number: int, zh: str, en: str) -> None:
    assert (numeral(number), ordinal(number)) == (zh, en)


def test_system_actor_without_a_consortium_issues_nothing(system: Actor, world: World) -> None:
    with pytest.raises(Missing):
        letters.setting_of(system)
