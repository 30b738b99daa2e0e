"""The database itself refuses to change an adopted text, whoever asks and by whatever way.

The model refuses too, with words for people; this is the last line, for `update()` and SQL.
Made after every `migrate`, because rebuilding a table on SQLite takes its triggers away.
"""

from typing import Any

from django.db import connections

from publications.models import Recommendation

NAME = "adopted_text_is_frozen"
MESSAGE = "An adopted text is never changed."


def ensure_trigger(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Make the trigger where it is missing; repeat it as often as you like."""
    connection = connections[using]
    table = Recommendation._meta.db_table
    if table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, table):
            cursor.execute(statement)


def _statements(vendor: str, table: str) -> list[str]:
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    columns = ", ".join(Recommendation.FROZEN)
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in Recommendation.FROZEN)
    when = f"WHEN (OLD.standing = 'adopted' AND ({changed}))"
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END $$",
            f"CREATE OR REPLACE TRIGGER {NAME} BEFORE UPDATE OF {columns} ON {table} "
            f"FOR EACH ROW {when} EXECUTE FUNCTION {NAME}()",
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {NAME} BEFORE UPDATE OF {columns} ON {table} "
        f"{when} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    ]
