"""Lists of people and of tokens."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from silian.kernel.access import may
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ..enums import TokenState
from ..models import ApiToken, User
from ..permissions import AccountsPermission as P
from ..queries.people import people
from ..queries.tokens import state_of, tokens_of

TONES = {TokenState.ACTIVE: "success", TokenState.EXPIRED: "muted", TokenState.REVOKED: "muted"}


def day(value: Any) -> str:
    """A moment as its day in Shanghai, "" for none."""
    return timezone.localtime(value).strftime("%Y-%m-%d") if value else ""


def minute(value: Any) -> str:
    """A moment to the minute in Shanghai, "" for none."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _marked_name(user: User) -> str:
    return user.name + (gettext("（演示）") if user.is_demo else "")


def _state(user: User) -> object:
    if not user.is_active:
        return _("已停用")
    return _("可登录") if user.has_usable_password() else _("待设密码")


def _state_tone(user: User) -> str:
    if not user.is_active:
        return "muted"
    return "success" if user.has_usable_password() else "warning"


def _by_state(rows: QuerySet[User], value: str) -> QuerySet[User]:
    unusable = {"password__startswith": "!"}
    if value == "closed":
        return rows.filter(is_active=False)
    rows = rows.filter(is_active=True)
    return rows.filter(**unusable) if value == "invited" else rows.exclude(**unusable)


def person_table(request: Any) -> Table:
    """Every account, found by name, user name or address."""
    tools = []
    if may(request.actor, P.INVITE):
        url = reverse("accounts:person_invite")
        tools.append(Tool(_("邀请人员"), url, "user-plus", primary=True))
    return Table(
        request,
        people(),
        columns=[
            Column("username", _("用户名"), sort="username"),
            Column("name", _("姓名"), value=_marked_name, sort="name"),
            Column("email", _("电子邮箱"), sort="email"),
            Column("state", _("状态"), value=_state, badge=_state_tone),
            Column(
                "last_login",
                _("上次登录"),
                value=lambda user: minute(user.last_login),
                sort="last_login",
            ),
        ],
        empty=Empty(_("还没有账号"), icon="users"),
        search=("username", "name", "email"),
        search_hint=_("用户名、姓名、邮箱"),
        filters=[
            Choice(
                "state",
                _("状态"),
                [("open", _("可登录")), ("invited", _("待设密码")), ("closed", _("已停用"))],
                apply=_by_state,
            )
        ],
        title=_("账号"),
        order="username",
        row_url=lambda user: reverse("accounts:person_detail", kwargs={"ref": user.ref}),
        tools=tools,
    )


def token_table(request: Any, person: User | None = None) -> Table:
    """The tokens of a person: one's own without one."""
    own = person is None or person.pk == request.user.pk
    tools = []
    if own:
        url = reverse("accounts:token_create")
        tools.append(Tool(_("新建令牌"), url, "plus", primary=True))
    return Table(
        request,
        tokens_of((person or request.user).pk),
        columns=[
            Column("name", _("用途"), wide=True),
            Column("hint", _("开头"), value=lambda token: f"{token.hint}…", nowrap=True),
            Column("state", _("状态"), value=_token_state, badge=_token_tone),
            Column("scopes", _("权限项"), value=lambda token: len(token.scopes), numeric=True),
            Column("created", _("建立时间"), value=lambda token: day(token.created_at)),
            Column("expires", _("有效期至"), value=lambda token: day(token.expires_at)),
            Column("used", _("上次使用"), value=lambda token: minute(token.last_used_at)),
        ],
        empty=Empty(
            _("还没有访问令牌"),
            _("让别的系统代您读写数据时才需要。令牌只显示一次，可随时撤销。"),
            _("新建令牌") if own else "",
            reverse("accounts:token_create") if own else "",
            "key",
        ),
        title=_("访问令牌"),
        row_url=lambda token: reverse("accounts:token_detail", kwargs={"ref": token.ref}),
        tools=tools,
    )


def _token_state(token: ApiToken) -> object:
    return state_of(token).label


def _token_tone(token: ApiToken) -> str:
    return TONES[state_of(token)]
