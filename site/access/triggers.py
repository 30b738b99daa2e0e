"""The database's own guard of the audit trail: on PostgreSQL entries cannot be changed or deleted.

Installed after every migration, so that it cannot be forgotten and needs no migration of its own.
SQLite has the chain alone: its file belongs to whoever can write it.
"""

from typing import Any

from django.db import connections

FUNCTION = """
CREATE OR REPLACE FUNCTION access_audit_is_append_only() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are appended only' USING ERRCODE = 'insufficient_privilege';
END
$$ LANGUAGE plpgsql
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER access_audit_is_append_only
    BEFORE UPDATE OR DELETE ON access_auditentry
    FOR EACH ROW EXECUTE FUNCTION access_audit_is_append_only()
"""


def install(using: str = "default", **kwargs: Any) -> None:
    """Put the trigger on the table of entries where the database is PostgreSQL."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        if "access_auditentry" in connection.introspection.table_names(cursor):
            cursor.execute(FUNCTION)
            cursor.execute(TRIGGER)
