"""People, units and consortia for the tests of this app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from silian.accounts.models import User
from silian.codes import public as codes
from silian.codes.models import Region
from silian.consortia import roles
from silian.consortia.enums import MembershipState, Seat
from silian.consortia.models import Consortium, Membership, RoleAssignment
from silian.consortia.queries.actors import build_actor, today
from silian.kernel.access import Actor, Role, system_actor
from silian.kernel.scoping import inside
from silian.organisations import public as organisations
from silian.organisations.models import Organisation

UNIVERSITIES = (
    "北京信息科技大学", "北京理工大学", "中央财经大学", "北京工商大学", "北京联合大学",
    "北京服装学院", "绍兴文理学院",
)  # fmt: skip
COLLEGES = (
    "北京经济管理职业学院", "浙江工业职业技术学院", "绍兴职业技术学院", "浙江邮电职业技术学院",
    "浙江农业商贸职业学院", "重庆城市职业学院", "宜宾职业技术学院",
)  # fmt: skip


@pytest.fixture
def system() -> Actor:
    """The installation itself."""
    return system_actor("test")


@pytest.fixture(autouse=True)
def _fresh_registry() -> None:
    organisations.forget()
    codes.forget()


@pytest.fixture
def schools(db: Any) -> None:
    """The universities that the five blueprints name, as the official list gives them."""
    for kind, names in (("university", UNIVERSITIES), ("vocational_college", COLLEGES)):
        for name in names:
            Organisation.objects.create(name=name, kind=kind, source="教育部")
    organisations.forget()


@pytest.fixture
def regions(db: Any) -> None:
    """A few divisions."""
    for code, name, level, parent in (
        ("110000", "北京市", "province", None),
        ("110105", "朝阳区", "county", "110000"),
        ("330000", "浙江省", "province", None),
        ("330600", "绍兴市", "prefecture", "330000"),
    ):
        Region.objects.create(code=code, name=name, level=level, parent_id=parent)
    codes.forget()


@pytest.fixture
def make_consortium(db: Any) -> Callable[..., Consortium]:
    """make_consortium(slug, **fields): a running consortium without members."""

    def make(slug: str = "alpha", **fields: Any) -> Consortium:
        values = {"name": f"示例联合体 {slug}", "kind": "city_consortium", "scope": "city"}
        return Consortium.objects.create(slug=slug, **{**values, **fields})

    return make


@pytest.fixture
def make_unit(db: Any) -> Callable[..., Organisation]:
    """make_unit(name, kind)."""

    def make(
        name: str = "示例企业有限公司", kind: str = "enterprise", **fields: Any
    ) -> Organisation:
        unit = Organisation.objects.create(name=name, kind=kind, **fields)
        organisations.forget()
        return unit

    return make


@pytest.fixture
def make_member(make_unit: Callable[..., Organisation]) -> Callable[..., Membership]:
    """make_member(consortium, organisation or name, state, seat)."""

    def make(
        consortium: Consortium,
        unit: Organisation | str = "示例企业有限公司",
        state: str = MembershipState.ACTIVE,
        seat: str = Seat.MEMBER,
        kind: str = "enterprise",
        **fields: Any,
    ) -> Membership:
        organisation = make_unit(unit, kind) if isinstance(unit, str) else unit
        if state == MembershipState.WITHDRAWN:
            fields = {"left_on": today(), "leave_reason": "示例"} | fields
        with inside(consortium.pk):
            return Membership.objects.create(
                consortium=consortium, organisation=organisation, state=state, seat=seat, **fields
            )

    return make


@pytest.fixture
def make_user(db: Any) -> Callable[..., User]:
    """make_user(username): somebody who may sign in."""

    def make(username: str = "zhangsan", **fields: Any) -> User:
        return User.objects.create(username=username, **{"name": f"{username} 示例", **fields})

    return make


@pytest.fixture
def give(make_user: Callable[..., User]) -> Callable[..., User]:
    """give(role, consortium, organisation, username): a person with that role from today."""

    def give(
        role: Role,
        consortium: Consortium | None = None,
        organisation: Organisation | None = None,
        username: str = "",
        **fields: Any,
    ) -> User:
        name = username or f"{role.slug}_{consortium.slug if consortium else 'platform'}"
        user = User.objects.filter(username=name).first() or make_user(name)
        RoleAssignment.objects.create(
            user=user, role=role.slug, consortium=consortium, organisation=organisation,
            **{"valid_from": today(), **fields},
        )  # fmt: skip
        return user

    return give


@pytest.fixture
def secretariat(give: Callable[..., User]) -> Callable[[Consortium], Actor]:
    """secretariat(consortium): the actor of a person of its secretariat."""

    def make(consortium: Consortium) -> Actor:
        return build_actor(give(roles.SECRETARIAT, consortium), consortium)

    return make


@pytest.fixture
def two(make_consortium: Callable[..., Consortium]) -> tuple[Consortium, Consortium]:
    """Two consortia: what belongs to one must not be seen in the other."""
    return make_consortium("alpha"), make_consortium("beta")


@pytest.fixture
def client_of(db: Any) -> Callable[[User], Client]:
    """client_of(user): a browser in which that person is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def text() -> Callable[[Any], str]:
    """text(response): its body, also that of a file."""

    def read(response: Any) -> str:
        if response.streaming:
            return b"".join(response.streaming_content).decode("utf-8", "replace")
        return response.content.decode()

    return read


@pytest.fixture
def tables_read(db: Any) -> Callable[..., AbstractContextManager[list[str]]]:
    """with tables_read() as queries: the queries on tables, without those of the scope."""

    @contextmanager
    def watch() -> Iterator[list[str]]:
        found: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield found
        found += [query["sql"] for query in captured if ' FROM "' in query["sql"]]

    return watch
