"""The logins of workers are known to be in the reach of their branch."""

from datetime import UTC, datetime

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GONE = ("left", "rejected")
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""For records that do not say since when they are what they are."""


def tie(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    Worker = apps.get_model("workforce", "Worker")
    Tie = apps.get_model("org", "Tie")
    for worker in Worker.objects.exclude(user=None).exclude(status__in=GONE).order_by("id"):
        Tie.objects.get_or_create(
            user_id=worker.user_id,
            kind="worker",
            row_id=worker.id,
            until=None,
            defaults={"branch_id": worker.branch_id, "since": worker.status_since or EARLIEST},
        )


class Migration(migrations.Migration):

    dependencies = [
        ('workforce', '0002_one_person_is_one_record'),
        ('org', '0005_a_link_is_for_one_thing'),
    ]

    operations = [
        migrations.RunPython(tie, migrations.RunPython.noop),
    ]
