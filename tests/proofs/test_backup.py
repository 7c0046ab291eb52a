"""A backup is restored elsewhere and the audit chain holds; a wrong one is refused.

On PostgreSQL the installation runs as a role that row-level security binds, as in production:
a dump that it binds too would be empty, and nobody would notice before the disaster.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from .databases import own_database

ROOT = Path(__file__).resolve().parents[2]
BLUEPRINT = ROOT / "docs" / "tutorial" / "blueprint-example.yaml"
Environment = dict[str, str]


def run(environment: Environment, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True)


def silian(environment: Environment, *words: str) -> str:
    done = run(environment, sys.executable, "-m", "silian.config.cli", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def scripts(environment: Environment) -> Environment:
    """What the scripts are told about this checkout."""
    bin_folder = Path(sys.executable).parent
    return {
        **environment,
        "SILIAN_PYTHON": sys.executable,
        "SILIAN_COMMAND": str(bin_folder / "silian"),
    }


@contextmanager
def installation(folder: Path) -> Iterator[Environment]:
    """An empty installation; on PostgreSQL its tables belong to a role without privileges."""
    with own_database(folder, empty=True) as environment:
        url = environment["DATABASE_URL"]
        if not url:
            yield scripts(environment)
            return
        import psycopg

        role, secret = f"silian_proof_{secrets.token_hex(4)}", secrets.token_hex(8)
        parts = urlsplit(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "DO $$ BEGIN CREATE ROLE silian_app NOLOGIN; "
                "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
            )
            connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{secret}' NOBYPASSRLS")
            connection.execute(f"GRANT silian_app TO {role}")
            connection.execute(f'ALTER DATABASE "{parts.path[1:]}" OWNER TO {role}')
        host = f"{role}:{secret}@{parts.hostname}:{parts.port or 5432}"
        try:
            yield scripts(environment | {"DATABASE_URL": urlunsplit(parts._replace(netloc=host))})
        finally:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"REASSIGN OWNED BY {role} TO CURRENT_USER")
                connection.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


def rows(environment: Environment) -> tuple[str, str]:
    """What must be the same on both sides: the consortium with its members, and the chain."""
    return (
        silian(environment, "consortium", "show", "example-equipment"),
        silian(environment, "audit", "verify"),
    )


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.skipif(not os.path.exists("/bin/bash"), reason="the scripts are bash")
def test_backup_is_restored_and_the_chain_holds(tmp_path: Path) -> None:
    with installation(tmp_path / "old") as old, installation(tmp_path / "new") as new:
        silian(old, "migrate")
        silian(old, "consortium", "found", str(BLUEPRINT), "--commit")
        silian(old, "audit", "anchor")
        made = run(old, "deploy/backup.sh", str(tmp_path / "kept"))
        assert made.returncode == 0, made.stderr
        archive, keys = made.stdout.split()
        assert Path(archive).stat().st_mode & 0o077 == 0

        without = run(new, "deploy/restore.sh", archive)
        assert without.returncode == 2, "without the keys nothing could be decrypted"
        damaged = tmp_path / "damaged.tar"
        content = bytearray(Path(archive).read_bytes())
        content[len(content) // 2] ^= 0xFF
        damaged.write_bytes(content)
        refused = run(new, "deploy/restore.sh", str(damaged), keys)
        assert (refused.returncode, "damaged" in refused.stderr) == (2, True)

        restored = run(new, "deploy/restore.sh", archive, keys)
        assert restored.returncode == 0, restored.stderr
        assert rows(new) == rows(old)
        assert "members: 6" in rows(new)[0]
        again = run(new, "deploy/restore.sh", archive, keys)
        assert again.returncode == 2, "never over something that is there"
