"""
SQLite rebuilds a table on many alterations and drops its triggers without a word.

Our guards are triggers, so the schema editor here reads a table's triggers before the rebuild and
runs them again after it.
"""

from typing import Any

from django.db.backends.sqlite3 import base, schema
from django.db.models import Model


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Keeps guards in place while tables are rebuilt."""

    def _remake_table(self, model: type[Model], *args: Any, **kwargs: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [model._meta.db_table],
            )
            guards = [sql for (sql,) in cursor.fetchall()]
        super()._remake_table(model, *args, **kwargs)  # type: ignore[misc]  # not in the stubs
        for guard in guards:
            self.execute(guard, params=None)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite as Django knows it, with the schema editor above."""

    SchemaEditorClass = DatabaseSchemaEditor
