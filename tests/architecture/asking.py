"""Asks the product for pages as the people of the story, and leaves nothing behind."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from silian.kernel import scoping
from silian.kernel.ui import refusals
from tests.story.cast import ROLES, VISITOR, Story

_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
# Kept by signing in itself, whatever the page: not what the product holds.
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_OF_SIGNING_IN = ("django_session", "axes_", "silian_cache")


@dataclass
class Reply:
    """A response with its text, readable whatever its format, and the tables it changed."""

    status: int
    headers: Any
    text: str
    changed: list[str] = field(default_factory=list)
    error: str = ""
    response: Any = None


class Desk:
    """One test client for each role, signed in once."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._clients = {role: self._signed_in(role) for role in ROLES}

    def _signed_in(self, role: str) -> tuple[Client, dict[str, str]]:
        client = Client(raise_request_exception=False)
        if role != VISITOR:
            client.force_login(self.story.people[role], backend=BACKEND)
        return client, {key: morsel.value for key, morsel in client.cookies.items()}

    def client(self, role: str) -> Client:
        """The client of a role, as it was when the person had just signed in."""
        client, kept = self._clients[role]
        client.cookies = SimpleCookie(kept)
        return client

    def ask(
        self, role: str, method: str, url: str, data: Any = None, *, csrf: bool = False
    ) -> Reply:
        """One request, rolled back afterwards; `csrf` asks for the token, as a browser's POST."""
        client = self.client(role)
        client.handler.enforce_csrf_checks = csrf
        with transaction.atomic(), writes() as written:
            post = method == "POST"
            response = client.post(url, data or {}) if post else client.generic(method, url)
            text = readable(response)
            after = {table: content(table) for table in written}
            transaction.set_rollback(True)
        changed = sorted(table for table, rows in after.items() if rows != content(table))
        error = getattr(response, "exc_info", None)
        said = f"{error[0].__name__}: {error[1]}"[:300] if error else ""
        return Reply(response.status_code, response.headers, text, changed, said, response)


def content(table: str) -> list[tuple[Any, ...]]:
    """Every row of a table, of all consortia."""
    with scoping.across(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
        return list(cursor.fetchall())


@contextmanager
def plain_refusals() -> Iterator[None]:
    """Draws each page of refusal once for each person, and afterwards says its reason alone.

    Two thirds of the matrix are refusals, and their frame is always the same one.
    """
    real, drawn = refusals.render, set()

    def render(request: Any, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        key = (template, request.user.pk, bool(request.consortium))
        if key not in drawn:
            drawn.add(key)
            return real(request, template, context, status=status)
        return HttpResponse(str(context["reason"]), status=status)

    with patch.object(refusals, "render", render):
        yield


@contextmanager
def writes() -> Iterator[set[str]]:
    """Collects the tables that are written to, but for those of signing in."""
    found: set[str] = set()

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        match = _WRITE.match(str(sql))
        if match and not match[1].startswith(_OF_SIGNING_IN):
            found.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def readable(response: Any) -> str:
    """The text of a response: of a page, of JSON, of every part of a spreadsheet, of a PDF."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            body = b"\n".join(file.read(name) for name in file.namelist())
    elif body[:5] == b"%PDF-":
        import pypdf

        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        return "\n".join(page.extract_text() for page in pages)
    text = body.decode("utf-8", "replace")
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "\\u" in text else text
