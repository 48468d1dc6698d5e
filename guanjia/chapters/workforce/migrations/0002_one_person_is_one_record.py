"""
One person is one record, and a record that is reopened has a new round of screening.

Identity numbers that are on record already are given their fingerprints. Where two records hold the
same number only the older one gets it: nobody's record is lost, and the next change names the other.
"""

import unicodedata

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.keys import fingerprint


def file_numbers(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Give every record the fingerprint of its identity number."""
    workers = apps.get_model("workforce", "Worker").objects.using(schema.connection.alias)
    known = set()
    for worker in workers.order_by("id").only("id", "id_number").iterator(chunk_size=200):
        text = unicodedata.normalize("NFKC", worker.id_number).upper()
        number = "".join(letter for letter in text if letter.isalnum())
        if number and number not in known:
            known.add(number)
            workers.filter(id=worker.id).update(id_print=fingerprint("id_number", number))


class Migration(migrations.Migration):

    dependencies = [
        ("workforce", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="screeningstep",
            name="worker_has_one_outcome_per_screening_step",
        ),
        migrations.AddField(
            model_name="screeningstep",
            name="round",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="worker",
            name="id_print",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="worker",
            name="screening_round",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="screeningstep",
            constraint=models.UniqueConstraint(
                fields=("worker", "round", "step"),
                name="worker_has_one_outcome_per_screening_step",
            ),
        ),
        migrations.RunPython(file_numbers, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="worker",
            constraint=models.UniqueConstraint(
                condition=models.Q(("id_print", ""), _negated=True),
                fields=("id_print",),
                name="worker_is_one_person",
            ),
        ),
    ]
