"""Fixtures that every test may use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import connection

from access.middleware import SECOND_FACTOR
from home.domain import frame
from tests import mails


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Begin with a copy of the database of TEST_TEMPLATE, which `make test` migrated once.

    A path for SQLite, the name of a database for PostgreSQL. Without it the migrations run (20 s).
    """
    template = os.environ.get("TEST_TEMPLATE")
    if not template:
        return bool(request.config.getvalue("reuse_db"))
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        return False
    name = str(connection.settings_dict["TEST"]["NAME"])
    for rest in ("-wal", "-shm"):
        Path(name + rest).unlink(missing_ok=True)
    shutil.copyfile(template, name)
    return True


@pytest.fixture
def private_storage(settings: Any, tmp_path: Path) -> Path:
    """A private storage of the test's own; its folder."""
    folder = tmp_path / "private"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        },
    }
    return folder


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test sees what another one cached (throttles, pages)."""
    cache.clear()
    frame.forget()


@pytest.fixture(autouse=True)
def _second_factor_passed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever signs in has passed the second factor, except in tests marked `second_factor`."""

    def pass_it(request: Any, user: Any, **kwargs: Any) -> None:
        request.session[SECOND_FACTOR] = str(user.pk)

    if request.node.get_closest_marker("second_factor"):
        yield
        return
    user_logged_in.connect(pass_it)
    yield
    user_logged_in.disconnect(pass_it)


@pytest.fixture(autouse=True)
def _only_expected_mail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that writes or sends a mail it did not expect (tests/mails.py)."""
    if "post" in request.fixturenames:
        yield
        return
    path = request.node.nodeid.partition("::")[0]
    with mails.only(mails.expected(request.module, path)):
        yield
