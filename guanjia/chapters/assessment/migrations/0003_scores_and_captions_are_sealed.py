"""What an assessment found of somebody's health, and what is said of its pictures, is sealed."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import SealedJson, SealedText
from guanjia.vault.keys import seal


def seal_scores(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Move the results of scales from their open column into the sealed one."""
    rows = apps.get_model("assessment", "Assessment").objects.using(schema.connection.alias)
    for row in rows.exclude(open_scores={}).only("id", "open_scores"):
        rows.filter(id=row.id).update(scores=row.open_scores)


def seal_captions(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Seal what the captions hold in clear; an empty one stays empty."""
    with schema.connection.cursor() as cursor:
        cursor.execute("SELECT id, caption FROM assessment_photo WHERE caption <> ''")
        for row_id, text in cursor.fetchall():
            cursor.execute(
                "UPDATE assessment_photo SET caption = %s WHERE id = %s", [seal(text), row_id]
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
            field=SealedJson(blank=True, default=dict),
        ),
        migrations.RunPython(seal_scores, migrations.RunPython.noop),
        migrations.RemoveField("assessment", "open_scores"),
        migrations.AlterField(
            model_name="photo",
            name="caption",
            field=SealedText(blank=True),
        ),
        migrations.RunPython(seal_captions, migrations.RunPython.noop),
    ]
