"""Outgoing mail: a server by address, or a folder where one can read what would have been sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtps": 465, "smtp": 587}


def mail(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings of `smtp://user:password@host:port?from=address`.

    smtps speaks TLS from the first byte; smtp switches to it (STARTTLS) before it names the user,
    and stays plain only where there is no user. ValueError for any other address.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder,
            "DEFAULT_FROM_EMAIL": "silian@localhost",
        }
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("SILIAN_EMAIL_URL 须为 smtp:// 或 smtps:// / must be smtp:// or smtps://")
    user = unquote(parts.username or "")
    sender = parse_qs(parts.query).get("from", [""])[0] or (user if "@" in user else "")
    if not sender:
        raise ValueError("SILIAN_EMAIL_URL 缺少发件地址 ?from= / lacks the sender, ?from=")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (PORTS[parts.scheme] if user else 25),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(user),
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }
