"""Inserts of the few rows that every fact is made of."""

from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import AutoField, Field, Model

Row = TypeVar("Row", bound=Model)


class PlainInsert(Generic[Row]):
    """
    What `bulk_create` does with a few new rows of one model, without the mapper's detours.

    For rows that are written again and again. A key that the database gives is set on the row; what
    else the database fills in is not read back.
    """

    def __init__(self, model: type[Row]) -> None:
        self._model = model
        key = model._meta.pk
        self._given_key = key if isinstance(key, AutoField) else None
        self._fields: list[Field[Any, Any]] = [
            field
            for field in model._meta.concrete_fields
            if field is not self._given_key and not field.has_db_default()
        ]

    def __call__(self, *rows: Row) -> None:
        """Write the rows, at least one, none of which has a place in the database yet."""
        values = [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for row in rows
            for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql(len(rows)), values)
            keys = cursor.fetchall() if self._given_key else [(row.pk,) for row in rows]
        for row, (key,) in zip(rows, keys, strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS

    def _sql(self, number: int) -> str:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self._fields)
        places = f"({', '.join(['%s'] * len(self._fields))})"
        told = f"INSERT INTO {quote(self._model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  (names of ours)
        given = f" RETURNING {quote(str(self._given_key.column))}" if self._given_key else ""
        return told + ", ".join([places] * number) + given
