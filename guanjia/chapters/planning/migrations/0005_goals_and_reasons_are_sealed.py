"""Goals of plans and the reasons of their lines tell of health: they are sealed."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import SealedText
from guanjia.vault.keys import seal


SEALED = (("planning_planversion", "goal"), ("planning_planline", "reason"))


def seal_what_stands_open(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Seal what the columns hold in clear; an empty text stays empty."""
    connection = schema.connection
    for table, column in SEALED:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> ''")
            for row_id, text in cursor.fetchall():
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s WHERE id = %s", [seal(text), row_id]
                )



class Migration(migrations.Migration):

    dependencies = [
        ("planning", "0004_a_paper_is_confirmed_by_a_second_person"),
    ]

    operations = [
        migrations.AlterField(
            model_name="planversion",
            name="goal",
            field=SealedText(blank=True),
        ),
        migrations.AlterField(
            model_name="planline",
            name="reason",
            field=SealedText(blank=True),
        ),
        migrations.RunPython(seal_what_stands_open, migrations.RunPython.noop),
    ]
