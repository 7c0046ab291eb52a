"""What the frame of every page reads, as `shell`."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from silian import __version__
from silian.consortia import public as consortia
from silian.kernel.access import ROLES
from silian.kernel.punctuation import listed
from silian.organisations import public as organisations

from .demo.sign_ins import sign_ins
from .navigation import menu
from .wording import english, named


class Frame:
    """Lazy: an error page, or a part for HTMX, reads nothing that it does not show."""

    # Pages bring their own; the template looks here for those that have none.
    crumbs: tuple[dict[str, Any], ...] = ()

    def __init__(self, request: HttpRequest) -> None:
        self.request: Any = request
        self.version = __version__
        self.demo = settings.MODE == "demo"

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        return menu(self.request)

    @property
    def home_url(self) -> str:
        return reverse("shell:landing")

    @property
    def search_url(self) -> str:
        return reverse("shell:search")

    @cached_property
    def consortium(self) -> dict[str, Any] | None:
        found = getattr(self.request, "consortium", None)
        if found is None:
            return None
        return {
            "name": named(found),
            "url": reverse("home:index", kwargs={"slug": found.slug}),
            "kind": found.get_kind_display(),
            "slug": found.slug,
        }

    @cached_property
    def consortia(self) -> list[dict[str, Any]]:
        if not self.request.user.is_authenticated:
            return []
        current = getattr(self.request, "consortium", None)
        return [
            {
                "name": named(found),
                "url": reverse("home:index", kwargs={"slug": found.slug}),
                "kind": found.get_kind_display(),
                "active": current is not None and found.pk == current.pk,
            }
            for found in consortia.consortia_of(self.request.user)
        ]

    @cached_property
    def actings(self) -> list[dict[str, Any]]:
        standing = getattr(self.request, "standing", None)
        if standing is None or not standing.organisations:
            return []
        role = self.role
        names = organisations.names_of(standing.organisations)
        return [
            {
                "id": pk,
                "name": names.get(pk, ""),
                "role": role if pk == standing.actor.organisation_id else "",
                "active": pk == standing.actor.organisation_id,
            }
            for pk in standing.organisations
        ]

    @cached_property
    def role(self) -> str:
        """The roles that the person has here, in words."""
        actor = self.request.actor
        return listed(
            role.name_en if english() else str(role.name)
            for slug, role in ROLES.items()
            if slug in actor.roles
        )

    @property
    def acting(self) -> dict[str, Any] | None:
        return next((acting for acting in self.actings if acting["active"]), None)

    @property
    def acting_url(self) -> str:
        found = getattr(self.request, "consortium", None)
        return reverse("consortium:acting", kwargs={"slug": found.slug}) if found else ""

    @property
    def user_links(self) -> list[dict[str, Any]]:
        return [
            {"label": _("我的账号"), "url": reverse("accounts:profile"), "icon": "user"},
            {"label": _("访问令牌"), "url": reverse("accounts:token_list"), "icon": "key"},
        ]

    @property
    def demo_accounts(self) -> list[dict[str, str]]:
        """Sign-ins of the demo, offered on its sign-in page; nothing outside the demo."""
        return sign_ins() if self.demo else []

    @property
    def public_menu(self) -> list[dict[str, Any]]:
        here = self.request.resolver_match.view_name if self.request.resolver_match else ""
        pages = (
            (_("联合体"), "consortia:consortium_list"),
            (_("五业对接"), "codes:links"),
            (_("标准代码"), "codes:index"),
            (_("文书查验"), "verify:home"),
        )
        return [
            {"label": label, "url": reverse(route), "active": route == here}
            for label, route in pages
        ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"shell": Frame(request)}
