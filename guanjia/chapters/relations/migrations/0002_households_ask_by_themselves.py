"""What a household asks for by itself: in its words, of which visit, and once however often it is sent."""

import django.db.models.deletion
from django.db import migrations, models

import guanjia.vault.fields

REASONS = (
    "low_score",
    "disputed_work",
    "incident",
    "declined_plan",
    "agreed_contact",
    "move_visit",
    "skip_visit",
    "complaint",
    "question",
    "own_data",
)


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0006_households_know_who_comes"),
        ("relations", "0001_initial"),
    ]
    operations = [
        migrations.AddField("callback", "key", models.CharField(max_length=40, blank=True)),
        migrations.AddField("callback", "wish", guanjia.vault.fields.EncryptedText(blank=True)),
        migrations.AddField(
            "callback",
            "visit",
            models.ForeignKey(
                "dispatch.visit",
                django.db.models.deletion.PROTECT,
                null=True,
                blank=True,
                related_name="+",
            ),
        ),
        migrations.RemoveConstraint("callback", "callback_reason_is_known"),
        migrations.AddConstraint(
            "callback",
            models.CheckConstraint(
                name="callback_reason_is_known", condition=models.Q(reason__in=REASONS)
            ),
        ),
        migrations.AddConstraint(
            "callback",
            models.UniqueConstraint(
                name="letter_asks_for_one_callback",
                fields=["key"],
                condition=~models.Q(key=""),
            ),
        ),
    ]
