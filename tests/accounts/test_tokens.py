"""API tokens: shown once, limited, timed, revocable."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.test import RequestFactory
from tests.accounts.clock import later

from silian.accounts import public as accounts
from silian.accounts.api import TokenAuth
from silian.accounts.models import ApiToken, User
from silian.accounts.permissions import AccountsPermission as P
from silian.kernel.access import Actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

Person = Callable[..., User]
Acting = Callable[..., Actor]


@pytest.fixture
def made(person: Person, acting: Acting) -> accounts.NewToken:
    """A token for one of two permissions, in consortium 7 for organisation 5."""
    user = person("zhangsan")
    return accounts.create_token(
        actor=acting(user, P.VIEW, P.INVITE),
        user=user,
        name="数据中台",
        scopes=[P.VIEW.value],
        days=30,
        consortium_id=7,
        organisation_id=5,
    )


def test_token_is_kept_as_hash_alone(made: accounts.NewToken) -> None:
    row = ApiToken.objects.get()
    assert made.secret.startswith("sil_")
    assert len(made.secret) >= 47
    columns = json.dumps(list(ApiToken.objects.values()), default=str)
    assert made.secret not in columns
    assert made.secret not in "".join(AuditEntry.objects.values_list("changes", flat=True))
    assert row.hint == made.secret[:8]


def test_token_names_its_person_and_limits(made: accounts.NewToken) -> None:
    holder = accounts.user_of_token(made.secret)
    assert holder is not None
    assert holder.user.username == "zhangsan"
    assert holder.scopes == {P.VIEW.value}
    assert (holder.consortium_id, holder.organisation_id) == (7, 5)


@pytest.mark.parametrize("wrong", ["", "sil_", "sil_x", "Bearer", "\x00", "sil_" + "A" * 10_000])
def test_other_texts_open_nothing(made: accounts.NewToken, wrong: str) -> None:
    assert accounts.user_of_token(wrong) is None


def test_token_ends_with_time_revocation_and_person(
    made: accounts.NewToken, acting: Acting
) -> None:
    with later(dt.timedelta(days=31)):
        assert accounts.user_of_token(made.secret) is None
        assert accounts.state_of(made.token).value == "expired"
    User.objects.update(is_active=False)
    assert accounts.user_of_token(made.secret) is None
    User.objects.update(is_active=True)
    accounts.revoke_token(actor=acting(made.token.user), token=made.token)
    assert accounts.user_of_token(made.secret) is None
    with pytest.raises(Conflict):
        accounts.revoke_token(actor=acting(made.token.user), token=made.token)


def test_revoking_is_for_its_person_and_administrators(
    made: accounts.NewToken, person: Person, acting: Acting
) -> None:
    with pytest.raises(Missing):
        accounts.revoke_token(actor=acting(person("lisi")), token=made.token)
    accounts.revoke_token(actor=acting(None, P.MANAGE), token=made.token)
    made.token.refresh_from_db()
    assert made.token.revoked_at is not None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["no.such.permission"]}, "scopes"),
        ({"scopes": [P.MANAGE.value]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 5000}, "days"),
    ],
)
def test_what_a_token_cannot_be(
    person: Person, acting: Acting, values: dict[str, object], field: str
) -> None:
    user = person("zhangsan")
    given = {"name": "x", "scopes": [P.VIEW.value], "days": 1, **values}
    with pytest.raises(Invalid) as refused:
        accounts.create_token(actor=acting(user, P.VIEW), user=user, **given)  # type: ignore[arg-type]
    assert list(refused.value.errors) == [field]
    assert not ApiToken.objects.exists()


def test_nobody_makes_a_token_for_somebody_else(person: Person, acting: Acting) -> None:
    with pytest.raises(Forbidden):
        accounts.create_token(
            actor=acting(person("lisi"), P.VIEW),
            user=person("zhangsan"),
            name="x",
            scopes=[P.VIEW.value],
            days=1,
        )


def test_limited_actor_has_the_rights_both_have(made: accounts.NewToken, acting: Acting) -> None:
    holder = accounts.user_of_token(made.secret)
    assert holder is not None
    actor = acting(holder.user, P.VIEW, P.MANAGE).within(7)
    narrowed = accounts.limited(actor, holder)
    assert narrowed.permissions == {P.VIEW.value}
    assert (narrowed.channel, narrowed.consortium_id) == ("api", 7)
    assert accounts.limited(acting(holder.user).within(7), holder).permissions == frozenset()
    with pytest.raises(Missing):
        accounts.limited(actor.within(8), holder)


def test_bearer_header_is_read_and_the_use_noted(made: accounts.NewToken) -> None:
    factory = RequestFactory()
    request = factory.get("/", headers={"Authorization": f"Bearer {made.secret}"})
    holder = TokenAuth()(request)
    assert holder.user == request.user
    made.token.refresh_from_db()
    first = made.token.last_used_at
    assert first is not None
    TokenAuth()(request)
    made.token.refresh_from_db()
    assert made.token.last_used_at == first
    for header in (f"Basic {made.secret}", "Bearer", "Bearer  ", made.secret):
        assert not TokenAuth()(factory.get("/", headers={"Authorization": header}))
