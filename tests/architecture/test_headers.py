"""What every answer carries: the content security policy and its kin, and cookies with flags."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import override_settings

from silian.kernel.ui.page import PUBLIC
from tests.architecture.asking import Desk, Reply
from tests.architecture.matrix import cases
from tests.architecture.routes import Route, pages

READABLE = [route for route in pages() if "GET" in route.methods]
POLICY = {
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "style-src-attr": {"'unsafe-inline'"},
    "img-src": {"'self'", "data:"},
    "object-src": {"'none'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
}


# Of a file that somebody uploaded or that was issued: a download that may do nothing at all.
SANDBOX = {"sandbox": set[str](), "default-src": {"'none'"}, "frame-ancestors": {"'none'"}}


def policy_of(reply: Reply) -> dict[str, set[str]]:
    """The content security policy by directive."""
    parts = [part.split() for part in reply.headers["Content-Security-Policy"].split(";")]
    return {part[0]: set(part[1:]) for part in parts if part}


def check_always(reply: Reply, url: str) -> None:
    """What every answer carries, refusals as well."""
    is_file = reply.headers.get("Content-Disposition", "").startswith("attachment")
    assert policy_of(reply) == POLICY or (is_file and policy_of(reply) == SANDBOX), url
    assert reply.headers["X-Content-Type-Options"] == "nosniff", url
    assert reply.headers["X-Frame-Options"] == "DENY", url
    assert reply.headers["Referrer-Policy"] == "same-origin", url
    assert reply.headers["Cross-Origin-Opener-Policy"] == "same-origin", url
    assert "Access-Control-Allow-Origin" not in reply.headers, url
    assert "Server" not in reply.headers, url
    kind = reply.headers.get("Content-Type", "")
    if kind.startswith("text/"):
        assert "charset=utf-8" in kind.lower(), url


@pytest.mark.django_db
@pytest.mark.parametrize("route", READABLE, ids=lambda route: route.name)
def test_page_carries_the_headers_for_everybody(route: Route, desk: Desk) -> None:
    case = cases(route, "GET")[0]
    role = "secretariat" if route.in_consortium else "platform_admin"
    url = case.url(desk.story)

    visitor, person = desk.ask("visitor", "GET", url), desk.ask(role, "GET", url)

    check_always(visitor, url)
    check_always(person, url)
    for reply in (visitor, person):
        # Who is asking decides what stands there, on every page but the check of health.
        if route.name != "shell:health":
            assert "Cookie" in reply.headers.get("Vary", ""), url
    assert {"no-store", "private"} <= set(person.headers["Cache-Control"].split(", ")), url
    if route.access is not PUBLIC:
        assert visitor.status == 302


@pytest.mark.django_db
def test_refusals_carry_the_headers_too(desk: Desk) -> None:
    for role, url, status in (
        ("visitor", "/no-such-page/", 404),
        ("nobody", "/c/jia/members/", 404),
        ("expert", "/c/jia/people/", 403),
        ("secretariat", "/c/jia/members/2222222222222222/", 404),
        ("secretariat", "/organisations/?q=%00", 400),
    ):
        reply = desk.ask(role, "GET", url)
        assert reply.status == status
        check_always(reply, url)
        if role != "visitor":
            assert "no-store" in reply.headers["Cache-Control"], url


@pytest.mark.django_db
def test_cross_origin_request_is_not_answered_with_leave(desk: Desk) -> None:
    client = desk.client("secretariat")
    response = client.get("/c/jia/members/", headers={"origin": "https://evil.example"})

    assert [name for name in response.headers if name.startswith("Access-Control")] == []


@pytest.mark.django_db
def test_forged_host_is_refused_and_forwarded_host_is_ignored(desk: Desk) -> None:
    client = desk.client("visitor")

    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    response = client.get("/accounts/", headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in response.headers["Location"]


@pytest.mark.django_db
def test_return_address_outside_is_never_followed(desk: Desk) -> None:
    for outside in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1",
                    "https:evil.example", "\\\\evil.example", "///evil.example"):  # fmt: skip
        for url in ("/language/", "/account/login/", "/account/logout/", "/c/jia/acting/",
                    "/account/reauthenticate/"):  # fmt: skip
            data = {"next": outside, "language": "en", "acting": desk.story.refs["unit_id.maker"]}
            reply = desk.ask("enterprise_hr", "POST", f"{url}?next={outside}", data)
            target = reply.headers.get("Location", "/")
            assert target.startswith("/"), f"{url} {outside} → {target}"
            assert not target.startswith(("//", "/\\")), f"{url} {outside} → {target}"


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.env", "/admin/", "/debug/", "/__debug__/", "/metrics", "/api/docs",
             "/static/", "/static/../silian.sqlite3", "/files/", "/media/", "/server-status"],
)  # fmt: skip
@pytest.mark.django_db
def test_nothing_stands_where_scanners_look(path: str, desk: Desk) -> None:
    for role in ("visitor", "platform_admin"):
        assert desk.ask(role, "GET", path).status == 404


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(desk: Desk) -> None:
    person = desk.story.people["expert"]
    person.set_password("很长的一句口令 2026")
    person.save()
    client = desk.client("visitor")
    sent = dict(client.get("/account/login/").cookies)
    data = {"login": "expert", "password": "很长的一句口令 2026"}
    sent |= client.post("/account/login/", data).cookies

    assert {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME} <= set(sent)
    assert {cookie["samesite"] for cookie in sent.values()} == {"Lax"}
    assert sent[settings.SESSION_COOKIE_NAME]["httponly"]
    assert int(sent[settings.SESSION_COOKIE_NAME]["max-age"] or 0) <= 12 * 3600


@pytest.mark.django_db
def test_over_tls_the_browser_is_told_to_stay_there(desk: Desk) -> None:
    with override_settings(
        SECURE_HSTS_SECONDS=365 * 24 * 3600, SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
        SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True,
    ):  # fmt: skip
        client = desk.client("auditor")
        client.handler.load_middleware()
        response = client.get("/account/password/change/", secure=True)

    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
    assert "includeSubDomains" in response.headers["Strict-Transport-Security"]
    assert all(cookie["secure"] for cookie in response.cookies.values())
