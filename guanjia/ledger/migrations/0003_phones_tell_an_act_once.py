"""A phone tells an act once, whatever it is done upon."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0002_the_ledger_is_only_added_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("noun", models.CharField(max_length=30)),
                ("object_id", models.BigIntegerField()),
                ("key", models.CharField(max_length=64)),
                ("about", models.CharField(max_length=32)),
                ("clock_off_seconds", models.IntegerField(default=0)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("noun", "object_id", "key"), name="an_act_is_told_once"
                    ),
                ],
            },
        ),
    ]
