"""Whether this process lives, and whether it may be sent requests: for proxies and supervisors."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from access.domain import tombstones

_migrated = False


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Touches nothing else, so that a lost database restarts no process."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every table, else 503. The words tell a stranger nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database, migrations = True, is_migrated()
        # An older backup was restored: the erased come first, then the visitors.
        erased = not tombstones.unapplied()
    except DatabaseError:
        database, migrations, erased = False, False, False
    is_ready = database and migrations and erased
    return JsonResponse(
        {"ready": is_ready, "database": database, "migrations": migrations, "erased": erased},
        status=200 if is_ready else 503,
    )


def is_migrated() -> bool:
    """Whether every migration is applied. Asked until it is true once: then the plan is settled."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
