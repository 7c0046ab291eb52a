"""Pages of accounts: who opens them, what they show once, what they never show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from silian.accounts.models import ApiToken, User
from silian.accounts.permissions import AccountsPermission as P
from silian.accounts.public import TokenPlace, create_token, register_token_places
from silian.accounts.queries import places
from silian.accounts.web import middleware
from silian.consortia.public import RoleAssignment
from silian.kernel.access import Actor, system_actor

Person = Callable[..., User]


@pytest.fixture
def admin(person: Person) -> User:
    """A platform administrator."""
    user = person("admin", name="管理员")
    RoleAssignment.objects.create(user=user, role="platform_admin", valid_from="2026-01-01")
    return user


@pytest.fixture
def somebody(client: Client, person: Person, password: str) -> User:
    """Signed in by the sign-in page, without any role, and having just given the password."""
    user = person("zhangsan", email="zhang@example.org")
    client.post("/account/login/", {"login": "zhangsan", "password": password})
    client.post("/account/reauthenticate/", {"password": password})
    return user


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A consortium in which everybody may see accounts through a token."""
    monkeypatch.setattr(places, "_PROVIDERS", [])

    def offered(user: User) -> list[TokenPlace]:
        actor = Actor(
            label=str(user),
            user_id=user.pk,
            consortium_id=7,
            organisation_id=5,
            permissions=frozenset({P.VIEW.value}),
        )
        return [TokenPlace("7-5", "示例联合体 · 示例学校", actor)]

    register_token_places(offered)
    return iter(())


@pytest.mark.parametrize(
    "path",
    ["/accounts/", "/accounts/email/", "/accounts/sessions/", "/accounts/tokens/",
     "/accounts/tokens/new/", "/accounts/people/", "/accounts/people/invite/",
     "/account/2fa/", "/account/password/change/"],
)  # fmt: skip
def test_visitors_are_sent_to_the_sign_in_page(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


def test_own_pages_open_and_are_kept_by_nobody(client: Client, somebody: User) -> None:
    for path in ("", "email/", "sessions/", "tokens/", "tokens/new/"):
        answer = client.get(f"/accounts/{path}")
        assert answer.status_code == 200, path
        assert "no-store" in answer["Cache-Control"]


def test_people_pages_need_the_right_and_say_so(client: Client, somebody: User) -> None:
    for path in ("people/", "people/invite/", f"people/{somebody.ref}/"):
        answer = client.get(f"/accounts/{path}")
        assert answer.status_code == 403
        assert "没有“" in answer.content.decode()


def test_profile_is_changed_and_speaks_the_language(client: Client, somebody: User) -> None:
    answer = client.post("/accounts/", {"name": "张新", "language": "en"})
    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "en"
    somebody.refresh_from_db()
    assert somebody.name == "张新"
    assert client.post("/accounts/", {"name": "", "language": ""}).status_code == 422


def test_hidden_fields_are_ignored(client: Client, somebody: User) -> None:
    client.post(
        "/accounts/",
        {
            "name": "张新",
            "language": "",
            "is_superuser": "1",
            "email": "x@y.zz",
            "username": "root",
        },
    )
    somebody.refresh_from_db()
    assert (somebody.is_superuser, somebody.email, somebody.username) == (
        False,
        "zhang@example.org",
        "zhangsan",
    )


def test_address_asks_for_the_password_again(client: Client, person: Person, password: str) -> None:
    user = person("lisi")
    client.post("/account/login/", {"login": "lisi", "password": password})
    answer = client.post("/accounts/email/", {"email": "li@example.org"})
    assert answer["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": "wrong"})
    assert client.get("/accounts/email/").status_code == 302
    client.post("/account/reauthenticate/", {"password": password})
    assert client.post("/accounts/email/", {"email": "li@example.org"})["Location"] == "/accounts/"
    user.refresh_from_db()
    assert user.email == "li@example.org"


def test_token_is_shown_once(client: Client, somebody: User, place: None) -> None:
    given = {"name": "数据中台", "place": "7-5", "scopes": [P.VIEW.value], "days": "30"}
    page = client.post("/accounts/tokens/new/", given)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    secret = page.context["made"].secret
    assert secret in page.content.decode()
    row = ApiToken.objects.get()
    assert (row.consortium_id, row.organisation_id) == (7, 5)
    for path in ("", f"{row.ref}/"):
        later = client.get(f"/accounts/tokens/{path}").content.decode()
        assert secret not in later
        assert "数据中台" in later


def test_token_form_offers_only_rights_one_has(client: Client, somebody: User, place: None) -> None:
    given = {"name": "x", "place": "7-5", "scopes": [P.MANAGE.value], "days": "30"}
    assert client.post("/accounts/tokens/new/", given).status_code == 422
    given = {"name": "x", "place": "8-1", "scopes": [P.VIEW.value], "days": "30"}
    assert client.post("/accounts/tokens/new/", given).status_code == 422
    assert not ApiToken.objects.exists()


def test_tokens_of_others_are_missing(client: Client, somebody: User, person: Person) -> None:
    made = create_token(
        actor=system_actor("cli"), user=person("lisi"), name="x", scopes=[P.VIEW.value], days=1
    )
    assert client.get(f"/accounts/tokens/{made.token.ref}/").status_code == 404
    assert client.post(f"/accounts/tokens/{made.token.ref}/revoke/").status_code == 404
    made.token.refresh_from_db()
    assert made.token.revoked_at is None


def test_own_token_is_revoked(client: Client, somebody: User) -> None:
    made = create_token(
        actor=system_actor("cli"), user=somebody, name="x", scopes=[P.VIEW.value], days=1
    )
    assert client.get(f"/accounts/tokens/{made.token.ref}/revoke/").status_code == 405
    assert client.post(f"/accounts/tokens/{made.token.ref}/revoke/").status_code == 302
    made.token.refresh_from_db()
    assert made.token.revoked_at is not None


def test_administrator_invites_edits_closes_and_reopens(client: Client, admin: User) -> None:
    client.force_login(admin)
    page = client.post(
        "/accounts/people/invite/",
        {"name": "李示例", "username": "lisi", "email": "", "language": ""},
    )
    assert page.status_code == 200
    link = page.context["link"]
    assert link.startswith("http://testserver/accounts/welcome/")
    person = User.objects.get(username="lisi")
    here = f"/accounts/people/{person.ref}/"
    shown = client.get(here).content.decode()
    assert "重发邀请链接" in shown
    assert link.rsplit("/", 2)[1] not in shown
    assert client.post(f"{here}invite/").status_code == 200
    edited = {"name": "李新", "email": "li@example.org", "language": ""}
    assert client.post(f"{here}edit/", edited).status_code == 302
    assert client.post(f"{here}deactivate/", {"reason": ""}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("李新", True)
    client.post(f"{here}deactivate/", {"reason": "离职"})
    person.refresh_from_db()
    assert not person.is_active
    client.post(f"{here}reactivate/")
    person.refresh_from_db()
    assert person.is_active


def test_administrator_cannot_close_the_own_account(client: Client, admin: User) -> None:
    client.force_login(admin)
    page = client.post(f"/accounts/people/{admin.ref}/deactivate/", {"reason": "x"}, follow=True)
    assert "不能停用自己" in page.content.decode()
    admin.refresh_from_db()
    assert admin.is_active


def test_people_list_counts_the_same_queries_for_many(
    client: Client, admin: User, person: Person, django_assert_num_queries: Any
) -> None:
    client.force_login(admin)
    client.get("/accounts/people/")

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/accounts/people/?q=z").status_code == 200
        return len(seen)

    person("z0")
    few = queries()
    for n in range(1, 31):
        person(f"z{n}", password=None)
    assert queries() == few


def test_people_filter_by_state(client: Client, admin: User, person: Person) -> None:
    person("open1")
    person("invited1", password=None)
    person("closed1", is_active=False)
    client.force_login(admin)
    for state in ("open", "invited", "closed"):
        body = client.get(f"/accounts/people/?state={state}").content.decode()
        assert (f"{state}1" in body) is True
        others = {"open1", "invited1", "closed1"} - {f"{state}1"}
        assert not [name for name in others if name in body]


def test_unknown_people_and_tokens_are_missing(client: Client, admin: User) -> None:
    client.force_login(admin)
    for path in ("people/nobody/", "people/nobody/edit/", "tokens/nothing/"):
        assert client.get(f"/accounts/{path}").status_code == 404


def test_staff_is_led_to_the_second_factor_where_it_is_asked(
    client: Client, admin: User, somebody: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = True
    assert client.get("/accounts/").status_code == 200
    client.force_login(admin)
    assert client.get("/accounts/")["Location"] == "/account/2fa/totp/activate/"
    assert client.get("/account/2fa/totp/activate/").status_code == 302
    assert client.get("/account/reauthenticate/").status_code == 200
    monkeypatch.setattr(middleware, "has_second_factor", lambda user: True)
    assert client.get("/accounts/").status_code == 200


def test_staff_without_factor_is_told_on_the_account_page(
    client: Client, admin: User, somebody: User
) -> None:
    assert "请开启两步验证" not in client.get("/accounts/").content.decode()
    client.force_login(admin)
    assert "请开启两步验证" in client.get("/accounts/").content.decode()
