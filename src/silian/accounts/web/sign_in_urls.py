"""The pages of django-allauth that are open here, at /account/, each with who may open it.

Left out are sign-up by oneself, allauth's e-mail addresses (one address for each person, on
the profile) and whatever a newer version adds: a route that is not in this list does not exist.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path, re_path

from silian.kernel.ui.page import PUBLIC, SIGNED_IN, page

_open = page(PUBLIC, post=True)
_own = page(SIGNED_IN, post=True)

urlpatterns: list[URLPattern] = [
    path("login/", _open(account.login), name="account_login"),
    path("logout/", _open(account.logout), name="account_logout"),
    path("inactive/", page(PUBLIC)(account.account_inactive), name="account_inactive"),
    path("signup/", _open(account.signup), name="account_signup"),
    path("reauthenticate/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", _own(account.password_change), name="account_change_password"),
    path("password/set/", _own(account.password_set), name="account_set_password"),
    path("password/reset/", _open(account.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        page(PUBLIC)(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _open(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        page(PUBLIC)(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", page(SIGNED_IN)(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", _open(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/",
        page(SIGNED_IN)(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        _own(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        _own(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
