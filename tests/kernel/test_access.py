"""Roles, permissions, conditions with reasons, and workflow tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest
import rules
from django.db import models

from silian.kernel.access import (
    ANONYMOUS,
    Actor,
    Role,
    allow,
    grant,
    may,
    permissions_of,
    register_permissions,
    register_role,
)
from silian.kernel.refusals import Conflict, Forbidden
from silian.kernel.workflows import Step, Workflow


class Door(StrEnum):
    OPEN = "door.open"
    PAINT = "door.paint"


class Unknown(StrEnum):
    NEVER = "never.registered"


class DoorState(models.TextChoices):
    SHUT = "shut", "关着"
    OPEN = "open", "开着"


@dataclass
class DoorObject:
    owner: int
    state: str = "shut"


@rules.predicate
def is_owner(actor: Actor, door: DoorObject) -> bool:
    return door.owner == actor.organisation_id


register_permissions({Door.OPEN: ("开门", "Open doors"), Door.PAINT: ("刷门", "Paint doors")})
allow(Door.OPEN, (is_owner, "这不是你的门。"))
KEEPER = register_role(
    Role("try_keeper", "看门人", "Keeper", "管门。", "Keeps doors.", "consortium")
)
grant(KEEPER, [Door.OPEN])
FLOW = Workflow(
    "door", DoorState, "shut", (Step("open", ("shut",), "open", Door.OPEN, "打开"),), {}
)

keeper = Actor("王五", user_id=1, organisation_id=4, permissions=permissions_of(["try_keeper"]))


@pytest.mark.parametrize(
    ("actor", "permission", "owner", "reason"),
    [
        (keeper, Door.OPEN, 4, ""),
        (keeper, Door.OPEN, 5, "这不是你的门。"),
        (keeper, Door.PAINT, 4, "您在这里的身份没有“刷门”的权限。"),
        (ANONYMOUS, Door.OPEN, 4, "请先登录。"),
    ],
)
def test_refusal_says_why(actor: Actor, permission: Door, owner: int, reason: str) -> None:
    decision = may(actor, permission, DoorObject(owner))
    assert (bool(decision), str(decision.reason)) == (not reason, reason)


def test_unknown_permission_is_an_error_not_a_no() -> None:
    with pytest.raises(KeyError):
        may(keeper, Unknown.NEVER)
    with pytest.raises(KeyError):
        grant(KEEPER, [Unknown.NEVER])
    with pytest.raises(KeyError):
        permissions_of(["nobody"])


def test_workflow_moves_along_its_table_alone() -> None:
    door = DoorObject(owner=4)

    assert FLOW.advance(keeper, door, "open") == {"state": ["shut", "open"]}
    with pytest.raises(Conflict, match="开着"):
        FLOW.advance(keeper, door, "open")
    assert FLOW.open_steps(keeper, door) == []


def test_workflow_asks_who_before_when() -> None:
    with pytest.raises(Forbidden, match="这不是你的门"):
        FLOW.advance(keeper, DoorObject(owner=5, state="open"), "open")
