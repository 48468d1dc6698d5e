"""A message is of use for a time; after that it lapses instead of going out."""

from django.db import migrations, models

STATES = ("waiting", "sending", "sent", "failed", "cancelled", "lapsed")


class Migration(migrations.Migration):

    dependencies = [
        ("outbound", "0002_no_way_in_lies_in_the_outbox"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_status_is_a_known_state",
        ),
        migrations.AlterField(
            model_name="notice",
            name="status",
            field=models.CharField(
                choices=[(state, state) for state in STATES],
                default="waiting",
                editable=False,
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", STATES)), name="notice_status_is_a_known_state"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="good_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
