"""Commands: the only way anything is written.

A command is a keyword-only function, `actor` first, with one registered name. The order
inside is always the same: lock, may, now, valid, change, audit, on commit. The decorator
opens one transaction, puts it into the actor's consortium, and insists that exactly the
command's own audit entry was written; web, API, command line, import and jobs all call the
same function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from . import scoping
from .access import Actor
from .refusals import Missing

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Command:
    """A registered command: its name, the permission it asks for, and its function."""

    name: str
    permission: StrEnum | None
    function: Callable[..., Any]
    summary: str
    module: str


COMMANDS: dict[str, Command] = {}
_running: ContextVar[tuple[str, ...]] = ContextVar("silian_commands", default=())
_audited: ContextVar[set[str] | None] = ContextVar("silian_audited", default=None)


class Unaudited(AssertionError):
    """A command ended without its audit entry: a mistake of the programmer, never shown."""


def command(name: str, permission: StrEnum | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Registers a write under `name`; `permission` None means that its own text decides."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        parameters = list(inspect.signature(function).parameters.values())
        if any(p.kind is not p.KEYWORD_ONLY for p in parameters) or parameters[0].name != "actor":
            raise TypeError(f"{name}: a command takes keywords only, actor first")
        if name in COMMANDS:
            raise ValueError(f"command registered twice: {name}")

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = kwargs["actor"]
            assert isinstance(actor, Actor)
            return _run(name, actor, lambda: function(*args, **kwargs))

        doc = inspect.getdoc(function) or ""
        COMMANDS[name] = Command(name, permission, run, doc.split("\n\n")[0], function.__module__)
        return run

    return register


def _run(name: str, actor: Actor, body: Callable[[], R]) -> R:
    where = nullcontext() if actor.consortium_id is None else scoping.inside(actor.consortium_id)
    token = _running.set((*_running.get(), name))
    audited: set[str] = set()
    audit_token = _audited.set(audited)
    try:
        with transaction.atomic(), where:
            result = body()
            if name not in audited:
                raise Unaudited(name)
            return result
    finally:
        _audited.reset(audit_token)
        _running.reset(token)


def current() -> str:
    """The name of the running command; writing outside one is a LookupError."""
    running = _running.get()
    if not running:
        raise LookupError("written outside a command")
    return running[-1]


def note_audited(name: str) -> None:
    """Called by `kernel.audit.record`: this command has written its entry."""
    audited = _audited.get()
    if audited is not None:
        audited.add(name)


def lock(model: type[M], ref: str | M) -> M:
    """The row, fresh and locked until the transaction ends; `Missing` where there is none.

    `ref` is the opaque id of the address, or the object itself.
    """
    rows = model._default_manager.select_for_update(of=("self",))
    found = rows.filter(pk=ref.pk) if isinstance(ref, models.Model) else rows.filter(ref=ref)
    row = found.first()
    if row is None:
        raise Missing()
    return row
