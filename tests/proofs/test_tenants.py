"""Proof: over a pool of connections, with forgotten filters, nobody sees a row of another's."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.proofs.databases import own_database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not os.environ.get("TEST_DATABASE_URL"), reason="row-level security is PostgreSQL's"
    ),
]
PROGRAM = Path(__file__).with_name("tenant_requests.py")
REQUESTS = int(os.environ.get("SILIAN_PROOF_REQUESTS", "2400"))
SEED = 20260101


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database that belongs to a role bound by row-level security, as in production."""
    import psycopg

    with own_database(tmp_path, empty=True) as found:
        role, word = f"silian_proof_{secrets.token_hex(6)}", secrets.token_urlsafe(16)
        parts = urlsplit(found["DATABASE_URL"])
        name = parts.path.lstrip("/")
        with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as connection:
            connection.execute(
                "DO $$ BEGIN CREATE ROLE silian_app NOLOGIN NOSUPERUSER NOBYPASSRLS; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
            connection.execute(
                f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{word}'"
            )
            connection.execute(f"GRANT silian_app TO {role}")
            connection.execute(f"ALTER DATABASE {name} OWNER TO {role}")
            try:
                place = f"{role}:{word}@{parts.hostname or '127.0.0.1'}:{parts.port or 5432}"
                yield found | {"DATABASE_URL": urlunsplit(parts._replace(netloc=place))}
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
                connection.execute(f"DROP ROLE {role}")
                # `own_database` drops one of that name when it ends.
                connection.execute(f"CREATE DATABASE {name}")


def run(environment: dict[str, str], *options: str, requests: int = REQUESTS) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(requests), str(SEED), *options],
        env=environment, capture_output=True, text=True, timeout=540, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    print(f"seed {SEED}:", done.stdout.splitlines()[-1])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_twenty_consortia_over_a_pool_see_no_row_of_each_other(
    environment: dict[str, str],
) -> None:
    result = run(environment)

    assert result["bypasses"] is False
    assert result["forgotten"]["without filter"] > REQUESTS // 50
    assert result["forgotten"]["without context"] > REQUESTS // 200
    assert result["own"] > REQUESTS
    assert (result["foreign"], result["moved"], result["faults"]) == (0, 0, [])


def test_negative_control_without_protection_foreign_rows_are_seen(
    environment: dict[str, str],
) -> None:
    result = run(environment, "--unprotected", requests=320)

    assert result["foreign"] > 100
    assert result["moved"] > 0
