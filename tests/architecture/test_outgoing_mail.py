"""Where mail goes: to the server of the setting, or into a folder, never nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from silian.config.mail import mail


def test_without_a_server_mail_is_written_to_the_folder() -> None:
    found = mail("", Path("mail"))
    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert found["EMAIL_FILE_PATH"] == Path("mail")


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls", "sender"),
    [
        ("smtps://a%40b.cn:p%3Aw@mail.example.com", 465, True, False, "a@b.cn"),
        ("smtp://u:p@mail.example.com?from=x@example.com", 587, False, True, "x@example.com"),
        ("smtp://mail.example.com:2525?from=x@example.com", 2525, False, False, "x@example.com"),
    ],
)
def test_address_of_a_server(url: str, port: int, ssl: bool, tls: bool, sender: str) -> None:
    found = mail(url, Path("mail"))
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.com", port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (ssl, tls)
    assert found["DEFAULT_FROM_EMAIL"] == sender


def test_password_is_decoded() -> None:
    assert mail("smtps://a%40b.cn:p%3Aw@h", Path())["EMAIL_HOST_PASSWORD"] == "p:w"


@pytest.mark.parametrize("url", ["http://h", "smtp://", "smtp://user:p@h"])
def test_address_that_says_too_little_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SILIAN_EMAIL_URL"):
        mail(url, Path())
