"""
A person has the language that they chose, or none: then that of their household, or of the house.

Until now nobody could choose, so what stands there was chosen by nobody.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OF_THE_HOUSE = "zh-hans"


def leave_open(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("org", "User").objects.filter(language=OF_THE_HOUSE).update(language="")


def choose(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("org", "User").objects.filter(language="").update(language=OF_THE_HOUSE)


class Migration(migrations.Migration):
    dependencies = [("org", "0007_trust_in_browsers_can_end")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.RunPython(leave_open, choose),
    ]
