"""Fixtures that every test may use, and the order in which tests run."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache as django_cache
from django.db import connection
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from access.middleware import SECOND_FACTOR
from home.domain import frame
from tests import fresh, mails
from tests.factories.events import workshop_index

# The files that take longest, the longest first: what is long must not begin last.
LONGEST = (
    "test_whole_way.py",
    "test_every_page.py",
    "test_matrix.py",
    "test_canaries.py",
    "test_stateful.py",
    "test_content_demo.py",
    "test_documents.py",
    "test_wheel.py",
    "test_race.py",
    "test_quality.py",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests that ask the database, and put all in their order.

    First what starts processes, last what drives a browser: it leaves an event loop and a server
    behind in the process of the tests.
    """
    for item in items:
        if asks_database(item):
            item.add_marker("database")
    yield
    items.sort(key=place_in_the_order)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give out tests one by one, in their order; a file that shares something goes whole."""
    from xdist.scheduler import LoadScopeScheduling

    class OneByOne(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return path if goes_whole(path) else nodeid

    config.option.loadscopereorder = False
    return OneByOne(config, log)


@cache
def goes_whole(path: str) -> bool:
    """Whether the tests of a file run in one process: a fixture of the module, or processes."""
    text = (Path(__file__).parents[1] / path).read_text("utf-8")
    return 'scope="module"' in text or "mark.processes" in text


def asks_database(item: pytest.Item) -> bool:
    """Whether pytest-django gives a test the database; to all others it refuses any query."""
    asked = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def place_in_the_order(item: pytest.Item) -> tuple[int, int]:
    """A key to sort by: kind, and within it the longest first."""
    is_browser = item.get_closest_marker("browser") is not None
    kind = 2 if is_browser else 0 if item.get_closest_marker("processes") else 1
    name = item.path.name
    return kind, LONGEST.index(name) if name in LONGEST else len(LONGEST)


def pytest_collection_finish() -> None:
    """The modules and tests that are loaded now stay to the end: let them not be searched again."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database with a home page and an empty list of workshops, as nearly every test needs it.

    It is put back after every test that commits (tests/fresh.py). What the migrations leave instead
    of these pages is made by `tests.factories.events.as_migrated`.
    """
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            workshop_index()
            # Wagtail's own tasks about these pages.
            DBTaskResult.objects.all().delete()
            stack.enter_context(fresh.putting_back())
        yield
        with django_db_blocker.unblock():
            stack.close()


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
    """No test sees what another one cached (throttles, pages), or the language it read."""
    django_cache.clear()
    frame.forget()
    # A request in Indonesian leaves its language to the thread.
    translation.deactivate()


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
