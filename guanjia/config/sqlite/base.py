"""
SQLite rebuilds a table on many alterations and drops its triggers without a word.

Our guards are triggers, so the schema editor here reads a table's triggers before the rebuild and
runs them again after it. Those of other tables that speak of it would keep it from being rebuilt;
they are taken down meanwhile.
"""

from typing import Any

from django.db.backends.sqlite3 import base, schema
from django.db.models import Model
from django.utils.functional import cached_property

from guanjia.store.races import PoliteErrors


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
    """SQLite as Django knows it, with the schema editor above and refusals for lost races."""

    SchemaEditorClass = DatabaseSchemaEditor

    @cached_property
    def wrap_database_errors(self) -> PoliteErrors:
        return PoliteErrors(self)
