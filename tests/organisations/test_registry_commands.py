"""Registering, changing and naming organisations: what stands, what is refused and why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.organisations.made_codes import code_of

from silian.kernel.access import Actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid
from silian.organisations import public as organisations
from silian.organisations.public import Organisation

Make = Callable[..., Organisation]


def test_register_stores_cleaned_values_and_one_entry(db: None, secretary: Actor) -> None:
    row = organisations.register(
        actor=secretary,
        name="  示例精工机械   有限公司 ",
        kind="enterprise",
        uscc=code_of(1).lower(),
        size="small",
    )
    row.refresh_from_db()
    assert (row.name, row.uscc, row.size, row.school_code) == (
        "示例精工机械 有限公司",
        code_of(1),
        "small",
        None,
    )
    assert row.name_key == "示例精工机械"
    assert [entry.command for entry in AuditEntry.objects.all()] == [
        "organisations.organisation.register"
    ]


def test_register_refuses_without_the_right(db: None, outsider: Actor) -> None:
    with pytest.raises(Forbidden):
        organisations.register(actor=outsider, name="示例", kind="enterprise")
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "示" * 201}, "name"),
        ({"kind": "circus"}, "kind"),
        ({"uscc": "9144030071526726XH"}, "uscc"),
        ({"kind": "university", "size": "large"}, "size"),
        ({"size": "huge"}, "size"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"region_id": "999999"}, "region"),
    ],
)
def test_register_names_the_field_that_cannot_stand(
    db: None, keeper: Actor, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        organisations.register(actor=keeper, **{"name": "示例甲", "kind": "enterprise", **values})
    assert list(refused.value.errors) == [field]
    assert not Organisation.objects.exists()


def test_a_code_belongs_to_one_organisation(make: Make, keeper: Actor) -> None:
    make("示例甲", uscc=code_of(1))
    with pytest.raises(Invalid) as refused:
        organisations.register(actor=keeper, name="示例乙", kind="enterprise", uscc=code_of(1))
    assert "示例甲" in str(refused.value)


def test_the_same_name_asks_whether_it_is_another_one(make: Make, keeper: Actor) -> None:
    make("示例协会", "association")
    with pytest.raises(Conflict):
        organisations.register(actor=keeper, name="示例协会", kind="association")
    organisations.register(actor=keeper, name="示例协会", kind="association", same_name=True)
    assert Organisation.objects.count() == 2


def test_update_keeps_the_old_name_as_an_alias(make: Make, secretary: Actor) -> None:
    row = make("示例旧名有限公司")
    organisations.update(actor=secretary, organisation=row, values={"name": "示例新名有限公司"})
    assert organisations.match_organisation("示例旧名有限公司").id == row.pk
    assert organisations.match_organisation("示例新名有限公司").how == "name"
    entry = AuditEntry.objects.get()
    assert '"name": ["示例旧名有限公司", "示例新名有限公司"]' in entry.changes


def test_update_refuses_others_merged_ones_and_unknown_fields(
    make: Make, secretary: Actor, outsider: Actor
) -> None:
    row = make("示例甲")
    gone = make("示例乙", merged_into=row)
    with pytest.raises(Forbidden):
        organisations.update(actor=outsider, organisation=row, values={"name": "新"})
    with pytest.raises(Forbidden) as refused:
        organisations.update(actor=secretary, organisation=gone, values={"name": "新"})
    assert "并入" in str(refused.value)
    with pytest.raises(TypeError):
        organisations.update(actor=secretary, organisation=row, values={"merged_into_id": 1})
    row.refresh_from_db()
    assert row.name == "示例甲"


def test_update_may_empty_a_code(make: Make, secretary: Actor) -> None:
    row = make("示例甲", uscc=code_of(1))
    organisations.update(actor=secretary, organisation=row, values={"uscc": ""})
    row.refresh_from_db()
    assert row.uscc is None


def test_alias_is_added_once_and_removed(make: Make, secretary: Actor, outsider: Actor) -> None:
    row = make("示例甲")
    alias = organisations.alias_add(actor=secretary, organisation=row, name=" 甲厂 ")
    assert alias.name == "甲厂"
    for wrong in ("甲厂", "示例甲", "  ", "。。", "长" * 201):
        with pytest.raises(Invalid):
            organisations.alias_add(actor=secretary, organisation=row, name=wrong)
    with pytest.raises(Forbidden):
        organisations.alias_remove(actor=outsider, alias=alias)
    organisations.alias_remove(actor=secretary, alias=alias)
    assert not row.aliases.exists()


def test_many_are_added_with_one_entry_or_not_at_all(make: Make, secretary: Actor) -> None:
    rows = [{"name": f"示例{n}", "kind": "enterprise", "uscc": code_of(n)} for n in range(5)]
    made = organisations.register_many(actor=secretary, rows=rows)
    assert [row.name_key for row in made] == [f"示例{n}" for n in range(5)]
    assert AuditEntry.objects.count() == 1
    with pytest.raises(Conflict):
        organisations.register_many(
            actor=secretary, rows=[{"name": "示例九", "kind": "other"}, rows[0]]
        )
    assert Organisation.objects.count() == 5


def test_likely_duplicates_are_grouped_by_form_and_alias(make: Make) -> None:
    one, other = make("示例精工有限公司"), make("示例精工股份有限公司")
    third = make("完全不同的厂")
    third.aliases.create(name="示例精工集团")
    make("独一无二")
    make("示例精工", merged_into=one)
    groups = organisations.likely_duplicates()
    assert [group.key for group in groups] == ["示例精工"]
    assert {row.pk for row in groups[0].organisations} == {one.pk, other.pk, third.pk}
