"""制度文件: the checklist, drafts from templates, adoption, revision, repeal."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from governance_world import World

from silian.consortia import public as consortia
from silian.governance.models import Regulation
from silian.governance.queries.regulations import checklist, done, templates
from silian.governance.services import regulations as commands
from silian.kernel.refusals import Conflict, Forbidden, Invalid

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def upload(name: str = "制度.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def test_every_template_is_complete() -> None:
    assert len(templates()) == 21
    assert [one.number for one in templates().values()] == list(range(2, 23))
    for one in templates().values():
        assert one.title
        assert one.purpose.endswith("。")
        assert len(one.text.splitlines()) >= 6
        assert one.text.count("【") == one.text.count("】")
        assert one.blanks or one.key in {"procedure"}, one.key


def test_checklist_counts_charter_and_sixteen(world: World) -> None:
    with world.inside():
        entries = checklist()
        assert done(entries) == (1, 17)
        assert [entry.state for entry in entries[:2]] == ["in_force", "missing"]


def test_a_document_from_its_template_to_its_adoption(world: World) -> None:
    actor, today = world.secretariat, consortia.today()
    with world.inside():
        row = commands.draft(actor=actor, key="finance")
        with pytest.raises(Conflict):
            commands.draft(actor=actor, key="finance")
        with pytest.raises(Invalid, match="空白"):
            commands.adopt(actor=actor, regulation=row, adopted_on=today, note="决议")
        commands.write(actor=actor, regulation=row, title="财务制度", text="第一条　示例。")
        with pytest.raises(Invalid):
            commands.adopt(actor=actor, regulation=row, adopted_on=today, note=" ")
        row = commands.adopt(actor=actor, regulation=row, adopted_on=today, note="理事会决议")
        assert row.state == "adopted"
        assert done(checklist()) == (2, 17)
        with pytest.raises(Conflict):
            commands.write(actor=actor, regulation=row, title="改", text="改")
        commands.revise(actor=actor, regulation=row)
        assert done(checklist()) == (1, 17)
        commands.adopt(actor=actor, regulation=row, adopted_on=today, note="再次通过")
        with pytest.raises(Invalid):
            commands.repeal(actor=actor, regulation=row, note="")
        commands.repeal(actor=actor, regulation=row, note="由新制度取代")
        with pytest.raises(Conflict):
            commands.revise(actor=actor, regulation=row)
        assert commands.draft(actor=actor, key="finance").pk != row.pk
        assert [e.state for e in checklist() if e.key == "finance"] == ["draft"]


def test_a_formal_file_stands_in_for_a_text_with_blanks(world: World) -> None:
    actor = world.secretariat
    with world.inside():
        row = commands.draft(actor=actor, key="staff")
        commands.attach(actor=actor, regulation=row, upload=upload())
        row = commands.adopt(
            actor=actor, regulation=row, adopted_on=consortia.today(), note="理事会决议"
        )
        assert row.file is not None
        with pytest.raises(Conflict):
            commands.attach(actor=actor, regulation=row, upload=upload())
        with pytest.raises(Invalid):
            commands.attach(
                actor=actor, regulation=commands.draft(actor=actor, key="quality"),
                upload=upload("制度.exe"),
            )  # fmt: skip


def test_own_documents_and_bad_values(world: World) -> None:
    actor = world.secretariat
    with world.inside():
        row = commands.draft(actor=actor, title="印章管理办法")
        assert checklist()[-1].regulation == row
        with pytest.raises(Conflict):
            commands.draft(actor=actor, title="印章管理办法")
        for values in ({"title": ""}, {"key": "nothing"}):
            with pytest.raises(Invalid):
                commands.draft(actor=actor, **values)
        with pytest.raises(Invalid):
            commands.adopt(actor=actor, regulation=row, adopted_on=consortia.today(), note="决议")
        for run in (
            lambda: commands.draft(actor=world.actors[0], key="staff"),
            lambda: commands.write(actor=world.actors[0], regulation=row, title="x", text="x"),
            lambda: commands.attach(actor=world.actors[0], regulation=row, upload=upload()),
            lambda: commands.adopt(
                actor=world.actors[0], regulation=row, adopted_on=consortia.today(), note="x"
            ),
        ):
            with pytest.raises(Forbidden):
                run()
        assert Regulation.objects.count() == 1
