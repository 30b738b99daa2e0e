"""When the public site changes, whatever wrote the row: a form, a task, a command, one statement.

Every statement that writes passes `watch`; one that touches a table which the public may see moves
the number of the site as soon as its transaction is there for all. Signals would miss `update()`
and `bulk_create()`, and a list of them would miss the next model: here a new table counts until it
is named as quiet.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.http import HttpRequest
from wagtail.models import Site

from home.models import Generation

ONLY_ROW = 1
NUMBER = 'SELECT number FROM "home_generation" WHERE id = %s'
WRITE = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')
# What no public page shows: drafts, logs, queues, sessions, accounts.
QUIET = re.compile(
    r"home_(?:generation|incident)|django_|auth_|taggit_|wagtail(?:admin|search|users|embeds)_"
    r"|wagtailcore_(?:\w*revision|\w*logentry|referenceindex|workflow|task|comment|groupapproval"
    r"|pagesubscription|uploadedfile|apitoken|group)"
    r"|access_(?!personalvalue|consent)|correspondence_(?!urgentnotice)"
    r"|registrations_(?:registration$|evaluation)"
    r"|events_(?:loadedrow|room|session(?!document)|agendachange|agendafollower|changestep"
    r"|conflictreason|failedsignin|releaserequest|speakerpaper)"
    r"|publications_(?:buildjob|draftversion|amendment)"
)

_seen: int | None = None


def current() -> int:
    """The number of now; one statement.

    A change that another process made empties Wagtail's memory of the sites' addresses here.
    """
    global _seen
    # Every page asks this, the kept ones nothing else: without what an object costs.
    with connections[router.db_for_read(Generation)].cursor() as cursor:
        cursor.execute(NUMBER, [ONLY_ROW])
        row = cursor.fetchone()
    number: int = row[0] if row else 0
    if number != _seen:
        _seen = number
        Site.clear_site_root_paths_cache()
    return number


def of(request: HttpRequest) -> int:
    """The number as it was when a request first asked; one statement a request."""
    known: int | None = getattr(request, "_generation", None)
    if known is None:
        known = current()
        request._generation = known  # type: ignore[attr-defined]
    return known


def move() -> None:
    """Make every cached page a thing of the past."""
    try:
        if not Generation.objects.filter(pk=ONLY_ROW).update(number=F("number") + 1):
            Generation.objects.get_or_create(pk=ONLY_ROW, defaults={"number": 1})
    except DatabaseError:
        # While the tables are being made there is no page to forget.
        return


def is_public(sql: Any) -> bool:
    """Whether a statement writes a table that the public may see."""
    if not isinstance(sql, str) or sql[:6] not in {"INSERT", "UPDATE", "DELETE"}:
        return False
    table = WRITE.match(sql)
    return table is not None and not QUIET.match(table[1])


def watch(
    alias: str, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
) -> Any:
    """Runs a statement; where it changed the public site, `move` follows its transaction."""
    result = execute(sql, params, many, context)
    if settings.PAGE_CACHE_SECONDS and is_public(sql):
        waiting = connections[alias].run_on_commit
        if not any(entry[1] is move for entry in waiting):
            transaction.on_commit(move, using=alias)
    return result


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Put the watch on a new connection."""
    if not any(getattr(w, "func", None) is watch for w in connection.execute_wrappers):
        connection.execute_wrappers.append(partial(watch, connection.alias))
