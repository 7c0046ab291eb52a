"""What must be so before an installation is opened to others, each with how to mend it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks as django_checks
from django.db import connection

from silian.kernel.database import APPEND_ONLY, consortium_tables

from .cli import pending_migrations


def findings() -> list[dict[str, Any]]:
    """Every check with its state: ok, warn or fail."""
    return [
        *_mode(),
        *_database(),
        *_people(),
        *[
            _finding(error.id or "django", "warn", str(error.msg), str(error.hint or ""))
            for error in django_checks.run_checks(include_deployment_checks=True)
            if error.level >= django_checks.WARNING
        ],
    ]


def _finding(key: str, state: str, what: str, mend: str = "") -> dict[str, Any]:
    return {"check": key, "state": state, "what": what, "mend": mend}


def _mode() -> list[dict[str, Any]]:
    production = settings.MODE == "production"
    found = [
        _finding(
            "mode",
            "ok" if production else "warn",
            f"SILIAN_MODE={settings.MODE}",
            "" if production else "SILIAN_MODE=production",
        )
    ]
    if not settings.HTTPS:
        found.append(_finding("https", "warn", "SILIAN_HTTPS=false", "SILIAN_HTTPS=true"))
    mode = (settings.DATA.stat().st_mode) & 0o077
    if mode & 0o007:
        found.append(
            _finding(
                "data",
                "warn",
                f"{settings.DATA} 其他用户可读 / readable by others",
                f"chmod o-rwx {settings.DATA}",
            )
        )
    return found


def _database() -> list[dict[str, Any]]:
    pending = pending_migrations()
    found = [
        _finding(
            "migrations",
            "fail" if pending else "ok",
            f"{pending} 项待升级 / pending",
            "silian migrate" if pending else "",
        )
    ]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            triggers = {row[0] for row in cursor.fetchall()}
            missing = [t for t in APPEND_ONLY if f"{t}_no_update" not in triggers]
            state = "fail" if missing else "ok"
            found.append(
                _finding(
                    "append-only",
                    state,
                    ", ".join(sorted(APPEND_ONLY)),
                    "silian migrate" if missing else "",
                )
            )
            found.append(
                _finding(
                    "database",
                    "warn",
                    "SQLite 适合试用与单机 / suits a trial and one machine",
                    "DATABASE_URL=postgresql://…",
                )
            )
            return found
        cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity")
        forced = {row[0] for row in cursor.fetchall()}
        open_tables = sorted(set(consortium_tables()) - forced)
        found.append(
            _finding(
                "row-level security",
                "fail" if open_tables else "ok",
                ", ".join(open_tables) or f"{len(forced)} tables",
                "silian migrate" if open_tables else "",
            )
        )
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            found.append(
                _finding(
                    "database role",
                    "warn",
                    "连接用的角色绕过行级安全 / the role bypasses RLS",
                    "CREATE ROLE silian LOGIN NOSUPERUSER NOBYPASSRLS; ALTER DATABASE … OWNER",
                )
            )
    return found


def _people() -> list[dict[str, Any]]:
    from silian.accounts.public import demo_accounts

    demo = demo_accounts()
    if settings.MODE == "production" and demo:
        return [
            _finding(
                "accounts",
                "fail",
                f"{demo} 个演示账号 / demo accounts",
                "silian account list; silian account deactivate",
            )
        ]
    return [_finding("accounts", "ok", f"{demo} 个演示账号 / demo accounts")]
