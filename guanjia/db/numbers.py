"""
Are the numbers that PostgreSQL gives rows by itself free? Those of a table can be set back by hand.

SQLite looks at the rows themselves.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True, order=True)
class Behind:
    """A table that would give a number to its next row that one of its rows bears."""

    table: str
    column: str
    following: int
    most: int


def behind() -> tuple[Behind, ...]:
    """Return the tables whose next number is taken; two SQL queries, one of which asks each table."""
    if connection.vendor != "postgresql" or not (numbered := _numbered()):
        return ()
    quoted = connection.ops.quote_name
    asked = " UNION ALL ".join(
        f"SELECT %s, %s, s.last_value + s.is_called::int, (SELECT max({quoted(column)}) FROM {table})"  # noqa: S608  (names out of the catalogue)
        f" FROM {sequence} s"
        for table, column, sequence in numbered
    )
    names = [name for table, column, _sequence in numbered for name in (table, column)]
    found = (
        Behind(*row) for row in _asked(asked, names) if row[3] is not None and row[2] <= row[3]
    )
    return tuple(sorted(found))


def bring_forward() -> None:
    """Let each table that is behind go on after the highest number that one of its rows bears."""
    for one in behind():
        _asked(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [one.table, one.column, one.most]
        )


def _numbered() -> list[tuple[str, str, str]]:
    return _asked(
        """SELECT table_name, attname, pg_get_serial_sequence(table_name, attname) FROM (
            SELECT c.oid::regclass::text AS table_name, a.attname::text FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relkind IN ('r', 'p') AND a.attidentity <> '' AND NOT a.attisdropped
            AND pg_table_is_visible(c.oid)) numbered ORDER BY table_name"""
    )


def _asked(words: str, values: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        return cursor.fetchall()
