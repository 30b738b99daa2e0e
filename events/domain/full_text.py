"""Words inside papers: PostgreSQL's full text where the database is PostgreSQL, else plain looking.

The index is put in place after every migration, like the guard of the audit trail: SQLite has none
and one office's papers need none. No stemming: the papers are in ten languages.
"""

import re
from typing import Any

from django.db import connection, connections
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from events.models import Document

COLUMNS = ("title", "author", "text")
VECTOR = "to_tsvector('simple', {})".format(
    " || ' ' || ".join(f"events_document.{column}" for column in COLUMNS)
)
INDEX = f"CREATE INDEX IF NOT EXISTS events_document_words ON events_document USING gin ({VECTOR})"


def having(rows: QuerySet[Document], words: str) -> QuerySet[Document]:
    """The papers in which each word stands in title, author or text.

    On PostgreSQL a word is found at its beginning ("right" finds "rights", not "copyright"); on
    SQLite anywhere.
    """
    if connection.vendor == "postgresql":
        asked = " & ".join(f"{word}:*" for word in re.findall(r"\w+", words))
        if not asked:
            return rows.none()
        matches = RawSQL(  # noqa: S611  (columns are ours, words are a parameter)
            f"{VECTOR} @@ to_tsquery('simple', %s)", [asked], output_field=BooleanField()
        )
        return rows.filter(matches)
    for word in words.split():
        found = Q()
        for column in COLUMNS:
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows


def install(using: str = "default", **kwargs: Any) -> None:
    """Put the index on the table of papers where the database is PostgreSQL."""
    database = connections[using]
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        if Document._meta.db_table in database.introspection.table_names(cursor):
            cursor.execute(INDEX)
