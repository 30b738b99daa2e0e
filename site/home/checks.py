"""System checks of an installation: production does not start while one of them is an error.

They run with every management command and before the first request (config/wsgi.py). Each names
its remedy. The checks of database and keys lie in access/checks.py, of the mail provider in
correspondence/checks.py.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured

# Backends that deliver to nobody.
NO_DELIVERY = (
    "correspondence.backends.OutboxBackend",
    "django.core.mail.backends.locmem.EmailBackend",
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
    "django.core.mail.backends.filebased.EmailBackend",
)


def refuse_unsafe_start() -> None:
    """Stop with every reason if a production installation is not safe to serve.

    Raises ImproperlyConfigured. Does nothing for the demo and the tests.
    """
    if not _is_production():
        return
    errors = [
        found for found in run_checks(tags=[Tags.security, Tags.database]) if found.level >= 40
    ]
    if errors:
        reasons = "\n".join(f"- {error.msg}\n  {error.hint or ''} ({error.id})" for error in errors)
        raise ImproperlyConfigured(f"This installation is not safe to serve:\n{reasons}")


def _is_production() -> bool:
    return getattr(settings, "REFUSE_UNSAFE", False)


@register(Tags.security)
def production_is_safe(**kwargs: Any) -> list[CheckMessage]:
    """Everything that must be right before a stranger's data come in (SEC-B9, SEC-D8, SEC-E4)."""
    if not _is_production():
        return []
    return [*_secrets(), *_addresses(), *_mail(), *_storage()]


@register()
def search_has_its_client(**kwargs: Any) -> list[CheckMessage]:
    """OpenSearch is asked through a client that is not among our own packages."""
    if not settings.SEARCH_URL or find_spec("opensearchpy"):
        return []
    return [
        Error(
            "SEARCH_URL is set, but the client of OpenSearch is not installed.",
            hint="pip install --no-deps opensearch-py==2.8.0 (docs/deploy/README.md says why).",
            id="home.E011",
        )
    ]


def _secrets() -> Iterator[CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's answer to an empty one
        key = ""
    if len(key) < 50 or len(set(key)) < 10 or key.startswith(("django-insecure-", "test-only-")):
        yield Error(
            "SECRET_KEY is missing or easy to guess.",
            hint="Run `manage.py keys`, which writes a good one, and put it into the environment.",
            id="home.E001",
        )
    if settings.DEBUG:
        yield Error(
            "DEBUG is on: error pages would show settings and values to everybody.",
            hint="Remove DEBUG from the settings of this installation.",
            id="home.E002",
        )
    if settings.DEMO:
        yield Error(
            "DEMO is on: the demo shows every mail to everybody.",
            hint="Use config.settings.production, not config.settings.demo.",
            id="home.E003",
        )


def _addresses() -> Iterator[CheckMessage]:
    hosts = settings.ALLOWED_HOSTS
    if not hosts or "*" in hosts:
        yield Error(
            "ALLOWED_HOSTS is empty or allows every host name.",
            hint="Set ALLOWED_HOSTS=workshops.example.org (several: separated by commas).",
            id="home.E004",
        )
    base = urlsplit(settings.BASE_URL)
    if base.scheme != "https" or not base.hostname:
        yield Error(
            "BASE_URL is not an https address: links in mails would be read on the way.",
            hint="Set BASE_URL=https://workshops.example.org",
            id="home.E005",
        )
    elif hosts and not any(_matches(base.hostname, host) for host in hosts):
        yield Error(
            f"The host of BASE_URL ({base.hostname}) is not in ALLOWED_HOSTS: links in mails "
            "would lead to an error page.",
            hint="Add it to ALLOWED_HOSTS.",
            id="home.E006",
        )


def _matches(host: str, pattern: str) -> bool:
    return pattern == "*" or host == pattern or (pattern[0] == "." and host.endswith(pattern))


def _mail() -> Iterator[CheckMessage]:
    backend = settings.EMAIL_BACKEND
    if backend in NO_DELIVERY:
        yield Error(
            f"EMAIL_BACKEND is {backend}, which delivers to nobody.",
            hint="Set EMAIL_BACKEND to django.core.mail.backends.smtp.EmailBackend, or to "
            "anymail.backends.<provider>.EmailBackend together with ANYMAIL.",
            id="home.E007",
        )
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield Error(
            "DEFAULT_FROM_EMAIL is an address at localhost: nobody could answer a mail.",
            hint='Set DEFAULT_FROM_EMAIL="Secretariat <desk@workshops.example.org>".',
            id="home.E008",
        )


def _storage() -> Iterator[CheckMessage]:
    public, private = settings.STORAGES["default"], settings.STORAGES["private"]
    bucket = private.get("OPTIONS", {}).get("bucket_name")
    if "s3" not in public["BACKEND"]:
        return
    if not bucket:
        yield Error(
            "STORAGE_BUCKET is set but STORAGE_PRIVATE_BUCKET is not: built proceedings and files "
            "with a permission would have no place.",
            hint="Make a second, private bucket and set STORAGE_PRIVATE_BUCKET.",
            id="home.E009",
        )
    elif bucket == public["OPTIONS"]["bucket_name"]:
        yield Error(
            "STORAGE_PRIVATE_BUCKET and STORAGE_BUCKET are the same bucket.",
            hint="Private files need a bucket of their own that nobody can read.",
            id="home.E010",
        )


@register(Tags.security, deploy=True)
def production_is_complete(**kwargs: Any) -> list[CheckMessage]:
    """What is allowed but should be a choice; shown by `check --deploy` only."""
    return list(_services()) if _is_production() else []


def _services() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield Warning(
            "The database is an SQLite file: enough for one office on one machine.",
            hint="For more set DATABASE_URL=postgres://user:password@host/name",
            id="home.W001",
        )
    if not settings.REDIS_URL:
        yield Warning(
            "REDIS_URL is not set: each process counts failed sign-ins for itself.",
            hint="Set REDIS_URL=redis://host:6379/0 where more than one process serves.",
            id="home.W002",
        )
