"""When somebody was born is encrypted; which days there are is for the rules to say."""

from collections.abc import Callable

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import EncryptedWholeNumber
from guanjia.vault.keys import encrypt, decrypt

TABLE = "dossier_member"
SEALED = ("birth_year", "birth_month", "birth_day")


def encrypt_what_stands_open(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Encrypt what the columns, by now of text, hold in clear; what is not known stays so."""
    _rewrite(schema, encrypt)


def decrypt_what_is_encrypted(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Write it in clear again, for a program of before."""
    _rewrite(schema, decrypt)


def _rewrite(schema: BaseDatabaseSchemaEditor, anew: Callable[[str], str]) -> None:
    """Write each row once: PostgreSQL changes no table in which a row was just written twice."""
    places = ", ".join(f"{column} = %s" for column in SEALED)
    with schema.connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {', '.join(SEALED)} FROM {TABLE}")
        for row_id, *texts in cursor.fetchall():
            written = [None if text is None else anew(text) for text in texts]
            if any(written):
                cursor.execute(f"UPDATE {TABLE} SET {places} WHERE id = %s", [*written, row_id])


class Migration(migrations.Migration):

    dependencies = [
        ("dossier", "0006_a_number_is_one_contact_of_a_household"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="member",
            name="birthday_is_a_month_and_a_day",
        ),
        migrations.AlterField(
            model_name="member",
            name="birth_year",
            field=EncryptedWholeNumber(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="member",
            name="birth_month",
            field=EncryptedWholeNumber(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="member",
            name="birth_day",
            field=EncryptedWholeNumber(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("birth_day__isnull", True), ("birth_month__isnull", True))
                | models.Q(("birth_day__isnull", False), ("birth_month__isnull", False)),
                name="birthday_is_a_month_and_a_day",
            ),
        ),
        # Last, since PostgreSQL changes no table whose rows have just been written.
        migrations.RunPython(encrypt_what_stands_open, decrypt_what_is_encrypted),
    ]
