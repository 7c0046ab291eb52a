"""Inviting, changing, closing accounts: what stands, what is refused, and what is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from tests.accounts.clock import later

from silian.accounts.models import Invitation, KnownSession, User
from silian.accounts.permissions import AccountsPermission as P
from silian.accounts.public import create_token, find_user, user_of_token
from silian.accounts.services import people
from silian.kernel.access import ANONYMOUS, Actor, system_actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid

Person = Callable[..., User]
Acting = Callable[..., Actor]


def test_invited_has_no_password_and_a_link_whose_hash_alone_is_kept(
    db: None, acting: Acting
) -> None:
    made = people.invite(
        actor=acting(None, P.INVITE), username="lisi", name="李示例", email="Li@Example.ORG"
    )
    assert not made.user.has_usable_password()
    assert made.user.email == "Li@example.org"
    stored = Invitation.objects.get()
    assert stored.hash != made.key
    assert made.key not in AuditEntry.objects.get().changes
    assert len(made.key) >= 43
    assert stored.expires_at - timezone.now() > dt.timedelta(days=6)


def test_invite_refuses_without_the_right(db: None, acting: Acting) -> None:
    with pytest.raises(Forbidden):
        people.invite(actor=acting(), username="lisi", name="李示例")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": "ZhangSan"}, ""),
        ({"username": "bad name"}, "username"),
        ({"username": ""}, "username"),
        ({"name": " "}, "name"),
        ({"email": "no address"}, "email"),
        ({"email": "ZHANG@example.org"}, ""),
        ({"name": "李\nBcc: x@y.z"}, "name"),
        ({"language": "xx"}, "language"),
    ],
)
def test_invite_names_what_cannot_stand(
    person: Person, acting: Acting, values: dict[str, str], field: str
) -> None:
    person("zhangsan", email="zhang@example.org")
    given = {"username": "lisi", "name": "李示例", **values}
    with pytest.raises(Invalid) as refused:
        people.invite(actor=acting(None, P.INVITE), **given)
    assert field in refused.value.errors
    assert User.objects.count() == 1


def test_link_sets_one_password_once(db: None, acting: Acting, password: str) -> None:
    made = people.invite(actor=acting(None, P.INVITE), username="lisi", name="李示例")
    user = people.accept(actor=ANONYMOUS, key=made.key, password=password)
    assert user.check_password(password)
    assert AuditEntry.objects.last().actor == "李示例"
    with pytest.raises(Conflict):
        people.accept(actor=ANONYMOUS, key=made.key, password="另外一句 很长的口令")
    user.refresh_from_db()
    assert user.check_password(password)


def test_link_ends_with_time_with_a_newer_one_and_with_the_account(
    db: None, acting: Acting, password: str
) -> None:
    admin = acting(None, P.INVITE, P.MANAGE)
    old = people.invite(actor=admin, username="lisi", name="李示例")
    new = people.invite_again(actor=admin, user=old.user)
    with pytest.raises(Conflict):
        people.accept(actor=ANONYMOUS, key=old.key, password=password)
    with (
        later(dt.timedelta(days=8)),
        pytest.raises(Conflict),
    ):
        people.accept(actor=ANONYMOUS, key=new.key, password=password)
    people.deactivate(actor=admin, user=old.user, reason="离职")
    with pytest.raises(Conflict):
        people.accept(actor=ANONYMOUS, key=new.key, password=password)


def test_no_second_link_for_somebody_with_a_password(person: Person, acting: Acting) -> None:
    with pytest.raises(Conflict):
        people.invite_again(actor=acting(None, P.INVITE), user=person("zhangsan"))


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "1234567890",
        "password123",
        "zhangsan-zhangsan",
        "",
        "Silian-2026-2026",
        "四链秘书处12345678",
    ],
)
def test_weak_passwords_are_refused(db: None, acting: Acting, weak: str) -> None:
    made = people.invite(actor=acting(None, P.INVITE), username="zhangsan-zhangsan", name="张三")
    with pytest.raises(Invalid) as refused:
        people.accept(actor=ANONYMOUS, key=made.key, password=weak)
    assert list(refused.value.errors) == ["password"]
    made.user.refresh_from_db()
    assert not made.user.has_usable_password()


@pytest.mark.parametrize(
    "good", ["十个汉字组成的一句口令", "x" * 63 + "é", "y z" * 42, "αβγδεζηθικ"]
)
def test_any_character_and_long_ones_are_taken_whole(db: None, acting: Acting, good: str) -> None:
    made = people.invite(actor=acting(None, P.INVITE), username="lisi", name="李示例")
    user = people.accept(actor=ANONYMOUS, key=made.key, password=good)
    assert user.check_password(good)
    assert not user.check_password(good[:-1])


def test_own_account_is_changed_by_oneself_others_by_permission(
    person: Person, acting: Acting
) -> None:
    mine, other = person("zhangsan"), person("lisi")
    people.update(actor=acting(mine), user=mine, name="张新名", language="en")
    mine.refresh_from_db()
    assert (mine.name, mine.language) == ("张新名", "en")
    with pytest.raises(Forbidden):
        people.update(actor=acting(mine), user=other, name="不行")
    people.update(actor=acting(mine, P.MANAGE), user=other, name="可以")
    assert "张新名" not in "".join(AuditEntry.objects.values_list("changes", flat=True))


def test_email_belongs_to_one_person(person: Person, acting: Acting) -> None:
    person("zhangsan", email="zhang@example.org")
    other = person("lisi")
    with pytest.raises(Invalid):
        people.update(actor=acting(other), user=other, email="Zhang@example.org")


def test_deactivating_ends_sessions_and_tokens(person: Person, acting: Acting) -> None:
    user = person("zhangsan")
    KnownSession.objects.create(user=user, session_key="k1")
    made = create_token(
        actor=system_actor("cli"), user=user, name="x", scopes=["accounts.user.view"], days=9
    )
    people.deactivate(actor=acting(None, P.MANAGE), user=user, reason="离职")
    assert user_of_token(made.secret) is None
    assert KnownSession.objects.get().ended_at is not None
    made.token.refresh_from_db()
    assert made.token.revoked_at is not None
    people.reactivate(actor=acting(None, P.MANAGE), user=user)
    assert user_of_token(made.secret) is None


def test_deactivating_refuses_oneself_twice_and_without_reason(
    person: Person, acting: Acting
) -> None:
    user = person("zhangsan")
    with pytest.raises(Forbidden):
        people.deactivate(actor=acting(user, P.MANAGE), user=user, reason="x")
    with pytest.raises(Forbidden):
        people.deactivate(actor=acting(), user=user, reason="x")
    with pytest.raises(Invalid):
        people.deactivate(actor=acting(None, P.MANAGE), user=user, reason=" ")
    people.deactivate(actor=acting(None, P.MANAGE), user=user, reason="x")
    with pytest.raises(Conflict):
        people.deactivate(actor=acting(None, P.MANAGE), user=user, reason="x")


def test_admin_is_made_with_a_password_or_a_link_and_announced(
    db: None, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(people, "_ADMIN_LISTENERS", [lambda _actor, u: heard.append(u.username)])
    cli = system_actor("cli")
    first = people.create_admin(actor=cli, username="admin", name="管理员", password=password)
    second = people.create_admin(actor=cli, username="admin2", name="管理员二")
    assert (first.key, first.user.check_password(password)) == ("", True)
    assert second.key
    assert not second.user.has_usable_password()
    assert heard == ["admin", "admin2"]
    with pytest.raises(Invalid):
        people.create_admin(actor=cli, username="admin3", name="三", password="admin")


def test_find_user_by_any_way_to_write(person: Person) -> None:
    user = person("ZhangSan", email="zhang@example.org")
    for text in ("ZhangSan", " zhangsan ", "ZHANG@example.org"):
        assert find_user(text) == user
    assert find_user("") is None
