"""The pages of charter, regulations and bodies."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from governance_world import World

from silian.consortia import public as consortia
from silian.governance.models import Charter, GoverningBody, Mandate, Regulation, Term
from silian.governance.services import charter as charters
from silian.governance.services import regulations
from silian.kernel.models import ImportBatch


@pytest.fixture
def office(world: World, client_of: Callable[..., Client]) -> Client:
    return client_of(world.secretary)


@pytest.fixture
def unit(world: World, client_of: Callable[..., Client]) -> Client:
    return client_of(world.people[0])


def to(world: World, name: str, **kwargs: Any) -> str:
    return reverse(f"governance:{name}", kwargs={"slug": world.slug, **kwargs})


def test_reading_the_charter_shows_articles_and_rules(
    world: World, unit: Client, text: Callable[..., str]
) -> None:
    page = text(unit.get(to(world, "charter_detail", ref=world.charter.ref)))
    assert "第一条" in page
    assert "应到单位的三分之二以上" in page
    assert 'href="#article-1"' in page
    assert "/articles/" not in page
    listed = text(unit.get(to(world, "charter_list")))
    assert "第 1 版" in listed
    assert to(world, "charter_start") not in listed


def test_drafting_from_the_screen(world: World, office: Client, text: Callable[..., str]) -> None:
    assert office.get(to(world, "charter_start")).status_code == 200
    office.post(to(world, "charter_start"), {"source": "association", "title": "", "reason": ""})
    with world.inside():
        draft = Charter.objects.get(state="draft")
        first = draft.articles.first()
    here = {"ref": draft.ref}
    page = text(office.get(to(world, "charter_detail", **here)))
    assert "还有 11 处空白" in page
    assert '<span class="mark-rule">' in page
    assert office.get(to(world, "article_edit", article=first.ref, **here)).status_code == 200
    values = {"chapter": "总则", "heading": "名称", "text": "本联合体叫{{consortium}}。"}
    office.post(to(world, "article_edit", article=first.ref, **here), values)
    page = text(office.get(to(world, "charter_detail", **here)))
    assert "还有 10 处空白" in page
    assert '<span class="mark-unknown">{{consortium}}</span>' in page
    added = office.post(
        to(world, "article_add", **here) + f"?after={first.ref}", {**values, "text": "新的一条。"}
    )
    assert added.url.endswith("#article-2")
    assert office.get(to(world, "article_add", **here)).status_code == 200
    office.post(to(world, "article_move", article=first.ref, **here), {"way": "down"})
    office.post(to(world, "article_remove", article=first.ref, **here))
    with world.inside():
        assert draft.articles.first().text == "新的一条。"
    empty = office.post(to(world, "article_add", **here), {**values, "text": ""})
    assert empty.status_code == 422
    refused = office.post(to(world, "charter_step", verb="propose", **here), {"effective_on": ""})
    assert refused.status_code == 422
    assert "空白没有填写" in text(refused)


def test_whole_text_shows_first_what_was_understood(
    world: World, office: Client, text: Callable[..., str]
) -> None:
    with world.inside():
        draft = charters.start(actor=world.secretariat, base=world.charter)
    address = to(world, "charter_whole", ref=draft.ref)
    assert "第一条" in text(office.get(address))
    pasted = "第一章 总则\n第一条 甲。\n第三条 乙。"
    page = text(office.post(address, {"text": pasted}))
    assert "认出 2 条" in page
    assert "重新编号" in page
    with world.inside():
        assert draft.articles.count() == 4
    office.post(address, {"text": pasted, "confirmed": "1"})
    with world.inside():
        assert [row.text for row in draft.articles.all()] == ["甲。", "乙。"]


def test_rules_by_preset_and_by_value(
    world: World, office: Client, text: Callable[..., str]
) -> None:
    with world.inside():
        draft = charters.start(actor=world.secretariat, base=world.charter)
    here = {"ref": draft.ref}
    assert "专家委员会" in text(office.get(to(world, "charter_rules", **here)))
    office.post(to(world, "charter_rules", **here), {"preset": "simple"})
    assert office.post(to(world, "charter_rules", **here), {"preset": "no"}).status_code == 422
    address = to(world, "charter_body_rules", body="council", **here)
    page = office.get(address)
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    values = {key: value for key, value in values.items() if value not in (None, "", "False")}
    values = {key: value for key, value in values.items() if value is not False}
    assert values["quorum_fraction"] == "1/2"
    bad = office.post(address, {**values, "quorum_fraction": "0.5"})
    assert bad.status_code == 422
    assert list(bad.context["form"].errors) == ["quorum_fraction"]
    bad = office.post(address, {**values, "majority_charter_fraction": "x"})
    assert list(bad.context["form"].errors) == ["majority_charter_fraction"]
    done = office.post(
        address,
        {
            **values,
            "quorum_fraction": "3/4",
            "weight_chair": "2",
            "majority_removal_fraction": "4/3",
        },
    )
    assert done.status_code == 302
    with world.inside():
        draft.refresh_from_db()
    council = draft.rules["bodies"]["council"]
    assert council["quorum"] == {"fraction": "3/4", "of": "seats", "strict": True}
    assert council["weights"] == {"chair": 2}
    page = text(office.get(to(world, "charter_rules", **here)))
    assert "永远无法达到" in page
    assert "理事长单位 2 票" in page
    refused = office.post(to(world, "charter_step", verb="propose", **here), {"effective_on": ""})
    assert "永远无法达到" in text(refused)


def test_adopting_on_paper_from_the_screen(
    world: World, office: Client, text: Callable[..., str]
) -> None:
    with world.inside():
        draft = charters.start(actor=world.secretariat, base=world.charter)
    here = {"ref": draft.ref}
    assert office.get(to(world, "charter_step", verb="adopt", **here)).status_code == 409
    office.post(to(world, "charter_edit", **here), {"title": "新章程", "reason": "示例"})
    office.post(to(world, "charter_step", verb="propose", **here), {"effective_on": ""})
    assert office.get(to(world, "charter_rules", **here)).status_code == 409
    today = consortia.today().isoformat()
    done = office.post(
        to(world, "charter_step", verb="adopt", **here),
        {"adopted_on": today, "note": "成员大会决议", "effective_on": ""},
    )
    assert done.status_code == 302
    page = text(office.get(to(world, "charter_detail", **here)))
    assert "成员大会决议" in page
    with world.inside():
        assert Charter.objects.get(state="in_force").title == "新章程"
    compare = text(office.get(to(world, "charter_compare")))
    assert "条文没有变动" in compare
    assert office.get(to(world, "charter_step", verb="nonsense", **here)).status_code == 404


def test_versions_side_by_side(world: World, unit: Client, text: Callable[..., str]) -> None:
    from silian.governance.services import articles

    with world.inside():
        draft = charters.start(actor=world.secretariat, base=world.charter)
        row = draft.articles.first()
        articles.write(
            actor=world.secretariat, charter=draft, article=row.ref, chapter="总则",
            heading="名称", text="第1条修改内容。",
        )  # fmt: skip
        articles.add(actor=world.secretariat, charter=draft, text="完全不同的新条文。")
        rules = draft.rules
        rules["bodies"]["council"]["notice_days"] = 15
        charters.set_rules(actor=world.secretariat, charter=draft, rules=rules)
    page = text(unit.get(to(world, "charter_compare")))
    assert "<del>示例</del>" in page
    assert "<ins>修改</ins>" in page
    assert "<ins>完全不同的新条文。</ins>" in page
    assert "至少提前 15 天" in page
    assert "2 条有变动，1 项规则有变动" in page
    one = unit.get(to(world, "charter_compare") + f"?from={draft.ref}&to={draft.ref}")
    assert "请选两个不同的版本" in text(one)


def test_charter_as_text_and_pdf(world: World, unit: Client, text: Callable[..., str]) -> None:
    plain = unit.get(to(world, "charter_text", ref=world.charter.ref))
    assert "第一条　【名称】第1条示例内容。" in text(plain)
    assert "attachment" in plain["Content-Disposition"]
    pdf = unit.get(to(world, "charter_file", ref=world.charter.ref))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


def test_empty_pages_say_what_to_do(world: World, office: Client, text: Callable[..., str]) -> None:
    with world.inside():
        Mandate.objects.all().delete()
        Term.objects.all().delete()
        GoverningBody.objects.all().delete()
        Charter.objects.all().delete()
    assert "起草章程" in text(office.get(to(world, "charter_list")))
    assert "还没有两个版本" in text(office.get(to(world, "charter_compare")))
    assert "一次建立常设机构" in text(office.get(to(world, "body_list")))
    assert "导入任职名单" in text(office.get(to(world, "mandate_list")))
    office.post(to(world, "body_usual"))
    with world.inside():
        names = [body.name for body in GoverningBody.objects.all()]
        council = GoverningBody.objects.get(kind="council")
    assert names == ["成员大会", "理事会", "常务理事会", "专家委员会", "秘书处"]
    page = text(office.get(to(world, "body_detail", ref=council.ref)))
    assert "还没有设立届次" in page
    assert "筹备期间" in page


def test_regulations_from_the_screen(
    world: World, office: Client, unit: Client, text: Callable[..., str]
) -> None:
    page = text(office.get(to(world, "regulation_list")))
    assert "1/17" in page
    assert "从范本起草" in page
    assert "从范本起草" not in text(unit.get(to(world, "regulation_list")))
    made = office.post(to(world, "regulation_draft", key="finance"))
    detail = made.url
    assert "mark-blank" in text(office.get(detail))
    with world.inside():
        row = Regulation.objects.get()
    here = {"ref": row.ref}
    office.post(
        to(world, "regulation_edit", **here), {"title": "财务制度", "text": "第一条 示例。"}
    )
    upload = SimpleUploadedFile("扫描件.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    assert office.get(to(world, "regulation_file", **here)).status_code == 404
    office.post(to(world, "regulation_upload", **here), {"upload": upload})
    step = to(world, "regulation_step", verb="adopt", **here)
    assert office.get(step).status_code == 200
    assert office.post(step, {"adopted_on": "", "note": ""}).status_code == 422
    office.post(step, {"adopted_on": consortia.today().isoformat(), "note": "理事会决议"})
    page = text(unit.get(detail))
    assert "理事会决议" in page
    assert "扫描件.pdf" in page
    assert b"".join(unit.get(to(world, "regulation_file", **here)).streaming_content)
    assert office.get(to(world, "regulation_edit", **here)).status_code == 409
    office.post(to(world, "regulation_add"), {"title": "印章管理办法"})
    assert "印章管理办法" in text(unit.get(to(world, "regulation_list")))
    assert office.post(to(world, "regulation_draft", key="nothing")).status_code == 404


def test_bodies_from_the_screen(
    world: World, office: Client, unit: Client, text: Callable[..., str]
) -> None:
    here = {"ref": world.council.ref}
    page = text(office.get(to(world, "body_detail", **here)))
    assert "示例整车有限公司" in page
    assert "共 6 席，已任 6，空缺 0" in page
    assert "更换代表" in page
    assert "更换代表" not in text(unit.get(to(world, "body_detail", **here)))
    row = world.mandates[5]
    assert office.get(to(world, "mandate_end", ref=row.ref)).status_code == 200
    values = {"reason": "resigned", "on": consortia.today().isoformat(), "note": "辞任函"}
    office.post(to(world, "mandate_end", ref=row.ref), values)
    page = text(office.get(to(world, "body_detail", **here)))
    assert "空缺 1" in page
    assert "&amp;by=1" in page
    term = {"ref": world.term.ref}
    assert office.get(to(world, "mandate_appoint", **term)).status_code == 200
    values = {"organisation": world.units[6].ref, "post": "director", "basis": "决议"}
    office.post(to(world, "mandate_appoint", **term), values)
    full = office.post(
        to(world, "mandate_appoint", **term), {**values, "organisation": world.units[7].ref}
    )
    assert full.status_code == 422
    assert "席位" in text(full)
    new = to(world, "mandate_represent", ref=world.mandates[0].ref)
    office.post(new, {"representative": "示例新代表", "representative_title": ""})
    assert "示例新代表" in text(unit.get(to(world, "body_detail", **here)))
    day = world.term.ends_on
    values = {"starts_on": world.term.starts_on, "ends_on": day, "seats": "7"}
    office.post(to(world, "term_edit", **term), values)
    assert office.get(to(world, "term_delay", **term)).status_code == 200
    assert office.post(to(world, "term_add", **here), {"starts_on": day}).status_code == 422
    assert office.get(to(world, "body_add")).status_code == 200
    values = {"kind": "working_group", "name": "示例工作组", "order": "50"}
    made = office.post(to(world, "body_add"), values)
    assert "示例工作组" in text(office.get(made.url))
    with world.inside():
        group = GoverningBody.objects.get(name="示例工作组")
    office.post(to(world, "body_edit", ref=group.ref), {**values, "name": "示例小组"})
    today = consortia.today().isoformat()
    office.post(to(world, "body_dissolve", ref=group.ref), {"on": today})
    assert "已撤销" in text(office.get(to(world, "body_list")))
    assert unit.get(to(world, "mandate_appoint", **term)).status_code == 403


def test_mandates_are_listed_exported_and_imported(
    world: World, office: Client, unit: Client, text: Callable[..., str]
) -> None:
    assert "示例整车有限公司" in text(unit.get(to(world, "mandate_list") + "?now=held"))
    table = text(unit.get(to(world, "mandate_export") + "?format=csv"))
    assert "示例整车有限公司" in table
    assert unit.get(to(world, "mandate_export") + "?format=xlsx").status_code == 200
    assert unit.get(to(world, "mandate_import")).status_code == 403
    with world.inside():
        Term.objects.update(seats=8)
    lines = [
        "机构,届次,单位,职务,代表,代表职务,起,止",
        "理事会,1,示例软件有限公司,理事单位,示例庚,经理,,",
        "理事会,1,示例整车有限公司,理事长单位,,,,",
        "理事会,1,示例模具有限公司,理事单位,,,,",
    ]
    file = io.BytesIO("\n".join(lines).encode("utf-8-sig"))
    file.name = "任职.csv"
    sent = office.post(to(world, "mandate_import"), {"file": file})
    assert sent.status_code == 302
    with world.inside():
        batch = ImportBatch.objects.get()
    page = text(office.get(to(world, "mandate_import_batch", ref=batch.ref)))
    assert "3" in page
    office.post(to(world, "mandate_import_commit", ref=batch.ref))
    with world.inside():
        made = Mandate.objects.filter(basis="任职名单导入").select_related("organisation")
        assert {row.organisation.name: row.representative for row in made} == {
            "示例软件有限公司": "示例庚", "示例模具有限公司": "",
        }  # fmt: skip
        assert consortia.memberships().get(organisation=world.units[6]).seat == "director"


def test_an_import_names_what_is_wrong(
    world: World, office: Client, text: Callable[..., str]
) -> None:
    lines = [
        "机构,届次,单位,职务,起",
        "没有的会,1,示例软件有限公司,理事单位,",
        "理事会,7,示例软件有限公司,理事单位,",
        "理事会,1,没有的单位,理事单位,",
        "理事会,1,示例软件有限公司,理事单位,2001-01-01",
        "理事会,1,示例整车有限公司,理事单位,",
    ]
    file = io.BytesIO("\n".join(lines).encode("utf-8-sig"))
    file.name = "任职.csv"
    sent = office.post(to(world, "mandate_import"), {"file": file})
    page = text(office.get(sent.url))
    for sentence in ("没有叫“没有的会”的机构", "没有第 7 届", "单位库里没有“没有的单位”",
                     "不在这一届之内", "已任“理事长单位”"):  # fmt: skip
        assert sentence in page


def test_a_body_page_reads_as_much_for_one_as_for_many(
    world: World, office: Client, tables_read: Callable[..., Any]
) -> None:
    address = to(world, "body_list")
    office.get(address)
    with tables_read() as few:
        office.get(address)
    with world.inside():
        for number in range(5):
            body = GoverningBody.objects.create(
                consortium=world.consortium, kind="working_group", name=f"组{number}"
            )
            Term.objects.create(
                consortium=world.consortium, body=body, number=1,
                starts_on=world.term.starts_on, ends_on=world.term.ends_on,
            )  # fmt: skip
        regulations.draft(actor=world.secretariat, key="staff")
    with tables_read() as many:
        office.get(address)
    assert len(many) == len(few)
