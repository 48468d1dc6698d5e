"""What an assessment found of somebody's health, and what is said of its pictures, is encrypted."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import EncryptedJson, EncryptedText
from guanjia.vault.keys import encrypt


def encrypt_scores(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Move the results of scales from their open column into the encrypted one."""
    rows = apps.get_model("assessment", "Assessment").objects.using(schema.connection.alias)
    for row in rows.exclude(open_scores={}).only("id", "open_scores"):
        rows.filter(id=row.id).update(scores=row.open_scores)


def encrypt_captions(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Encrypt what the captions hold in clear; an empty one stays empty."""
    with schema.connection.cursor() as cursor:
        cursor.execute("SELECT id, caption FROM assessment_photo WHERE caption <> ''")
        for row_id, text in cursor.fetchall():
            cursor.execute(
                "UPDATE assessment_photo SET caption = %s WHERE id = %s", [encrypt(text), row_id]
            )


class Migration(migrations.Migration):

    dependencies = [
        ("assessment", "0002_initial"),
    ]

    operations = [
        migrations.RenameField("assessment", "scores", "open_scores"),
        migrations.AddField(
            model_name="assessment",
            name="scores",
            field=EncryptedJson(blank=True, default=dict),
        ),
        migrations.RunPython(encrypt_scores, migrations.RunPython.noop),
        migrations.RemoveField("assessment", "open_scores"),
        migrations.AlterField(
            model_name="photo",
            name="caption",
            field=EncryptedText(blank=True),
        ),
        migrations.RunPython(encrypt_captions, migrations.RunPython.noop),
    ]
