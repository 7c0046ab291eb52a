"""Signing in: names, lock-out, sessions, passwords, the second factor, the first link."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.accounts.clock import later

from silian.accounts.models import KnownSession, User
from silian.accounts.permissions import AccountsPermission as P
from silian.accounts.queries.people import open_sessions
from silian.accounts.services import people
from silian.accounts.services.sessions import clear_sessions
from silian.kernel.access import Actor, system_actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Forbidden

Person = Callable[..., User]
Acting = Callable[..., Actor]
LOGIN = "/account/login/"


def sign_in(client: Client, login: str, password: str, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


@pytest.mark.parametrize("login", ["zhangsan", " ZhangSan", "zhang@example.org"])
def test_name_or_address_with_the_password_opens(
    client: Client, person: Person, password: str, login: str
) -> None:
    user = person("zhangsan", email="zhang@example.org", language="en")
    response = sign_in(client, login, password)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert response.cookies["django_language"].value == "en"
    known = KnownSession.objects.get()
    assert known.session_key == client.session.session_key
    assert AuditEntry.objects.get().command == "accounts.session.open"


def test_session_gets_a_new_id_at_sign_in(client: Client, person: Person, password: str) -> None:
    person("zhangsan")
    client.get(reverse("accounts:welcome_link", kwargs={"key": "x"}))
    before = client.session.session_key
    sign_in(client, "zhangsan", password)
    assert client.session.session_key != before
    assert len(client.session.session_key) >= 32


def test_wrong_password_unknown_person_and_closed_account_look_alike(
    client: Client, person: Person, password: str
) -> None:
    person("zhangsan")
    person("gone", is_active=False)
    pages = []
    for login, given in [("zhangsan", "wrong"), ("nobody", "wrong"), ("gone", "wrong")]:
        response = sign_in(client, login, given)
        assert response.status_code == 200
        pages.append(re.sub(r'value="[^"]*"|name="csrf[^>]*>', "", response.content.decode()))
    assert pages[0] == pages[1] == pages[2]
    assert "_auth_user_id" not in client.session


def test_closed_account_does_not_open_with_its_password(
    client: Client, person: Person, password: str
) -> None:
    person("gone", is_active=False)
    response = sign_in(client, "gone", password)
    assert response.status_code in {200, 302}
    assert "_auth_user_id" not in client.session


def test_redirect_goes_nowhere_else(client: Client, person: Person, password: str) -> None:
    person("zhangsan")
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"):
        response = client.post(LOGIN, {"login": "zhangsan", "password": password, "next": target})
        assert response["Location"] == "/"
        client.post("/account/logout/")


def test_eight_wrong_ones_lock_however_the_name_is_written(
    client: Client, person: Person, password: str
) -> None:
    person("zhangsan", email="zhang@example.org")
    names = ["zhangsan", "ZHANGSAN", "zhang@example.org", "Zhang@Example.org"] * 2
    answers = [sign_in(client, name, f"wrong{n}").status_code for n, name in enumerate(names)]
    assert answers == [200] * 7 + [429]
    response = sign_in(client, "zhangsan", password)
    assert response.status_code == 429
    assert "登录已暂停" in response.content.decode()
    assert sign_in(client, "zhangsan", password, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_lock_ends_after_a_quarter_of_an_hour(
    client: Client, person: Person, password: str
) -> None:
    person("zhangsan")
    for n in range(9):
        sign_in(client, "zhangsan", f"wrong{n}")
    with later(dt.timedelta(minutes=16)):
        assert sign_in(client, "zhangsan", password).status_code == 302


def test_another_name_at_the_same_address_is_not_locked(
    client: Client, person: Person, password: str
) -> None:
    person("zhangsan")
    person("lisi")
    for n in range(9):
        sign_in(client, "zhangsan", f"wrong{n}")
    assert sign_in(client, "lisi", password).status_code == 302


def test_nobody_signs_up_alone(client: Client, db: None) -> None:
    assert client.get("/account/signup/").status_code == 200
    client.post(
        "/account/signup/",
        {"username": "x", "email": "x@y.z", "password1": "p" * 20, "password2": "p" * 20},
    )
    assert not User.objects.exists()
    assert client.get("/account/email/").status_code == 404


def test_signing_out_asks_for_a_post(client: Client, person: Person) -> None:
    client.force_login(person("zhangsan"))
    client.get("/account/logout/")
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


def test_absolute_end_of_a_session(client: Client, person: Person, password: str) -> None:
    person("zhangsan")
    sign_in(client, "zhangsan", password)
    with later(dt.timedelta(hours=13)):
        response = client.get("/accounts/")
        assert response.status_code == 302
        assert response["Location"].startswith(LOGIN)


def test_changing_the_password_keeps_this_session_and_ends_the_others(
    client: Client, person: Person, password: str
) -> None:
    person("zhangsan")
    other = Client()
    sign_in(other, "zhangsan", password)
    sign_in(client, "zhangsan", password)
    new = "另外一句很长的口令 88"
    answer = client.post(
        "/account/password/change/",
        {"oldpassword": password, "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302
    current = KnownSession.objects.get(ended_at=None)
    assert current.session_key == client.session.session_key
    assert "accounts.password.set" in AuditEntry.objects.values_list("command", flat=True)


def test_changing_the_password_asks_for_the_old_and_a_good_new_one(
    client: Client, person: Person, password: str
) -> None:
    user = person("zhangsan")
    sign_in(client, "zhangsan", password)
    for old, new in [
        ("wrong", "另外一句很长的口令"),
        (password, "1234567890"),
        (password, "short"),
    ]:
        client.post(
            "/account/password/change/",
            {"oldpassword": old, "password1": new, "password2": new},
        )
    user.refresh_from_db()
    assert user.check_password(password)


def test_one_ends_a_session_elsewhere(client: Client, person: Person, password: str) -> None:
    person("zhangsan")
    person("lisi")
    other, stranger = Client(), Client()
    for one, name in ((other, "zhangsan"), (client, "zhangsan"), (stranger, "lisi")):
        sign_in(one, name, password)
    page = client.get("/accounts/sessions/").content.decode()
    assert page.count("/end/") == 1
    foreign = KnownSession.objects.get(user__username="lisi")
    assert client.post(f"/accounts/sessions/{foreign.ref}/end/").status_code == 404
    there = KnownSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"/accounts/sessions/{there.ref}/end/").status_code == 302
    assert other.get("/accounts/").status_code == 302
    assert not Session.objects.filter(session_key=there.session_key).exists()
    sign_in(other, "zhangsan", password)
    assert client.post("/accounts/sessions/end-others/").status_code == 302
    assert other.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200
    assert stranger.get("/accounts/").status_code == 200


def test_expired_sessions_are_closed_and_forgotten_after_half_a_year(
    client: Client, person: Person, password: str
) -> None:
    user = person("zhangsan")
    sign_in(client, "zhangsan", password)
    assert open_sessions(user.pk).count() == 1
    cli = system_actor("job")
    assert clear_sessions(actor=cli)["closed"] == 0
    with later(dt.timedelta(hours=13)):
        assert open_sessions(user.pk).count() == 0
        assert clear_sessions(actor=cli)["closed"] == 1
        assert not Session.objects.exists()
    with later(dt.timedelta(days=184)):
        assert clear_sessions(actor=cli)["forgotten"] == 1
    assert not KnownSession.objects.exists()
    with pytest.raises(Forbidden):
        clear_sessions(actor=Actor(label="x", user_id=1))


def test_deactivated_person_is_out_at_once(
    client: Client, person: Person, acting: Acting, password: str
) -> None:
    user = person("zhangsan")
    sign_in(client, "zhangsan", password)
    people.deactivate(actor=acting(None, P.MANAGE), user=user, reason="离职")
    assert client.get("/accounts/").status_code == 302


def test_reset_mail_goes_to_the_person_alone_and_works_once(client: Client, person: Person) -> None:
    user = person("zhangsan", email="zhang@example.org")
    pages = []
    for address in ("nobody@example.org", "zhang@example.org"):
        answer = client.post("/account/password/reset/", {"email": address}, follow=True)
        pages.append(
            re.sub(r'name="csrf[^>]*>|"X-CSRFToken": "[^"]*"', "", answer.content.decode())
        )
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["zhang@example.org"]]
    path = re.search(r"/account/password/reset/key/\S+", mail.outbox[0].body)
    assert path
    form = client.get(path.group(), follow=True)
    here = form.redirect_chain[-1][0]
    new = "重设以后的一句长口令"
    assert client.post(here, {"password1": new, "password2": new}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    again = Client().get(path.group(), follow=True)
    assert 'name="password1"' not in again.content.decode()


def test_reset_link_ends_after_an_hour(client: Client, person: Person) -> None:
    person("zhangsan", email="zhang@example.org")
    client.post("/account/password/reset/", {"email": "zhang@example.org"})
    path = re.search(r"/account/password/reset/key/\S+", mail.outbox[0].body)
    assert path
    with later(dt.timedelta(minutes=61)):
        late = client.get(path.group(), follow=True)
    assert 'name="password1"' not in late.content.decode()


def test_welcome_link_leaves_the_address_and_sets_the_password(
    client: Client, acting: Acting, db: None
) -> None:
    made = people.invite(actor=acting(None, P.INVITE), username="lisi", name="李示例")
    first = client.get(f"/accounts/welcome/{made.key}/")
    assert (first.status_code, first["Location"]) == (302, "/accounts/welcome/")
    page = client.get("/accounts/welcome/").content.decode()
    assert made.key not in page
    assert "lisi" in page
    bad = client.post("/accounts/welcome/", {"password": "short", "again": "short"})
    assert bad.status_code == 422
    differ = client.post("/accounts/welcome/", {"password": "一句很长很长很长的口令", "again": "x"})
    assert differ.status_code == 422
    good = {"password": "一句很长很长很长的口令", "again": "一句很长很长很长的口令"}
    assert client.post("/accounts/welcome/", good)["Location"] == LOGIN
    assert sign_in(client, "lisi", good["password"]).status_code == 302
    late = Client()
    late.get(f"/accounts/welcome/{made.key}/")
    assert late.get("/accounts/welcome/").status_code == 410


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def with_factor(
    client: Client,
    person: Person,
    password: str,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> tuple[User, str]:
    """Somebody who has switched the second factor on in the browser."""
    user = person("zhangsan")
    sign_in(client, "zhangsan", password)
    asked = client.get("/account/2fa/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/")
    client.post(asked["Location"], {"password": password})
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    body = page.content.decode()
    assert 'src="data:image/svg+xml' in body
    assert "<script>" not in body
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    client.post("/account/logout/")
    return user, secret


def test_second_factor_is_asked_and_its_secret_encrypted(
    client: Client, with_factor: tuple[User, str], password: str
) -> None:
    user, secret = with_factor
    row = Authenticator.objects.get(user=user, type="totp")
    assert row.data["secret"].startswith("v1:")
    assert secret not in str(row.data)
    response = sign_in(client, "zhangsan", password)
    assert response["Location"].startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    with later(dt.timedelta(seconds=60)):
        client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.session["_auth_user_id"] == str(user.pk)
    commands = list(AuditEntry.objects.values_list("command", flat=True))
    assert "accounts.factor.change" in commands


def test_a_code_opens_once(with_factor: tuple[User, str], password: str) -> None:
    _user, secret = with_factor
    with later(dt.timedelta(seconds=60)):
        code, opened = code_of(secret), 0
        for _try in range(3):
            one = Client()
            sign_in(one, "zhangsan", password)
            one.post("/account/2fa/authenticate/", {"code": code})
            opened += "_auth_user_id" in one.session
    assert opened == 1


def test_recovery_code_opens_once(with_factor: tuple[User, str], password: str) -> None:
    user, _secret = with_factor
    recovery = Authenticator.objects.get(user=user, type="recovery_codes").wrap()
    code = recovery.get_unused_codes()[0]
    opened = 0
    for _try in range(2):
        one = Client()
        sign_in(one, "zhangsan", password)
        one.post("/account/2fa/authenticate/", {"code": code})
        opened += "_auth_user_id" in one.session
    assert opened == 1
