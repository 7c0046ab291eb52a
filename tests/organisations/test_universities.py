"""Organisations of the official list of universities: kinds, regions, adoption, twice the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from silian.codes.models import Region, University
from silian.kernel.access import Actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Forbidden
from silian.organisations.public import Organisation, load_universities

Make = Callable[..., Organisation]


@pytest.fixture
def listed(db: None) -> list[University]:
    """Three of the official list: 本科, 职业本科, 专科."""
    region = Region.objects.create(
        code="440400", name="珠海市", short_name="珠海", level="prefecture"
    )
    return [
        University.objects.create(
            code=f"414401000{n}",
            name=name,
            region=region,
            city_name="珠海市",
            level=level,
            authority="广东省",
            vocational=vocational,
        )
        for n, (name, level, vocational) in enumerate(
            [
                ("示例大学", "bachelor", False),
                ("示例职业技术大学", "bachelor", True),
                ("示例职业技术学院", "associate", True),
            ]
        )
    ]


def test_each_gets_its_kind_region_and_code(listed: list[University], keeper: Actor) -> None:
    done = load_universities(actor=keeper)
    assert (done.read, done.created, done.updated, done.unchanged) == (3, 3, 0, 0)
    rows = Organisation.objects.order_by("school_code").values_list(
        "name", "kind", "region_id", "school_code", "name_key"
    )
    assert list(rows) == [
        ("示例大学", "university", "440400", "4144010000", "示例大学"),
        ("示例职业技术大学", "university", "440400", "4144010001", "示例职业技术大学"),
        ("示例职业技术学院", "vocational_college", "440400", "4144010002", "示例职业技术学院"),
    ]


def test_a_second_run_changes_nothing(listed: list[University], keeper: Actor) -> None:
    load_universities(actor=keeper)
    before = list(Organisation.objects.order_by("pk").values())
    done = load_universities(actor=keeper)
    assert (done.created, done.updated, done.unchanged) == (0, 0, 3)
    assert list(Organisation.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.count() == 2


def test_one_registered_by_hand_is_adopted(
    listed: list[University], make: Make, keeper: Actor
) -> None:
    known = make("示例大学", "vocational_college", short_name="示大")
    demo = make("示例职业技术学院", "vocational_college", is_demo=True)
    done = load_universities(actor=keeper)
    assert (done.created, done.updated, done.adopted) == (2, 1, 1)
    known.refresh_from_db()
    assert (known.kind, known.school_code, known.short_name) == ("university", "4144010000", "示大")
    demo.refresh_from_db()
    assert demo.school_code is None


def test_a_renamed_one_follows_the_list(listed: list[University], keeper: Actor) -> None:
    load_universities(actor=keeper)
    University.objects.filter(code="4144010002").update(name="示例职业大学", level="bachelor")
    done = load_universities(actor=keeper)
    assert (done.created, done.updated) == (0, 1)
    row = Organisation.objects.get(school_code="4144010002")
    assert (row.name, row.kind, row.name_key) == ("示例职业大学", "university", "示例职业大学")


def test_loading_refuses_without_the_right(listed: list[University], secretary: Actor) -> None:
    with pytest.raises(Forbidden):
        load_universities(actor=secretary)
    assert not Organisation.objects.exists()


def test_three_thousand_take_less_than_five_seconds(
    listed: list[University], keeper: Actor
) -> None:
    University.objects.bulk_create(
        University(
            code=f"99{n:08d}",
            name=f"示例第{n}大学",
            region_id="440400",
            city_name="珠海市",
            level="bachelor",
            authority="示例",
        )
        for n in range(2_916)
    )
    assert load_universities(actor=keeper).created == 2_919
    assert load_universities(actor=keeper).unchanged == 2_919
