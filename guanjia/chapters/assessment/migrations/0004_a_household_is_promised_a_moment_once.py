"""A household is promised one visit at a moment; what was promised twice over is called off."""

from django.db import migrations, models

CALL_OFF_WHAT_WAS_PROMISED_TWICE = """
UPDATE assessment_appointment SET status = 'called_off'
WHERE status = 'promised' AND EXISTS (
    SELECT 1 FROM assessment_appointment AS first
    WHERE first.household_id = assessment_appointment.household_id
    AND first.starts_at = assessment_appointment.starts_at
    AND first.status = 'promised' AND first.id < assessment_appointment.id
)
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0003_scores_and_captions_are_sealed")]

    operations = [
        migrations.RunSQL(CALL_OFF_WHAT_WAS_PROMISED_TWICE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                name="one_appointment_per_household_and_moment",
                fields=["household", "starts_at"],
                condition=models.Q(status="promised"),
            ),
        ),
    ]
