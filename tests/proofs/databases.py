"""A database of its own for a proof that runs other processes."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def own_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a process of the product with a fresh, empty database."""
    environment = {
        **os.environ,
        "SILIAN_MODE": "test",
        "SILIAN_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "silian.config.settings",
    }
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        yield environment | {"DATABASE_URL": ""}
        return
    import psycopg

    name = f"silian_proof_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            yield environment | {"DATABASE_URL": own}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
