"""Django's settings. What comes from outside is in `env.py`; everything else is here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

import silian

from . import env
from .databases import database
from .mail import mail
from .secrets import kept_key

DATA = env.read("SILIAN_DATA")
MODE = env.read("SILIAN_MODE")
DATA.mkdir(parents=True, exist_ok=True, mode=0o750)

DEBUG = False
SECRET_KEY = env.read("SILIAN_SECRET_KEY") or kept_key(DATA, "secret.key")
FIELD_KEY = env.read("SILIAN_FIELD_KEY") or kept_key(DATA, "field.key")
ALLOWED_HOSTS = env.read("SILIAN_HOSTS")
HTTPS = env.read("SILIAN_HTTPS")
PROXIES = env.read("SILIAN_PROXIES")
ADDRESS = env.read("SILIAN_ADDRESS").rstrip("/")
SECOND_FACTOR_FOR_STAFF = env.read("SILIAN_SECOND_FACTOR")
IMPORT_MEMORY_MB = env.read("SILIAN_IMPORT_MEMORY_MB")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    # Before allauth: its pages are ours.
    "silian.shell",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "silian.kernel",
    "silian.accounts",
    "silian.codes",
    "silian.organisations",
    "silian.consortia",
    "silian.talent",
    "silian.governance",
    "silian.cultivation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # Hundreds of phones ask it every second: answered before sessions are read.
    "silian.governance.web.meetings.pulse.PulseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "silian.kernel.ui.page.NoStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "silian.consortia.web.middleware.ActorMiddleware",
    "silian.accounts.web.middleware.SecondFactorMiddleware",
    "silian.kernel.ui.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "silian.config.urls"
WSGI_APPLICATION = "silian.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "silian.shell.context.shell",
            ],
            "builtins": ["silian.kernel.templatetags.ui", "silian.kernel.templatetags.organs"],
        },
    }
]

DATABASES = {"default": database(env.read("DATABASE_URL"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_RESET_TIMEOUT = 3600
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "silian.accounts.services.password_rules.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "silian.accounts.services.password_rules.NotOurWords"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "silian.accounts.web.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Nobody gets mail from here because somebody else typed an address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# django-axes locks one name at one address; this slows down many addresses at one name.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,40/15m/key", "login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "silian.accounts.web.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Silian 四链"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "silian.accounts.web.address.client_address"
AXES_USERNAME_CALLABLE = "silian.accounts.web.sign_in.locked_name"
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # ECharts sizes its boxes by style attributes; no style element is ever inline.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [("fonts", Path(silian.__file__).parent / "kernel" / "documents" / "fonts")]
STATIC_ROOT = DATA / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if MODE != "production":
    # Nothing to collect before the first start: files are served from where they lie.
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True
    STATIC_ROOT.mkdir(exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

# In the database, so that every process counts the same tries and knows the same used codes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "silian_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# EMAIL_BACKEND and what it needs.
globals().update(mail(env.read("SILIAN_EMAIL_URL"), DATA / "mail"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
