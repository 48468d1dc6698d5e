"""
Do rows that point to others point to some that are there? A database asks when a row is written, no more.

Whoever switches that off, as hands and programs that repair may, can take away what others need.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True, order=True)
class Lost:
    """Rows of one table that point to rows of another that are gone."""

    pointing: str
    to: str


def lost() -> tuple[Lost, ...]:
    """Return which tables point to rows that are gone; each row of the database is read."""
    return tuple(sorted(LOST[connection.vendor]()))


def _on_sqlite() -> set[Lost]:
    asked = 'SELECT DISTINCT "table", parent FROM pragma_foreign_key_check'
    return {Lost(pointing, to) for pointing, to in _asked(asked)}


def _on_postgresql() -> set[Lost]:
    found = set()
    for pointing, to, columns, keys in _asked(
        """SELECT k.conrelid::regclass::text, k.confrelid::regclass::text,
            ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, i)
                JOIN pg_attribute ON attrelid = k.conrelid AND attnum = u.n ORDER BY u.i),
            ARRAY(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, i)
                JOIN pg_attribute ON attrelid = k.confrelid AND attnum = u.n ORDER BY u.i)
        FROM pg_constraint k WHERE k.contype = 'f' AND pg_table_is_visible(k.conrelid)"""
    ):
        if _is_any_lost(pointing, to, list(zip(columns, keys, strict=True))):
            found.add(Lost(pointing, to))
    return found


def _is_any_lost(pointing: str, to: str, pairs: list[tuple[str, str]]) -> bool:
    quoted: Callable[[str], str] = connection.ops.quote_name
    filled = " AND ".join(f"p.{quoted(column)} IS NOT NULL" for column, _key in pairs)
    same = " AND ".join(f"t.{quoted(key)} = p.{quoted(column)}" for column, key in pairs)
    ((is_any,),) = _asked(
        f"SELECT EXISTS (SELECT 1 FROM {pointing} p WHERE {filled}"  # noqa: S608  (names out of the catalogue)
        f" AND NOT EXISTS (SELECT 1 FROM {to} t WHERE {same}))"
    )
    return bool(is_any)


def _asked(words: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchall()


LOST: dict[str, Callable[[], set[Lost]]] = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
