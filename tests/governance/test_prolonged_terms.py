"""A term is prolonged, also after its end: mandates and their papers go on, and are reissued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from governance_world import World

from silian.consortia.queries.actors import today
from silian.governance.enums import MandateEnd
from silian.governance.models import Mandate, Term
from silian.governance.queries.letters import outdated, papers, standing_is
from silian.governance.services import bodies, letters, mandates, reissue
from silian.kernel.access import system_actor
from silian.kernel.documents import Standing, standing
from silian.kernel.models import IssuedDocument
from silian.kernel.refusals import Conflict, Forbidden, Invalid

DAY = dt.timedelta(days=1)


def lettered(world: World, *ats: int) -> list[IssuedDocument]:
    """The letters of these units."""
    return [
        letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[at]) for at in ats
    ]


def over(world: World, ago: int = 3) -> None:
    """The term as if it had ended some days ago; the daily job has not run yet."""
    first, last = today() - dt.timedelta(days=300), today() - dt.timedelta(days=ago)
    with world.inside():
        Term.objects.filter(pk=world.term.pk).update(starts_on=first, ends_on=last)
        Mandate.objects.filter(term=world.term).update(starts_on=first, ends_on=last)
        world.term.refresh_from_db()


def short(world: World, days: int) -> None:
    """The term as if it ended in so many days."""
    over(world, ago=-days)
    for row in world.mandates:
        with world.inside():
            row.refresh_from_db()


def prolong(world: World, until: dt.date) -> Term:
    with world.inside():
        return bodies.delay_term(
            actor=world.secretariat, term=world.term, until=until, reason="示例原因"
        )


def test_letters_of_a_prolonged_term_stay_in_effect_until_the_new_day(world: World) -> None:
    short(world, 20)
    first, second = lettered(world, 0, 1)
    until = today() + dt.timedelta(days=100)
    prolong(world, until)
    with world.inside():
        for row in (first, second):
            row.refresh_from_db()
            assert (row.extended_until, row.last_day) == (until, until)
            assert standing(row, until) is Standing.VALID
            assert standing(row, until + DAY) is Standing.EXPIRED
        assert [row.pk for row in outdated(world.term)] == [first.pk, second.pk]
        assert papers().filter(standing_is("valid")).count() == 2
        assert papers().filter(standing_is("expired")).count() == 0


def test_a_renewal_registered_after_the_end_revives_what_ended_by_it_alone(world: World) -> None:
    short(world, 1)
    letter, gone = lettered(world, 0, 4)
    mandates.end(
        actor=world.secretariat, mandate=world.mandates[4], reason="resigned", note="辞任函"
    )
    over(world)
    mandates.expire(actor=system_actor("job", world.consortium.pk))
    until = today() + dt.timedelta(days=60)
    prolong(world, until)
    with world.inside():
        rows = {row.organisation_id: row for row in Mandate.objects.filter(term=world.term)}
        revived = rows[world.units[0].pk]
        assert (revived.end, revived.ended_on, revived.ends_on) == ("", None, until)
        assert rows[world.units[4].pk].end == MandateEnd.RESIGNED
        letter.refresh_from_db()
        gone.refresh_from_db()
        assert standing(letter) is Standing.VALID
        assert standing(gone) is Standing.EXPIRED
        assert [row.pk for row in outdated(world.term)] == [letter.pk]


def test_a_unit_with_another_post_by_now_keeps_that_one(world: World) -> None:
    over(world)
    mandates.expire(actor=system_actor("job", world.consortium.pk))
    with world.inside():
        Mandate.objects.create(
            consortium=world.consortium, term=world.term, organisation=world.units[0],
            post="director", starts_on=world.term.starts_on, ends_on=today() + 9 * DAY,
            basis="示例",
        )  # fmt: skip
    prolong(world, today() + dt.timedelta(days=60))
    with world.inside():
        held = Mandate.objects.filter(organisation=world.units[0], ended_on__isnull=True)
        assert held.get().post == "director"


def test_a_term_that_is_cut_again_cuts_its_letters(world: World) -> None:
    short(world, 20)
    (letter,) = lettered(world, 0)
    printed = letter.valid_until
    prolong(world, today() + dt.timedelta(days=100))
    with world.inside():
        bodies.open_term(actor=world.secretariat, body=world.council, starts_on=printed + 11 * DAY)
        letter.refresh_from_db()
        assert (letter.extended_until, letter.ended_on) == (printed + 10 * DAY, None)


def test_a_shortened_term_ends_its_letters_before_the_printed_day(world: World) -> None:
    (letter,) = lettered(world, 0)
    earlier = world.term.ends_on - dt.timedelta(days=100)
    with world.inside():
        bodies.update_term(
            actor=world.secretariat, term=world.term, starts_on=world.term.starts_on,
            ends_on=earlier, seats=world.term.seats,
        )  # fmt: skip
        letter.refresh_from_db()
        assert (letter.extended_until, letter.last_day) == (None, earlier)
        assert [row.pk for row in outdated(world.term)] == [letter.pk]


def test_all_are_reissued_in_one_go(
    world: World, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reissue, "CHUNK", 2)
    short(world, 20)
    old = lettered(world, 0, 1, 2)
    old.append(
        letters.issue_for_mandate(
            actor=world.secretariat, mandate=world.mandates[3], language="en", named=True
        )
    )
    until = today() + dt.timedelta(days=100)
    with pytest.raises(Conflict, match="不用换发"):
        reissue.reissue(actor=world.secretariat, term=world.term, reason="示例")
    prolong(world, until)
    with pytest.raises(Forbidden):
        reissue.reissue(actor=world.actors[0], term=world.term, reason="示例")
    with pytest.raises(Invalid):
        reissue.reissue(actor=world.secretariat, term=world.term, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        count = reissue.reissue(actor=world.secretariat, term=world.term, reason="延期换届")
    assert count == 4
    with world.inside():
        assert outdated(world.term) == []
        for row in old:
            row.refresh_from_db()
            assert (row.state, row.revoked_reason) == ("superseded", "延期换届")
            made = row.superseded_by
            assert (made.valid_until, made.extended_until) == (until, None)
            assert made.language == row.language
        assert old[3].superseded_by.facts["representative"] == "示例丁"


def test_one_that_cannot_be_issued_keeps_all_from_it(world: World) -> None:
    from silian.consortia.models import Membership

    short(world, 20)
    lettered(world, 0, 1)
    prolong(world, today() + dt.timedelta(days=100))
    with world.inside():
        Membership.objects.filter(organisation=world.units[1]).update(
            state="withdrawn", left_on=today(), leave_reason="示例"
        )
    with pytest.raises(Invalid, match="示例职业技术学院"):
        reissue.reissue(actor=world.secretariat, term=world.term, reason="示例")
    with world.inside():
        assert len(outdated(world.term)) == 2


def test_the_term_says_how_many_print_the_old_day_and_the_public_page_the_new_one(
    world: World, client_of: Callable[..., Client], text: Callable[..., str],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    office, unit = client_of(world.secretary), client_of(world.people[0])
    short(world, 20)
    (letter,) = lettered(world, 0)
    kwargs = {"slug": world.slug, "ref": world.council.ref}
    page = reverse("governance:body_detail", kwargs=kwargs)
    again = reverse("governance:term_reissue", kwargs={**kwargs, "ref": world.term.ref})
    assert again not in text(office.get(page))
    assert "不用换发" in text(office.get(again, follow=True))
    until = today() + dt.timedelta(days=100)
    prolong(world, until)
    body = text(office.get(page))
    assert "还有 1 份聘书、牌匾印着别的日期" in body
    assert again in body
    assert again not in text(unit.get(page))
    public = text(Client().get(reverse("verify:paper", kwargs={"code": letter.code})))
    assert "任期已经延长" in public
    assert f"任期已延长至 {until:%Y-%m-%d}" in public
    assert unit.get(again).status_code == 403
    assert f"到 {until} 为止" in text(office.get(again))
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(again, {"reason": "延期换届"}).status_code == 302
    assert "印着别的日期" not in text(office.get(page))
    public = text(Client().get(reverse("verify:paper", kwargs={"code": letter.code})))
    assert "已被替换" in public
