"""System checks of the lowest floor: the database settings and the keys."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured


@register(Tags.database)
def sqlite_is_immediate(**kwargs: Any) -> list[CheckMessage]:
    """Refuse SQLite without IMMEDIATE: it would fail with 'database is locked' (SEC-D8)."""
    errors: list[CheckMessage] = []
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"] != "django.db.backends.sqlite3":
            continue
        options = database.get("OPTIONS", {})
        if options.get("transaction_mode") != "IMMEDIATE" or options.get("timeout", 5) < 20:
            errors.append(
                Error(
                    f"The SQLite database '{alias}' does not begin transactions as IMMEDIATE with "
                    "a timeout of 20 seconds.",
                    hint='Set OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20, ...} as '
                    "config/settings/base.py does.",
                    id="access.E001",
                )
            )
    return errors


@register(Tags.security)
def data_key_is_usable(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a missing or short DATA_KEY, and one that equals SECRET_KEY."""
    from access.domain.crypto import master_key

    try:
        master_key()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="Run `manage.py keys` and keep the file.", id="access.E002")]
    # Django raises on an empty SECRET_KEY; home/checks.py names that one.
    if getattr(settings._wrapped, "SECRET_KEY", "") == settings.DATA_KEY:
        return [Error("DATA_KEY and SECRET_KEY are the same.", id="access.E003")]
    return []
