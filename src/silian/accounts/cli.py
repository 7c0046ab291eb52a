"""`silian account …`."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from silian.kernel.access import system_actor
from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.refusals import Missing

from . import public

app = typer.Typer(help="账号 / accounts", no_args_is_help=True)

Username = Annotated[str, typer.Argument(help="用户名 / user name")]


@app.command("create-admin")
def create_admin(
    username: Username = "admin",
    name: Annotated[str, typer.Option(help="姓名 / full name")] = "",
    email: Annotated[str, typer.Option(help="电子邮箱 / e-mail")] = "",
    link: Annotated[
        bool, typer.Option("--link", help="不问密码，给出一次性链接 / a one-time link instead")
    ] = False,
    format: FormatOption = Format.text,
) -> None:
    """建立平台管理员：询问密码，或给出一次性链接 / create a platform administrator."""
    password = "" if link else typer.prompt(
        "密码（至少 10 位）/ password", hide_input=True, confirmation_prompt=True
    )  # fmt: skip
    made = public.create_admin(
        actor=system_actor("cli"),
        username=username,
        name=name or username,
        email=email,
        password=password,
    )
    answer = {"username": made.user.username}
    if made.key:
        answer |= {
            "path": f"/accounts/welcome/{made.key}/",
            "expires_at": made.expires_at.isoformat(timespec="minutes"),
        }
    emit(answer, format)


@app.command("list")
def list_people(format: FormatOption = Format.text) -> None:
    """列出账号 / list accounts."""
    emit(
        [
            {
                "username": user.username,
                "name": user.name,
                "active": user.is_active,
                "demo": user.is_demo,
                "password": user.has_usable_password(),
                "last_login": user.last_login,
            }
            for user in public.people()
        ],
        format,
    )


@app.command()
def invite(username: Username, format: FormatOption = Format.text) -> None:
    """给没有密码的人一个新的一次性链接 / a new one-time link for somebody without a password."""
    made = public.invite_again(actor=system_actor("cli"), user=_person(username))
    emit(
        {
            "username": made.user.username,
            "path": f"/accounts/welcome/{made.key}/",
            "expires_at": made.expires_at.isoformat(timespec="minutes"),
        },
        format,
    )


@app.command()
def deactivate(
    username: Username,
    reason: Annotated[str, typer.Option(help="原因 / reason")],
    format: FormatOption = Format.text,
) -> None:
    """停用账号：结束全部登录和令牌 / close an account with its sessions and tokens."""
    user = public.deactivate(actor=system_actor("cli"), user=_person(username), reason=reason)
    emit({"username": user.username, "active": user.is_active}, format)


def _person(username: str) -> public.User:
    user = public.find_user(username)
    if user is None:
        raise Missing(_("没有账号“%(name)s”。") % {"name": username[:60]})
    return user
