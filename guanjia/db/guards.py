"""
What the guards of the database should say: read from the migrations that make them, and laid beside.

A guard that bears its name and does nothing keeps nothing out. On SQLite its text is kept as it was
said. PostgreSQL keeps a function as it was said, and all else in words of its own, of which are compared
when a guard acts, on what it calls, and the values that it names.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.db.changes import own_changes

Said = tuple[object, ...]
"""What a guard says, as far as it is compared."""
MADE = re.compile(r"\s*CREATE TRIGGER (\w+)|.*\bADD CONSTRAINT (\w+)", re.DOTALL)
FUNCTION = re.compile(r"\s*CREATE (?:OR REPLACE )?FUNCTION (\w+)\(.*?\$\$(.*)\$\$", re.DOTALL)
CALLED = re.compile(r"EXECUTE (?:FUNCTION|PROCEDURE) (?:\w+\.)?(\w+)")
WHEN = re.compile(
    r"\b(?:BEFORE|AFTER|INSERT|UPDATE OF|UPDATE|DELETE|TRUNCATE|ROW|STATEMENT|WHEN|EXCLUDE|WHERE)\b"
)
VALUE = re.compile(r"'[^']*'")
ITS_TABLE = re.compile(r"\bON \S+")


def hollow(vendor: str) -> set[str]:
    """Return the names of the guards that stand there and say something else; one SQL query."""
    should = said_by_migrations(vendor)
    return {name for name, said in STANDING[vendor]() if name in should and said != should[name]}


@lru_cache
def said_by_migrations(vendor: str) -> dict[str, Said]:
    """Return what each guard says by the last migration that makes it."""
    texts: dict[str, str] = {}
    bodies: dict[str, str] = {}
    for words in _executed(vendor):
        if function := FUNCTION.match(words):
            bodies[function[1]] = function[2]
        elif made := MADE.match(words):
            texts[made[1] or made[2]] = words
    if vendor == "sqlite":
        return {name: _whole(text) for name, text in texts.items()}
    return {name: _gist(text, bodies.get(_called(text), "")) for name, text in texts.items()}


def _executed(vendor: str) -> list[str]:
    """Return the statements of all migrations that make guards, in their order, executing none."""
    words: list[str] = []
    schema = SimpleNamespace(connection=SimpleNamespace(vendor=vendor), execute=words.append)
    for _key, migration in sorted(own_changes().items()):
        if getattr(migration, "guards", None):
            for one in migration.operations:
                if isinstance(one, migrations.RunPython):
                    one.code(cast("StateApps", None), cast("BaseDatabaseSchemaEditor", schema))
    return words


def _whole(text: str) -> Said:
    """Return a text but for its spaces and its table, which may have been renamed since."""
    return (" ".join(ITS_TABLE.sub("ON it", text, count=1).split()),)


def _gist(text: str, body: str) -> Said:
    acts, values = frozenset(WHEN.findall(text)), frozenset(VALUE.findall(text))
    return acts, values, text.count(" WITH "), _called(text), body.strip()


def _called(text: str) -> str:
    called = CALLED.search(text)
    return called[1] if called else ""


def _on_sqlite() -> list[tuple[str, Said]]:
    found = _asked("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return [(name, _whole(text)) for name, text in found]


def _on_postgresql() -> list[tuple[str, Said]]:
    found = _asked(
        """SELECT t.tgname, pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t
        JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)
        UNION ALL
        SELECT k.conname, pg_get_constraintdef(k.oid), '' FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        WHERE k.contype = 'x' AND pg_table_is_visible(c.oid)"""
    )
    return [(name, _gist(text, body)) for name, text, body in found]


def _asked(words: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchall()


STANDING: dict[str, Callable[[], list[tuple[str, Said]]]] = {
    "sqlite": _on_sqlite,
    "postgresql": _on_postgresql,
}
