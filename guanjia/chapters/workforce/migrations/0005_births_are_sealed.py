"""When somebody who works here was born is sealed."""

from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import SealedDay
from guanjia.vault.keys import seal, unseal

TABLE = "workforce_worker"
SEALED = ("born_on",)


def seal_what_stands_open(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Seal what the columns, by now of text, hold in clear; what is not known stays so."""
    _rewrite(schema, seal)


def open_what_is_sealed(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Write it in clear again, for a program of before."""
    _rewrite(schema, unseal)


def _rewrite(schema: BaseDatabaseSchemaEditor, anew: Callable[[str], str]) -> None:
    for column in SEALED:
        with schema.connection.cursor() as cursor:
            cursor.execute(f"SELECT id, {column} FROM {TABLE} WHERE {column} IS NOT NULL")
            for row_id, text in cursor.fetchall():
                cursor.execute(
                    f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", [anew(text), row_id]
                )


class Migration(migrations.Migration):

    dependencies = [
        ("workforce", "0004_places_are_coarse"),
    ]

    operations = [
        migrations.AlterField(
            model_name="worker",
            name="born_on",
            field=SealedDay(blank=True, null=True),
        ),
        migrations.RunPython(seal_what_stands_open, open_what_is_sealed),
    ]
