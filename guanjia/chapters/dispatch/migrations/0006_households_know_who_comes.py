"""Since when a household knows who comes to a visit, and what it was told last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0005_who_never_came_is_absent")]
    operations = [
        migrations.AddField("visit", "announced_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("visit", "announced_as", models.CharField(max_length=200, blank=True)),
        migrations.AddIndex(
            "visit",
            models.Index(
                fields=["on"],
                name="visit_to_be_announced",
                condition=models.Q(status="staffed", announced_at=None),
            ),
        ),
    ]
