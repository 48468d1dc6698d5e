"""Diets and allergies have rows of their own, encrypted, with who is told, who said it and when."""

import django.db.models.deletion
import guanjia.vault.fields
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def move_out_of_habits(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Move what was noted among the habits; allergies go on being told to everybody who comes."""
    habits = apps.get_model("dossier", "Habit").objects.filter(kind__in=("diet", "allergy"))
    diets = apps.get_model("dossier", "DietNote").objects
    for habit in habits.select_related("household"):
        told = "visits" if habit.kind == "allergy" else "meals"
        diets.create(
            household=habit.household,
            member_id=habit.member_id,
            kind=habit.kind,
            text=habit.text,
            purpose=told if habit.is_for_workers else "file",
            source="staff",
            said_at=habit.household.opened_at,
        )
    habits.delete()


def move_back(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Write among the habits what stands, a chosen code as it is called in the program."""
    diets = apps.get_model("dossier", "DietNote").objects
    habits = apps.get_model("dossier", "Habit").objects
    for diet in diets.filter(ended_at=None):
        habits.create(
            household_id=diet.household_id,
            member_id=diet.member_id,
            kind=diet.kind,
            text=diet.text or diet.code,
            is_for_workers=diet.purpose != "file",
        )


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0010_a_household_can_be_forgotten'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DietNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('code', guanjia.vault.fields.EncryptedText(blank=True)),
                ('text', guanjia.vault.fields.EncryptedText(blank=True)),
                ('purpose', models.CharField(max_length=8)),
                ('source', models.CharField(default='client', max_length=10)),
                ('said_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='diets', to='dossier.household')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dossier.member')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ('diet', 'allergy'))), name='diet_kind_is_known'),
                    models.CheckConstraint(condition=models.Q(('purpose__in', ('meals', 'visits', 'file'))), name='diet_purpose_is_known'),
                    models.CheckConstraint(condition=models.Q(('source__in', ('client', 'family', 'staff', 'assessment'))), name='diet_source_is_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='diet_says_something'),
                ],
            },
        ),
        # Last, since PostgreSQL changes no table whose rows have just been written.
        migrations.RunPython(move_out_of_habits, move_back),
    ]
