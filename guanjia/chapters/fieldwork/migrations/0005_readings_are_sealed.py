"""What was measured at somebody's body is encrypted."""

from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import EncryptedNumber
from guanjia.vault.keys import encrypt, decrypt

TABLE = "fieldwork_steprecord"
SEALED = ("value",)


def encrypt_what_stands_open(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Encrypt what the columns, by now of text, hold in clear; what is not known stays so."""
    _rewrite(schema, encrypt)


def decrypt_what_is_encrypted(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Write it in clear again, for a program of before."""
    _rewrite(schema, decrypt)


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
        ("fieldwork", "0004_records_say_whose_word_and_what_was_seen"),
    ]

    operations = [
        migrations.AlterField(
            model_name="steprecord",
            name="value",
            field=EncryptedNumber(blank=True, null=True),
        ),
        migrations.RunPython(encrypt_what_stands_open, decrypt_what_is_encrypted),
    ]
