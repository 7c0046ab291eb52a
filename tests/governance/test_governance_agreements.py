"""Agreements: drafting rounds, approval of exactly one text, signing in order, duties, renewal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from governance_world import World

from silian.consortia.queries.actors import today
from silian.governance.models import Agreement, Party, Task
from silian.governance.queries import agreements as queries
from silian.governance.queries.agreement_templates import TEMPLATES, template_text
from silian.governance.services import agreements, parties, task_reports
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

TEXT = "示例协议\n一、合作目的\n共同培养人才。\n二、期限\n一年。"


def made(world: World, units: tuple[int, ...] = (0, 1), **values: Any) -> Agreement:
    """An agreement in drafting whose text has no blanks."""
    with world.inside():
        return agreements.draft(
            actor=world.secretariat, title="示例合作协议", text=TEXT, values=values,
            parties=[(world.units[at], "") for at in units],
        )  # fmt: skip


def fresh(world: World, agreement: Agreement) -> Agreement:
    with world.inside():
        return queries.one(world.secretariat, agreement.ref)


def party(world: World, agreement: Agreement, at: int) -> Party:
    with world.inside():
        return Party.objects.get(agreement=agreement, organisation=world.units[at])


def approve(world: World, agreement: Agreement, *ats: int) -> None:
    for at in ats:
        with world.inside():
            sha = queries.latest(agreement).sha256
            parties.approve(actor=world.actors[at], party=party(world, agreement, at), sha256=sha)


def confirm(world: World, agreement: Agreement, *ats: int) -> None:
    for at in ats:
        with world.inside():
            sha = queries.latest(agreement).sha256
            parties.confirm(
                actor=world.actors[at], party=party(world, agreement, at), sha256=sha,
                signatory="示例甲", signatory_title="院长",
            )  # fmt: skip


def signed(world: World, agreement: Agreement, *ats: int) -> Agreement:
    """Submitted, approved and confirmed by these units, and in force from today."""
    agreements.submit(actor=world.secretariat, agreement=agreement)
    approve(world, agreement, *ats)
    confirm(world, agreement, *ats)
    return agreements.enforce(actor=world.secretariat, agreement=agreement, signed_on=today())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.key)
def test_template_has_blanks_and_places_for_what_is_known(world: World, template: Any) -> None:
    text = template_text(template.key)
    assert "【＿＿】" in text
    assert all(name in text for name in ("{{title}}", "{{parties}}", "{{duties}}"))
    with world.inside():
        row = agreements.draft(
            actor=world.secretariat, title="示例", kind=template.key,
            parties=[(world.units[0], "出场地"), (world.units[1], "")],
        )  # fmt: skip
        first = queries.latest(row).text
    assert "甲方：示例整车有限公司" in first
    assert "甲方：出场地" in first
    assert "乙方：【＿＿】" in first
    assert "{{" not in first


def test_blanks_keep_a_text_from_being_submitted(world: World) -> None:
    with world.inside():
        row = agreements.draft(
            actor=world.secretariat, title="示例", kind="three-party",
            parties=[(unit, "") for unit in world.units[:3]],
        )  # fmt: skip
    with pytest.raises(Invalid, match="还有空白没有填"):
        agreements.submit(actor=world.secretariat, agreement=row)
    assert fresh(world, row).state == "drafting"


@pytest.mark.parametrize("count", [1, 13])
def test_agreement_has_two_to_twelve_parties(world: World, count: int) -> None:
    units = (world.units * 2)[:count]
    with pytest.raises(Invalid, match="2 到 12"):
        agreements.draft(
            actor=world.secretariat, title="示例", text=TEXT, parties=[(u, "") for u in units]
        )


def test_a_unit_is_one_party_only_and_the_template_is_known(world: World) -> None:
    twice = [(world.units[0], ""), (world.units[0], "")]
    with pytest.raises(Invalid, match="只能是一方"):
        agreements.draft(actor=world.secretariat, title="示例", text=TEXT, parties=twice)
    two = [(world.units[0], ""), (world.units[1], "")]
    with pytest.raises(Invalid, match="没有这份模板"):
        agreements.draft(actor=world.secretariat, title="示例", kind="../x", parties=two)
    with pytest.raises(Forbidden):
        agreements.draft(actor=world.actors[0], title="示例", text=TEXT, parties=two)


def test_each_save_is_a_version_by_office_or_party_and_no_words_are_lost(world: World) -> None:
    row = made(world)
    second = agreements.revise(
        actor=world.actors[1], agreement=row, text=TEXT + "\n三、学校补充。", note="补充第三条",
        based_on=1,
    )  # fmt: skip
    assert (second.number, second.author) == (2, world.actors[1].label)
    with pytest.raises(Conflict, match="第 2 稿"):
        agreements.revise(
            actor=world.secretariat, agreement=row, text="别的", note="改", based_on=1
        )
    with pytest.raises(Invalid, match="一样"):
        agreements.revise(
            actor=world.secretariat, agreement=row, text=second.text, note="改", based_on=2
        )
    with pytest.raises(Invalid):
        agreements.revise(actor=world.secretariat, agreement=row, text="别的", note=" ", based_on=2)
    with pytest.raises(Forbidden):
        agreements.revise(actor=world.actors[5], agreement=row, text="别", note="改", based_on=2)
    with pytest.raises(Forbidden):
        agreements.revise(actor=world.auditor, agreement=row, text="别", note="改", based_on=2)


def test_approval_is_of_exactly_one_text(world: World) -> None:
    row = made(world)
    agreements.submit(actor=world.secretariat, agreement=row)
    with world.inside():
        mine = party(world, row, 0)
        with pytest.raises(Conflict, match="文本已经变了"):
            parties.approve(actor=world.actors[0], party=mine, sha256="0" * 64)
    with pytest.raises(Forbidden):
        parties.approve(actor=world.actors[1], party=mine, sha256="0" * 64)
    with pytest.raises(Forbidden):
        parties.approve(actor=world.secretariat, party=mine, sha256="0" * 64)
    approve(world, row, 0)
    assert fresh(world, row).state == "approving"
    with pytest.raises(Conflict, match="已经审批"):
        approve(world, row, 0)
    with pytest.raises(Conflict):
        agreements.revise(actor=world.actors[0], agreement=row, text="别", note="改", based_on=1)
    approve(world, row, 1)
    assert fresh(world, row).state == "signing"


def test_sent_back_text_loses_every_approval(world: World) -> None:
    row = made(world)
    agreements.submit(actor=world.secretariat, agreement=row)
    approve(world, row, 0)
    with pytest.raises(Invalid):
        parties.send_back(actor=world.actors[1], party=party(world, row, 1), reason=" ")
    parties.send_back(actor=world.actors[1], party=party(world, row, 1), reason="第二条期限太短")
    assert fresh(world, row).state == "drafting"
    assert party(world, row, 0).approved_at is None
    assert party(world, row, 1).approval_note == "第二条期限太短"


def test_signing_goes_in_order_and_needs_name_and_title(world: World) -> None:
    row = made(world)
    agreements.submit(actor=world.secretariat, agreement=row)
    approve(world, row, 0, 1)
    assert "甲方（示例整车有限公司）" in queries.turn(fresh(world, row)).sentence
    with pytest.raises(Conflict, match="先等甲方"):
        confirm(world, row, 1)
    with world.inside(), pytest.raises(Invalid) as refused:
        parties.confirm(
            actor=world.actors[0], party=party(world, row, 0),
            sha256=queries.latest(row).sha256, signatory="", signatory_title="",
        )  # fmt: skip
    assert set(refused.value.errors) == {"signatory", "signatory_title"}
    with pytest.raises(Conflict, match="还没有确认"):
        agreements.enforce(actor=world.secretariat, agreement=row, signed_on=today())
    confirm(world, row, 0, 1)
    assert queries.turn(fresh(world, row)).office
    tomorrow = today() + dt.timedelta(days=1)
    with pytest.raises(Invalid, match="今天之后"):
        agreements.enforce(actor=world.secretariat, agreement=row, signed_on=tomorrow)
    done = agreements.enforce(actor=world.secretariat, agreement=row, signed_on=today())
    assert (done.state, done.starts_on) == ("in_force", today())
    with world.inside():
        written = "".join(AuditEntry.objects.values_list("changes", flat=True))
    assert "示例甲" not in written


def test_unordered_signing_takes_them_as_they_come(world: World) -> None:
    row = made(world, ordered_signing=False)
    agreements.submit(actor=world.secretariat, agreement=row)
    approve(world, row, 1, 0)
    confirm(world, row, 1)
    assert party(world, row, 1).confirmed_at is not None


def test_duties_become_tasks_once(world: World) -> None:
    row = made(world)
    due = today() + dt.timedelta(days=60)
    duty = parties.add_duty(
        actor=world.secretariat, party=party(world, row, 1), title="提供实训场地", due_on=due,
        target="300 平方米",
    )  # fmt: skip
    with pytest.raises(Invalid):
        parties.add_duty(actor=world.secretariat, party=party(world, row, 1), title=" ")
    signed(world, row, 0, 1)
    with world.inside():
        task = Task.objects.get(duty=duty)
        assert (task.owner, task.source, task.due_on) == (world.units[1], "agreement", due)
        assert "300 平方米" in task.text
    from silian.governance.services.tasks import from_agreement

    assert from_agreement(actor=world.secretariat, agreement=fresh(world, row)) == []
    with pytest.raises(Conflict):
        parties.remove_duty(actor=world.secretariat, duty=duty)


def test_parties_are_ordered_and_labelled(world: World) -> None:
    row = made(world)
    third = parties.add_party(actor=world.secretariat, agreement=row, unit=world.units[2])
    assert third.label == "丙方"
    with pytest.raises(Invalid, match="已经是"):
        parties.add_party(actor=world.secretariat, agreement=row, unit=world.units[2])
    moved = parties.move_party(actor=world.secretariat, party=third, up=True)
    assert (moved.order, moved.label) == (2, "乙方")
    assert party(world, row, 1).label == "丙方"
    with pytest.raises(Conflict):
        parties.move_party(actor=world.secretariat, party=party(world, row, 0), up=True)
    parties.update_party(actor=world.secretariat, party=third, duty="提供师资")
    parties.remove_party(actor=world.secretariat, party=party(world, row, 0))
    assert [p.label for p in fresh(world, row).parties.all()] == ["甲方", "乙方"]
    with pytest.raises(Conflict, match="两方"):
        parties.remove_party(actor=world.secretariat, party=party(world, row, 1))
    with pytest.raises(Forbidden):
        parties.move_party(actor=world.actors[1], party=party(world, row, 1), up=True)


def test_recalled_ended_cancelled_each_with_a_reason(world: World) -> None:
    row = made(world)
    with pytest.raises(Conflict):
        agreements.recall(actor=world.secretariat, agreement=row, reason="改期限")
    agreements.submit(actor=world.secretariat, agreement=row)
    approve(world, row, 0, 1)
    agreements.recall(actor=world.secretariat, agreement=row, reason="改期限")
    assert party(world, row, 0).approved_at is None
    signed(world, row, 0, 1)
    with pytest.raises(Invalid):
        agreements.end(actor=world.secretariat, agreement=row, reason="", on=today())
    with pytest.raises(Conflict):
        agreements.cancel(actor=world.secretariat, agreement=row, reason="不签了")
    ended = agreements.end(actor=world.secretariat, agreement=row, reason="合作完成", on=today())
    assert (ended.state, ended.ended_on) == ("ended", today())
    other = made(world)
    with pytest.raises(Forbidden):
        agreements.cancel(actor=world.actors[0], agreement=other, reason="不签了")
    assert agreements.cancel(
        actor=world.secretariat, agreement=other, reason="不签了"
    ).state == "cancelled"  # fmt: skip


def test_expiring_agreement_is_renewed_once(world: World) -> None:
    row = made(world, ends_on=today() + dt.timedelta(days=20))
    signed(world, row, 0, 1)
    now = fresh(world, row)
    assert queries.expiry_tone(now) == "danger"
    assert "还有 20 天" in queries.turn(now).sentence
    with world.inside():
        assert list(queries.expiring(queries.visible(world.secretariat))) == [now]
    until = today() + dt.timedelta(days=400)
    new = agreements.renew(actor=world.secretariat, agreement=row, ends_on=until)
    assert (new.renews, new.starts_on) == (row, row.ends_on + dt.timedelta(days=1))
    with pytest.raises(Conflict, match="已经有一份"):
        agreements.renew(actor=world.secretariat, agreement=row, ends_on=until)
    with pytest.raises(Conflict):
        agreements.renew(actor=world.secretariat, agreement=new, ends_on=until)


def test_agreement_is_seen_by_its_parties_and_the_office(world: World, other_world: World) -> None:
    row = made(world)
    with world.inside():
        assert queries.visible(world.actors[0]).count() == 1
        assert queries.visible(world.actors[5]).count() == 0
        assert queries.visible(world.authority).count() == 1
        with pytest.raises(Missing):
            queries.one(world.actors[5], row.ref)
    with pytest.raises(Missing):
        agreements.submit(actor=other_world.secretariat, agreement=row.ref)


def test_waiting_lists_name_whose_turn_it_is(world: World) -> None:
    row = made(world)
    with world.inside():
        rows = queries.visible(world.secretariat)
        assert list(queries.awaiting_office(rows)) == [row]
    agreements.submit(actor=world.secretariat, agreement=row)
    approve(world, row, 0)
    with world.inside():
        assert not queries.awaiting(rows.all(), world.units[0].pk).exists()
        assert queries.awaiting(rows.all(), world.units[1].pk).exists()
    approve(world, row, 1)
    with world.inside():
        assert queries.awaiting(rows.all(), world.units[0].pk).exists()
        assert not queries.awaiting(rows.all(), world.units[1].pk).exists()
        assert not queries.awaiting_office(rows.all()).exists()
    confirm(world, row, 0, 1)
    with world.inside():
        assert queries.awaiting_office(rows.all()).exists()


def test_agreement_without_reports_is_dormant(world: World) -> None:
    row = made(world)
    parties.add_duty(actor=world.secretariat, party=party(world, row, 0), title="示例义务")
    signed(world, row, 0, 1)
    with world.inside():
        rows = queries.visible(world.secretariat)
        assert not queries.dormant(rows).exists()
        Agreement.objects.filter(pk=row.pk).update(signed_on=today() - dt.timedelta(days=200))
        assert queries.dormant(rows).exists()
        task = Task.objects.get(duty__agreement=row)
    task_reports.report(actor=world.actors[0], task=task, text="开始了", progress=10)
    with world.inside():
        assert not queries.dormant(rows).exists()
        task.reports.update(created_at=timezone.now() - dt.timedelta(days=190))
        assert queries.dormant(rows).exists()


def test_scan_of_the_signed_paper_is_kept_with_its_hash(world: World) -> None:
    row = made(world)
    upload = SimpleUploadedFile("签署件.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    with pytest.raises(Conflict):
        agreements.attach_scan(actor=world.secretariat, agreement=row, upload=upload)
    agreements.submit(actor=world.secretariat, agreement=row)
    approve(world, row, 0, 1)
    upload.seek(0)
    kept = agreements.attach_scan(actor=world.secretariat, agreement=row, upload=upload)
    assert kept.scan is not None
    assert len(kept.scan.sha256) == 64
    bad = SimpleUploadedFile("x.html", b"<html>")
    with pytest.raises(Invalid):
        agreements.attach_scan(actor=world.secretariat, agreement=row, upload=bad)


def test_facts_change_only_while_drafting(world: World) -> None:
    row = made(world)
    values = {"number": "示例〔2026〕1号", "starts_on": today(), "ends_on": today()}
    with pytest.raises(Invalid):
        agreements.update(actor=world.secretariat, agreement=row, values=values)
    values["ends_on"] = today() + dt.timedelta(days=365)
    changed = agreements.update(actor=world.secretariat, agreement=row, values=values)
    assert changed.number == "示例〔2026〕1号"
    agreements.submit(actor=world.secretariat, agreement=row)
    with pytest.raises(Conflict):
        agreements.update(actor=world.secretariat, agreement=row, values={"title": "别的"})
