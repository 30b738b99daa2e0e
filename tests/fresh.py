"""The database as it was before the first test, put back after every test that commits.

Django's own way empties all tables and then writes content types and permissions anew, which takes
a second or two and does not bring back the rows of data migrations. A copy takes a moment and is
whole: the next test finds what the first one found.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import connection, transaction
from django.test import TransactionTestCase


@contextmanager
def putting_back() -> Iterator[None]:
    """While open, the database of a test that commits is put back as it is now."""
    copy = _sqlite() if connection.vendor == "sqlite" else _postgres()
    with copy as put_back, mock.patch.object(TransactionTestCase, "_fixture_teardown", put_back):
        yield


@contextmanager
def _sqlite() -> Iterator[Callable[[Any], None]]:
    name = Path(str(connection.settings_dict["NAME"]))
    kept = name.with_name(f"kept-{name.name}")
    kept.unlink(missing_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(kept)) as copy:
        connection.connection.backup(copy)
    connection.close()

    def put_back(test: Any) -> None:
        connection.close()
        with closing(sqlite3.connect(kept)) as copy, closing(sqlite3.connect(name)) as target:
            # Waits for whoever still reads or writes, as the threads of a live server may.
            copy.backup(target)

    yield put_back
    kept.unlink()


@contextmanager
def _postgres() -> Iterator[Callable[[Any], None]]:
    name = connection.settings_dict["NAME"]
    kept = f"kept_{name}"
    _copy_postgres(name, kept)
    yield lambda test: _copy_postgres(kept, name)
    _drop_postgres(kept)


def _copy_postgres(source: str, target: str) -> None:
    """Let `target` be what `source` is; whoever is still connected to either is cut off."""
    _drop_postgres(target)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def _drop_postgres(name: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def shared() -> Iterator[None]:
    """What is written while open is there for several tests, and is gone at the end.

    For fixtures of a class or a module; each test's own changes end with the test, as always.
    """
    held: Any = transaction.atomic()
    # As Django's own TestCase does: the product's durable transactions run inside.
    held._from_testcase = True
    with held:
        yield
        transaction.set_rollback(True)
