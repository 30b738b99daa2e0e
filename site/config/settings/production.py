"""Production: PostgreSQL, TLS, a mail provider. `check --deploy` names what is unsafe."""

from config.settings import base
from config.settings.base import *  # noqa: F403

DEBUG = False
DEMO = False
# The checks in home/checks.py stop every command and the site itself where this is set.
REFUSE_UNSAFE = True

SECURE_SSL_REDIRECT = base.env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if base.env.bool("BEHIND_PROXY", default=True) else None
)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = base.env.int("SECURE_HSTS_SECONDS", default=63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# The prefix binds the cookie to this host, to TLS and to the path "/".
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True

if base.env.str("STORAGE_BUCKET", default=""):
    _bucket = {
        "endpoint_url": base.env.str("STORAGE_ENDPOINT", default=None),
        "region_name": base.env.str("STORAGE_REGION", default=None),
        "file_overwrite": False,
        "querystring_auth": True,
    }
    STORAGES = {
        **base.STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {**_bucket, "bucket_name": base.env.str("STORAGE_BUCKET")},
        },
        "private": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                **_bucket,
                "bucket_name": base.env.str("STORAGE_PRIVATE_BUCKET", default=""),
            },
        },
    }
