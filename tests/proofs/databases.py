"""A database of its own for a proof that runs other processes."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

FILE = "silian.sqlite3"


@contextmanager
def own_database(folder: Path, *, empty: bool = False) -> Iterator[dict[str, str]]:
    """The environment of a process of the product with a fresh database: every table, no row.

    Its tables are copied from one that was migrated before, so that to migrate it is quick;
    with `empty` there is no table at all.
    """
    url = os.environ.get("TEST_DATABASE_URL", "")
    environment = _environment(folder, "")
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        if not empty:
            shutil.copy(_migrated_file(), folder / FILE)
        yield environment
        return
    name = f"silian_proof_{secrets.token_hex(6)}"
    _ask(url, f"CREATE DATABASE {name}" + ("" if empty else _like_migrated(url)))
    try:
        yield environment | {"DATABASE_URL": _named(url, name)}
    finally:
        _ask(url, f"DROP DATABASE {name} WITH (FORCE)")


def _environment(folder: Path, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "SILIAN_MODE": "test",
        "SILIAN_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "silian.config.settings",
        "DATABASE_URL": url,
    }


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="silian-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _migrate(_environment(folder, ""))
    return folder / FILE


def _like_migrated(url: str) -> str:
    return f" TEMPLATE {_migrated_database(url)}"


@cache
def _migrated_database(url: str) -> str:
    name = f"silian_migrated_{secrets.token_hex(6)}"
    _ask(url, f"CREATE DATABASE {name}")
    atexit.register(_ask, url, f"DROP DATABASE {name} WITH (FORCE)")
    with tempfile.TemporaryDirectory() as folder:
        _migrate(_environment(Path(folder), _named(url, name)))
    return name


def _migrate(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "silian.config.cli", "migrate"]
    subprocess.run(command, env=environment, check=True, timeout=600)


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _ask(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
