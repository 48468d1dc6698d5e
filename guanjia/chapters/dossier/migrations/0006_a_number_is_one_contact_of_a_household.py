"""
A number is one contact of a household.

Where it was noted twice, who decides, or has shown the number to be theirs, keeps it, else whoever
was noted first; the others stay with their names, and without a number of their own.
"""

from typing import Any

from django.db import migrations, models


def leave_each_number_to_one(apps: Any, schema_editor: Any) -> None:
    """Take the number from every contact of a household but the one who has the best claim to it."""
    contacts = apps.get_model("dossier", "Contact").objects.exclude(phone_print="")
    kept: set[tuple[int, str]] = set()
    claims = contacts.order_by("household_id", "-is_decider", models.F("user_id").asc(nulls_last=True), "id")
    for contact in claims.only("id", "household_id", "phone_print"):
        number = (contact.household_id, contact.phone_print)
        if number in kept:
            contacts.filter(id=contact.pk).update(phone="", phone_print="", user=None)
        kept.add(number)


class Migration(migrations.Migration):
    dependencies = [("dossier", "0005_expectations_are_sealed_and_places_coarse")]

    operations = [
        migrations.RunPython(leave_each_number_to_one, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                name="number_is_one_contact_of_a_household",
                fields=["household", "phone_print"],
                condition=~models.Q(phone_print=""),
            ),
        ),
    ]
