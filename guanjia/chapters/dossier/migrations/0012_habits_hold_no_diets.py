"""Habits hold no diets and allergies any more: these lie in rows of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0011_diets_and_allergies_are_sealed'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='habit',
            name='habit_kind_is_known',
        ),
        migrations.AddConstraint(
            model_name='habit',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('rhythm', 'taboo', 'pet', 'language', 'wish'))), name='habit_kind_is_known'),
        ),
    ]
