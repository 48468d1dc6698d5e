"""What a household hopes for is encrypted, and where it lives is kept to some hundred metres."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import CoarseDegrees, EncryptedText
from guanjia.vault.keys import encrypt


SEALED = (("dossier_household", "expectation"),)


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


def coarsen(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Keep of every place what is needed to reckon with: the field itself leaves out the rest."""
    rows = apps.get_model("dossier", "Home").objects.using(schema.connection.alias)
    for row in rows.exclude(latitude=None).only("id", "latitude", "longitude"):
        rows.filter(id=row.id).update(latitude=row.latitude, longitude=row.longitude)



class Migration(migrations.Migration):

    dependencies = [
        ("dossier", "0004_a_new_decider_is_known_as_new"),
    ]

    operations = [
        migrations.AlterField(
            model_name="household",
            name="expectation",
            field=EncryptedText(blank=True),
        ),
        migrations.AlterField(
            model_name="home",
            name="latitude",
            field=CoarseDegrees(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="home",
            name="longitude",
            field=CoarseDegrees(blank=True, null=True),
        ),
        migrations.RunPython(encrypt_what_stands_open, migrations.RunPython.noop),
        migrations.RunPython(coarsen, migrations.RunPython.noop),
    ]
