"""
Can PostgreSQL read what it has kept? A page that is spoilt is told by nobody until somebody reads it.

What an index holds is in its table, too, and the server makes it anew from there; a table is lost.
"""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from guanjia.db.troubles import is_damage, is_slow

SECONDS_TO_READ = 60.0
"""For so long tables and indexes are read, the smallest first; those of a large house take longer."""
IN_ORDER = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
AS_IT_LIES = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
"""What the server is kept from while it reads an index, and a table."""
PLACE = re.compile(r"base/\d+/\d+")
NAMED = re.compile(r'index "([^"]+)"')


@dataclass(frozen=True, slots=True, order=True)
class Spoilt:
    """
    Something of which a page cannot be read.

    :param index: its name; "" if it is the table itself
    """

    table: str
    index: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was found by reading, and how many tables and indexes there was no time for."""

    spoilt: tuple[Spoilt, ...]
    left: int


def read_all(*, seconds: float = SECONDS_TO_READ) -> Read:
    """
    Read every table, and every index that has an order, as far as there is time.

    What the server names is what is spoilt, whatever was read: it looks at the indexes of a table before
    it reads that. Of a table that cannot be read no index is named.
    """
    spoilt: set[Spoilt] = set()
    left, until = 0, time.monotonic() + seconds
    for relation, settings, words in _readings():
        if time.monotonic() > until:
            left += 1
            continue
        try:
            _read(settings, words)
        except DatabaseError as error:
            if is_slow(error):
                left += 1
            elif is_damage(error):
                spoilt.add(spoilt_by(error) or relation)
            else:
                raise
    tables = {one.table for one in spoilt if not one.index}
    told = (one for one in spoilt if not one.index or one.table not in tables)
    return Read(tuple(sorted(told)), left)


def spoilt_by(error: DatabaseError) -> Spoilt | None:
    """Return of what the server says that it cannot be read; None if that is not to be found out."""
    said = str(error)
    place, named = PLACE.search(said), NAMED.search(said)
    if connection.vendor != "postgresql" or not (place or named):
        return None
    with suppress(DatabaseError):
        found = _asked(
            """SELECT t.relname, CASE c.relkind WHEN 'i' THEN c.relname ELSE '' END FROM pg_class c
            LEFT JOIN pg_index x ON x.indexrelid = c.oid JOIN pg_class t ON t.oid = COALESCE(x.indrelid, c.oid)
            WHERE pg_table_is_visible(c.oid) AND (
                c.relname = %s OR left(pg_relation_filepath(c.oid), 5) = 'base/'
                AND pg_relation_filepath(c.oid) = %s)""",
            [named[1] if named else "", place[0] if place else ""],
        )
        return Spoilt(*found[0]) if found else None
    return None


def _readings() -> Iterator[tuple[Spoilt, tuple[str, ...], str]]:
    quoted = connection.ops.quote_name
    for table, index, keys, condition in _asked(
        """SELECT t.relname, CASE c.relkind WHEN 'i' THEN c.relname ELSE '' END,
            ARRAY(SELECT pg_get_indexdef(c.oid, n, true) FROM generate_series(1, x.indnkeyatts) n),
            COALESCE(pg_get_expr(x.indpred, x.indrelid), 'true')
        FROM pg_class c LEFT JOIN pg_index x ON x.indexrelid = c.oid
        JOIN pg_class t ON t.oid = COALESCE(x.indrelid, c.oid) LEFT JOIN pg_am m ON m.oid = c.relam
        WHERE pg_table_is_visible(c.oid) AND pg_table_is_visible(t.oid)
        AND t.relnamespace <> 'pg_catalog'::regnamespace
        AND (c.relkind = 'r' OR c.relkind = 'i' AND m.amname = 'btree' AND x.indisvalid)
        ORDER BY pg_relation_size(c.oid), c.relname"""
    ):
        if index:
            order = ", ".join(keys)
            inner = (
                f"SELECT {order} FROM {quoted(table)} WHERE {condition} ORDER BY {order} OFFSET 0"  # noqa: S608  (names and words out of the catalogue)
            )
            words = f"SELECT count(*) FROM ({inner}) AS read"  # noqa: S608  (as above)
            yield Spoilt(table, index), IN_ORDER, words
        else:
            yield Spoilt(table), AS_IT_LIES, f"SELECT count(*) FROM {quoted(table)}"  # noqa: S608  (a name out of the catalogue)


def _read(settings: tuple[str, ...], words: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name in settings:
            cursor.execute(f"SET LOCAL {name} = off")
        cursor.execute(words)


def _asked(words: str, values: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        return cursor.fetchall()
