"""Where a worker lives is kept to some hundred metres."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.fields import CoarseDegrees


def coarsen(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Keep of every place what is needed to reckon with: the field itself leaves out the rest."""
    rows = apps.get_model("workforce", "Worker").objects.using(schema.connection.alias)
    for row in rows.exclude(latitude=None).only("id", "latitude", "longitude"):
        rows.filter(id=row.id).update(latitude=row.latitude, longitude=row.longitude)



class Migration(migrations.Migration):

    dependencies = [
        ("workforce", "0003_workers_are_tied_to_their_branch"),
    ]

    operations = [
        migrations.AlterField(
            model_name="worker",
            name="latitude",
            field=CoarseDegrees(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="worker",
            name="longitude",
            field=CoarseDegrees(blank=True, null=True),
        ),
        migrations.RunPython(coarsen, migrations.RunPython.noop),
    ]
