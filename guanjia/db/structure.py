"""
What the database should hold beyond rows: tables, columns, constraints and guards; and what it lacks.

What should be there is known from the models, which the migrations follow, and from the migrations
that make guards: triggers, and constraints that no model can say. Each of those names them, by kind
of database, as `guards`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.apps import apps
from django.db import connection, models

from guanjia.db import checks
from guanjia.db.changes import own_changes
from guanjia.db.guards import hollow

Kind = Literal[
    "table",
    "kept table",
    "column",
    "type",
    "numbers",
    "constraint",
    "condition",
    "guard",
    "hollow guard",
    "index",
]
"""A table that is not kept is emptied when its server comes back from a crash."""


NUMBERED = re.compile(r'"(\w+)" integer NOT NULL PRIMARY KEY AUTOINCREMENT')
OF_ANOTHER = {"type", "numbers", "condition"}
"""What bears the name of a column or a constraint, and is gone with it."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """
    Something that a database holds.

    :param name: of a constraint on one column that has no name of its own, what it says of which column
    :param says: what it is made of, as far as that is compared
    """

    kind: Kind
    table: str
    name: str
    says: tuple[object, ...] = ()


def lacking() -> tuple[Part, ...]:
    """
    Return what the database lacks of what its migrations have made; five SQL queries.

    Of a table that is not there nothing else is named, nor of a column what it is made of.
    """
    there = THERE[connection.vendor]()
    tables = {part.table for part in there}
    found = {Part("table", part.table, "") for part in _should() if part.table not in tables}
    found |= {part for part in _should() - there if part.table in tables}
    gone = {(part.table, part.name) for part in found if part.kind == "column"}
    lost = {(part.table, part.name) for part in found if part.kind == "constraint"} | gone
    found -= {one for one in found if one.kind in OF_ANOTHER and (one.table, one.name) in lost}
    standing = {part.name for part in there if part.kind == "guard"}
    found |= {Part("guard", "", name) for name in guards(connection.vendor) - standing}
    found |= {Part("hollow guard", "", name) for name in hollow(connection.vendor) & standing}
    return tuple(sorted(found))


@lru_cache
def guards(vendor: str) -> frozenset[str]:
    """Return the names of the guards that migrations make on this kind of database."""
    made = (getattr(change, "guards", {}) for change in own_changes().values())
    return frozenset(name for names in made for name in names.get(vendor, ()))


@lru_cache
def _should() -> frozenset[Part]:
    tables = apps.get_models(include_auto_created=True)
    return frozenset(part for table in tables if table._meta.managed for part in _parts_of(table))


def _parts_of(model: type[models.Model]) -> Iterator[Part]:
    if model._meta.proxy:
        return
    table = model._meta.db_table
    yield Part("kept table", table, "")
    for column in model._meta.local_concrete_fields:
        name = str(column.column)
        yield Part("column", table, name)
        if isinstance(column, models.AutoField):
            yield Part("numbers", table, name)
        else:
            yield Part("type", table, name, (_spelt(str(column.db_type(connection))),))
        if column.primary_key or column.unique:
            yield Part("constraint", table, _once(name))
        if getattr(column, "db_constraint", False):  # Only of one that leads to a row.
            yield Part("constraint", table, _leads(name))
        if not column.null:
            yield Part("constraint", table, _never_empty(name))
    for constraint in model._meta.constraints:
        yield Part("constraint", table, constraint.name)
    for index in model._meta.indexes:
        yield Part("index", table, index.name)
    for named, gist in checks.should_say(model):
        yield _condition(table, named, gist)


def _condition(table: str, name: str, gist: checks.Gist) -> Part:
    """Return a condition; one that has no name bears those of its columns."""
    return Part("condition", table, name or ", ".join(gist[0]), gist)


def _spelt(kind: str) -> str:
    """Return a kind of column as PostgreSQL spells it."""
    return kind if connection.vendor == "sqlite" else kind.replace("varchar", "character varying")


def _once(column: str) -> str:
    return f"{column} UNIQUE"


def _leads(column: str) -> str:
    return f"{column} REFERENCES"


def _never_empty(column: str) -> str:
    return f"{column} NOT NULL"


def _on_sqlite() -> set[Part]:
    found = set()
    # A whole number that is the key of its table is never empty, without being said to be.
    for table, column, never_empty, place, kind in _asked(
        """SELECT m.name, c.name, c."notnull", c.pk, c.type FROM sqlite_master m, pragma_table_xinfo(m.name) c
        WHERE m.type = 'table'"""
    ):
        found |= {Part("column", table, column), Part("type", table, column, (kind.lower(),))}
        if never_empty or place:
            found.add(Part("constraint", table, _never_empty(column)))
        if place:
            found.add(Part("constraint", table, _once(column)))
    for table, column in _asked(
        """SELECT m.name, min(c.name) FROM sqlite_master m, pragma_index_list(m.name) i,
        pragma_index_info(i.name) c WHERE m.type = 'table' AND i."unique" AND NOT i.partial
        GROUP BY m.name, i.name HAVING count(*) = 1"""
    ):
        found.add(Part("constraint", table, _once(column)))
    for table, column in _asked(
        """SELECT m.name, f."from" FROM sqlite_master m, pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table'"""
    ):
        found.add(Part("constraint", table, _leads(column)))
    for kind, table, name, text in _asked("SELECT type, tbl_name, name, sql FROM sqlite_master"):
        if kind == "trigger":
            found.add(Part("guard", table, name))
        elif kind == "index":
            found |= {Part("index", table, name), Part("constraint", table, name)}
        elif kind == "table":
            named = {part.name for part in _should() if part.table == table}
            found |= {
                Part("constraint", table, one) for one in named if f'CONSTRAINT "{one}"' in text
            }
            found.update(_made_of_on_sqlite(table, text))
    return found


def _made_of_on_sqlite(table: str, text: str) -> Iterator[Part]:
    yield Part("kept table", table, "")
    columns = frozenset(
        part.name for part in _should() if (part.kind, part.table) == ("column", table)
    )
    for name, gist in checks.said_in(text, columns):
        yield _condition(table, name, gist)
    if numbered := NUMBERED.search(text):
        yield Part("numbers", table, numbered[1])


def _on_postgresql() -> set[Part]:
    found = set()
    for table, column, never_empty, kind, is_numbered, is_kept in _asked(
        """SELECT c.relname, a.attname, a.attnotnull, format_type(a.atttypid, a.atttypmod),
            a.attidentity <> '', c.relpersistence = 'p' FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND a.attnum > 0
        AND NOT a.attisdropped"""
    ):
        found |= {Part("column", table, column), Part("type", table, column, (kind,))}
        if is_kept:
            found.add(Part("kept table", table, ""))
        if is_numbered:
            found.add(Part("numbers", table, column))
        if never_empty:
            found.add(Part("constraint", table, _never_empty(column)))
    # A constraint is kept by triggers of the server's own, which may be switched off, or act only on
    # what comes from another server (R), as those that are made may.
    for table, name, kind, columns, text in _asked(
        """SELECT c.relname, k.conname, k.contype, ARRAY(
            SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum = ANY(k.conkey)
        ), CASE k.contype WHEN 'c' THEN pg_get_constraintdef(k.oid) ELSE '' END FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE pg_table_is_visible(c.oid) AND NOT EXISTS (
            SELECT 1 FROM pg_trigger WHERE tgconstraint = k.oid AND tgenabled NOT IN ('O', 'A')
        )"""
    ):
        found |= {Part("constraint", table, name), Part("guard", table, name)}
        if len(columns) == 1 and kind in {"p", "u"}:
            found.add(Part("constraint", table, _once(columns[0])))
        if len(columns) == 1 and kind == "f":
            found.add(Part("constraint", table, _leads(columns[0])))
        if text:
            gist = checks.gist(text, frozenset(columns))
            found |= {_condition(table, name, gist), _condition(table, "", gist)}
    for table, name in _asked(
        """SELECT c.relname, i.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
        JOIN pg_class i ON i.oid = x.indexrelid WHERE pg_table_is_visible(c.oid) AND x.indisvalid"""
    ):
        found |= {Part("index", table, name), Part("constraint", table, name)}
    for table, name in _asked(
        """SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE pg_table_is_visible(c.oid) AND NOT t.tgisinternal
        AND t.tgenabled IN ('O', 'A')"""
    ):
        found.add(Part("guard", table, name))
    return found


def _asked(words: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchall()


THERE: dict[str, Callable[[], set[Part]]] = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
