"""
A line that is priced by the area keeps the area, so that what was agreed stays as it was.

Lines written before take it from their home as it is now: that is what their pages have shown.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forward(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    line = apps.get_model("planning", "PlanLine")
    by_area = line.objects.filter(price_model="area")
    for line_id, area_m2 in by_area.values_list("id", "version__plan__home__area_m2"):
        line.objects.filter(id=line_id).update(area_m2=area_m2)


class Migration(migrations.Migration):
    dependencies = [("planning", "0005_goals_and_reasons_are_sealed")]
    operations = [
        migrations.AddField(
            model_name="planline",
            name="area_m2",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
