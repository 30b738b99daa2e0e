"""The suite: fast hashing, keys that protect nothing, the database of `TEST_DATABASE_URL`."""

import os
import tempfile

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="workshops-test-"))
# Each process of a parallel run has a folder of its own; what it starts inherits that one.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if not os.environ["VAR_DIR"].endswith(_worker):
    os.environ["VAR_DIR"] += f"/{_worker}"
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from config.settings import base  # noqa: E402
from config.settings.base import *  # noqa: E402, F403

SECRET_KEY = "test-only-" + "x" * 50
DATA_KEY = "dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktMTI="
DEMO = False
# Tests look at what a change just made; those of the cache switch it on.
PAGE_CACHE_SECONDS = 0
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {**base.TASKS, "default": {**base.TASKS["default"]}}
STORAGES = {
    **base.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files straight from the apps' folders, nothing collected.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# No connection outlives its request: the threads of a live server end without closing theirs.
DATABASES = {"default": {**base.DATABASES["default"], "CONN_MAX_AGE": 0}}
if base.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file: the live server's threads have connections of their own, as in production.
    base.VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": base.VAR / "test.db"}
