"""Goals of plans and the reasons of their lines tell of health: they are encrypted."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import EncryptedText
from guanjia.vault.keys import encrypt


SEALED = (("planning_planversion", "goal"), ("planning_planline", "reason"))


def encrypt_what_stands_open(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Encrypt what the columns hold in clear; an empty text stays empty."""
    connection = schema.connection
    for table, column in SEALED:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> ''")
            for row_id, text in cursor.fetchall():
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s WHERE id = %s", [encrypt(text), row_id]
                )



class Migration(migrations.Migration):

    dependencies = [
        ("planning", "0004_a_paper_is_confirmed_by_a_second_person"),
    ]

    operations = [
        migrations.AlterField(
            model_name="planversion",
            name="goal",
            field=EncryptedText(blank=True),
        ),
        migrations.AlterField(
            model_name="planline",
            name="reason",
            field=EncryptedText(blank=True),
        ),
        migrations.RunPython(encrypt_what_stands_open, migrations.RunPython.noop),
    ]
