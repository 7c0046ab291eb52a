"""The list organ: address in, rows out; the same number of queries however many rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from silian.kernel.models import DailyMark
from silian.kernel.ui.table import Action, Choice, Column, Empty, Table

pytestmark = pytest.mark.django_db


def table(address: str = "/", per_page: int = 50) -> Table:
    return Table(
        RequestFactory().get(address),
        DailyMark.objects.all(),
        [Column("name", "名称", sort="name"), Column("day", "日期", numeric=True)],
        Empty("还没有"),
        search=("name",),
        filters=[Choice("day", "日期", [("2026-01-01", "元旦"), ("2026-05-01", "劳动节")])],
        actions=[Action("close", "关闭")],
        exports=[("CSV", "/export")],
        per_page=per_page,
    )


@pytest.fixture
def marks() -> None:
    DailyMark.objects.create(name="数控", day="2026-01-01")
    DailyMark.objects.create(name="云计算", day="2026-05-01")


def draw(one: Table) -> str:
    return Template("{% table one %}").render(Context({"one": one, "request": one.request}))


@pytest.mark.usefixtures("marks")
@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/?sort=-name", ["数控", "云计算"]),
        ("/?q=数控", ["数控"]),
        ("/?day=2026-05-01", ["云计算"]),
        ("/?day=nonsense&page=99&sort=password", ["云计算", "数控"]),
    ],
)
def test_address_decides_what_is_listed(address: str, names: list[str]) -> None:
    one = table(address)
    assert sorted(r.name for r in one.narrowed) == sorted(names)
    if "sort=-name" in address:
        assert [r.name for r in one.narrowed] == names


@pytest.mark.usefixtures("marks")
def test_links_keep_the_rest_of_the_address() -> None:
    one = table("/?q=数控&day=2026-01-01&page=2")
    header = one.table_context()["columns"][0]
    assert "sort=name" in header["sort_url"]
    assert "day=2026-01-01" in header["sort_url"]
    assert "page" not in header["sort_url"]
    assert "day=2026-01-01" in one.table_context()["exports"][0]["url"]


def test_empty_list_says_what_to_do_and_a_narrowed_one_how_to_widen() -> None:
    assert "还没有" in draw(table())
    assert "没有符合条件的记录" in draw(table("/?q=无"))


def test_queries_do_not_grow_with_rows() -> None:
    counts = []
    for total in (1, 30):
        DailyMark.objects.bulk_create(
            DailyMark(name=f"{total}-{n}", day="2026-01-01") for n in range(total)
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            draw(table())
        counts.append(len(queries))
    assert counts == [2, 2]


@pytest.mark.usefixtures("marks")
def test_cells_are_escaped() -> None:
    DailyMark.objects.create(name="<b>x</b>", day="2026-01-01")
    assert "<b>x</b>" not in draw(table())


@pytest.mark.parametrize("address", ["/", "/?sort=-name", "/?sort=name&page=3", "/?q=1"])
def test_long_list_shows_the_same_page(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    DailyMark.objects.bulk_create(
        DailyMark(name=f"{number:02d}", day="2026-01-01") for number in range(30)
    )
    plain = list(table(address, per_page=10).page)
    monkeypatch.setattr("silian.kernel.ui.table.WIDE", 1)
    assert list(table(address, per_page=10).page) == plain
