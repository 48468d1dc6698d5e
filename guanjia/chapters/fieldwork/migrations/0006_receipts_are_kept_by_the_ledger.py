"""Receipts of what phones tell are kept by the ledger, for acts upon anything."""

from django.db import migrations

MOVED = "noun, object_id, key, about, clock_off_seconds, received_at"
KEPT = "assignment_id, key, about, clock_off_seconds, received_at"


class Migration(migrations.Migration):

    dependencies = [
        ("fieldwork", "0005_readings_are_sealed"),
        ("ledger", "0003_phones_tell_an_act_once"),
    ]

    operations = [
        migrations.RunSQL(
            f"INSERT INTO ledger_receipt ({MOVED}) "
            f"SELECT 'assignment', {KEPT} FROM fieldwork_receipt",
            f"INSERT INTO fieldwork_receipt ({KEPT}) "
            "SELECT object_id, key, about, clock_off_seconds, received_at FROM ledger_receipt",
        ),
        migrations.DeleteModel(name="Receipt"),
    ]
