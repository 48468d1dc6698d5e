"""Whoever changes the vault's key can be stopped and go on: how far it came is a row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_looks_are_only_added_to")]

    operations = [
        migrations.CreateModel(
            name="Rotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_mark", models.CharField(max_length=16, unique=True)),
                ("began_at", models.DateTimeField()),
                ("total", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("at_table", models.CharField(blank=True, max_length=60)),
                ("after", models.CharField(blank=True, max_length=64)),
                ("unreadable", models.PositiveIntegerField(default=0)),
                ("sealed_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
