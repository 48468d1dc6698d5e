"""
SQLite rebuilds a table on many alterations and drops its triggers without a word.

Our guards are triggers, so the schema editor here reads a table's triggers before the rebuild and
runs them again after it. Those of other tables that speak of it would keep it from being rebuilt;
they are taken down meanwhile.
"""

from collections.abc import Callable
from contextlib import suppress
from sqlite3 import DatabaseError
from typing import Any

from django.db.backends.sqlite3 import base, schema
from django.db.models import Model
from django.utils.functional import cached_property

from guanjia.db.files import NO_FILE, Known, is_held_in_part, is_held_without_a_name, known_as
from guanjia.db.log import keep_what_is_passed_over
from guanjia.db.races import PoliteErrors
from guanjia.db.troubles import TakenAway

READING = ("SELECT", "PRAGMA", "EXPLAIN")
"""What may be asked of a file that was taken away; a transaction begins with neither."""
LOST: set[str] = set()
"""The databases that were taken away while this process had them open, until it ends."""
OPENED_LAST: dict[str, tuple[Known, ...]] = {}
"""By what the files of each database were known when this process last opened it."""


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Keeps guards in place while tables are rebuilt."""

    def _remake_table(self, model: type[Model], *args: Any, **kwargs: Any) -> None:
        table = model._meta.db_table
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master"
                " WHERE type = 'trigger' AND (tbl_name = %s OR instr(sql, %s))",
                [table, table],
            )
            guards = cursor.fetchall()
        for name, guarded, _sql in guards:
            if guarded != table:
                self.execute(f"DROP TRIGGER {self.quote_name(name)}")
        super()._remake_table(model, *args, **kwargs)  # type: ignore[misc]  # not in the stubs
        for _name, _guarded, sql in guards:
            self.execute(sql, params=None)


class DatabaseWrapper(base.DatabaseWrapper):
    """
    SQLite as Django knows it, with the schema editor above and refusals for lost races.

    A file that is removed or replaced while it is open lives on without a name: SQLite goes on
    writing into it, and all of that is gone with the last process. So each connection remembers
    which files it has opened, the database, its log and the log's index, and writes nothing once others
    bear their names; nor does any other connection of this process then, which would write into a stranger.

    A connection that is opened later may find the stranger at once. So the process remembers, too,
    what it has opened last, and where that is something else now, or nothing yet, asks the system
    whether anybody holds what had these names before, or some of the files and not the others: once,
    when a process opens its first.
    """

    SchemaEditorClass = DatabaseSchemaEditor

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._opened: tuple[Known, ...] = ()
        self.execute_wrappers.append(self._refuse_what_would_be_lost)

    def get_new_connection(self, conn_params: Any) -> Any:
        """Open the database with its log, and remember what these files are known by."""
        name = str(self.settings_dict["NAME"])
        if name not in OPENED_LAST:
            keep_what_is_passed_over(name)
        made = super().get_new_connection(conn_params)
        with suppress(DatabaseError):  # One that cannot be read is told by whoever reads it.
            made.execute("SELECT 1 FROM sqlite_master").fetchone()
        self._opened = known_as(name)
        before = OPENED_LAST.get(name)
        if before != self._opened:
            is_another = before is not None and before[0] != self._opened[0]
            if is_another or is_held_without_a_name(name) or is_held_in_part(name):
                LOST.add(name)
            OPENED_LAST[name] = self._opened
        return made

    def is_taken_away(self) -> bool:
        """Test whether the files that are open here are no longer the ones that bear their names."""
        name = str(self.settings_dict["NAME"])
        pairs = zip(self._opened, known_as(name), strict=False)
        if any(was != there for was, there in pairs if was != NO_FILE):
            LOST.add(name)
        return name in LOST

    def _refuse_what_would_be_lost(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if self.autocommit and not sql.startswith(READING) and self.is_taken_away():
            raise TakenAway("The database's file was taken away while it is open.")
        return execute(sql, *rest)

    @cached_property
    def wrap_database_errors(self) -> PoliteErrors:
        return PoliteErrors(self)
