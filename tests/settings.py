"""The product's settings with what tests need: a folder of their own, quick passwords.

With TEST_DATABASE_URL the whole suite runs on PostgreSQL.
"""

import os
import tempfile

os.environ["SILIAN_MODE"] = "test"
os.environ["SILIAN_DATA"] = tempfile.mkdtemp(prefix="silian-test-")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["SILIAN_HOSTS"] = "testserver,127.0.0.1,localhost"

from silian.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Tests empty the cache without asking for the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
