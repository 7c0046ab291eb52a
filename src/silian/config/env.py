"""The one table of settings that come from outside.

Each row names an environment variable, its type, its default and what it is for, in both
languages. `docs/reference/settings.md` is generated from it; nothing else reads `os.environ`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Variable:
    """One environment variable; `kind` is one of str, bool, int, list and path."""

    name: str
    kind: str
    default: str
    zh: str
    en: str
    secret: bool = False


ROOT = Path(__file__).resolve().parents[3]

TABLE: tuple[Variable, ...] = (
    Variable(
        "SILIAN_DATA",
        "path",
        str(Path.cwd() / "var"),
        "数据目录：数据库、上传、密钥、缓存",
        "Data folder: database, uploads, keys, caches",
    ),
    Variable(
        "SILIAN_MODE",
        "str",
        "production",
        "运行方式：production、demo 或 test",
        "production, demo or test",
    ),
    Variable(
        "DATABASE_URL",
        "str",
        "",
        "PostgreSQL 地址；空则用数据目录里的 SQLite",
        "PostgreSQL address; empty means SQLite in the data folder",
        secret=True,
    ),
    Variable(
        "SILIAN_SECRET_KEY",
        "str",
        "",
        "签名密钥；空则在数据目录生成一次",
        "Signing key; when empty one is made once in the data folder",
        secret=True,
    ),
    Variable(
        "SILIAN_FIELD_KEY",
        "str",
        "",
        "个人信息加密密钥；空则在数据目录生成一次",
        "Key that encrypts personal data; when empty one is made once in the data folder",
        secret=True,
    ),
    Variable(
        "SILIAN_HOSTS",
        "list",
        "127.0.0.1,localhost,[::1]",
        "允许的主机名，以逗号分隔",
        "Host names to answer to, separated by commas",
    ),
    Variable(
        "SILIAN_ADDRESS",
        "str",
        "http://127.0.0.1:8000",
        "对外的网址，印在文书的二维码里",
        "Public base address; stands in the QR codes of issued papers",
    ),
    Variable(
        "SILIAN_HTTPS",
        "bool",
        "false",
        "只经 HTTPS 提供服务：安全 Cookie 与 HSTS",
        "Served over HTTPS only: secure cookies and HSTS",
    ),
    Variable(
        "SILIAN_PROXIES",
        "int",
        "0",
        "前面有几层自己的反向代理：按 X-Forwarded-For 认访客地址；0 为不看这个头",
        "Reverse proxies of one's own in front: how many entries of X-Forwarded-For are true",
    ),
    Variable(
        "SILIAN_EMAIL_URL",
        "str",
        "",
        "发信服务器 smtp(s)://用户:密码@主机:端口?from=发件地址；空则写入数据目录的 mail/",
        "Outgoing mail smtp(s)://user:password@host:port?from=address; empty: mail/ in the data",
        secret=True,
    ),
    Variable(
        "SILIAN_SECOND_FACTOR",
        "bool",
        "false",
        "秘书处、主管部门与平台人员必须开启两步验证",
        "Secretariats, authorities and platform staff must use a second factor",
    ),
    Variable(
        "SILIAN_IMPORT_MEMORY_MB",
        "int",
        "900",
        "读取一份表格时子进程的内存上限（MB）",
        "Memory limit in MB of the process that reads a spreadsheet",
    ),
)

_BY_NAME = {variable.name: variable for variable in TABLE}


def read(name: str) -> Any:
    """The typed value of a variable of the table; a name that is not in it is a KeyError."""
    variable = _BY_NAME[name]
    text = os.environ.get(name, variable.default).strip()
    if variable.kind == "bool":
        if text.lower() not in {"true", "false", "1", "0", "yes", "no", ""}:
            raise ValueError(f"{name} 应为 true 或 false / must be true or false: {text!r}")
        return text.lower() in {"true", "1", "yes"}
    if variable.kind == "int":
        return int(text)
    if variable.kind == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    if variable.kind == "path":
        return Path(text).expanduser().resolve()
    return text
